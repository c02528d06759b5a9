import type { Span } from "../failure.ts";
import { Failure } from "../failure.ts";
import type { StoredBond } from "./bondBlock.ts";
import { SINGLE, readBondBlock } from "./bondBlock.ts";
import { elementSymbol } from "./elements.ts";
import type { MoleculeJson, OpenMolecule } from "./rdkit.ts";
import { moleculeJson } from "./rdkit.ts";
import type { Smiles } from "./smilesGraph.ts";

/**
 * A molecule as GIN reads it (Luo et al. 2023, `BaseGNN` featuriser of OpenBioMed `mol_featurizer.py`).
 */
export interface MoleculeGraph {
	/** Per atom in SMILES order: `[type, chirality]`; type = Z − 1, or 118 for Z = 0; chirality 0 none, 1 CW, 2 CCW. */
	readonly atoms: readonly (readonly [type: number, chirality: number])[];
	/**
	 * Each bond once, in RDKit's bond order: `[begin, end, type, direction]`; type 0 single, 1 double, 2 triple,
	 * 3 aromatic; direction 0 none, 1 `/` (ENDUPRIGHT), 2 `\` (ENDDOWNRIGHT). Encoders read each bond both ways.
	 */
	readonly bonds: readonly (readonly [begin: number, end: number, type: number, direction: number])[];
}

/** RDKit's `Bond::BondType` to the encoder's; whatever is missing has no row in its table. */
const BOND_TYPES = new Map([[SINGLE, 0], [2, 1], [3, 2], [12, 3]]);
/** RDKit's `Bond::BondDir`: none, ENDUPRIGHT, ENDDOWNRIGHT. */
const DIRECTIONS = new Map([[0, 0], [4, 1], [3, 2]]);
const BOND_NAMES = new Map([[4, "quadruple"], [17, "dative (coordinate)"], [0, "unspecified (~)"]]);
const CHIRALITIES = new Map([["unspecified", 0], ["cw", 1], ["ccw", 2]]);

/**
 * Features of a molecule for GIN, equal to those of Python RDKit's `MolFromSmiles` (spec/biomedgpt.md 1.1).
 *
 * Bond directions are the marks as RDKit keeps them: flipped on a ring-opening digit, cleared where they define no double bond.
 *
 * @throws Failure `unsupported-bond` (dative, quadruple, any) or `unsupported-chirality` (square planar, allene, …)
 */
export function moleculeGraph(molecule: OpenMolecule): MoleculeGraph {
	const anyBond = molecule.smiles.bonds.find((bond) => bond.symbol === "~");
	if (anyBond !== undefined) {
		throw unsupportedBond(molecule.smiles, "unspecified (~)", anyBond.begin, anyBond.end, anyBond.span);
	}
	const json = moleculeJson(molecule);
	// RDKit's JSON knows tetrahedral centres only and says so in the log when it drops another class.
	if (molecule.log().includes("unrecognized atom chirality")) {
		throw unsupportedChirality(molecule.smiles);
	}
	const bytes = molecule.handle.get_as_uint8array() as Uint8Array;
	const bonds = readBondBlock(bytes, json.atoms.length, json.bonds);
	if (bonds === undefined) {
		throw new Failure("unexpected", "The bond directions of this molecule could not be read from RDKit, so it is not given to the model. Please report it with the SMILES.", { detail: `no bond block for ${json.bonds.length} bonds in ${bytes.length} bytes (${molecule.rdkit.name})` });
	}
	return {
		atoms: json.atoms.map((atom) => [atom.z >= 1 && atom.z <= 118 ? atom.z - 1 : 118, CHIRALITIES.get(atom.stereo) ?? refuseChirality(molecule.smiles)] as const),
		bonds: bonds.map((bond) => features(bond, molecule.smiles, json)),
	};
}

function features(bond: StoredBond, smiles: Smiles, json: MoleculeJson): MoleculeGraph["bonds"][number] {
	const type = BOND_TYPES.get(bond.type);
	const direction = DIRECTIONS.get(bond.direction);
	if (type === undefined || direction === undefined) {
		const ends = [bond.begin, bond.end].map((index) => elementSymbol(json.atoms[index]?.z ?? 0));
		const written = smiles.bonds.find((one) => smiles.atoms.length === json.atoms.length && sameEnds(one, bond));
		throw unsupportedBond(smiles, BOND_NAMES.get(bond.type) ?? "special", bond.begin, bond.end, written?.span, ends);
	}
	return [bond.begin, bond.end, type, direction];
}

function sameEnds(a: { begin: number; end: number }, b: { begin: number; end: number }): boolean {
	return (a.begin === b.begin && a.end === b.end) || (a.begin === b.end && a.end === b.begin);
}

function unsupportedBond(smiles: Smiles, kind: string, begin: number, end: number, span: Span | undefined, ends?: readonly string[]): Failure {
	const [first, second] = ends ?? [begin, end].map((index) => elementSymbol(smiles.atoms[index]?.atomicNumber ?? 0));
	return new Failure(
		"unsupported-bond",
		`The bond between atom ${begin + 1} (${first}) and atom ${end + 1} (${second}) is ${kind}; the molecule encoder knows single, double, triple and aromatic bonds only. Write it as one of these, or give the parts as separate molecules with a dot.`,
		{ span },
	);
}

function unsupportedChirality(smiles: Smiles): Failure {
	const atom = smiles.atoms.find((one) => one.chirality !== undefined && !/^@(@|TH\d?)?$/.test(one.chirality));
	const where = atom === undefined ? "An atom" : `Atom ${smiles.atoms.indexOf(atom) + 1} (${elementSymbol(atom.atomicNumber)}, ${atom.chirality ?? ""})`;
	return new Failure("unsupported-chirality", `${where} has a stereochemistry that the molecule encoder does not know: it reads tetrahedral centres (@ and @@) only. Leave the mark out to ask about the molecule without it.`, { span: atom?.span });
}

function refuseChirality(smiles: Smiles): never {
	throw unsupportedChirality(smiles);
}
