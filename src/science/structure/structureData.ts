/**
 * A macromolecular structure as it was read: columns instead of 200,000 objects, which go from thread to thread without being copied.
 * Of several models one. What the pages get is of the same shape (webview/protocol/structure.ts; a test compares them).
 */
export interface StructureData {
	/** PDB or AlphaFold id where the file tells one, else empty. */
	readonly id: string;
	/** The file's own title, may be empty. */
	readonly title: string;
	readonly atomCount: number;
	/** x, y, z of each atom in Å: 3 × atoms. */
	readonly positions: Float32Array;
	/** Atomic numbers; 0 where the element is unknown. */
	readonly elements: Uint8Array;
	/** Serial numbers as in the file. */
	readonly serials: Int32Array;
	/** Index into `atomNames`, e.g. of `CA`. */
	readonly names: Uint16Array;
	readonly atomNames: readonly string[];
	/** Å², or the predicted confidence; see `confidence`. */
	readonly bFactors: Float32Array;
	/** Index of the residue of each atom. */
	readonly residueOf: Uint32Array;
	readonly residues: ResidueColumns;
	readonly chains: readonly ChainData[];
	/** Pairs of atom indices that the file itself tells (CONECT, mol2's bonds, _struct_conn's covalent ones); others follow from distances. */
	readonly bonds: Uint32Array;
	/** 1, 2, 3, or 4 for aromatic: one for each pair. */
	readonly bondOrders: Uint8Array;
	/** What the B-factor column holds: pLDDT in AlphaFold's and ESMFold's files (0 to 100, brought to that scale where a file has 0 to 1). */
	readonly confidence: "b-factor" | "plddt" | "none";
	/** Where the secondary structure is from: the file's records, or nowhere (the viewer then computes it from hydrogen bonds). */
	readonly secondaryStructure: "file" | "none";
	/** Models in the file, or molecules of a MOL2 file. */
	readonly models: number;
	/** Which of them this is, counted from 1. */
	readonly model: number;
	/** What the file holds several of. */
	readonly modelKind: "model" | "molecule";
	/** How it was determined, in the file's words such as `X-RAY DIFFRACTION`; several are joined by `; `. Empty where the file does not tell. */
	readonly method: string;
	/** Å, the file's own figure of its diffraction data or its reconstruction. */
	readonly resolution?: number | undefined;
	/** Not water, ions or what is bound in a chain; the largest first, at most 200. */
	readonly ligands: readonly LigandData[];
	/** Sentences in English about what the file lacks or what was left out, e.g. that it ends in the middle of a line. */
	readonly warnings?: readonly string[] | undefined;
}

/** One entry for each residue, ligand, ion or water molecule, in the order of the file. */
export interface ResidueColumns {
	readonly count: number;
	/** Index of the first atom of each residue, and at the end the number of atoms: count + 1. */
	readonly firstAtom: Uint32Array;
	/** Index into `chains`. */
	readonly chain: Uint16Array;
	/** Index into `names`, e.g. of `ALA`. */
	readonly name: Uint16Array;
	readonly names: readonly string[];
	/** As the authors number them (auth_seq_id). */
	readonly number: Int32Array;
	/** Insertion code as a character's code; 0 for none. */
	readonly insertion: Uint8Array;
	/** See {@link residueKinds}. */
	readonly kind: Uint8Array;
	/** 0 neither, 1 helix, 2 strand. */
	readonly structure: Uint8Array;
}

/** What the numbers in {@link ResidueColumns.kind} mean. */
export const residueKinds = { ligand: 0, aminoAcid: 1, nucleotide: 2, water: 3, ion: 4 } as const;

export interface ChainData {
	/** As the authors name it (auth_asym_id); may be empty. */
	readonly name: string;
	readonly kind: "protein" | "nucleotide" | "other";
	/** One-letter codes of the residues whose coordinates are there, in order and without caps (ACE, NH2); `X` or, of nucleotides, `N` for what has none; empty for `other`. */
	readonly sequence: string;
	/** For each letter of `sequence`: the index of its residue. */
	readonly residues: Uint32Array;
	/** Indices into `sequence`, ascending, before which residues are missing: their numbers jump there and nothing binds them. */
	readonly breaks: Uint32Array;
}

export interface LigandData {
	/** E.g. `STI A 1`. */
	readonly label: string;
	readonly residue: number;
	/** Residues with an atom within 5 Å of one of the ligand's, nearest first; without water. */
	readonly neighbours: Uint32Array;
	/** Å, nearest distance of each of those. */
	readonly distances: Float32Array;
	/** Where the file tells it (mmCIF's _pdbx_chem_comp_descriptor). */
	readonly smiles?: string | undefined;
}
