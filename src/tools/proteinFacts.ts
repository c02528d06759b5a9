import { z } from "zod";
import { Failure, failureFrom } from "../science/failure.ts";
import { proteinFacts as factsOf } from "../science/protein/facts.ts";
import { readFasta } from "../science/protein/fasta.ts";
import { readSequence } from "../science/protein/sequence.ts";
import { structure } from "./inputs.ts";
import { factLine, shown } from "./texts.ts";
import type { Tool } from "./tool.ts";

const input = z.strictObject({ sequence: structure("Residues of one protein in one-letter code, or one FASTA record with its header") });

/** Properties of a protein chain. */
export const proteinFacts: Tool<z.infer<typeof input>> = {
	id: "protein_facts",
	title: "Protein facts",
	description:
		"Computes facts of one protein sequence on this machine, as ExPASy ProtParam and Biopython do: length, molecular weight, isoelectric point, GRAVY, aromaticity, instability index, extinction coefficients, each with its method. Use it instead of counting residues yourself. It does not know what the protein is or does, and takes no DNA or RNA.",
	input,
	async run({ sequence: given }) {
		const { name, sequence } = readProtein(given);
		const facts = factsOf(sequence);
		return { text: [`Computed facts${name === undefined ? "" : ` of ${shown(name)}`}, each with its method:`, ...facts.map(factLine)].join("\n"), data: { computed: true, name: name ?? null, facts } };
	},
};

/**
 * One protein as an agent gives it: bare residues, or FASTA.
 *
 * @throws Failure `invalid-sequence`, `nucleotide-sequence`, `sequence-unknown`, `several-records`
 */
export function readProtein(text: string): { readonly name?: string; readonly sequence: string } {
	if (!text.trimStart().startsWith(">")) {
		return { sequence: readSequence(text) };
	}
	const [record, ...others] = readFasta(text.trimStart());
	if (record === undefined || others.length > 0) {
		throw new Failure("several-records", `This FASTA text has ${others.length + 1} records. Give one of them, and call again for the next.`);
	}
	if (record.problem !== undefined) {
		throw failureFrom(record.problem);
	}
	return record.name === "" ? { sequence: record.sequence } : { name: record.name, sequence: record.sequence };
}
