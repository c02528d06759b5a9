import type { TableRow } from "./table.ts";

/** Rows that are worked on together: the same ones in every run over the same file. */
export interface Block<Row extends TableRow = TableRow> {
	/** Place of its first row among all of the table, from 0. */
	readonly first: number;
	readonly rows: readonly Row[];
}

/** A part of the rows by their places: `to` is the first one behind it. */
export interface Range {
	readonly from: number;
	readonly to: number;
}

/**
 * Cuts rows into blocks that begin at multiples of `size`; the last one may be shorter.
 *
 * @param range where it begins, a multiple of `size`, and ends; what is before and behind is left out
 */
export async function* inBlocks<Row extends TableRow>(portions: AsyncIterable<readonly Row[]>, size: number, { from, to }: Range): AsyncGenerator<Block<Row>> {
	let place = 0;
	let first = from;
	let held: Row[] = [];
	for await (const portion of portions) {
		held = held.concat(portion.slice(Math.max(0, from - place), Math.max(0, to - place)));
		place += portion.length;
		while (held.length >= size) {
			yield { first, rows: held.slice(0, size) };
			held = held.slice(size);
			first += size;
		}
		if (place >= to) {
			break;
		}
	}
	if (held.length > 0) {
		yield { first, rows: held };
	}
}
