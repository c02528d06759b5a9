import { ngrams, overlap } from "./counts.ts";

/** What one pair of texts adds to a corpus: `[tokens of the answer, of the reference, then per length n-grams in common and of the answer]`. */
export type BleuCounts = readonly number[];

/**
 * @param longest longest n-grams, 2 or 4
 * @param least what an answer counts that is shorter than an n-gram: 1 in NLTK, otherwise 0
 */
export function bleuCounts(reference: readonly string[], answer: readonly string[], longest: number, least: 0 | 1 = 0): BleuCounts {
	const counts = [answer.length, reference.length];
	for (let length = 1; length <= longest; length++) {
		counts.push(overlap(ngrams(answer, length), ngrams(reference, length)), Math.max(least, answer.length - length + 1));
	}
	return counts;
}

/**
 * BLEU of a corpus with one reference each (Papineni et al. 2002): geometric mean of the n-gram precisions of the whole corpus, with the brevity
 * penalty, without smoothing. 0 where no n-gram of some length is in common.
 *
 * @param sums of {@link bleuCounts} over the corpus
 */
export function bleuOf([answered = 0, expected = 0, ...precisions]: BleuCounts): number {
	let logarithms = 0;
	const lengths = precisions.length / 2;
	for (let at = 0; at < precisions.length; at += 2) {
		const [common = 0, all = 0] = [precisions[at], precisions[at + 1]];
		if (common === 0) {
			return 0;
		}
		logarithms += Math.log(common / all) / lengths;
	}
	const brevity = answered > expected ? 1 : Math.exp(1 - expected / answered);
	return brevity * Math.exp(logarithms);
}
