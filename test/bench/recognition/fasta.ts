import path from "node:path";
import { filesUnder, textOf } from "./files.ts";
import { foundIn } from "./scan.ts";

export interface FastaCheck {
	readonly file: string;
	readonly records: number;
	/** Records whose beginning, end and name are as a plain count of the lines tells. */
	readonly right: number;
	readonly differences: readonly string[];
	/** What is said about records, with their names. */
	readonly problems: readonly string[];
	readonly proteins: number;
	readonly nucleotides: number;
	/** The last record has no line break at its end: the file may be cut off. */
	readonly unended: boolean;
}

/** Every file of a folder with lines that begin with “>”, read as FASTA, against a count of its own. */
export function fastaChecks(folder: string): FastaCheck[] {
	return filesUnder(folder, () => true).flatMap(({ file }) => {
		const text = textOf(file);
		return /^>/m.test(text) ? [checked(path.relative(folder, file), text)] : [];
	});
}

interface Expected {
	readonly start: number;
	readonly end: number;
	readonly name: string;
}

function checked(file: string, text: string): FastaCheck {
	const expected = expectedIn(text);
	const found = foundIn(text, { languageId: "fasta", fileName: `${file}.fasta` });
	const byStart = new Map(found.map((one) => [one.start, one]));
	const differences: string[] = [];
	for (const { start, end, name } of expected) {
		const one = byStart.get(start);
		if (one === undefined) {
			differences.push(`${name}: not found`);
		} else if (one.end !== end || (one.name ?? "") !== name) {
			differences.push(`${name}: ends at ${one.end} instead of ${end}, name “${one.name ?? ""}”`);
		}
	}
	if (found.length !== expected.length) {
		differences.push(`${found.length} records instead of ${expected.length}`);
	}
	const problems = found.flatMap(({ name, problem }) => (problem === undefined ? [] : [`${name ?? "(no name)"}: ${problem.message}`]));
	const count = (kind: string): number => found.filter((one) => one.kind === kind && one.problem === undefined).length;
	return { file, records: expected.length, right: Math.max(0, expected.length - differences.length), differences, problems, proteins: count("protein"), nucleotides: count("nucleotide"), unended: !text.endsWith("\n") };
}

/** Line by line: from a “>” to the last character before the next one that is neither white space nor a comment. */
function expectedIn(text: string): Expected[] {
	const records: { start: number; end: number; name: string }[] = [];
	let at = 0;
	for (const line of text.split("\n")) {
		const shown = line.trimEnd();
		const last = records.at(-1);
		if (line.startsWith(">")) {
			// The header itself counts with its spaces, but for the carriage return.
			records.push({ start: at, end: at + line.replace(/\r$/, "").length, name: shown.slice(1).trim().split(/\s+/)[0] ?? "" });
		} else if (last !== undefined && shown !== "" && !line.startsWith(";")) {
			last.end = at + shown.length;
		}
		at += line.length + 1;
	}
	return records;
}
