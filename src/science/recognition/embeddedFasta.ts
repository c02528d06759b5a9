import { isNucleotide } from "../protein/sequence.ts";
import { tidyName } from "../name.ts";
import type { Found } from "./found.ts";
import { nextLine } from "./lines.ts";

const HEADER = /^[ \t]*>[^\s>=][^\n]*$/;
const FIRST_RESIDUES = /^[ \t]*[A-Z]{10,}\*?[ \t]*\r?\n?$/;
const RESIDUES = /^[ \t]*[A-Z]+\*?[ \t]*\r?\n?$/;

/**
 * Behind a FASTA record inside other text: a header directly followed by lines of at least ten capitals, which no quotation
 * has. The same place where there is none.
 */
export function recordEnd(text: string, at: number, end: number): number {
	const body = nextLine(text, at, end);
	if (body >= end || !HEADER.test(text.slice(at, Math.min(body - 1, at + 1000)))) {
		return at;
	}
	let next = body;
	for (let line = body; line < end; line = next) {
		next = nextLine(text, line, end);
		if (!(line === body ? FIRST_RESIDUES : RESIDUES).test(text.slice(line, next))) {
			return line === body ? at : line;
		}
	}
	return next;
}

/** Whether a record whose last line is the first of these goes on in the second. */
export function goesOn(last: string, next: string): boolean {
	return RESIDUES.test(next) && (RESIDUES.test(last) || HEADER.test(last.trimEnd()));
}

/** The record that stands there, its header and its letters. */
export function recordAt(text: string, start: number, stop: number): Found {
	const newline = text.indexOf("\n", start);
	const name = tidyName(text.slice(start + 1, newline).trim().split(/\s/, 1)[0] ?? "");
	const letters = text.slice(newline, stop).replace(/[\s*]+/g, "");
	const end = start + text.slice(start, stop).trimEnd().length;
	return { kind: isNucleotide(letters) ? "nucleotide" : "protein", notation: "fasta", start, end, text: letters, cue: "certain", name: name === "" ? undefined : name };
}
