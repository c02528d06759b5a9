import { Failure } from "../failure.ts";
import { writtenIndices } from "./atomOrder.ts";
import type { OpenMolecule } from "./rdkit.ts";
import { withMolecule } from "./rdkit.ts";
import type { Structure } from "./structure.ts";

/** What is changed of RDKit's JSON (`get_json`); the rest is handed back as it came. Its bonds are Kekulé's. */
interface Atom {
	readonly impHs?: number;
	readonly stereo?: string;
}
interface Bond {
	/** 1 if absent; 17 is dative. */
	readonly bo?: number;
	readonly atoms: readonly [number, number];
	readonly stereo?: string;
	readonly stereoAtoms?: readonly number[];
}
interface Wire {
	readonly molecules: readonly { readonly atoms: readonly Atom[]; readonly bonds?: readonly Bond[] }[];
}

/**
 * Cuts selected atoms out of a molecule.
 *
 * Cut bonds are filled with hydrogen by their order in the Kekulé structure, dative ones with nothing. Atoms that lost a neighbour
 * lose their stereochemistry; atom maps and enhanced stereo are dropped.
 *
 * @param text what `structure` was read from
 * @param selected indices of atoms as written; hydrogens go with their neighbours
 * @returns canonical SMILES, several pieces parted by dots
 * @throws Failure `fragment-refused`
 */
export function moleculeFragment(molecule: OpenMolecule, text: string, structure: Structure, selected: readonly number[]): string {
	const wanted = new Set(selected);
	const kept = writtenIndices(molecule, text, structure).flatMap((written, index) => (wanted.has(written) ? [index] : []));
	if (kept.length === 0) {
		throw refused("there is no atom in the selection, or only hydrogens", "Select the atoms that they are bonded to");
	}
	const cut = JSON.stringify(cutOut(JSON.parse(molecule.handle.get_json()) as Wire, kept));
	const smiles = written(molecule, cut);
	if (smiles === undefined) {
		throw refused("what is left is no valid molecule", "Select whole rings or groups");
	}
	return canonical(molecule, smiles);
}

function cutOut(wire: Wire, kept: readonly number[]): Wire {
	const [body] = wire.molecules;
	const places = new Map(kept.map((atom, place) => [atom, place]));
	const bonds = body?.bonds ?? [];
	const lost = new Map<number, number>();
	for (const { atoms: [begin, end], bo = 1 } of bonds) {
		for (const [inside, outside] of [[begin, end], [end, begin]] as const) {
			if (places.has(inside) && !places.has(outside)) {
				lost.set(inside, (lost.get(inside) ?? 0) + hydrogensFor(bo));
			}
		}
	}
	const atoms = kept.map((index) => {
		const { stereo, ...atom } = body?.atoms[index] ?? {};
		const hydrogens = lost.get(index);
		return hydrogens === undefined ? { ...atom, ...(stereo === undefined ? {} : { stereo }) } : { ...atom, impHs: (atom.impHs ?? 0) + hydrogens };
	});
	// Its extensions (rings, CIP codes, stereo groups) name atoms of the whole molecule, so they are left behind.
	return { ...wire, molecules: [{ atoms, bonds: bonds.flatMap((bond) => keptBond(bond, places, lost)) }] };
}

function keptBond({ stereo, stereoAtoms, ...bond }: Bond, places: ReadonlyMap<number, number>, lost: ReadonlyMap<number, number>): readonly Bond[] {
	const [begin, end] = bond.atoms.map((atom) => places.get(atom));
	if (begin === undefined || end === undefined) {
		return [];
	}
	const references = stereoAtoms?.flatMap((atom) => places.get(atom) ?? []) ?? [];
	const defined = stereo !== undefined && references.length === 2 && !bond.atoms.some((atom) => lost.has(atom));
	return [{ ...bond, atoms: [begin, end], ...(defined ? { stereo, stereoAtoms: references } : {}) }];
}

/** Single to quadruple bonds; others, such as dative ones, take no electron of the atom's own. */
function hydrogensFor(order: number): number {
	return Number.isInteger(order) && order >= 1 && order <= 4 ? order : 0;
}

/** The legacy perception forgets cis and trans of a molecule that comes from JSON. */
function written({ rdkit }: OpenMolecule, json: string): string | undefined {
	const before = rdkit.module.use_legacy_stereo_perception(false);
	try {
		const handle = rdkit.module.get_mol(json);
		try {
			return handle?.is_valid() === true ? handle.get_smiles() : undefined;
		} finally {
			handle?.delete();
		}
	} finally {
		rdkit.module.use_legacy_stereo_perception(before);
	}
}

function canonical({ rdkit }: OpenMolecule, smiles: string): string {
	try {
		return withMolecule(rdkit, smiles, ({ handle }) => handle.get_smiles());
	} catch (error) {
		if (error instanceof Failure) {
			throw refused("what is left is no valid molecule", "Select whole rings or groups", error);
		}
		throw error;
	}
}

function refused(why: string, next: string, cause?: Failure): Failure {
	return new Failure("fragment-refused", `The selected atoms cannot be cut out as a molecule of their own: ${why}. ${next}.`, { cause, detail: cause?.message });
}
