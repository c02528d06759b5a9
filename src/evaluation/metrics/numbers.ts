/**
 * Area under the ROC curve: how often a positive row has a higher score than a negative one, ties counting half (Mann and Whitney 1947). NaN where all rows
 * are of one class.
 *
 * @param counts how often each row counts; 1 for all of them in the set itself, other numbers in a resampled one
 */
export function rocAuc(rows: readonly RankedRow[], counts: (row: number) => number): number {
	let [below, area, positives] = [0, 0, 0];
	for (let from = 0; from < rows.length; ) {
		let [up, down, to] = [0, 0, from];
		for (; to < rows.length && rows[to]?.score === rows[from]?.score; to++) {
			const count = counts(rows[to]?.row ?? 0);
			up += rows[to]?.positive === true ? count : 0;
			down += rows[to]?.positive === true ? 0 : count;
		}
		area += up * (below + down / 2);
		below += down;
		positives += up;
		from = to;
	}
	return positives === 0 || below === 0 ? Number.NaN : area / (positives * below);
}

/** A row in the order of its score. */
export interface RankedRow {
	readonly row: number;
	readonly score: number;
	readonly positive: boolean;
}

/** @param scores finite */
export function ranked(labels: readonly boolean[], scores: readonly number[]): readonly RankedRow[] {
	return labels.map((positive, row) => ({ row, positive, score: scores[row] ?? 0 })).sort((one, other) => one.score - other.score);
}

/** Root of the mean square error, from the sum of squares. */
export function rmseOf(squares: number, rows: number): number {
	return Math.sqrt(squares / rows);
}
