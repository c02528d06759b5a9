/** Keys of what can be computed of a molecule, in display order; `lipinski` and `veber` are `passes` or `fails`. */
export const MOLECULE_FACTS = ["canonicalSmiles", "inchi", "inchiKey", "formula", "averageMass", "monoisotopicMass", "logP", "tpsa", "hbd", "hba", "rotatableBonds", "rings", "aromaticRings", "stereocentres", "unspecifiedStereocentres", "charge", "heavyAtoms", "lipinski", "veber"] as const;

export type MoleculeFactKey = (typeof MOLECULE_FACTS)[number];

/** Whether a text is one of the keys. */
export function isMoleculeFactKey(key: unknown): key is MoleculeFactKey {
	return MOLECULE_FACTS.some((one) => one === key);
}
