/** How residues are told apart by their side chains; also where they are drawn without colours. */
export type ResidueClass = "hydrophobic" | "aromatic" | "polar" | "acidic" | "basic" | "special" | "ambiguous" | "base";

/** In the order of the legend; the same as the viewer's (webview/viewer/colours.ts). */
export const residueClasses: readonly { readonly name: Exclude<ResidueClass, "base">; readonly letters: string }[] = [
	{ name: "hydrophobic", letters: "AVLIM" },
	{ name: "aromatic", letters: "FWY" },
	{ name: "polar", letters: "STNQ" },
	{ name: "acidic", letters: "DE" },
	{ name: "basic", letters: "KRH" },
	{ name: "special", letters: "CGPUO" },
	{ name: "ambiguous", letters: "BJXZ" },
];

const classOf: ReadonlyMap<string, ResidueClass> = new Map(residueClasses.flatMap(({ name, letters }) => [...letters].map((letter) => [letter, name] as const)));

/** Bases of nucleic acids are one class. */
export function residueClass(letter: string, kind: "protein" | "nucleotide"): ResidueClass {
	return kind === "nucleotide" ? "base" : (classOf.get(letter) ?? "ambiguous");
}
