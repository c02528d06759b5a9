import type { FailureData } from "../failure.ts";
import { failureData } from "../failure.ts";
import { tidyName } from "../name.ts";
import { lettersOf, readSequence } from "./sequence.ts";

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
	/** Why this record is no protein (empty, nucleotides, an illegal letter, X only), span in the whole text. */
	readonly problem?: FailureData | undefined;
}

/**
 * Reads the records of a FASTA text one by one, in linear time. Text before the first `>` and lines starting with `;` are skipped,
 * and so is a byte order mark.
 */
export function* readFasta(text: string): Generator<FastaRecord> {
	let draft: Draft | undefined;
	let line = 0;
	for (let start = text.startsWith("\ufeff") ? 1 : 0; start < text.length; line++) {
		const next = text.indexOf("\n", start);
		const stop = next < 0 ? text.length : next;
		const end = text[stop - 1] === "\r" && stop > start ? stop - 1 : stop;
		if (text[start] === ">") {
			if (draft !== undefined) {
				yield finish(draft);
			}
			draft = { header: text.slice(start + 1, end), start, end, line, endLine: line, pieces: [] };
		} else if (draft !== undefined && text[start] !== ";") {
			addLine(draft, text.slice(start, end), start, line);
		}
		start = stop + 1;
	}
	if (draft !== undefined) {
		yield finish(draft);
	}
}

interface Draft {
	readonly header: string;
	readonly start: number;
	end: number;
	readonly line: number;
	endLine: number;
	readonly pieces: { readonly start: number; readonly text: string }[];
}

function addLine(draft: Draft, text: string, start: number, line: number): void {
	const { length } = text.trimEnd();
	if (length > 0) {
		draft.pieces.push({ start, text });
		draft.end = start + length;
		draft.endLine = line;
	}
}

function finish(draft: Draft): FastaRecord {
	const { name, description } = readHeader(draft.header);
	const raw = draft.pieces.map((piece) => piece.text).join("\n");
	const { start, end, line, endLine } = draft;
	const record = { name, description, start, end, line, endLine };
	if (raw === "") {
		const title = name === "" ? "This record" : `The record “${name}”`;
		return { ...record, sequence: "", problem: { code: "invalid-sequence", message: `${title} has a header but no sequence. Add the residues or remove the record.`, span: { start, end } } };
	}
	try {
		return { ...record, sequence: readSequence(raw) };
	} catch (error) {
		const problem = failureData(error);
		const span = problem.span === undefined ? { start, end } : { start: place(draft, problem.span.start), end: place(draft, problem.span.end - 1) + 1 };
		return { ...record, sequence: lettersOf(raw), problem: { ...problem, span } };
	}
}

/** By hand: a pattern with a lazy rest before the final white space takes quadratic time on a header with a long run of spaces. */
function readHeader(header: string): { readonly name: string; readonly description: string } {
	const title = header.trim();
	const space = title.search(/\s/);
	return space < 0 ? { name: tidyName(title), description: "" } : { name: tidyName(title.slice(0, space)), description: title.slice(space).trimStart() };
}

/** Where a character of the joined lines stands in the whole text. */
function place(draft: Draft, offset: number): number {
	let rest = offset;
	for (const piece of draft.pieces) {
		if (rest <= piece.text.length) {
			return piece.start + rest;
		}
		rest -= piece.text.length + 1;
	}
	return draft.end;
}
