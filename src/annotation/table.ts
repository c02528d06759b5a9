import type { FailureData } from "../science/failure.ts";

/** What a cell is written from; undefined where there is nothing to say. */
export type Value = string | number | undefined;

/** A row as it stands in its file. */
export interface TableRow {
	/** From 1: where it begins in the file. */
	readonly line: number;
	/** The text of a cell, quotes undone; undefined where the row has none of that title. */
	get(title: string): string | undefined;
	/** Why it is no row of its table although it stands there, e.g. `ragged-row`: it is written back, and nothing is computed of it. */
	readonly problem?: FailureData | undefined;
}

/** A column that is added to a table. */
export interface AddedColumn {
	readonly title: string;
	/** Written by a language model, and so neither computed nor copied. */
	readonly generated: boolean;
}

/** One pass through a file of rows. For another pass another one is made. */
export interface RowSource<Row extends TableRow = TableRow> {
	/** Each one different. Known with the first rows; in JSONL and SDF those met so far. */
	readonly titles: readonly string[];
	/** Which of them holds the structures, where the format says so. */
	readonly structures?: { readonly title: string; readonly kind: "molecule" | "protein" } | undefined;
	/**
	 * The rows in portions, each of one piece of the file; it holds one piece, or one row where that is longer.
	 *
	 * Failures: `row-too-long`, `no-header`. What is wrong with one row stands in it: `unclosed-quote`, `ragged-row`, `not-json-line`, …
	 */
	rows(pieces: AsyncIterable<string>): AsyncGenerator<readonly Row[]>;
}

/**
 * How a table is read and written with more columns. In its own format what stood in it is written back character by character,
 * in its order, with every row.
 */
export interface Table<Row extends TableRow = TableRow> extends RowSource<Row> {
	/** What stands above the first row; asked after the first rows were read. */
	header(added: readonly AddedColumn[]): string;
	/** @param values in the order of `added` */
	line(row: Row, added: readonly AddedColumn[], values: readonly Value[]): string;
}
