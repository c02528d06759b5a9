import { Failure } from "../failure.ts";
import type { MoleculeJson, OpenMolecule } from "./rdkit.ts";
import { moleculeJson } from "./rdkit.ts";
import type { Structure } from "./structure.ts";


/**
 * Where RDKit's atoms stand in the text.
 *
 * RDKit keeps the order of the text but folds written hydrogens into their neighbours, all but isotopes, hydrides, bridges and
 * those that a stereo mark needs; so the atoms behind one have other numbers there than a reader counts.
 *
 * @param text what `structure` was read from
 * @returns for each of RDKit's atoms its index among the atoms as written (in the lines of a mol block), from 0
 */
export function writtenIndices(molecule: OpenMolecule, text: string, structure: Structure): readonly number[] {
	const atoms = molecule.handle.get_num_atoms();
	if (structure.notation === "smiles" && structure.smiles.atoms.length === atoms) {
		return Array.from({ length: atoms }, (_, index) => index);
	}
	const whole = molecule.rdkit.module.get_mol(structure.notation === "molfile" ? structure.block.text : text, ALL_HYDROGENS);
	try {
		if (whole === null) {
			throw lost();
		}
		return whole.get_num_atoms() === atoms ? Array.from({ length: atoms }, (_, index) => index) : align(moleculeJson(molecule), moleculeJson({ ...molecule, handle: whole }));
	} finally {
		whole?.delete();
	}
}

/** How RDKit is told to keep hydrogens as they are written. */
export const ALL_HYDROGENS = JSON.stringify({ removeHs: false });

/** Heavy atoms are the same in both, in the same order; a hydrogen is told by its isotope, charge and neighbours. */
function align(folded: MoleculeJson, whole: MoleculeJson): readonly number[] {
	const heavy = heavyIndices(whole);
	const heavyFolded = heavyIndices(folded);
	if (heavy.length !== heavyFolded.length) {
		throw lost();
	}
	const places: number[] = [];
	heavyFolded.forEach((index, rank) => (places[index] = heavy[rank] ?? -1));
	const kinds = new Map<string, number[]>();
	hydrogens(whole, (index) => index).forEach(({ index, kind }) => kinds.set(kind, [...(kinds.get(kind) ?? []), index]));
	for (const { index, kind } of hydrogens(folded, (neighbour) => places[neighbour] ?? -1)) {
		// Those of one kind are alike: where fewer are left than written, it is no matter which.
		places[index] = kinds.get(kind)?.shift() ?? -1;
	}
	if (places.length !== folded.atoms.length || places.includes(-1)) {
		throw lost();
	}
	return places;
}

function heavyIndices({ atoms }: MoleculeJson): readonly number[] {
	return atoms.flatMap(({ z }, index) => (z === 1 ? [] : [index]));
}

function hydrogens({ atoms, bonds }: MoleculeJson, place: (heavy: number) => number): readonly { readonly index: number; readonly kind: string }[] {
	const neighbours = new Map<number, number[]>();
	const isHydrogen = (index: number): boolean => atoms[index]?.z === 1;
	for (const { begin, end } of bonds) {
		for (const [from, to] of [[begin, end], [end, begin]] as const) {
			if (isHydrogen(from)) {
				neighbours.set(from, [...(neighbours.get(from) ?? []), isHydrogen(to) ? -1 : place(to)]);
			}
		}
	}
	return atoms.flatMap(({ z, isotope, charge }, index) => (z === 1 ? [{ index, kind: [isotope, charge, ...(neighbours.get(index) ?? []).sort((a, b) => a - b)].join(" ") }] : []));
}

function lost(): Failure {
	return new Failure("unexpected", "The atoms of this molecule could not be found in its text, because of the hydrogens that are written in it. Remove them (Refactor: Remove Hydrogens), and try again.");
}
