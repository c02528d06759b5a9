import type { FastaRecord } from "../protein/fasta.ts";
import { isNucleotide } from "../protein/sequence.ts";
import type { Found } from "./found.ts";

/** A FASTA record as something found: nucleotides are a kind of their own, every other problem is told. */
export function foundRecord(record: FastaRecord, offset = 0): Found {
	const { name, problem, sequence } = record;
	const start = record.start + offset;
	const end = record.end + offset;
	const base = { notation: "fasta", start, end, text: sequence, cue: "certain", name: name === "" ? undefined : name } as const;
	if (problem === undefined || problem.code === "nucleotide-sequence") {
		return { ...base, kind: problem === undefined ? "protein" : "nucleotide" };
	}
	const span = problem.span === undefined ? { start, end } : { start: problem.span.start + offset, end: problem.span.end + offset };
	return { ...base, kind: isNucleotide(sequence) ? "nucleotide" : "protein", problem: { message: problem.message, span } };
}
