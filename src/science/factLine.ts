import type { Fact, MoleculeFacts } from "./molecule/facts.ts";
import { proteinFacts } from "./protein/facts.ts";

/** Bytes of the longest line: those of a molecule of thirty elements, say. */
export const LONGEST_FACT_LINE = 512;

/** What a language model that reads a SMILES as text is told beside it, in display order: numbers it could not compute itself. */
const OF_MOLECULES: ReadonlySet<string> = new Set(["formula", "averageMass", "logP", "tpsa", "hbd", "hba", "rotatableBonds", "rings", "aromaticRings", "stereocentres", "charge"]);
const OF_PROTEINS: ReadonlySet<string> = new Set(["length", "molecularWeight", "isoelectricPoint", "gravy", "aromaticity", "instabilityIndex", "unknownResidues"]);

/** Computed facts in one line of text: labels, numbers and units of our own alone, nothing that somebody named or wrote. */
export function moleculeFactLine({ facts }: Pick<MoleculeFacts, "facts">): string {
	return line(facts, OF_MOLECULES);
}

/** @param sequence as `readSequence` gives it */
export function proteinFactLine(sequence: string): string {
	return line(proteinFacts(sequence), OF_PROTEINS);
}

function line(facts: readonly Fact[], wanted: ReadonlySet<string>): string {
	return facts
		.filter(({ id, value }) => wanted.has(id) && value !== "")
		.map(({ label, value, unit }) => `${label} ${value}${unit === undefined ? "" : ` ${unit}`}`)
		.join("; ");
}
