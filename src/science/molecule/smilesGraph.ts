import type { Span } from "../failure.ts";

/** One atom as written. */
export interface SmilesAtom {
	/** Of the whole atom: `C`, `Cl`, `[13CH3]`. */
	readonly span: Span;
	/** As written: `C`, `c`, `Cl`, `*`, `#6`. */
	readonly symbol: string;
	/** 0 for `*`. */
	readonly atomicNumber: number;
	/** Written in lower case. */
	readonly aromatic: boolean;
	readonly bracket: boolean;
	readonly isotope?: number | undefined;
	/** `@`, `@@`, `@TH1`, `@SP2`, … */
	readonly chirality?: string | undefined;
	/** Hydrogens written in the bracket; for atoms without bracket the valence decides, and this is absent. */
	readonly hydrogens?: number | undefined;
	readonly charge: number;
	readonly map?: number | undefined;
}

/** One bond, in RDKit's direction: a ring bond begins at the atom that closes the ring. */
export interface SmilesBond {
	readonly begin: number;
	readonly end: number;
	/** As written, `""` where nothing is written; `->` and `<-` are dative. */
	readonly symbol: string;
	/** Of the symbol, or of the second atom where nothing is written. */
	readonly span: Span;
}

/** A SMILES whose grammar is right; whether such a molecule can exist is for RDKit to say. */
export interface Smiles {
	/** Spans are places in this text, or in the reaction or CXSMILES it was read from. */
	readonly text: string;
	/** In the order of the text: the order of soft tokens. */
	readonly atoms: readonly SmilesAtom[];
	readonly bonds: readonly SmilesBond[];
	/** Atoms that are not hydrogen; dummy atoms count. */
	readonly heavyAtoms: number;
}
