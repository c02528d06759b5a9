/** A first look at a run of characters, one table lookup each: what cannot be a structure or a sequence goes no further. */
export const SMILES = 1;
/** What only a structure has: a bond order, a branch, a bracket, a ring number. */
export const STRUCTURE = 2;
export const CAPITAL = 4;
/** An atom symbol, or part of one, that stands without brackets. */
export const ORGANIC = 8;
export const LETTER = 16;
export const SPACE = 32;
/** Ends a word of prose. */
export const BREAK = 64;
export const SMALL = 128;

export const CLASSES = new Uint8Array(128);
const put = (characters: string, bits: number): void => {
	for (const character of characters) {
		const code = character.charCodeAt(0);
		CLASSES[code] = (CLASSES[code] ?? 0) | bits;
	}
};
put("ABCDEFGHIJKLMNOPQRSTUVWXYZ", CAPITAL | LETTER | SMILES);
put("abcdefghijklmnopqrstuvwxyz", LETTER | SMALL | SMILES);
put("0123456789", SMILES | STRUCTURE);
// `_` is markdown around a word.
put("@+-[]()=#$:/\\.%*~_<>", SMILES);
put("=#([", STRUCTURE);
put("BCNOPSFIlrbcnops", ORGANIC);
put(" \t\n\r\f\v", SPACE | BREAK);
put("\"'`,;{}|<>!?&^", BREAK);

/** A run of characters: `all` and `any` hold the classes that each and at least one of them has. */
export interface Sketch {
	all: number;
	any: number;
	/** A letter outside brackets that no organic atom has: the run is no SMILES. */
	foreign: boolean;
	end: number;
}

/** Reads from `start` up to a character of the classes `stop`, at most to `limit`, and writes what it saw into `sketch`. */
export function readRun(text: string, start: number, limit: number, stop: number, sketch: Sketch): void {
	let all = 0xff;
	let any = 0;
	let depth = 0;
	let foreign = false;
	let at = start;
	for (; at < limit; at++) {
		const code = text.charCodeAt(at);
		const bits = code < 128 ? (CLASSES[code] ?? 0) : isWide(code) ? SPACE | BREAK : 0;
		if ((bits & stop) !== 0) {
			break;
		}
		all &= bits;
		any |= bits;
		if (code === 91) {
			depth++;
		} else if (code === 93) {
			depth--;
		} else if (depth === 0 && (bits & (LETTER | ORGANIC)) === LETTER) {
			foreign = true;
		}
	}
	sketch.all = all;
	sketch.any = any;
	sketch.foreign = foreign;
	sketch.end = at;
}

/** Quotation marks, no-break and ideographic spaces: they end a word as their ASCII sisters do. */
function isWide(code: number): boolean {
	return (code >= 0x2018 && code <= 0x201f) || code === 0xa0 || code === 0x3000 || code === 0x2026 || code === 0x3001 || code === 0x3002;
}

/** A run that has the letters of a structure, and something that only structures have. */
export function isStructureLike({ all, any, foreign }: Sketch): boolean {
	return !foreign && (all & SMILES) !== 0 && (any & STRUCTURE) !== 0;
}
