import type { Problem } from "./characters.ts";
import { strangeCharacter } from "./characters.ts";
import { atomicNumber } from "./elements.ts";
import type { SmilesAtom } from "./smilesGraph.ts";

/** Lower-case symbols that SMILES knows as aromatic inside brackets (OpenSMILES, and `te` and `si` of RDKit). */
const AROMATIC = new Map([["b", 5], ["c", 6], ["n", 7], ["o", 8], ["p", 15], ["s", 16], ["se", 34], ["as", 33], ["te", 52], ["si", 14]]);

/** RDKit reads every number of a SMILES as a 32-bit integer. */
const LARGEST_NUMBER = 2 ** 31 - 1;

/**
 * Ranges that OpenSMILES asks a reader to know. RDKit reads on beyond them, but keeps these numbers in 8 and 16 bits: it makes
 * charge 63 of +999999, carbon-4464 of [70000C] and a bare carbon of [CH256].
 */
const LARGEST_CHARGE = 15;
const LARGEST_ISOTOPE = 999;
const MOST_HYDROGENS = 9;

const DIGITS = /\d+/y;
const CHIRALITY = /@(?:@|TH[12]?(?!\d)|AL[12]?(?!\d)|SP[1-3]?(?!\d)|TB(?:1\d|20|[1-9])?(?!\d)|OH(?:[12]\d|30|[1-9])?(?!\d))?/y;
const CHARGE = /\++|-+/y;

type BracketAtom = { readonly atom: SmilesAtom; readonly end: number };

/**
 * Reads one bracket atom such as `[13C@@H2+2:7]`, from `[` to `]`.
 *
 * @param text the whole SMILES
 * @param start index of the `[`
 * @returns the atom and the index after its `]`, or what is wrong with it
 */
export function readBracketAtom(text: string, start: number): BracketAtom | Problem {
	const isotope = take(DIGITS, text, start + 1);
	const symbol = readSymbol(text, start + 1 + isotope.length);
	if (symbol === undefined) {
		return noElement(text, start, start + 1 + isotope.length);
	}
	const chirality = take(CHIRALITY, text, symbol.end);
	let at = symbol.end + chirality.length;
	let hydrogens = 0;
	if (text[at] === "H") {
		const count = take(DIGITS, text, at + 1);
		hydrogens = count === "" ? 1 : Number(count);
		at += 1 + count.length;
	}
	const signs = take(CHARGE, text, at);
	const size = signs.length === 1 ? take(DIGITS, text, at + 1) : "";
	at += signs.length + size.length;
	let map = "";
	if (text[at] === ":") {
		map = take(DIGITS, text, at + 1);
		at += map === "" ? 0 : 1 + map.length;
	}
	const numbers = [Number(isotope), hydrogens, Number(size), Number(map)];
	if (text[at] !== "]" || numbers.some((value) => value > LARGEST_NUMBER)) {
		return notUnderstood(text, start, at);
	}
	const charge = (signs.startsWith("-") ? -1 : 1) * (size === "" ? signs.length : Number(size));
	const excess = outOfRange(Number(isotope), hydrogens, charge);
	if (excess !== undefined) {
		return { message: `${excess} (bracket atom at character ${start + 1}). Correct it.`, span: { start, end: at + 1 } };
	}
	return {
		end: at + 1,
		atom: {
			span: { start, end: at + 1 }, symbol: symbol.text, atomicNumber: symbol.number, aromatic: symbol.aromatic, bracket: true,
			isotope: isotope === "" ? undefined : Number(isotope), chirality: chirality === "" ? undefined : chirality,
			hydrogens, charge: charge === 0 ? 0 : charge, map: map === "" ? undefined : Number(map),
		},
	};
}

function outOfRange(isotope: number, hydrogens: number, charge: number): string | undefined {
	if (Math.abs(charge) > LARGEST_CHARGE) {
		return `The charge ${charge > 0 ? "+" : ""}${charge} is out of range: SMILES knows charges from -${LARGEST_CHARGE} to +${LARGEST_CHARGE}`;
	}
	if (isotope > LARGEST_ISOTOPE) {
		return `There is no isotope ${isotope}: the mass number has at most three digits`;
	}
	return hydrogens > MOST_HYDROGENS ? `${hydrogens} hydrogens are more than one atom can carry: SMILES knows up to ${MOST_HYDROGENS}` : undefined;
}

function readSymbol(text: string, at: number): { text: string; number: number; aromatic: boolean; end: number } | undefined {
	if (text[at] === "*") {
		return { text: "*", number: 0, aromatic: false, end: at + 1 };
	}
	if (text[at] === "#") {
		const digits = take(DIGITS, text, at + 1);
		const known = digits !== "" && Number(digits) <= 118;
		return known ? { text: `#${digits}`, number: Number(digits), aromatic: false, end: at + 1 + digits.length } : undefined;
	}
	for (const length of [3, 2, 1]) {
		const symbol = text.slice(at, at + length);
		const aromatic = AROMATIC.get(symbol);
		const number = aromatic ?? atomicNumber(symbol);
		if (number !== undefined && symbol.length === length) {
			return { text: symbol, number, aromatic: aromatic !== undefined, end: at + length };
		}
	}
	return undefined;
}

function noElement(text: string, start: number, at: number): Problem {
	const letters = /[A-Za-z]{1,3}/y;
	const word = take(letters, text, at);
	const strange = at < text.length ? strangeCharacter(text, at) : undefined;
	if (strange !== undefined) {
		return strange;
	}
	if (at >= text.length) {
		return unclosed(start);
	}
	if (word === "D" || word === "T") {
		const isotope = word === "D" ? "[2H]" : "[3H]";
		return { message: `“${word}” at character ${at + 1} is no element symbol of SMILES. Write ${isotope}.`, span: { start: at, end: at + 1 } };
	}
	const shown = word === "" ? (text[at] ?? "") : word;
	return {
		message: `There is no element “${shown}” (character ${at + 1}). Check the symbol: the first letter is a capital, as in [Na+].`,
		span: { start: at, end: at + shown.length },
	};
}

function notUnderstood(text: string, start: number, at: number): Problem {
	// A look-ahead of 64 is longer than any bracket atom: a file of nothing but “[” stays linear.
	const close = text.slice(start, start + 64).indexOf("]");
	if (at >= text.length || (close < 0 && text[at] !== "@")) {
		return strangeCharacterOr(text, at, unclosed(start));
	}
	if (text[at] === "]") {
		return { message: `A number in the bracket atom at character ${start + 1} is too large for SMILES. Correct it.`, span: { start, end: at + 1 } };
	}
	return strangeCharacterOr(text, at, {
		message: `“${text[at] ?? ""}” at character ${at + 1} has no meaning inside a bracket atom. The order is [isotope element chirality hydrogens charge :map], as in [13C@@H] or [NH4+].`,
		span: { start: at, end: at + 1 },
	});
}

function strangeCharacterOr(text: string, at: number, otherwise: Problem): Problem {
	return at < text.length ? (strangeCharacter(text, at) ?? otherwise) : otherwise;
}

function unclosed(start: number): Problem {
	return { message: `The bracket opened at character ${start + 1} is never closed. Add the “]”.`, span: { start, end: start + 1 } };
}

function take(pattern: RegExp, text: string, at: number): string {
	pattern.lastIndex = at;
	return pattern.exec(text)?.[0] ?? "";
}
