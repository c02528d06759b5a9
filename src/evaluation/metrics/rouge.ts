import { f1, ngrams, overlap } from "./counts.ts";

/** ROUGE-N of one pair (Lin 2004): F1 over n-grams. */
export function rougeN(reference: readonly string[], answer: readonly string[], length: number): number {
	const common = overlap(ngrams(reference, length), ngrams(answer, length));
	return f1(common, Math.max(0, reference.length - length + 1), Math.max(0, answer.length - length + 1));
}

/** ROUGE-L of one pair (Lin 2004): F1 over the longest common subsequence. */
export function rougeL(reference: readonly string[], answer: readonly string[]): number {
	return f1(longestCommon(reference, answer), reference.length, answer.length);
}

function longestCommon(one: readonly string[], other: readonly string[]): number {
	let above = new Uint32Array(other.length + 1);
	let row = new Uint32Array(other.length + 1);
	for (const token of one) {
		for (let at = 0; at < other.length; at++) {
			row[at + 1] = token === other[at] ? (above[at] ?? 0) + 1 : Math.max(above[at + 1] ?? 0, row[at] ?? 0);
		}
		[above, row] = [row, above];
	}
	return above[other.length] ?? 0;
}
