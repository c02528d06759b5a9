/** How often each run of `length` tokens occurs. Tokens hold no space. */
export function ngrams(tokens: readonly string[], length: number): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (let at = 0; at + length <= tokens.length; at++) {
		const ngram = length === 1 ? (tokens[at] ?? "") : tokens.slice(at, at + length).join(" ");
		counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
	}
	return counts;
}

/** What two counts have in common. */
export function overlap(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
	let common = 0;
	for (const [ngram, count] of one) {
		common += Math.min(count, other.get(ngram) ?? 0);
	}
	return common;
}

/** Harmonic mean of precision and recall; 0 where nothing is in common. */
export function f1(common: number, inReference: number, inAnswer: number): number {
	return common === 0 ? 0 : (2 * common) / (inReference + inAnswer);
}
