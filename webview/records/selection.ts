import { mostSelected } from "../protocol/records.ts";

/** Above the number of any record. */
const HIGHEST = 2 ** 32;

/** Rows of which the records are chosen together. */
export interface RowRange {
	readonly from: number;
	readonly count: number;
	/** There are more between the two rows than can be chosen. */
	readonly isCut: boolean;
}

/** The rows between that which a selection begins at and another, both included; where they are too many, those next to its beginning. */
export function rowRange(anchor: number, row: number): RowRange {
	const rows = Math.abs(row - anchor) + 1;
	const count = Math.min(rows, mostSelected);
	return { from: row < anchor ? anchor - count + 1 : anchor, count, isCut: count < rows };
}

/** A selection with more records, as many as can be chosen. */
export function withRecords(selected: ReadonlySet<number>, records: Iterable<number>): { readonly selected: ReadonlySet<number>; readonly isFull: boolean } {
	const more = new Set(selected);
	for (const record of records) {
		if (more.size >= mostSelected && !more.has(record)) {
			return { selected: more, isFull: true };
		}
		more.add(record);
	}
	return { selected: more, isFull: false };
}

/** The first record and the number of records of each run, one after the other: short where neighbours are chosen together. */
export function runsOf(selected: ReadonlySet<number>): readonly number[] {
	const runs: number[] = [];
	let next = -1;
	for (const record of Uint32Array.from(selected).sort()) {
		if (record !== next) {
			runs.push(record, 0);
		}
		runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
		next = record + 1;
	}
	return runs;
}

/** What {@link runsOf} gave; nothing is chosen where this is something else. */
export function selectionOf(runs: unknown): ReadonlySet<number> {
	const selected = new Set<number>();
	if (!Array.isArray(runs) || !runs.every((each): each is number => Number.isInteger(each) && Number(each) >= 0 && Number(each) < HIGHEST)) {
		return selected;
	}
	for (let at = 0; at + 1 < runs.length; at += 2) {
		const [first = 0, count = 0] = runs.slice(at, at + 2);
		for (let record = first; record < first + count && selected.size < mostSelected; record++) {
			selected.add(record);
		}
	}
	return selected;
}
