import { foundIn } from "./scan.ts";

export interface SequenceRecall {
	readonly what: string;
	readonly asked: number;
	readonly right: number;
	readonly misses: readonly string[];
}

interface Form {
	readonly what: string;
	readonly fileName: string;
	readonly languageId: string;
	readonly head?: string;
	readonly line: string;
}

const WITH_CUE: readonly Form[] = [
	{ what: "Python, variable sequence", fileName: "a.py", languageId: "python", line: 'sequence = "{S}"' },
	{ what: "Python, keyword seq", fileName: "a.py", languageId: "python", line: "rec = SeqRecord(seq='{S}', id='x')" },
	{ what: "R, protein", fileName: "a.R", languageId: "r", line: 'protein <- "{S}"' },
	{ what: "JSON, key sequence", fileName: "a.json", languageId: "json", head: "[", line: '\t{ "id": 1, "sequence": "{S}" },' },
	{ what: "CSV, column sequence", fileName: "a.csv", languageId: "csv", head: "id,sequence,y", line: "{i},{S},0.5" },
	{ what: "Markdown, label", fileName: "a.md", languageId: "markdown", line: "Sequence: {S}" },
];
const WITHOUT_CUE: readonly Form[] = [
	{ what: "Python, variable x", fileName: "a.py", languageId: "python", line: 'x = "{S}"' },
	{ what: "CSV, column value", fileName: "a.csv", languageId: "csv", head: "id,value", line: "{i},{S}" },
	{ what: "Markdown, word", fileName: "a.md", languageId: "markdown", line: "We made {S} by hand." },
];

/** Proteins written into code and tables: found as proteins, whole and exactly where they stand. */
export function proteinRecall(proteins: readonly string[]): SequenceRecall[] {
	const long = proteins.filter((sequence) => sequence.length >= 30);
	return [...WITH_CUE.map((form) => recall(`protein, with cue: ${form.what}`, form, proteins, "protein")), ...WITHOUT_CUE.map((form) => recall(`protein of 30 residues or more, without: ${form.what}`, form, long, "protein"))];
}

/** DNA and RNA in the same places: right is whatever is not called a protein. */
export function nucleotidesAsProteins(nucleotides: readonly string[]): SequenceRecall[] {
	return [...WITH_CUE, ...WITHOUT_CUE].map((form) => recall(`DNA never a protein: ${form.what}`, form, nucleotides, "nucleotide"));
}

function recall(what: string, form: Form, sequences: readonly string[], kind: "protein" | "nucleotide"): SequenceRecall {
	const misses = sequences.filter((sequence, index) => {
		const [before = "", after = ""] = form.line.replace("{i}", String(index)).split("{S}");
		const head = `${form.head === undefined ? "" : `${form.head}\n`}${before}`;
		const found = foundIn(`${head}${sequence}${after}\n`, form);
		const whole = found.find(({ start, end }) => start === head.length && end === head.length + sequence.length);
		return kind === "protein" ? whole?.kind !== "protein" || whole.text !== sequence : found.some((one) => one.kind === "protein");
	});
	return { what, asked: sequences.length, right: sequences.length - misses.length, misses };
}
