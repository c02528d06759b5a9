import { Failure } from "../failure.ts";
import type { OpenMolecule } from "./rdkit.ts";
import { withMolecule } from "./rdkit.ts";
import type { Structure } from "./structure.ts";

/**
 * Writes a molecule as a mol block with 2D coordinates, those of the text where it has some.
 *
 * Nothing is given that RDKit would read as another molecule.
 *
 * @param structure what the molecule was read from; a mol block is handed back as it came
 * @returns V2000, or V3000 above 999 atoms and for enhanced stereochemistry
 * @throws Failure `rewrite-refused`
 */
export function writeMolBlock(molecule: OpenMolecule, structure: Structure): string {
	if (structure.notation === "molfile") {
		return structure.block.text;
	}
	const { rdkit, handle } = molecule;
	const smiles = handle.get_smiles();
	for (const details of ["{}", JSON.stringify({ forceV3000: true })]) {
		const block = handle.get_molblock(details);
		if (readBack(rdkit, block) === smiles) {
			return block;
		}
	}
	throw new Failure("rewrite-refused", "This molecule cannot be written as a mol block: RDKit would read it back as another one, most likely with another stereochemistry. Keep it as SMILES.", { detail: smiles });
}

function readBack(rdkit: OpenMolecule["rdkit"], block: string): string | undefined {
	try {
		return withMolecule(rdkit, block, ({ handle }) => handle.get_smiles());
	} catch (error) {
		if (error instanceof Failure) {
			return undefined;
		}
		throw error;
	}
}
