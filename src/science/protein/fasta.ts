import type { FailureData } from "../failure.ts";
import { failureData } from "../failure.ts";
import { tidyName } from "../name.ts";
import { lettersOf, readSequence, refuseDigits } from "./sequence.ts";

/** One record of a FASTA text. Offsets are UTF-16 code units, lines count from 0. */
export interface FastaRecord {
	/** The first word of the header, e.g. `sp|P04637|P53_HUMAN`, cut with “…” where it is very long; empty for a bare `>`. */
	readonly name: string;
	/** The rest of the header. */
	readonly description: string;
	/** Upper-case, without whitespace, comments, digits and a final `*`. */
	readonly sequence: string;
	/** From the `>` to behind the last character of the sequence. */
	readonly start: number;
	readonly end: number;
	readonly line: number;
	/** Line of the last character. */
	readonly endLine: number;
	/** Why this record is no protein (empty, nucleotides, an illegal letter, a digit among the residues, X only), span in the whole text. */
	readonly problem?: FailureData | undefined;
}

/**
 * Reads the records of a FASTA text one by one, in linear time. Text before the first `>` and lines starting with `;` are skipped,
 * and so is a byte order mark.
 */
export function* readFasta(text: string): Generator<FastaRecord> {
	for (const step of fastaSteps(text)) {
		if (step !== undefined) {
			yield step;
		}
	}
}

/**
 * {@link readFasta} for those who must not block: beside the records it gives undefined between the two halves of the work on a
 * huge one, so that the caller can look at the clock. A record is cut out as a whole, never line by line: each half takes some
 * 30 ms for two million lines of one letter.
 */
export function* fastaSteps(text: string): Generator<FastaRecord | undefined> {
	const first = text.startsWith("\ufeff") ? 1 : 0;
	let start = text[first] === ">" ? first : nextRecord(text, first);
	let line = countLines(text, 0, start);
	while (start < text.length) {
		const next = nextRecord(text, start);
		const lines = countLines(text, start, next);
		if (next - start > HUGE) {
			yield undefined;
		}
		yield readRecord(text, { start, next, line, lines });
		line += lines;
		start = next;
	}
}

/** Characters of a record whose reading takes more than some 10 ms. */
const HUGE = 1_000_000;

/** A record that was found, but not read: from its `>` to the next one's. */
interface Outline {
	readonly start: number;
	readonly next: number;
	readonly line: number;
	/** Line breaks in it. */
	readonly lines: number;
}

/** Index of the next `>` at the start of a line, or the end of the text. */
function nextRecord(text: string, from: number): number {
	const at = text.indexOf("\n>", from);
	return at < 0 ? text.length : at + 1;
}

function countLines(text: string, from: number, to: number): number {
	let lines = 0;
	for (let at = from; at < to; at++) {
		lines += text.charCodeAt(at) === LINE_FEED ? 1 : 0;
	}
	return lines;
}

function readRecord(text: string, { start, next, line, lines }: Outline): FastaRecord {
	const feed = text.indexOf("\n", start);
	const bodyStart = feed < 0 || feed >= next ? next : feed + 1;
	const header = text.slice(start + 1, bodyStart).replace(/\r?\n$/, "");
	const { name, description } = readHeader(header);
	const body = withoutComments(text.slice(bodyStart, next)).trimEnd();
	if (body.trimStart() === "") {
		const end = start + 1 + header.length;
		const title = name === "" ? "This record" : `The record “${name}”`;
		const problem = { code: "invalid-sequence", message: `${title} has a header but no sequence. Add the residues or remove the record.`, span: { start, end } };
		return { name, description, start, end, line, endLine: line, sequence: "", problem };
	}
	const end = bodyStart + body.length;
	const record = { name, description, start, end, line, endLine: line + lines - countLines(text, end, next) };
	try {
		refuseDigits(body);
		return { ...record, sequence: readSequence(body) };
	} catch (error) {
		const problem = failureData(error);
		const span = problem.span === undefined ? { start, end } : { start: bodyStart + problem.span.start, end: bodyStart + problem.span.end };
		return { ...record, sequence: lettersOf(body), problem: { ...problem, span } };
	}
}

const LINE_FEED = 10;
const SEMICOLON = 59;
const SPACE = 32;

/** Lines that begin with `;` as blanks, so that every other character keeps its place. */
function withoutComments(body: string): string {
	if (!body.startsWith(";") && !body.includes("\n;")) {
		return body;
	}
	const codes = new Uint16Array(body.length);
	let comment = false;
	for (let at = 0; at < body.length; at++) {
		const code = body.charCodeAt(at);
		comment = code !== LINE_FEED && (comment || (code === SEMICOLON && (at === 0 || body.charCodeAt(at - 1) === LINE_FEED)));
		codes[at] = comment ? SPACE : code;
	}
	return new TextDecoder("utf-16le", { ignoreBOM: true }).decode(codes);
}

/** By hand: a pattern with a lazy rest before the final white space takes quadratic time on a header with a long run of spaces. */
function readHeader(header: string): { readonly name: string; readonly description: string } {
	const title = header.trim();
	const space = title.search(/\s/);
	return space < 0 ? { name: tidyName(title), description: "" } : { name: tidyName(title.slice(0, space)), description: title.slice(space).trimStart() };
}
