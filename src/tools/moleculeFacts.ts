import { z } from "zod";
import type { MoleculeFacts } from "../science/molecule/facts.ts";
import { structure } from "./inputs.ts";
import { factLine } from "./texts.ts";
import type { Tool } from "./tool.ts";

const input = z.strictObject({ molecule: structure("SMILES or CXSMILES of one molecule, or a mol block, exactly as written") });

/** Identifiers, properties and rules of thumb of a molecule. */
export const moleculeFacts: Tool<z.infer<typeof input>> = {
	id: "molecule_facts",
	title: "Molecule facts",
	description:
		"Computes facts of one molecule with RDKit, on this machine: canonical SMILES, InChI, InChIKey, formula, average and monoisotopic mass, logP, TPSA, hydrogen-bond donors and acceptors, rotatable bonds, rings, stereocentres, charge, Lipinski's and Veber's rules, each with its method. Also tells whether a SMILES is valid, and if not, why and at which character. Use it instead of working out such numbers yourself. It knows no names: give a structure, not “aspirin”.",
	input,
	async run({ molecule }, { chemistry, signal }) {
		const facts = await chemistry.facts(molecule, signal);
		return { text: textOf(facts), data: { computed: true, ...facts } };
	},
};

function textOf({ canonicalSmiles, inchi, inchiKey, facts, verdicts }: MoleculeFacts): string {
	const identifiers = inchi === "" ? ["InChI: none (InChI does not exist for such a structure)"] : [`InChI: ${inchi}`, `InChIKey: ${inchiKey}`];
	const rules = verdicts.map(({ rule, passes, failing, method }) => `${rule}: ${passes ? "passes" : "fails"}${failing.length === 0 ? "" : ` (${failing.join(", ")})`} · ${method}`);
	return ["Computed facts, each with its method:", `Canonical SMILES: ${canonicalSmiles}`, ...identifiers, ...facts.map(factLine), ...rules].join("\n");
}
