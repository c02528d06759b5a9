import { setImmediate as breath } from "node:timers/promises";
import { Annotator, type Counts } from "./annotator.ts";
import { inBlocks, type Block, type Range } from "./blocks.ts";
import { formatOf } from "./formats.ts";
import { inOrder } from "./inOrder.ts";
import { onDemand, rowsPerBlock, type TasksOptions } from "./makeTasks.ts";
import { refuseAborted, type TableFile } from "./survey.ts";
import type { AddedColumn, TableRow, Value } from "./table.ts";
import type { Origin } from "./tasks.ts";
import { openText } from "./text.ts";

export interface AnnotatedRow {
	/** From 1, in the file that was read. */
	readonly line: number;
	readonly structure: string;
	/** In the order of the added columns, status and reason last. */
	readonly values: readonly Value[];
}

/** The next part of the new file: its header, or the rows of a block. */
export interface Part extends Counts {
	readonly text: string;
	readonly rows: number;
	/** Up to {@link FIRST} of them, for a look at the result. */
	readonly first: readonly AnnotatedRow[];
}

/** Rows of a result that are shown to people and agents. */
export const FIRST = 5;
/** Blocks that are worked on at once: while one is written the next ones are computed. */
const WIDTH = 4;
/** Milliseconds of work between two chances for others to do theirs. */
const SLICE = 10;

export interface PartsOptions {
	readonly annotator: Annotator;
	/** Of the table, as a survey gave them. */
	readonly titles: readonly string[];
	readonly structureTitle: string;
	/** Rows of a block; see {@link rowsPerBlock}. */
	readonly size: number;
	readonly range: Range;
	/** Whether the header comes before the rows. */
	readonly headed: boolean;
	/** Of the file that is written: one that `formatOf` names. */
	readonly ending: string;
	readonly signal: AbortSignal;
}

/**
 * Reads a table and gives it with more columns, in its order, with every row. Nothing more is read than what is taken.
 *
 * @throws Failure where all rows would fail alike, those of {@link Table}, `cancelled`
 */
export async function* annotatedParts(file: TableFile, { annotator, titles, structureTitle, size, range, headed, ending, signal }: PartsOptions): AsyncGenerator<Part> {
	const table = formatOf(file.name).open(ending, titles);
	const source = openText(file);
	const { columns } = annotator;
	let due = headed;
	const head = (): Part => ({ text: (/^[ct]sv$/.test(ending) ? source.mark : "") + table.header(columns), rows: 0, ok: 0, failed: 0, skipped: 0, first: [] });
	const work = async ({ first, rows }: Block, stopped: AbortSignal): Promise<Part> => {
		// Rows that are known already, or skipped, wait for nothing: here others get their turn.
		await breath();
		const { values, ok, failed, skipped } = await annotator.annotate(rows, first, stopped);
		return { text: await lines(rows, (row, index) => table.line(row, columns, values[index] ?? [])), rows: rows.length, ok, failed, skipped, first: rows.slice(0, FIRST).map((row, index) => ({ line: row.line, structure: row.get(structureTitle) ?? "", values: values[index] ?? [] })) };
	};
	const release = await annotator.hold(signal);
	try {
		for await (const part of inOrder(inBlocks(table.rows(source.pieces), size, range), { width: WIDTH, signal, work })) {
			if (due) {
				due = false;
				yield head();
			}
			yield part;
		}
	} finally {
		release();
	}
	refuseAborted(signal);
	if (due) {
		yield head();
	}
}

async function lines(rows: readonly TableRow[], line: (row: TableRow, index: number) => string): Promise<string> {
	const texts: string[] = [];
	let since = performance.now();
	for (const [index, row] of rows.entries()) {
		texts.push(line(row, index));
		if (performance.now() - since > SLICE) {
			await breath();
			since = performance.now();
		}
	}
	return texts.join("");
}

export interface Annotated extends Counts {
	/** In the order of the table; status and reason last. */
	readonly columns: readonly AddedColumn[];
	/** Of the columns that got a value, by title. */
	readonly origins: ReadonlyMap<string, Origin>;
	readonly rows: number;
	/** For a look at the result. */
	readonly first: readonly AnnotatedRow[];
}

export interface AnnotateOptions extends TasksOptions {
	/** Rows that are worked on; the others are written with the status `skipped`. */
	readonly maxRows: number;
	/** Of the file that is written: one that `formatOf` names. */
	readonly ending: string;
	/** Takes the next part of the new file; nothing more is read before it resolves. */
	readonly write: (text: string) => Promise<void>;
	/** Rows done so far. */
	readonly progress?: ((rows: number) => void) | undefined;
	readonly signal: AbortSignal;
}

/**
 * Writes a whole table with more columns, in one go.
 *
 * @param file whose `survey` gave titles and structures
 * @throws Failure where a task cannot be done for this table, and those of {@link annotatedParts}
 */
export async function annotate(file: TableFile, options: AnnotateOptions): Promise<Annotated> {
	const { ending, write, progress, signal } = options;
	const annotator = new Annotator({ ...options, model: onDemand(options.services.engine, options.tasks, signal) });
	const sum = { rows: 0, ok: 0, failed: 0, skipped: 0 };
	let first: readonly AnnotatedRow[] = [];
	for await (const part of annotatedParts(file, { annotator, titles: options.titles, structureTitle: options.structures.title, size: rowsPerBlock(options.tasks), range: { from: 0, to: Number.POSITIVE_INFINITY }, headed: true, ending, signal })) {
		await write(part.text);
		sum.rows += part.rows;
		sum.ok += part.ok;
		sum.failed += part.failed;
		sum.skipped += part.skipped;
		first = [...first, ...part.first].slice(0, FIRST);
		progress?.(sum.rows);
	}
	return { ...sum, columns: annotator.columns, origins: annotator.origins(), first };
}

/** The columns that the tasks add to a table; nothing is computed. Fails as {@link annotate} does. */
export function addedColumns(options: TasksOptions & { readonly signal: AbortSignal }): readonly AddedColumn[] {
	return new Annotator({ ...options, maxRows: 0, model: onDemand(options.services.engine, options.tasks, options.signal) }).columns;
}
