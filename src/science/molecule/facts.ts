import { hillFormula } from "./formula.ts";
import type { OpenMolecule } from "./rdkit.ts";
import { moleculeJson } from "./rdkit.ts";

/** One computed number or text, with how it was computed. */
export interface Fact {
	/** Stable key, e.g. `formula`, `averageMass`, `logP`, `tpsa`; the command line's JSON uses it. */
	readonly id: string;
	/** What a chemist reads, e.g. `logP`. */
	readonly label: string;
	readonly value: number | string;
	/** `g/mol`, `Da`, `Å²`; absent for counts and texts. */
	readonly unit?: string | undefined;
	/** e.g. `Crippen (RDKit 2026.09.1)`. */
	readonly method: string;
}

/** A rule of thumb such as Lipinski's rule of five. */
export interface Verdict {
	readonly rule: string;
	/** For the rule of five: at most one term fails (Lipinski et al. 1997); for Veber's rule: none fails. */
	readonly passes: boolean;
	/** Each failing term with its value and limit, e.g. `logP 6.2 > 5`. */
	readonly failing: readonly string[];
	readonly method: string;
}

export interface MoleculeFacts {
	/** As it was given; without the extension of a CXSMILES; of a mol block the canonical SMILES. */
	readonly smiles: string;
	readonly canonicalSmiles: string;
	readonly inchi: string;
	readonly inchiKey: string;
	/** Hill order, charge at the end: `C9H8O4`, `H4N+`. */
	readonly formula: string;
	/** In display order. */
	readonly facts: readonly Fact[];
	readonly verdicts: readonly Verdict[];
}

/** Numbers of RDKit's `get_descriptors` that are read here. */
interface Descriptors {
	readonly amw: number;
	readonly exactmw: number;
	readonly CrippenClogP: number;
	readonly tpsa: number;
	readonly NumHBD: number;
	readonly NumHBA: number;
	readonly lipinskiHBD: number;
	readonly lipinskiHBA: number;
	readonly NumRotatableBonds: number;
	readonly NumRings: number;
	readonly NumAromaticRings: number;
	readonly NumAtomStereoCenters: number;
	readonly NumUnspecifiedAtomStereoCenters: number;
	readonly NumHeavyAtoms: number;
}

/**
 * Computes all facts of a molecule.
 *
 * InChI and InChIKey are empty where InChI does not exist (dummy atoms).
 */
export function moleculeFacts(molecule: OpenMolecule): MoleculeFacts {
	const { handle, rdkit, smiles } = molecule;
	const descriptors = JSON.parse(handle.get_descriptors()) as Descriptors;
	const { atoms } = moleculeJson(molecule);
	const formula = hillFormula(atoms);
	const inchi = handle.get_inchi();
	return {
		smiles: smiles.text,
		canonicalSmiles: handle.get_smiles(),
		inchi,
		inchiKey: inchi === "" ? "" : rdkit.module.get_inchikey_for_inchi(inchi),
		formula,
		facts: factList(descriptors, formula, atoms.reduce((sum, atom) => sum + atom.charge, 0), rdkit.name),
		// Of a fragment with open ends nothing can be said.
		verdicts: atoms.some(({ z }) => z === 0) ? [] : [lipinski(descriptors, rdkit.name), veber(descriptors, rdkit.name)],
	};
}

function factList(descriptors: Descriptors, formula: string, charge: number, rdkit: string): readonly Fact[] {
	const fact = (id: string, label: string, value: number | string, how: string, unit?: string): Fact => ({ id, label, value, unit, method: `${how} (${rdkit})` });
	return [
		fact("formula", "Formula", formula, "Hill order, atoms counted"),
		fact("averageMass", "Average mass", round(descriptors.amw, 3), "standard atomic weights", "g/mol"),
		fact("monoisotopicMass", "Monoisotopic mass", round(descriptors.exactmw, 5), "exact masses of the isotopes, less or more the electrons of a charge", "Da"),
		fact("logP", "logP", round(descriptors.CrippenClogP, 2), "Crippen, Wildman and Crippen 1999"),
		fact("tpsa", "TPSA", round(descriptors.tpsa, 2), "Ertl et al. 2000, N and O", "Å²"),
		fact("hbd", "H-bond donors", descriptors.NumHBD, "donor pattern"),
		fact("hba", "H-bond acceptors", descriptors.NumHBA, "acceptor pattern"),
		fact("rotatableBonds", "Rotatable bonds", descriptors.NumRotatableBonds, "strict: amides and esters left out"),
		fact("rings", "Rings", descriptors.NumRings, "symmetrised smallest set of smallest rings"),
		fact("aromaticRings", "Aromatic rings", descriptors.NumAromaticRings, "RDKit's model of aromaticity"),
		fact("stereocentres", "Stereocentres", descriptors.NumAtomStereoCenters, "tetrahedral atoms, legacy perception"),
		fact("unspecifiedStereocentres", "Stereocentres left open", descriptors.NumUnspecifiedAtomStereoCenters, "no @ written"),
		fact("charge", "Formal charge", charge, "sum over the atoms"),
		fact("heavyAtoms", "Heavy atoms", descriptors.NumHeavyAtoms, "atoms other than hydrogen"),
	];
}

type Term = readonly [label: string, value: number, limit: number, unit?: string];

/** The rule of five with Lipinski's own counts, which differ from RDKit's donor and acceptor patterns. */
function lipinski(descriptors: Descriptors, rdkit: string): Verdict {
	const failing = exceeded([
		["mass", round(descriptors.amw, 1), 500],
		["logP", round(descriptors.CrippenClogP, 2), 5],
		["NH and OH", descriptors.lipinskiHBD, 5],
		["N and O", descriptors.lipinskiHBA, 10],
	]);
	const method = `Lipinski et al. 1997: at most one of mass ≤ 500 g/mol, logP ≤ 5, NH + OH ≤ 5, N + O ≤ 10 is exceeded (${rdkit})`;
	return { rule: "Lipinski's rule of five", passes: failing.length <= 1, failing, method };
}

/** Oral bioavailability in rats; with RDKit's strict count of rotatable bonds, which leaves amides out as Veber did. */
function veber(descriptors: Descriptors, rdkit: string): Verdict {
	const failing = exceeded([
		["rotatable bonds", descriptors.NumRotatableBonds, 10],
		["TPSA", round(descriptors.tpsa, 2), 140, "Å²"],
	]);
	return { rule: "Veber's rule", passes: failing.length === 0, failing, method: `Veber et al. 2002: rotatable bonds ≤ 10 and TPSA ≤ 140 Å² (${rdkit})` };
}

function exceeded(terms: readonly Term[]): readonly string[] {
	return terms.filter(([, value, limit]) => value > limit).map(([label, value, limit, unit]) => `${label} ${value} > ${limit}${unit === undefined ? "" : ` ${unit}`}`);
}

function round(value: number, digits: number): number {
	return Number(value.toFixed(digits));
}
