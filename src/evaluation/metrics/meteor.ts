import { stem } from "./porter.ts";

/** A token of the answer and one of the reference, by their places. */
type Match = readonly [answer: number, reference: number];

interface Token {
	readonly place: number;
	readonly text: string;
}

/** Weight of recall, and of how scattered the matches are: NLTK's, after Banerjee and Lavie 2005. */
const ALPHA = 0.9;
const BETA = 3;
const GAMMA = 0.5;

/**
 * METEOR of one pair as NLTK computes it, with its matches of equal words and of equal Porter stems; synonyms of WordNet are not looked up, so that figures
 * are a little lower than with it.
 */
export function meteor(reference: readonly string[], answer: readonly string[]): number {
	const matches = aligned(reference, answer);
	if (matches.length === 0) {
		return 0;
	}
	const [precision, recall] = [matches.length / answer.length, matches.length / reference.length];
	const mean = (precision * recall) / (ALPHA * precision + (1 - ALPHA) * recall);
	return mean * (1 - GAMMA * (chunks(matches) / matches.length) ** BETA);
}

function aligned(reference: readonly string[], answer: readonly string[]): readonly Match[] {
	const tokens = (texts: readonly string[]): Token[] => texts.map((text, place) => ({ place, text: text.toLowerCase() }));
	const equal = paired(tokens(answer), tokens(reference));
	const stems = (rest: readonly Token[]): Token[] => rest.map(({ place, text }) => ({ place, text: stem(text) }));
	const related = paired(stems(equal.answer), stems(equal.reference));
	return [...equal.matches, ...related.matches].sort(([one], [other]) => one - other);
}

/** From behind: each token of the answer takes the last equal one of the reference that is left. */
function paired(answer: readonly Token[], reference: readonly Token[]): { readonly matches: readonly Match[]; readonly answer: readonly Token[]; readonly reference: readonly Token[] } {
	const free = new Map<string, Token[]>();
	for (const token of reference) {
		free.set(token.text, [...(free.get(token.text) ?? []), token]);
	}
	const matches: Match[] = [];
	const taken = new Set<Token>();
	for (const token of [...answer].reverse()) {
		const other = free.get(token.text)?.pop();
		if (other !== undefined) {
			matches.push([token.place, other.place]);
			taken.add(token).add(other);
		}
	}
	const left = (tokens: readonly Token[]): readonly Token[] => tokens.filter((token) => !taken.has(token));
	return { matches, answer: left(answer), reference: left(reference) };
}

/** Runs of matches that follow each other in both texts. */
function chunks(matches: readonly Match[]): number {
	return matches.filter(([answer, reference], at) => {
		const [before, there] = matches[at - 1] ?? [-2, -2];
		return answer !== before + 1 || reference !== there + 1;
	}).length;
}
