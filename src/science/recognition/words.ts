import { readFasta } from "../protein/fasta.ts";
import { consider, cueOf } from "./candidate.ts";
import type { Cue, Found, Step } from "./found.ts";
import { NO_CUE, STRIDE } from "./found.ts";

const WORD = /[^\s"'`“”‘’,;{}|<>!?&^]+/g;
/** Longer runs without a space are data, not words. */
const LONGEST_WORD = 20_000;
const LABEL = /([A-Za-z_]+)["'`*)]*\s*[:=]\s*["'`*(]*$/;

/** Prose: whole FASTA records, and the words around them, from left to right. */
export function* scanText(text: string, start: number, end: number): Generator<Step> {
	const records: Found[] = [];
	for (const record of scanEmbeddedFasta(text, start, end)) {
		if (record !== undefined) {
			records.push(record);
		}
		yield undefined;
	}
	let next = 0;
	let covered = start;
	for (const word of scanWords(text, start, end)) {
		for (let record = records[next]; word !== undefined && record !== undefined && record.start <= word.start; record = records[++next]) {
			covered = record.end;
			yield record;
		}
		// The residues of a record are words too.
		yield word !== undefined && word.start < covered ? undefined : word;
	}
	yield* records.slice(next);
}

/**
 * Looks at each word of running text: prose, a comment, a docstring.
 *
 * `SMILES: CCO` counts as a cue; everything else must pass the strict rule.
 */
export function* scanWords(text: string, start: number, end: number): Generator<Step> {
	// A piece of its own: a pattern on the whole text would run on behind the end of each comment.
	const piece = text.slice(start, end);
	let beat = 0;
	for (const match of piece.matchAll(WORD)) {
		if (match.index - beat > STRIDE) {
			beat = match.index;
			yield undefined;
		}
		const found = match[0].length <= LONGEST_WORD ? considerWord(piece, match[0], match.index, start) : undefined;
		if (found !== undefined) {
			yield found;
		}
	}
}

function considerWord(text: string, word: string, at: number, offset: number): Step {
	const bare = trim(word);
	const from = offset + at + leading(word);
	const cue = labelCue(text, at, bare);
	if (bare.length < 4 && cue.molecule === "none") {
		return undefined;
	}
	// A problem is only told where the syntax of the place is sure; prose may say “smiles: none”.
	const found = consider(bare, from, from + bare.length, cue);
	return found?.problem === undefined ? found : undefined;
}

function labelCue(text: string, at: number, bare: string): Cue {
	const before = text[at - 1] ?? "";
	if (bare.length > 40 || !/[\s"'`]/.test(before)) {
		return NO_CUE;
	}
	const label = LABEL.exec(text.slice(Math.max(0, at - 30), at))?.[1];
	return label === undefined ? NO_CUE : cueOf(label);
}

/** Brackets around a word and the full stop behind it belong to the sentence. */
function leading(word: string): number {
	return isWrapped(word) || (word.startsWith("(") && balance(word) > 0) ? 1 : word.length - word.replace(/^[*_]+/, "").length;
}

function trim(word: string): string {
	let end = word.length;
	const start = leading(word);
	let excess = -balance(word.slice(start));
	for (let letter = word[end - 1]; end > start; letter = word[end - 1]) {
		if (letter === ")" && excess > 0) {
			excess--;
		} else if (letter === undefined || !/[.:*_\\]/.test(letter)) {
			break;
		}
		end--;
	}
	return word.slice(start, end);
}

function isWrapped(word: string): boolean {
	return /^\(.*\)[.:]?$/.test(word) && balance(word) === 0;
}

function balance(word: string): number {
	let open = 0;
	for (const letter of word) {
		open += letter === "(" ? 1 : letter === ")" ? -1 : 0;
	}
	return open;
}

/**
 * FASTA records inside other text: a header directly followed by lines of at least ten capitals, which no quotation has.
 *
 * Line by line: one pattern for a whole record would run over megabytes without a pause.
 */
function* scanEmbeddedFasta(text: string, start: number, end: number): Generator<Step> {
	let beat = start;
	for (let at = start === 0 && text.startsWith("\ufeff") ? 1 : start; at < end; ) {
		const body = nextLine(text, at, end);
		const stop = text[at] === ">" && /\S/.test(text.charAt(at + 1)) ? yield* residuesEnd(text, body, end) : body;
		if (stop > body) {
			yield* recordsIn(text, at, stop);
		}
		at = stop;
		if (at - beat > STRIDE) {
			beat = at;
			yield undefined;
		}
	}
}

function nextLine(text: string, at: number, end: number): number {
	const newline = text.indexOf("\n", at);
	return newline < 0 || newline >= end ? end : newline + 1;
}

/** Behind the lines of residues that start here: the same place if the first has fewer than ten. */
function* residuesEnd(text: string, start: number, end: number): Generator<undefined, number> {
	let at = start;
	let beat = start;
	while (at < end) {
		const next = nextLine(text, at, end);
		const line = text.slice(at, next);
		if (!(at === start ? /^[A-Z]{10,}\*?\r?\n?$/ : /^[A-Z]+\*?\r?\n?$/).test(line)) {
			break;
		}
		at = next;
		if (at - beat > STRIDE) {
			beat = at;
			yield undefined;
		}
	}
	return at;
}

function* recordsIn(text: string, start: number, end: number): Generator<Found> {
	for (const record of readFasta(text.slice(start, end))) {
		if (record.problem === undefined) {
			const placed = { ...record, start: record.start + start, end: record.end + start };
			yield { kind: "protein", start: placed.start, end: placed.end, text: record.sequence, name: record.name === "" ? undefined : record.name, record: placed };
		}
	}
}
