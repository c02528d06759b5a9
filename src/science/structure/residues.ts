/** One-letter codes by the three-letter names of the PDB: standard residues, the ones that chemists modify most, and force fields' names. */
const LETTERS: Readonly<Record<string, string>> = {
	ALA: "A", ARG: "R", ASN: "N", ASP: "D", CYS: "C", GLN: "Q", GLU: "E", GLY: "G", HIS: "H", ILE: "I", LEU: "L", LYS: "K", MET: "M", PHE: "F", PRO: "P", SER: "S", THR: "T", TRP: "W", TYR: "Y", VAL: "V",
	ASX: "B", GLX: "Z", XLE: "J", SEC: "U", PYL: "O", UNK: "X",
	MSE: "M", FME: "M", SEP: "S", TPO: "T", PTR: "Y", TYS: "Y", CSO: "C", CME: "C", CSD: "C", OCS: "C", CSS: "C", HYP: "P", MLY: "K", M3L: "K", MLZ: "K", ALY: "K", KCX: "K", LLP: "K", PCA: "Q", CGU: "E", AIB: "A",
	HID: "H", HIE: "H", HIP: "H", HSD: "H", HSE: "H", HSP: "H", CYX: "C", CYM: "C", ASH: "D", GLH: "E", LYN: "K",
};
/** One-letter codes of nucleotides, with the names of force fields. */
const NUCLEOTIDES: ReadonlyMap<string, string> = new Map([
	...["A", "C", "G", "U", "T", "I", "N"].flatMap((letter) => [letter, `D${letter}`, `R${letter}`, `D${letter}5`, `D${letter}3`, `R${letter}5`, `R${letter}3`].map((name) => [name, letter] as const)),
	...Object.entries({ ADE: "A", CYT: "C", GUA: "G", URA: "U", THY: "T", PSU: "U", "5MC": "C", "5MU": "U", OMC: "C", OMG: "G", "2MG": "G", "7MG": "G", M2G: "G", H2U: "U", "1MA": "A", YYG: "G" }),
]);
/** They close the ends of a chain and are no residues. */
const CAPS: ReadonlySet<string> = new Set(["ACE", "NH2", "NME", "NMA", "FOR"]);
const WATER: ReadonlySet<string> = new Set(["HOH", "WAT", "DOD", "H2O", "TIP", "TIP3", "TIP4", "TIP5", "SOL", "SPC", "T3P", "TP3"]);

/** A chain, or several with the same sequence. */
export interface StructureChain {
	readonly kind: "protein" | "nucleotide";
	/** Their letters, as in “chain A”; one may be empty. */
	readonly chains: readonly string[];
	/** One-letter codes, `X` for what has none; of nucleotides empty. */
	readonly sequence: string;
}

/** What a structure file says of its sequences and ligands. */
export interface StructureContents {
	/** The entry's id, e.g. `1A8O`; empty where the file gives none. */
	readonly id: string;
	readonly chains: readonly StructureChain[];
	/** Whether the sequences had to be read from the coordinates: residues that are not resolved are missing then. */
	readonly fromCoordinates: boolean;
	/** Molecules whose SMILES the file tells. */
	readonly molecules: readonly { readonly name: string; readonly smiles: string }[];
	/** Names of ligands of which it tells no SMILES; without water and ions. */
	readonly ligands: readonly string[];
}

/** Reads a structure file line by line. */
export interface StructureReader {
	read(line: string): void;
	contents(): StructureContents;
}

/** The letter of a residue; undefined where the PDB's name says nothing of a residue. */
export function letterOf(residue: string): string | undefined {
	return LETTERS[residue];
}

export function isNucleotideName(residue: string): boolean {
	return NUCLEOTIDES.has(residue);
}

/** The letter of a nucleotide, `N` for one that is not known. */
export function nucleotideLetterOf(residue: string): string {
	return NUCLEOTIDES.get(residue) ?? "N";
}

export function isWaterName(residue: string): boolean {
	return WATER.has(residue);
}

/** Whether it closes the end of a chain. */
export function isCapName(residue: string): boolean {
	return CAPS.has(residue);
}

/** Whether people would call it a ligand: no water, and no ion, whose name is that of an element. */
export function isLigandName(name: string): boolean {
	return name.length > 2 && !WATER.has(name) && !CAPS.has(name);
}

/**
 * Residues of chains as sequences, equal ones together, in the order of the file.
 *
 * @param letterFor for residues that the file itself explains (PDB's MODRES)
 */
export function chainsOf(residues: ReadonlyMap<string, readonly string[]>, letterFor: (residue: string) => string | undefined = letterOf): readonly StructureChain[] {
	const chains = [...residues].map(([chain, names]): StructureChain => {
		const units = names.filter((name) => !CAPS.has(name));
		const kind = units.filter(isNucleotideName).length * 2 > units.length ? "nucleotide" : "protein";
		return { kind, chains: [chain], sequence: kind === "nucleotide" ? "" : units.map((name) => letterFor(name) ?? "X").join("") };
	});
	return together(chains.filter(({ kind, sequence }) => kind === "nucleotide" || /[^X]/.test(sequence)));
}

/** Equal sequences as one. */
export function together(chains: readonly StructureChain[]): readonly StructureChain[] {
	const known = new Map<string, StructureChain>();
	for (const chain of chains) {
		const key = `${chain.kind} ${chain.sequence}`;
		known.set(key, { ...chain, chains: [...(known.get(key)?.chains ?? []), ...chain.chains] });
	}
	return [...known.values()];
}
