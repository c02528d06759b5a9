import { z } from "zod";
import { isFatal } from "../annotation/fatal.ts";
import { failureData } from "../science/failure.ts";
import type { Fingerprint } from "../science/molecule/fingerprint.ts";
import { similarityMethod, tanimoto } from "../science/molecule/fingerprint.ts";
import { structure } from "./inputs.ts";
import { shown } from "./texts.ts";
import type { Tool, ToolServices } from "./tool.ts";

const MOST = 100;

const input = z.strictObject({
	molecule: structure("SMILES, CXSMILES or mol block of the molecule to compare with"),
	others: z.array(structure("SMILES, CXSMILES or mol block")).min(1).max(MOST).describe(`The molecules to compare with it: 1 to ${MOST}`),
});

/** What became of one of the others, in the order they were given. */
interface Compared {
	readonly molecule: string;
	/** 0 to 1; null where RDKit refuses the molecule. */
	readonly similarity: number | null;
	readonly problem?: string;
}

/** Tanimoto similarities of one molecule to others. */
export const moleculeSimilarity: Tool<z.infer<typeof input>> = {
	id: "molecule_similarity",
	title: "Molecule similarity",
	description: `Computes how similar one molecule is to up to ${MOST} others: Tanimoto coefficient of Morgan fingerprints (radius 2, 2,048 bits, like ECFP4), by RDKit on this machine. 1 means the same fingerprint, 0 nothing in common. It compares structures; it does not say that molecules act alike.`,
	input,
	async run({ molecule, others }, services) {
		const query = await services.chemistry.fingerprint(molecule, services.signal);
		const results = await Promise.all(others.map((other) => compare(query, other, services)));
		const ranked = [...results].sort((first, second) => (second.similarity ?? -1) - (first.similarity ?? -1));
		const text = [`Tanimoto similarity to ${shown(molecule)}, most similar first · ${query.method}:`, ...ranked.map(lineOf)].join("\n");
		return { text, data: { computed: true, method: similarityMethod(query), results } };
	},
};

async function compare(query: Fingerprint, molecule: string, { chemistry, signal }: ToolServices): Promise<Compared> {
	try {
		return { molecule: shown(molecule), similarity: Number(tanimoto(query, await chemistry.fingerprint(molecule, signal)).toFixed(4)) };
	} catch (error) {
		const { code, message } = failureData(error);
		if (isFatal(code)) {
			throw error;
		}
		return { molecule: shown(molecule), similarity: null, problem: message };
	}
}

function lineOf({ molecule, similarity, problem }: Compared): string {
	return similarity === null ? `none: ${molecule} · ${problem}` : `${similarity.toFixed(4)}: ${molecule}`;
}
