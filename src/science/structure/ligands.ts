import type { FileFacts } from "./fileFacts.ts";
import { NEIGHBOUR_DISTANCE, neighboursOf } from "./neighbours.ts";
import { residueLabel } from "./selection.ts";
import { residueKinds, type LigandData, type StructureData } from "./structureData.ts";

/** More than anybody picks from; each takes a look at all atoms. */
const MOST_LIGANDS = 200;
/** Pairs of atoms for each ligand of a file in which one was too many already. */
const FEW_PAIRS = 1_000_000;

/** Ligands with what is around them, the largest first: drugs stand before sulfate and glycerol. */
export function ligandsOf(structure: Omit<StructureData, "ligands">, facts: FileFacts): LigandData[] {
	const { residues } = structure;
	const size = (residue: number): number => residues.firstAtom[residue + 1]! - residues.firstAtom[residue]!;
	const all = Array.from(residues.kind.keys()).filter((residue) => residues.kind[residue] === residueKinds.ligand).sort((first, second) => size(second) - size(first) || first - second);
	if (all.length > MOST_LIGANDS) {
		facts.warnings.push(`There are ${all.length.toLocaleString("en")} ligands; the ${MOST_LIGANDS} largest are listed.`);
	}
	let complete = true;
	const ligands = all.slice(0, MOST_LIGANDS).map((residue): LigandData => {
		const around = neighboursOf(structure, residue, NEIGHBOUR_DISTANCE, complete ? undefined : FEW_PAIRS);
		complete &&= around.complete;
		return { label: residueLabel(structure, residue), residue, neighbours: around.residues, distances: around.distances, smiles: facts.smiles.get(residues.names[residues.name[residue]!] ?? "") };
	});
	if (!complete) {
		facts.warnings.push("So many atoms lie on one another that the neighbours of some ligands are incomplete.");
	}
	return ligands;
}
