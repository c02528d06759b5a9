import { setImmediate as breath } from "node:timers/promises";
import type { Entity } from "../science/entity.ts";
import { Failure, failureData } from "../science/failure.ts";
import { decoded } from "../science/files/decode.ts";
import { readSequence } from "../science/protein/sequence.ts";
import { FactsTask } from "./factsTask.ts";
import { isFatal } from "./fatal.ts";
import { formatOf } from "./formats.ts";
import { QuestionTask } from "./questionTask.ts";
import type { Structures } from "./structures.ts";
import type { TableFile } from "./survey.ts";
import { refuseAborted } from "./survey.ts";
import type { AddedColumn, TableRow, Value } from "./table.ts";
import type { Origin, Outcome, Task, Tasks, TaskServices } from "./tasks.ts";
import { freeTitle } from "./tasks.ts";

/** What became of a row: everything asked for is there, or something is not and `reason` says why, or it was not looked at. */
export type Status = "ok" | "failed" | "skipped";

export interface AnnotatedRow {
	/** From 1, in the file that was read. */
	readonly line: number;
	readonly structure: string;
	/** In the order of the added columns, status and reason last. */
	readonly values: readonly Value[];
}

export interface Annotated {
	/** In the order of the table; status and reason last. */
	readonly columns: readonly AddedColumn[];
	/** Of the columns that got a value, by title. */
	readonly origins: ReadonlyMap<string, Origin>;
	readonly rows: number;
	readonly ok: number;
	readonly failed: number;
	readonly skipped: number;
	/** For a look at the result. */
	readonly first: readonly AnnotatedRow[];
}

export interface AnnotateOptions {
	readonly titles: readonly string[];
	readonly structures: Structures;
	readonly tasks: Tasks;
	/** Rows that are worked on; the others are written with the status `skipped`. */
	readonly maxRows: number;
	/** Of the file that is written: one that `formatOf` names. */
	readonly ending: string;
	/** Takes the next part of the new file; nothing more is read before it resolves. */
	readonly write: (text: string) => Promise<void>;
	/** Rows done so far. */
	readonly progress?: ((rows: number) => void) | undefined;
	readonly services: TaskServices;
}

const FIRST = 5;

/**
 * Writes a table with more columns, in its order, with every row; a row that fails says why and stops nothing.
 *
 * @param file whose `survey` gave titles and structures
 * @throws Failure where a task cannot be done for this table, where all rows would fail alike, those of {@link Table}, `cancelled`
 */
export async function annotate(file: TableFile, options: AnnotateOptions): Promise<Annotated> {
	const { ending, write, services, progress } = options;
	const table = formatOf(file.name).open(ending);
	const job = new Job(options);
	const start = new Start();
	let text: string | undefined;
	let since = performance.now();
	for await (const portion of table.rows(decoded(start.of(file.bytes)))) {
		text ??= start.mark + table.header(job.columns);
		for (const rows of inGroups(portion, job.width)) {
			refuseAborted(services.signal);
			const values = await job.values(rows);
			text += rows.map((row, index) => table.line(row, job.columns, values[index] ?? [])).join("");
			progress?.(job.rows);
			if (text.length >= PART) {
				await write(text);
				text = "";
			}
			if (performance.now() - since > SLICE) {
				// Rows that are known already, or skipped, wait for nothing.
				await breath();
				since = performance.now();
			}
		}
	}
	refuseAborted(services.signal);
	await write(text ?? start.mark + table.header(job.columns));
	return job.result();
}

/** Characters that are written together. */
const PART = 65_536;
/** Milliseconds of work between two chances for others to do theirs. */
const SLICE = 10;

/** Excel takes a file for UTF-8 only by its mark: one that begins with a mark is written with one. */
class Start {
	mark = "";

	async *of(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
		let first = true;
		for await (const chunk of bytes) {
			if (first && chunk.length > 0) {
				const [one, two, three] = chunk;
				this.mark = (one === 0xef && two === 0xbb && three === 0xbf) || (one === 0xfe && two === 0xff) || (one === 0xff && two === 0xfe) ? "\ufeff" : "";
				first = false;
			}
			yield chunk;
		}
	}
}

/** The columns that the tasks add to a table; nothing is computed. Fails as {@link annotate} does. */
export function addedColumns(options: Pick<AnnotateOptions, "titles" | "structures" | "tasks" | "services">): readonly AddedColumn[] {
	return new Job({ ...options, maxRows: 0 }).columns;
}

class Job {
	readonly columns: readonly AddedColumn[];
	rows = 0;
	private ok = 0;
	private failed = 0;
	private readonly first: AnnotatedRow[] = [];
	private readonly tasks: readonly Task[];

	constructor(private readonly options: Pick<AnnotateOptions, "titles" | "structures" | "tasks" | "services" | "maxRows">) {
		const taken = new Set(options.titles);
		this.tasks = tasksOf(options, taken);
		const status = ["status", "reason"].map((title) => ({ title: freeTitle(title, taken), generated: false }));
		this.columns = [...this.tasks.flatMap(({ columns }) => columns), ...status];
	}

	get width(): number {
		return Math.min(...this.tasks.map(({ width }) => width));
	}

	async values(rows: readonly TableRow[]): Promise<readonly (readonly Value[])[]> {
		const begun = this.rows;
		this.rows += rows.length;
		const values = await Promise.all(rows.map((row, index) => this.valuesOf(row, begun + index)));
		for (const [index, row] of rows.entries()) {
			if (this.first.length < FIRST) {
				this.first.push({ line: row.line, structure: row.get(this.options.structures.title) ?? "", values: values[index] ?? [] });
			}
		}
		return values;
	}

	result(): Annotated {
		const { columns, rows, ok, failed, first } = this;
		return { columns, origins: new Map(this.tasks.flatMap((task) => [...task.origins()])), rows, ok, failed, skipped: rows - ok - failed, first };
	}

	private async valuesOf(row: TableRow, place: number): Promise<readonly Value[]> {
		return place < this.options.maxRows ? this.row(row) : this.skipped();
	}

	private async row(row: TableRow): Promise<readonly Value[]> {
		const outcomes: Outcome[] = [];
		const reasons = new Set<string>();
		try {
			const entity = entityOf(row, this.options.structures);
			for (const task of this.tasks) {
				outcomes.push(await this.attempt(task, { row, entity, reasons }));
			}
		} catch (error) {
			note(error, reasons);
		}
		const failed = reasons.size > 0;
		this[failed ? "failed" : "ok"]++;
		const values = outcomes.length === 0 ? this.nothing() : outcomes.flatMap((outcome) => outcome.values);
		return [...values, failed ? "failed" : "ok", [...reasons, ...new Set(outcomes.flatMap(({ remarks }) => remarks))].join(" ")];
	}

	/** A task that fails leaves its own cells empty. */
	private async attempt(task: Task, { row, entity, reasons }: { readonly row: TableRow; readonly entity: Entity; readonly reasons: Set<string> }): Promise<Outcome> {
		try {
			return await task.run(row, entity);
		} catch (error) {
			note(error, reasons);
			return { values: task.columns.map(() => undefined), remarks: [] };
		}
	}

	private skipped(): readonly Value[] {
		return [...this.nothing(), "skipped", `Not annotated: it comes behind the first ${this.options.maxRows.toLocaleString("en")} rows.`];
	}

	private nothing(): readonly Value[] {
		return this.columns.slice(2).map(() => undefined);
	}
}

/** A row's own failure is its reason; any other ends the job. */
function note(error: unknown, reasons: Set<string>): void {
	const { code, message } = failureData(error);
	if (isFatal(code)) {
		throw error;
	}
	reasons.add(message);
}

/** Structures are checked by whoever computes: RDKit, or the rules of sequences. */
function entityOf(row: TableRow, { title, kind }: Structures): Entity {
	const text = row.get(title)?.trim() ?? "";
	if (text === "") {
		throw new Failure("empty-cell", `There is no ${kind} in this row.`);
	}
	return kind === "protein" ? { kind, sequence: readSequence(text) } : { kind, smiles: text };
}

function tasksOf({ titles, structures: { kind }, tasks: { facts, describe, question }, services }: Pick<AnnotateOptions, "titles" | "structures" | "tasks" | "services">, taken: Set<string>): readonly Task[] {
	return [
		...(facts === undefined ? [] : [new FactsTask({ kind, facts, taken, services })]),
		...(describe === true ? [new QuestionTask({ title: "biomedgpt_description", question: `Please describe this ${kind}.`, titles, taken, services })] : []),
		...(question === undefined ? [] : [new QuestionTask({ title: "biomedgpt_answer", question, titles, taken, services })]),
	];
}

function* inGroups<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
	for (let start = 0; start < items.length; start += size) {
		yield items.slice(start, start + size);
	}
}
