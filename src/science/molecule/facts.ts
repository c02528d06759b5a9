import type { MoleculeFactKey } from "./factKeys.ts";
import { MOLECULE_FACTS } from "./factKeys.ts";
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

/** What facts are read from; each part is computed when the first fact asks for it. InChI takes a third of the time of all descriptors. */
class Source {
	private knownDescriptors: Descriptors | undefined;
	private knownInchi: string | undefined;
	private knownFormula: string | undefined;

	constructor(readonly molecule: OpenMolecule) {}

	get descriptors(): Descriptors {
		return (this.knownDescriptors ??= JSON.parse(this.molecule.handle.get_descriptors()) as Descriptors);
	}

	get inchi(): string {
		return (this.knownInchi ??= this.molecule.handle.get_inchi());
	}

	get inchiKey(): string {
		return this.inchi === "" ? "" : this.molecule.rdkit.module.get_inchikey_for_inchi(this.inchi);
	}

	get formula(): string {
		return (this.knownFormula ??= hillFormula(moleculeJson(this.molecule).atoms));
	}

	/** As written: RDKit moves charges when it tidies a nitro group, and neither makes nor takes any. */
	get charge(): number {
		return this.molecule.smiles.atoms.reduce((sum, atom) => sum + atom.charge, 0);
	}

	/** Of a fragment with open ends (dummy atoms) no rule can be said to hold. */
	get isWhole(): boolean {
		return this.molecule.smiles.atoms.every(({ atomicNumber }) => atomicNumber !== 0);
	}
}

type Value = number | string;

interface Definition {
	readonly label: string;
	readonly how: string;
	readonly unit?: string | undefined;
	/** Undefined where the molecule has no such fact. */
	readonly value: (source: Source) => Value | undefined;
}

const LIPINSKI = { rule: "Lipinski's rule of five", how: "Lipinski et al. 1997: at most one of mass ≤ 500 g/mol, logP ≤ 5, NH + OH ≤ 5, N + O ≤ 10 is exceeded" } as const;
const VEBER = { rule: "Veber's rule", how: "Veber et al. 2002: rotatable bonds ≤ 10 and TPSA ≤ 140 Å²" } as const;

const DEFINITIONS: Readonly<Record<MoleculeFactKey, Definition>> = {
	canonicalSmiles: { label: "Canonical SMILES", how: "", value: ({ molecule }) => molecule.handle.get_smiles() },
	inchi: { label: "InChI", how: "standard InChI", value: ({ inchi }) => inchi || undefined },
	inchiKey: { label: "InChIKey", how: "standard InChIKey", value: ({ inchiKey }) => inchiKey || undefined },
	formula: { label: "Formula", how: "Hill order, atoms counted", value: ({ formula }) => formula },
	averageMass: { label: "Average mass", how: "standard atomic weights", unit: "g/mol", value: ({ descriptors }) => round(descriptors.amw, 3) },
	monoisotopicMass: { label: "Monoisotopic mass", how: "exact masses of the isotopes, less or more the electrons of a charge", unit: "Da", value: ({ descriptors }) => round(descriptors.exactmw, 5) },
	logP: { label: "logP", how: "Crippen, Wildman and Crippen 1999", value: ({ descriptors }) => round(descriptors.CrippenClogP, 2) },
	tpsa: { label: "TPSA", how: "Ertl et al. 2000, N and O", unit: "Å²", value: ({ descriptors }) => round(descriptors.tpsa, 2) },
	hbd: { label: "H-bond donors", how: "donor pattern", value: ({ descriptors }) => descriptors.NumHBD },
	hba: { label: "H-bond acceptors", how: "acceptor pattern", value: ({ descriptors }) => descriptors.NumHBA },
	rotatableBonds: { label: "Rotatable bonds", how: "strict: amides and esters left out", value: ({ descriptors }) => descriptors.NumRotatableBonds },
	rings: { label: "Rings", how: "symmetrised smallest set of smallest rings", value: ({ descriptors }) => descriptors.NumRings },
	aromaticRings: { label: "Aromatic rings", how: "RDKit's model of aromaticity", value: ({ descriptors }) => descriptors.NumAromaticRings },
	stereocentres: { label: "Stereocentres", how: "tetrahedral atoms, legacy perception", value: ({ descriptors }) => descriptors.NumAtomStereoCenters },
	unspecifiedStereocentres: { label: "Stereocentres left open", how: "no @ written", value: ({ descriptors }) => descriptors.NumUnspecifiedAtomStereoCenters },
	charge: { label: "Formal charge", how: "sum over the atoms", value: ({ charge }) => charge },
	heavyAtoms: { label: "Heavy atoms", how: "atoms other than hydrogen", value: ({ descriptors }) => descriptors.NumHeavyAtoms },
	lipinski: { label: LIPINSKI.rule, how: LIPINSKI.how, value: (source) => (source.isWhole ? passed(lipinski(source)) : undefined) },
	veber: { label: VEBER.rule, how: VEBER.how, value: (source) => (source.isWhole ? passed(veber(source)) : undefined) },
};

/** Shown as facts; the others are identifiers and rules. */
const LISTED: readonly MoleculeFactKey[] = MOLECULE_FACTS.slice(MOLECULE_FACTS.indexOf("formula"), MOLECULE_FACTS.indexOf("lipinski"));

/**
 * Computes all facts of a molecule.
 *
 * InChI and InChIKey are empty where InChI does not exist (dummy atoms).
 */
export function moleculeFacts(molecule: OpenMolecule): MoleculeFacts {
	const source = new Source(molecule);
	const { rdkit, smiles, handle } = molecule;
	return {
		smiles: smiles.text,
		canonicalSmiles: handle.get_smiles(),
		inchi: source.inchi,
		inchiKey: source.inchiKey,
		formula: source.formula,
		facts: LISTED.map((id) => ({ id, ...about(id, rdkit.name), value: DEFINITIONS[id].value(source) ?? "" })),
		verdicts: source.isWhole ? [lipinski(source), veber(source)] : [],
	};
}

/** What a chosen fact is called and how it is computed; the same for every molecule. */
export interface FactColumn {
	readonly key: string;
	readonly label: string;
	readonly unit?: string | undefined;
	/** With the version of RDKit. */
	readonly method: string;
}

/** @param rdkit name with version */
export function factColumns(keys: readonly MoleculeFactKey[], rdkit: string): readonly FactColumn[] {
	return keys.map((key) => ({ key, ...about(key, rdkit) }));
}

/**
 * Computes the chosen facts alone, e.g. no InChI where nobody asks for it.
 *
 * @returns in the order of the keys; null where this molecule has no such fact
 */
export function chosenFacts(molecule: OpenMolecule, keys: readonly MoleculeFactKey[]): readonly (Value | null)[] {
	const source = new Source(molecule);
	return keys.map((key) => DEFINITIONS[key].value(source) ?? null);
}

function about(key: MoleculeFactKey, rdkit: string): { readonly label: string; readonly unit: string | undefined; readonly method: string } {
	const { label, unit, how } = DEFINITIONS[key];
	return { label, unit, method: how === "" ? rdkit : `${how} (${rdkit})` };
}

function passed({ passes }: Verdict): string {
	return passes ? "passes" : "fails";
}

type Term = readonly [label: string, value: number, limit: number, unit?: string];

/** The rule of five with Lipinski's own counts, which differ from RDKit's donor and acceptor patterns. */
function lipinski({ descriptors, molecule }: Source): Verdict {
	const failing = exceeded([
		["mass", round(descriptors.amw, 1), 500],
		["logP", round(descriptors.CrippenClogP, 2), 5],
		["NH and OH", descriptors.lipinskiHBD, 5],
		["N and O", descriptors.lipinskiHBA, 10],
	]);
	return { rule: LIPINSKI.rule, passes: failing.length <= 1, failing, method: `${LIPINSKI.how} (${molecule.rdkit.name})` };
}

/** Oral bioavailability in rats; with RDKit's strict count of rotatable bonds, which leaves amides out as Veber did. */
function veber({ descriptors, molecule }: Source): Verdict {
	const failing = exceeded([
		["rotatable bonds", descriptors.NumRotatableBonds, 10],
		["TPSA", round(descriptors.tpsa, 2), 140, "Å²"],
	]);
	return { rule: VEBER.rule, passes: failing.length === 0, failing, method: `${VEBER.how} (${molecule.rdkit.name})` };
}

function exceeded(terms: readonly Term[]): readonly string[] {
	return terms.filter(([, value, limit]) => value > limit).map(([label, value, limit, unit]) => `${label} ${value} > ${limit}${unit === undefined ? "" : ` ${unit}`}`);
}

function round(value: number, digits: number): number {
	return Number(value.toFixed(digits));
}
