import * as vscode from "vscode";
import type { MoleculeFactKey } from "../science/molecule/factKeys.ts";
import { MOLECULE_FACTS } from "../science/molecule/factKeys.ts";
import { PROTEIN_FACTS } from "../science/protein/factKeys.ts";
import { inWords } from "../wording/factWords.ts";

type ProteinFactKey = (typeof PROTEIN_FACTS)[number];

/** As src/science calls them. */
const MOLECULE: Readonly<Record<MoleculeFactKey, string>> = {
	canonicalSmiles: "Canonical SMILES",
	inchi: "InChI",
	inchiKey: "InChIKey",
	formula: "Formula",
	averageMass: "Average mass",
	monoisotopicMass: "Monoisotopic mass",
	logP: "logP",
	tpsa: "TPSA",
	hbd: "H-bond donors",
	hba: "H-bond acceptors",
	rotatableBonds: "Rotatable bonds",
	rings: "Rings",
	aromaticRings: "Aromatic rings",
	stereocentres: "Stereocentres",
	unspecifiedStereocentres: "Stereocentres left open",
	charge: "Formal charge",
	heavyAtoms: "Heavy atoms",
	lipinski: "Lipinski's rule of five",
	veber: "Veber's rule",
};

const PROTEIN: Readonly<Record<ProteinFactKey, string>> = {
	length: "Length",
	unknownResidues: "Unknown residues",
	residuesOutsideScales: "Residues outside the scales",
	molecularWeight: "Molecular weight",
	isoelectricPoint: "Isoelectric point",
	gravy: "GRAVY",
	aromaticity: "Aromaticity",
	instabilityIndex: "Instability index",
	extinctionReduced: "Extinction coefficient, reduced",
	extinctionOxidised: "Extinction coefficient, oxidised",
};

/** What most tables want. */
const USUAL = {
	molecule: ["canonicalSmiles", "formula", "averageMass", "logP", "tpsa", "hbd", "hba", "rotatableBonds", "lipinski", "veber"],
	protein: ["length", "molecularWeight", "isoelectricPoint", "gravy", "instabilityIndex"],
} as const satisfies { molecule: readonly MoleculeFactKey[]; protein: readonly ProteinFactKey[] };

export type Kind = "molecule" | "protein";

export function usualFacts(kind: Kind): readonly string[] {
	return USUAL[kind];
}

/** Keys of all facts there are, in display order. */
export function factsOf(kind: Kind): readonly string[] {
	return kind === "molecule" ? MOLECULE_FACTS : PROTEIN_FACTS;
}

/** In the window's language; the key itself where it is none. */
export function factName(key: string): string {
	const name: string | undefined = { ...MOLECULE, ...PROTEIN }[key as MoleculeFactKey | ProteinFactKey];
	return name === "Canonical SMILES" ? vscode.l10n.t("Canonical SMILES") : inWords(name ?? key);
}
