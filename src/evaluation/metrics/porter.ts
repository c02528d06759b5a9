/**
 * Porter's stemmer (Porter 1980, “An algorithm for suffix stripping”) with the departures of NLTK's default mode, which METEOR is computed with there:
 * irregular words, short words ending in -ies or -ied, -y after a consonant only, -bli, -alli, -fulli and -logi.
 */
export function stem(word: string): string {
	const lower = word.toLowerCase();
	const irregular = IRREGULAR.get(lower);
	if (irregular !== undefined || word.length <= 2) {
		return irregular ?? lower;
	}
	return withoutDoubleL(withoutE(ruled(ruled(step2(step1c(step1b(step1a(lower)))), STEP_3), STEP_4)));
}

const IRREGULAR: ReadonlyMap<string, string> = new Map([
	["sky", "sky"], ["skies", "sky"], ["dying", "die"], ["lying", "lie"], ["tying", "tie"], ["news", "news"], ["innings", "inning"], ["inning", "inning"], ["outings", "outing"],
	["outing", "outing"], ["cannings", "canning"], ["canning", "canning"], ["howe", "howe"], ["proceed", "proceed"], ["exceed", "exceed"], ["succeed", "succeed"],
]);

/** An ending, what takes its place, and what the rest must be like. */
type Rule = readonly [ending: string, instead: string, fits: (rest: string) => boolean];

/** Vowels and consonants, as `v` and `c`: y is a vowel behind a consonant. */
function shape(word: string): string {
	let shape = "";
	for (const sign of word) {
		shape += "aeiou".includes(sign) || (sign === "y" && shape.endsWith("c")) ? "v" : "c";
	}
	return shape;
}

/** Porter's m: how often a consonant follows a vowel. */
function measure(word: string): number {
	return shape(word).match(/vc/g)?.length ?? 0;
}

const some = (rest: string): boolean => measure(rest) > 0;
const several = (rest: string): boolean => measure(rest) > 1;

/** Porter's *o; with NLTK also of two letters. */
function isShort(word: string): boolean {
	const own = shape(word);
	return own === "vc" || (own.endsWith("cvc") && !/[wxy]$/.test(word));
}

/** The first rule whose ending is there decides, also where it changes nothing. */
function ruled(word: string, rules: readonly Rule[]): string {
	for (const [ending, instead, fits] of rules) {
		if (word.endsWith(ending)) {
			const rest = word.slice(0, word.length - ending.length);
			return fits(rest) ? rest + instead : word;
		}
	}
	return word;
}

function step1a(word: string): string {
	if (word.endsWith("ies")) {
		return word.slice(0, word.length === 4 ? -1 : -2);
	}
	return word.endsWith("sses") ? word.slice(0, -2) : word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function step1b(word: string): string {
	if (word.endsWith("ied")) {
		return word.slice(0, word.length === 4 ? -1 : -2);
	}
	if (word.endsWith("eed")) {
		return some(word.slice(0, -3)) ? word.slice(0, -1) : word;
	}
	const rest = word.endsWith("ed") ? word.slice(0, -2) : word.endsWith("ing") ? word.slice(0, -3) : "";
	return shape(rest).includes("v") ? mended(rest) : word;
}

/** What a verb's ending left behind becomes a word. */
function mended(rest: string): string {
	if (/(?:at|bl|iz)$/.test(rest)) {
		return `${rest}e`;
	}
	if (rest.length >= 2 && rest.at(-1) === rest.at(-2) && shape(rest).endsWith("c")) {
		return /[lsz]$/.test(rest) ? rest : rest.slice(0, -1);
	}
	return measure(rest) === 1 && isShort(rest) ? `${rest}e` : rest;
}

function step1c(word: string): string {
	return word.endsWith("y") && word.length > 2 && shape(word.slice(0, -1)).endsWith("c") ? `${word.slice(0, -1)}i` : word;
}

function step2(word: string): string {
	if (word.endsWith("alli") && some(word.slice(0, -4))) {
		return step2(word.slice(0, -2));
	}
	return ruled(word, STEP_2);
}

const STEP_2: readonly Rule[] = [
	...([["ational", "ate"], ["tional", "tion"], ["enci", "ence"], ["anci", "ance"], ["izer", "ize"], ["bli", "ble"], ["alli", "al"], ["entli", "ent"], ["eli", "e"], ["ousli", "ous"], ["ization", "ize"], ["ation", "ate"], ["ator", "ate"], ["alism", "al"], ["iveness", "ive"], ["fulness", "ful"], ["ousness", "ous"], ["aliti", "al"], ["iviti", "ive"], ["biliti", "ble"], ["fulli", "ful"]] as const).map(([ending, instead]): Rule => [ending, instead, some]),
	// Measured with the l that stays.
	["logi", "log", (rest) => some(`${rest}l`)],
];

const STEP_3: readonly Rule[] = ([["icate", "ic"], ["ative", ""], ["alize", "al"], ["iciti", "ic"], ["ical", "ic"], ["ful", ""], ["ness", ""]] as const).map(([ending, instead]): Rule => [ending, instead, some]);

const plain = (ending: string): Rule => [ending, "", several];
const STEP_4: readonly Rule[] = [
	...["al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent"].map(plain),
	["ion", "", (rest) => several(rest) && /[st]$/.test(rest)],
	...["ou", "ism", "ate", "iti", "ous", "ive", "ize"].map(plain),
];

function withoutE(word: string): string {
	const rest = word.slice(0, -1);
	return word.endsWith("e") && (several(rest) || (measure(rest) === 1 && !isShort(rest))) ? rest : word;
}

function withoutDoubleL(word: string): string {
	return word.endsWith("ll") && several(word.slice(0, -1)) ? word.slice(0, -1) : word;
}
