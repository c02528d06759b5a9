import { f1, ngrams, overlap } from "./counts.ts";
import { words } from "./tokens.ts";

/** F1 over the words of two texts, as often as they occur, wherever they stand. */
export function tokenF1(reference: string, answer: string): number {
	const [expected, given] = [words(reference), words(answer)];
	return f1(overlap(ngrams(expected, 1), ngrams(given, 1)), expected.length, given.length);
}

/** Whether two texts have the same words in the same order, whatever their capitals, marks and white space. */
export function isSameText(reference: string, answer: string): boolean {
	const [expected, given] = [words(reference), words(answer)];
	return expected.length === given.length && expected.every((word, at) => word === given[at]);
}
