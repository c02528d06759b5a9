/** Molecules that a chemist would try first. */
export const aspirin = "CC(=O)Oc1ccccc1C(=O)O";
export const taxol = "CC1=C2[C@H](C(=O)[C@@]3([C@H](C[C@@H]4[C@]([C@H]3[C@@H]([C@@](C2(C)C)(C[C@@H]1OC(=O)[C@@H]([C@H](C5=CC=CC=C5)NC(=O)C6=CC=CC=C6)O)O)OC(=O)C7=CC=CC=C7)(CO4)OC(=O)C)O)C)OC(=O)C";
export const cisplatin = "N[Pt](N)(Cl)Cl";
export const sodiumAspirin = "[Na+].CC(=O)Oc1ccccc1C(=O)[O-]";

/** Alanine, valine, serine, glutamic acid, phenylalanine, lysine, and again. */
const sideChains = ["C", "C(C)C", "CO", "CCC(=O)O", "Cc1ccccc1", "CCCCN"];

export function peptide(residues: number): string {
	return `N${Array.from({ length: residues }, (_, index) => `[C@@H](${sideChains[index % sideChains.length] ?? "C"})C(=O)`).join("N")}O`;
}
