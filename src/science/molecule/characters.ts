import type { Span } from "../failure.ts";

/** What is wrong with a text and where: a `Failure` before it is thrown (a recogniser tries many texts and throws none). */
export interface Problem {
	readonly message: string;
	readonly span: Span;
}

const INVISIBLE = new Map([
	[0x00a0, "a no-break space"], [0x00ad, "a soft hyphen"], [0x180e, "a Mongolian vowel separator"], [0x200b, "a zero-width space"],
	[0x200c, "a zero-width non-joiner"], [0x200d, "a zero-width joiner"], [0x200e, "a left-to-right mark"],
	[0x200f, "a right-to-left mark"], [0x202f, "a narrow no-break space"], [0x2060, "a word joiner"],
	[0x3000, "an ideographic space"], [0xfeff, "a byte order mark"],
]);

/** Letters and signs of other alphabets that word processors, PDF files and keyboards put in place of the Latin ones. */
const LOOK_ALIKES = new Map([..."СсВНОоРрІIΟοΝΒΡΙКΚᏟ−–—‐‑≡＝（）［］＃＠＋"].map((letter, index) => [letter, "CcBHOoPpIIOoNBPIKKC-----#=()[]#@+"[index] ?? ""]));

/**
 * Explains a character that a chemical notation has no use for because it is not ASCII, a space or a control character.
 *
 * @param text the whole text
 * @param at index of the character, UTF-16 code units
 * @param notation what the text should be, for the sentence
 * @returns undefined for a printable ASCII character
 */
export function strangeCharacter(text: string, at: number, notation = "SMILES"): Problem | undefined {
	const code = text.codePointAt(at) ?? 0;
	if (code > 0x20 && code < 0x7f) {
		return undefined;
	}
	const letter = String.fromCodePoint(code);
	const span = { start: at, end: at + letter.length };
	return { message: strangeMessage(letter, code, at + 1, notation), span };
}

/** The text with plain letters and signs in place of those that only look like them. */
export function withLatinLetters(text: string): string {
	return text.replace(/[^\x00-\x7f]/g, (letter) => LOOK_ALIKES.get(letter) ?? letter);
}

function strangeMessage(letter: string, code: number, position: number, notation: string): string {
	const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
	const invisible = INVISIBLE.get(code) ?? (isInvisible(code) ? "an invisible character" : undefined);
	if (invisible !== undefined) {
		return `Character ${position} is ${invisible} (${name}), which cannot be seen on the screen. Remove it.`;
	}
	if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) {
		const kind = code === 0x20 ? "a space" : code === 0x09 ? "a tab" : "a line break";
		return `Character ${position} is ${kind}; ${notation} is written without any, and what follows would be ignored. Remove it.`;
	}
	if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
		return `Character ${position} is a control character (${name}), which cannot be seen on the screen. Remove it.`;
	}
	const latin = LOOK_ALIKES.get(letter);
	return latin === undefined
		? `Character ${position} is “${letter}” (${name}); ${notation} is written in plain letters, digits and signs only. Remove it.`
		: `Character ${position} is “${letter}” (${name}), which only looks like “${latin}”. Type a plain “${latin}” in its place.`;
}

function isInvisible(code: number): boolean {
	return (code >= 0x2000 && code <= 0x200f) || (code >= 0x2028 && code <= 0x202f) || (code >= 0x205f && code <= 0x206f) || (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xfff9 && code <= 0xfffb);
}
