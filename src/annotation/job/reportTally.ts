import path from "node:path";
import { formatOf } from "../formats.ts";
import { refuseAborted } from "../survey.ts";
import type { AddedColumn, TableRow } from "../table.ts";
import { openText } from "../text.ts";
import type { AboutJob } from "./about.ts";
import { bytesOf } from "./source.ts";

/** Rows that are shown. */
const SHOWN = 10;
/** Different values of a column, and different reasons, that are told apart. */
const DISTINCT = 24;
const REASONS = 500;
/** Lines that are named of each reason. */
const LINES = 12;

/** What the cells of one column are. */
export interface ColumnTally {
	readonly column: AddedColumn;
	/** Cells that are not empty. */
	readonly filled: number;
	/** Where all of them are numbers. */
	readonly numbers?: { readonly least: number; readonly most: number; readonly mean: number; readonly deviation: number; readonly whole: boolean } | undefined;
	/** How often each value comes, most frequent first; undefined where there are too many. */
	readonly values?: readonly (readonly [value: string, count: number])[] | undefined;
}

export interface Reason {
	readonly text: string;
	readonly count: number;
	/** The first of them, in the output. */
	readonly lines: readonly number[];
}

export interface ShownRow {
	readonly line: number;
	readonly structure: string;
	/** Of the added columns, status and reason last. */
	readonly cells: readonly string[];
}

export interface Tally {
	readonly first: readonly ShownRow[];
	readonly columns: readonly ColumnTally[];
	/** Most frequent first. */
	readonly reasons: readonly Reason[];
	/** Failed rows whose reasons are not told apart any more. */
	readonly others: number;
}

/** Rows of a finished output, with its added cells. */
export async function* rowsOf(output: string, { header: { columns } }: AboutJob, signal: AbortSignal): AsyncGenerator<{ readonly row: TableRow; readonly cells: readonly string[] }> {
	const format = formatOf(output);
	const table = format.open(format.writes[0]);
	for await (const rows of table.rows(openText({ name: path.basename(output), bytes: bytesOf(output) }).pieces)) {
		refuseAborted(signal);
		for (const row of rows) {
			yield { row, cells: columns.map(({ title }) => row.get(title) ?? "") };
		}
	}
}

/** Reads an output once; memory does not grow with it. */
export async function tally(output: string, job: AboutJob, signal: AbortSignal): Promise<Tally> {
	const { columns, structures } = job.header;
	const counters = columns.slice(0, -2).map((column) => new Counter(column));
	const reasons = new Map<string, { count: number; readonly lines: number[] }>();
	const first: ShownRow[] = [];
	let others = 0;
	for await (const { row, cells } of rowsOf(output, job, signal)) {
		if (first.length < SHOWN) {
			first.push({ line: row.line, structure: row.get(structures.title)?.trim() ?? "", cells });
		}
		counters.forEach((counter, index) => counter.count(cells[index] ?? ""));
		if (cells.at(-2) === "failed") {
			others += note(reasons, cells.at(-1) ?? "", row.line);
		}
	}
	const sorted = [...reasons].map(([text, { count, lines }]) => ({ text, count, lines })).sort((one, other) => other.count - one.count);
	return { first, columns: counters.map((counter) => counter.result()), reasons: sorted, others };
}

/** @returns 1 where there are too many different reasons already */
function note(reasons: Map<string, { count: number; readonly lines: number[] }>, text: string, line: number): number {
	const known = reasons.get(text);
	if (known === undefined && reasons.size >= REASONS) {
		return 1;
	}
	const reason = known ?? { count: 0, lines: [] };
	reason.count++;
	if (reason.lines.length < LINES) {
		reason.lines.push(line);
	}
	reasons.set(text, reason);
	return 0;
}

class Counter {
	private filled = 0;
	private numeric = true;
	private least = Number.POSITIVE_INFINITY;
	private most = Number.NEGATIVE_INFINITY;
	private mean = 0;
	private squares = 0;
	private whole = true;
	private values: Map<string, number> | undefined = new Map();

	constructor(private readonly column: AddedColumn) {}

	count(cell: string): void {
		if (cell === "") {
			return;
		}
		this.filled++;
		this.distinguish(cell);
		const value = Number(cell);
		this.numeric &&= Number.isFinite(value) && cell.trim() !== "";
		if (this.numeric) {
			this.measure(value);
		}
	}

	result(): ColumnTally {
		const { column, filled, least, most, mean, squares, whole, values } = this;
		const numbers = this.numeric && filled > 0 ? { least, most, mean, deviation: filled > 1 ? Math.sqrt(squares / (filled - 1)) : 0, whole } : undefined;
		return { column, filled, numbers, values: values === undefined ? undefined : [...values].sort(([, one], [, other]) => other - one) };
	}

	/** Welford's method: exact also for many numbers that are large and alike. */
	private measure(value: number): void {
		this.least = Math.min(this.least, value);
		this.most = Math.max(this.most, value);
		this.whole &&= Number.isInteger(value);
		const before = value - this.mean;
		this.mean += before / this.filled;
		this.squares += before * (value - this.mean);
	}

	private distinguish(cell: string): void {
		if (this.values !== undefined) {
			this.values.set(cell, (this.values.get(cell) ?? 0) + 1);
			this.values = this.values.size > DISTINCT ? undefined : this.values;
		}
	}
}
