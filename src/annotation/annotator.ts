import type { Entity } from "../science/entity.ts";
import type { FailureData } from "../science/failure.ts";
import { Failure, failureData } from "../science/failure.ts";
import type { ModelIdentity } from "../inference/engine.ts";
import { canonicalSmiles } from "./canonical.ts";
import { entityOf } from "./entities.ts";
import { isFatal } from "./fatal.ts";
import { makeTasks, needsModel, type TasksOptions } from "./makeTasks.ts";
import { refuseAborted } from "./survey.ts";
import type { Structures } from "./structures.ts";
import type { AddedColumn, TableRow, Value } from "./table.ts";
import type { Entry, Origin, Result, Task } from "./tasks.ts";
import { freeTitle } from "./tasks.ts";

/** What became of rows: everything asked for is there, or something is not and the reason says why, or they were not looked at. */
export interface Counts {
	readonly ok: number;
	readonly failed: number;
	readonly skipped: number;
}

export interface AnnotatedRows extends Counts {
	/** For each row, in the order of the added columns, status and reason last. */
	readonly values: readonly (readonly Value[])[];
}

export interface AnnotatorOptions extends TasksOptions {
	/** Rows that are worked on; the others get the status `skipped`. */
	readonly maxRows: number;
	readonly model: () => Promise<ModelIdentity>;
}

/** Makes the added cells of rows. A row that fails says why and stops nothing. */
export class Annotator {
	readonly columns: readonly AddedColumn[];
	private readonly tasks: readonly Task[];

	/** @throws Failure `invalid-input` where a task cannot be done for this table */
	constructor(private readonly options: AnnotatorOptions) {
		const taken = new Set(options.titles);
		this.tasks = makeTasks(options, taken, options.model);
		const status = ["status", "reason"].map((title) => ({ title: freeTitle(title, taken), generated: false }));
		this.columns = [...this.tasks.flatMap(({ columns }) => columns), ...status];
	}

	/** Keeps the model of these tasks, and where it runs, until what this gives is called; nothing where no task needs one. */
	async hold(signal: AbortSignal): Promise<() => void> {
		const { tasks, services } = this.options;
		return needsModel(tasks) ? services.engine.hold(signal) : () => undefined;
	}

	/** By title, of the columns that got a value. */
	origins(): ReadonlyMap<string, Origin> {
		return new Map(this.tasks.flatMap((task) => [...task.origins()]));
	}

	/**
	 * @param first place of the first row among all of the table, from 0
	 * @throws Failure where all rows would fail alike, `cancelled`
	 */
	async annotate(rows: readonly TableRow[], first: number, signal: AbortSignal): Promise<AnnotatedRows> {
		refuseAborted(signal);
		const working = rows.slice(0, Math.max(0, this.options.maxRows - first));
		const entries = await this.entries(working, signal);
		const good = entries.flatMap((entry) => ("failure" in entry ? [] : [entry]));
		const results = await Promise.all(this.tasks.map((task) => task.run(good, signal)));
		refuseAborted(signal);
		let place = 0;
		const done = entries.map((entry) => ("failure" in entry ? this.failed(entry.failure) : this.cells(results.map((result) => result[place]), place++)));
		const failed = done.filter((values) => values.at(-2) === "failed").length;
		const skipped = rows.slice(working.length).map(() => this.skipped());
		return { values: [...done, ...skipped], ok: done.length - failed, failed, skipped: skipped.length };
	}

	/** Structures are checked by whoever computes: RDKit, or the rules of sequences. */
	private async entries(rows: readonly TableRow[], signal: AbortSignal): Promise<readonly (Entry | { readonly failure: FailureData })[]> {
		const read = rows.map((row) => readRow(row, this.options.structures));
		if (!needsModel(this.options.tasks)) {
			return read.map((entity, index) => entryOf(rows[index], entity, entity));
		}
		const asked = await canonicalSmiles(read, this.options.services.facts, signal);
		return read.map((entity, index) => entryOf(rows[index], entity, asked[index]));
	}

	/** A task that fails leaves its own cells empty. */
	private cells(results: readonly (Result | undefined)[], place: number): readonly Value[] {
		const reasons = new Set<string>();
		const remarks = new Set<string>();
		const values = results.flatMap((result, index): readonly Value[] => {
			if (result === undefined) {
				throw new Failure("unexpected", `A task left out a row (number ${place + 1} of its block). Annotate the file again; if it stays, please report it.`);
			}
			if ("failure" in result) {
				note(result.failure, reasons);
				return this.tasks[index]?.columns.map(() => undefined) ?? [];
			}
			result.remarks.forEach((remark) => remarks.add(remark));
			return result.values;
		});
		return [...values, reasons.size > 0 ? "failed" : "ok", [...reasons, ...remarks].join(" ")];
	}

	private failed(failure: FailureData): readonly Value[] {
		const reasons = new Set<string>();
		note(failure, reasons);
		return [...this.nothing(), "failed", [...reasons].join(" ")];
	}

	private skipped(): readonly Value[] {
		return [...this.nothing(), "skipped", `Not annotated: it comes behind the first ${this.options.maxRows.toLocaleString("en")} rows.`];
	}

	private nothing(): readonly Value[] {
		return this.columns.slice(2).map(() => undefined);
	}
}

/** A row's own failure is its reason; any other ends the annotation. */
function note(failure: FailureData, reasons: Set<string>): void {
	if (isFatal(failure.code)) {
		throw new Failure(failure.code, failure.message, { detail: failure.detail });
	}
	reasons.add(failure.message);
}

type Read = Entity | { readonly failure: FailureData };

/** What is in a row, or why there is nothing. */
function readRow(row: TableRow, structures: Structures): Read {
	try {
		return entityOf(row, structures);
	} catch (error) {
		return { failure: failureData(error) };
	}
}

function entryOf(row: TableRow | undefined, entity: Read, asked: Read | undefined): Entry | { readonly failure: FailureData } {
	if ("failure" in entity) {
		return entity;
	}
	if (row === undefined || asked === undefined) {
		throw new Failure("unexpected", "A row was lost on its way to the tasks. Annotate the file again; if it stays, please report it.");
	}
	return "failure" in asked ? asked : { row, entity, asked };
}
