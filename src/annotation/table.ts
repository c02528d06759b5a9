/** What a cell is written from; undefined where there is nothing to say. */
export type Value = string | number | undefined;

/** A row as it stands in its file. */
export interface TableRow {
	/** From 1: where it begins in the file. */
	readonly line: number;
	/** The text of a cell, quotes undone; undefined where the row has none of that title. */
	get(title: string): string | undefined;
}

/** A column that is added to a table. */
export interface AddedColumn {
	readonly title: string;
	/** Written by a language model, and so neither computed nor copied. */
	readonly generated: boolean;
}

/**
 * One pass through a table, and how it is written with more columns: what stood in it is written back character by character, in
 * its order. For another pass another one is made.
 *
 * Failures: `unclosed-quote`, `ragged-row`, `row-too-long`, `no-header`, `not-json-line`, each with its line.
 */
export interface Table<Row extends TableRow = TableRow> {
	/** Known with the first rows; in JSONL those met so far. */
	readonly titles: readonly string[];
	/** Which of them holds the structures, where the format says so. */
	readonly structures?: { readonly title: string; readonly kind: "molecule" | "protein" } | undefined;
	/** The rows in portions, each of one piece of the file; it holds one piece, or one row where that is longer. */
	rows(pieces: AsyncIterable<string>): AsyncGenerator<readonly Row[]>;
	/** What stands above the first row; asked after the first rows were read. */
	header(added: readonly AddedColumn[]): string;
	/** @param values in the order of `added` */
	line(row: Row, added: readonly AddedColumn[], values: readonly Value[]): string;
}
