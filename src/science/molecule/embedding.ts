import { Failure } from "../failure.ts";
import { writtenIndices } from "./atomOrder.ts";
import { elementName } from "./elements.ts";
import type { OpenMolecule, Rdkit } from "./rdkit.ts";
import { moleculeJson } from "./rdkit.ts";
import type { Structure } from "./structure.ts";

/** What a program that makes conformers is given. */
export interface Embeddable {
	/** Mol block in the plane with wedges, without hydrogens but those that carry stereo or an isotope. */
	readonly block: string;
	/** For each of its atoms the index among the atoms as written in SMILES or mol block. */
	readonly written: readonly number[];
	/** Centres and double bonds whose stereochemistry could be written and is not. */
	readonly open: number;
}

/** Whether a conformer is of the molecule that it was made for. */
export interface ConformerCheck {
	readonly same: boolean;
	/** Atoms as written, from 0, whose stereochemistry became another one; may be empty. */
	readonly lost: readonly number[];
}

interface StereoTags {
	readonly CIP_atoms: readonly (readonly [number, string])[];
	readonly CIP_bonds: readonly (readonly [number, number, string])[];
}

/** H B C N O F Si P S Cl As Se Br Te I and the noble gases: bonds whose angles torsion tables and MMFF94 can know. */
const COVALENT = new Set([1, 2, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 33, 34, 35, 36, 52, 53, 54]);
const OPEN = "(?)";

/**
 * Prepares a molecule for a conformer.
 *
 * @param text what `structure` was read from
 * @throws Failure `conformer-refused` for metals with bonds, for places of unknown groups, and for hydrogen alone
 */
export function embeddable(molecule: OpenMolecule, text: string, structure: Structure): Embeddable {
	refuseUnknownGeometry(molecule);
	const { handle } = molecule;
	handle.remove_hs_in_place();
	const written = writtenIndices(molecule, text, structure);
	const tags = JSON.parse(handle.get_stereo_tags()) as StereoTags;
	const open = tags.CIP_atoms.filter(([, tag]) => tag === OPEN).length + tags.CIP_bonds.filter(([, , tag]) => tag === OPEN).length;
	handle.set_new_coords();
	return { block: absolute(handle.get_molblock()), written, open };
}

/**
 * Without the chiral flag, and with groups of enhanced stereochemistry, a wedge means one of two mirror images, and openchemlib
 * takes either: of a racemate the form that is written is shown.
 */
function absolute(block: string): string {
	if (block.includes("V3000")) {
		return block.replace(/^M {2}V30 MDLV30\/STE(?:RAC|REL|ABS).*\n/gm, "").replace(/^(M {2}V30 COUNTS \d+ \d+ \d+ \d+) 0/m, "$1 1");
	}
	const lines = block.split("\n");
	return lines.with(3, `${(lines[3] ?? "").slice(0, 12)}  1${(lines[3] ?? "").slice(15)}`).join("\n");
}

/** Compares a molecule's atoms, hydrogens and what is written of its stereochemistry with those of a mol block in space, which has every hydrogen. */
export function checkConformer(molecule: OpenMolecule, text: string, structure: Structure, block: string): ConformerCheck {
	const { handle, rdkit } = molecule;
	if (atomsInAll(molecule) !== atomsWritten(rdkit, block)) {
		return { same: false, lost: [] };
	}
	handle.remove_hs_in_place();
	const made = rdkit.module.get_mol(block, JSON.stringify({ removeHs: true }));
	try {
		// In space the hydrogen of an imine is on one side of it, so that RDKit keeps it there: heavy atoms are counted.
		if (made === null || made.get_num_atoms(true) !== handle.get_num_atoms(true)) {
			return { same: false, lost: [] };
		}
		// What the molecule leaves open matches either form.
		if (made.get_substruct_match(handle, JSON.stringify({ useChirality: true })) !== "{}") {
			return { same: true, lost: [] };
		}
		const written = writtenIndices(molecule, text, structure);
		const found = new Map((JSON.parse(made.get_stereo_tags()) as StereoTags).CIP_atoms);
		const asked = (JSON.parse(handle.get_stereo_tags()) as StereoTags).CIP_atoms;
		return { same: false, lost: asked.flatMap(([atom, tag]) => (tag === OPEN || found.get(atom) === tag ? [] : [written[atom] ?? atom])) };
	} finally {
		made?.delete();
	}
}

/** Hydrogens that are not written included. */
function atomsInAll({ handle }: OpenMolecule): number {
	handle.add_hs_in_place();
	return handle.get_num_atoms();
}

/** Without the hydrogens that RDKit would add to a mol block that lacks them. */
function atomsWritten({ module }: Rdkit, block: string): number {
	const made = module.get_mol(block, JSON.stringify({ removeHs: false }));
	try {
		return made?.get_num_atoms() ?? 0;
	} finally {
		made?.delete();
	}
}

function refuseUnknownGeometry(molecule: OpenMolecule): void {
	const { atoms, bonds } = moleculeJson(molecule);
	if (atoms.some(({ z }) => z === 0)) {
		throw new Failure("conformer-refused", "This molecule has a place for any group (* or R), so it has no shape in space. Write the group itself to see it in 3D.");
	}
	if (atoms.every(({ z }) => z === 1)) {
		throw new Failure("conformer-refused", "Hydrogen alone has no shape that openchemlib could predict: it knows hydrogen on other atoms only. Open a structure file of it to see it in 3D.");
	}
	const metal = bonds.flatMap(({ begin, end }) => [atoms[begin]?.z ?? 0, atoms[end]?.z ?? 0]).find((z) => !COVALENT.has(z));
	if (metal !== undefined) {
		throw new Failure("conformer-refused", `The shape around ${elementName(metal)} cannot be predicted here: neither openchemlib's tables nor MMFF94 know the angles at metals. Open a structure file of it (mol2, PDB, mmCIF) to see measured coordinates.`);
	}
}
