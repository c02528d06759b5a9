import type { Mol } from "@rdkit/rdkit";
import { writtenIndices } from "./atomOrder.ts";
import type { OpenMolecule } from "./rdkit.ts";
import type { Structure } from "./structure.ts";
import { MAX_MATCHES } from "./substructure.ts";

/** Where a pattern occurs in one molecule. */
export interface MoleculeMatches {
	/**
	 * Indices of the atoms of each place, in the order of the pattern's atoms; at most `MAX_MATCHES` places. They count the atoms of
	 * the SMILES as written from 0 (written hydrogens too), of a mol block its lines.
	 */
	readonly matches: readonly (readonly number[])[];
	/** Places where it occurs, those with the same atoms counted once; counting ends at `MOST_COUNTED`. */
	readonly total: number;
}

/** `[#6].[#6].[#6]` occurs a million times in a peptide: nobody reads the number. */
export const MOST_COUNTED = 10_000;

/**
 * Where the pattern occurs, as places in the text.
 *
 * @param text what `structure` was read from
 */
export function moleculeMatches(molecule: OpenMolecule, text: string, structure: Structure, query: Mol): MoleculeMatches {
	// RDKit writes `{}` where there is none.
	const found: unknown = JSON.parse(molecule.handle.get_substruct_matches(query, JSON.stringify({ maxMatches: MOST_COUNTED })));
	if (!Array.isArray(found)) {
		return { matches: [], total: 0 };
	}
	const written = writtenIndices(molecule, text, structure);
	const listed = (found as readonly { readonly atoms: readonly number[] }[]).slice(0, MAX_MATCHES);
	return { matches: listed.map(({ atoms }) => atoms.map((atom) => written[atom] ?? atom)), total: found.length };
}
