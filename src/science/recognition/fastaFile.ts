import type { Problem } from "../molecule/characters.ts";
import { readFasta } from "../protein/fasta.ts";
import { isNucleotide, lettersOf } from "../protein/sequence.ts";
import { tidyName } from "../name.ts";
import type { Found, Step } from "./found.ts";
import { MARK_STRIDE } from "./found.ts";
import { foundRecord } from "./record.ts";

/** A record of more characters is not read as a whole in an editor: a chromosome has hundreds of millions. */
const LONGEST_RECORD = 1_000_000;
const GAPS = /[-.]/g;
/** So many records that end alike make a rule. */
const FEW_RECORDS = 5;

/**
 * A FASTA file: every record is given, also one with a problem, so that it can be shown where it stands.
 *
 * Gaps of an alignment are left out of its sequences.
 */
export function resumeFasta(text: string, end: number, marksOnly = false): Generator<Step> {
	return scanFasta(text, end, 0, marksOnly);
}

/** @param stopped how many records there were, where each of them ended with a stop (`*`); -1 where one did not */
function* scanFasta(text: string, end: number, stopped: number, marksOnly: boolean): Generator<Step> {
	let stops = stopped;
	let at = text.startsWith(">") || text.startsWith("\ufeff>") ? text.indexOf(">") : nextRecord(text, 0, end);
	let marked = 0;
	while (at >= 0 && at < end) {
		const next = nextRecord(text, at, end);
		const stop = next < 0 ? end : next;
		const found = marksOnly ? undefined : readRecord(text, at, stop);
		const cut = stop === text.length && stops >= FEW_RECORDS && /[A-Za-z]$/.test(text.slice(-1));
		yield cut && found !== undefined && found.problem === undefined ? { ...found, problem: cutOff(found), unread: "cut-off" } : found;
		yield undefined;
		stops = stops >= 0 && endsWithStop(text, stop) ? Math.min(stops + 1, FEW_RECORDS) : -1;
		// Whether the last record ends here is known where the next one begins, or the document ends.
		const closed = stop < end || (text.length > end && text.charCodeAt(end) === 62 && text.charCodeAt(end - 1) === 10);
		if (closed && (stop - marked >= MARK_STRIDE || stop >= end)) {
			marked = stop;
			const before = stops;
			yield { mark: stop, key: `record ${before}`, resume: (piece, pieceEnd, quiet = false) => scanFasta(piece, pieceEnd, before, quiet) };
		}
		at = next;
	}
}

function endsWithStop(text: string, stop: number): boolean {
	return text.slice(Math.max(0, stop - 8), stop).trimEnd().endsWith("*");
}

function cutOff({ end }: Found): Problem {
	return { message: "The file ends within this record: every record before it ends with a stop (*), and this one without even a line break. The file may be cut off; get it again.", span: { start: end - 1, end } };
}

function nextRecord(text: string, at: number, end: number): number {
	const newline = text.indexOf("\n>", at);
	return newline < 0 || newline + 1 >= end ? -1 : newline + 1;
}

function readRecord(text: string, start: number, stop: number): Found | undefined {
	if (stop - start > LONGEST_RECORD) {
		return longRecord(text, start, stop);
	}
	const [record] = readFasta(withoutTitle(text.slice(start, stop)));
	const found = record && foundRecord(record, start);
	if (record === undefined || found?.problem === undefined) {
		return found;
	}
	const body = text.slice(text.indexOf("\n", start), stop);
	const gaps = body.match(GAPS)?.length ?? 0;
	const [aligned] = gaps === 0 ? [] : readFasta(`>${record.name}\n${body.replace(GAPS, "")}`);
	if (aligned === undefined) {
		return found;
	}
	const read = foundRecord({ ...aligned, start: record.start, end: record.end });
	return read.problem === undefined ? { ...read, start: found.start, end: found.end, gaps } : found;
}

/** PIR and NBRF: `>P1;CRAB_ANAPL`, then a line with the title; blanks in its place keep the places of all others. */
function withoutTitle(record: string): string {
	if (!/^>[A-Z][A-Z0-9];/.test(record)) {
		return record;
	}
	const title = record.indexOf("\n") + 1;
	const after = record.indexOf("\n", title);
	return title === 0 || after < 0 ? record : record.slice(0, title) + " ".repeat(after - title) + record.slice(after);
}

function longRecord(text: string, start: number, stop: number): Found {
	const newline = Math.max(start, text.indexOf("\n", start));
	const name = tidyName(text.slice(start + 1, Math.min(newline, start + 1000)).trim().split(/\s/, 1)[0] ?? "");
	const letters = lettersOf(text.slice(newline, newline + 10_000));
	const size = ((stop - newline) / 1e6).toLocaleString("en", { maximumFractionDigits: 1 });
	const message = `This record has ${size} million characters; up to one million are read as one sequence. Cut out the part you need.`;
	return { kind: isNucleotide(letters) ? "nucleotide" : "protein", notation: "fasta", start, end: stop, text: letters, cue: "certain", name: name === "" ? undefined : name, problem: { message, span: { start, end: newline } }, unread: "too-large" };
}
