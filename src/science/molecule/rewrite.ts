import type { Rewrite } from "../chemistry.ts";
import { Failure } from "../failure.ts";
import { neutralised } from "./neutral.ts";
import type { OpenMolecule, Rdkit } from "./rdkit.ts";
import { moleculeJson, withMolecule, withStructure } from "./rdkit.ts";
import type { Structure } from "./structure.ts";

/** What RDKit must read the same in the result as in the molecule it was made of. */
interface Identity {
	readonly inchiKey: string;
	readonly canonical: string;
}

/**
 * Writes a molecule in another way, or the molecule that a change makes of it.
 *
 * Stereo, isotopes and atom maps stay. A result that RDKit does not read as the same molecule (where the change is one of
 * notation only) is never given.
 *
 * @param structure `text`, read before
 * @returns SMILES, or CXSMILES where the text was one
 * @throws Failure `rewrite-refused`; those of {@link withStructure}
 */
export function rewriteMolecule(rdkit: Rdkit, text: string, structure: Structure, change: Rewrite): string {
	return withStructure(rdkit, text, structure, (molecule) => {
		if (molecule.smiles.atoms.some(({ atomicNumber, map }) => atomicNumber === 1 && map !== undefined)) {
			throw refused("some of its hydrogens carry atom map numbers, which RDKit would drop", "Rewrite it by hand, or remove those numbers first");
		}
		switch (change) {
			case "canonical": return sameMolecule(molecule, written(molecule));
			case "remove-hydrogens":
				// RDKit folds written hydrogens in when it reads a SMILES, all but isotopes and those that a stereo mark needs.
				return sameMolecule(molecule, written(molecule));
			case "kekule": return sameMolecule(molecule, written(molecule, { doKekule: true, kekuleSmiles: true }));
			case "add-hydrogens": return addHydrogens(plain(molecule));
			case "largest-fragment": return largestFragment(plain(molecule));
			case "neutral": return neutral(plain(molecule));
		}
	});
}

function written({ handle, extended }: OpenMolecule, details?: { readonly doKekule: boolean; readonly kekuleSmiles: boolean }): string {
	const options = details === undefined ? "{}" : JSON.stringify(details);
	return extended ? handle.get_cxsmiles(options) : handle.get_smiles(options);
}

/** The atom numbers of an extension would not fit a molecule with other atoms. */
function plain(molecule: OpenMolecule): OpenMolecule {
	if (molecule.extended) {
		throw refused("it carries an extension |…|, which would no longer fit the changed molecule", "Remove the extension first if it is not needed");
	}
	return molecule;
}

function identityOf({ rdkit, handle, extended }: OpenMolecule): Identity {
	// With an extension the InChIKey is not enough: of a racemate RDKit may write the other enantiomer, marked &1 as before.
	const inchi = extended ? "" : handle.get_inchi();
	return { inchiKey: inchi === "" ? "" : rdkit.module.get_inchikey_for_inchi(inchi), canonical: extended ? handle.get_cxsmiles() : handle.get_smiles() };
}

function sameMolecule(molecule: OpenMolecule, result: string): string {
	return verified(molecule.rdkit, identityOf(molecule), result);
}

function verified(rdkit: Rdkit, before: Identity, result: string): string {
	const after = withMolecule(rdkit, result, identityOf);
	const same = before.inchiKey === "" || after.inchiKey === "" ? before.canonical === after.canonical : before.inchiKey === after.inchiKey;
	if (!same) {
		throw refused("RDKit would read the new text as another molecule, most likely with another stereochemistry", "Write it by hand if you need it");
	}
	return result;
}

function addHydrogens(molecule: OpenMolecule): string {
	const before = identityOf(molecule);
	molecule.handle.add_hs_in_place();
	return verified(molecule.rdkit, before, written(molecule));
}

interface Fragment {
	readonly smiles: string;
	/** Hydrogens included, as MolVS and RDKit count: choline is larger than tartrate. */
	readonly atoms: number;
	readonly mass: number;
	/** Ammonia and its like. */
	readonly ammine: boolean;
	/** Metal and ligands, bonded as they are written. */
	readonly complex: boolean;
	/** A molecule with carbon or a complex of a metal, rather than a counter-ion, a mineral acid or water. */
	readonly meant: boolean;
	/** A carbon with a negative charge, as of a metallocene's rings. */
	readonly carbanion: boolean;
	/** A metal ion alone. */
	readonly metal: boolean;
}

/** Elements of counter-ions and mineral acids: H B N O F Si P S Cl Se Br I. */
const NON_METALS = new Set([1, 5, 7, 8, 9, 14, 15, 16, 17, 34, 35, 53]);

/** Of the parts that somebody may have meant, the one with most atoms, then mass; table salt has none and stays whole. */
function largestFragment({ rdkit, handle }: OpenMolecule): string {
	const whole = handle.get_smiles();
	const parts = [...new Set(whole.split("."))].map((part) => withMolecule(rdkit, part, fragmentOf));
	if (parts.some(({ carbanion }) => carbanion) && parts.some(({ metal }) => metal)) {
		// Ferrocene is written as ions, and is no salt.
		return whole;
	}
	if (parts.some(({ complex }) => complex) && parts.some(({ ammine }) => ammine)) {
		// The ammonia of cisplatin is no counter-ion.
		return whole;
	}
	const fragments = parts.filter(({ meant }) => meant);
	fragments.sort((a, b) => b.atoms - a.atoms || b.mass - a.mass || (a.smiles < b.smiles ? -1 : 1));
	return fragments[0]?.smiles ?? whole;
}

function fragmentOf(molecule: OpenMolecule): Fragment {
	const { handle, smiles } = molecule;
	const { atoms } = moleculeJson(molecule);
	const { amw } = JSON.parse(handle.get_descriptors()) as { readonly amw: number };
	const elements = smiles.atoms.map(({ atomicNumber }) => atomicNumber);
	const complex = smiles.heavyAtoms > 1 && elements.some((element) => element !== 6 && !NON_METALS.has(element));
	return { smiles: handle.get_smiles(), atoms: atoms.reduce((sum, { hydrogens }) => sum + 1 + hydrogens, 0), ammine: !elements.includes(6) && elements.some((element) => element === 7 || element === 15) && atoms.every(({ charge }) => charge === 0), mass: amw, complex, meant: elements.includes(6) || complex, carbanion: smiles.atoms.some(({ atomicNumber, charge }) => atomicNumber === 6 && charge < 0), metal: smiles.heavyAtoms === 1 && elements.some((element) => element !== 6 && !NON_METALS.has(element)) };
}

function neutral({ rdkit, handle }: OpenMolecule): string {
	// Every bond order is written in a Kekulé SMILES, so that the valence of each atom can be counted.
	const kekule = handle.get_smiles(JSON.stringify({ doKekule: true, kekuleSmiles: true }));
	const result = withMolecule(rdkit, kekule, ({ smiles }) => neutralised(smiles));
	return result === undefined ? handle.get_smiles() : withMolecule(rdkit, result, (changed) => changed.handle.get_smiles());
}

function refused(why: string, next: string): Failure {
	return new Failure("rewrite-refused", `This SMILES was left as it is: ${why}. ${next}.`);
}
