import type { Problem } from "../molecule/characters.ts";
import type { FastaRecord } from "../protein/fasta.ts";

/** A molecule or protein in a text. Offsets are UTF-16 code units of the document. */
export interface Found {
	readonly kind: "molecule" | "protein";
	readonly start: number;
	readonly end: number;
	/** The SMILES or the residues. Where a string literal escapes its backslashes, they are undone here: `C\\C` reads `C\C`. */
	readonly text: string;
	/** From the name column, the rest of a `.smi` line, or a FASTA header. */
	readonly name?: string | undefined;
	/** The FASTA record this is; in a FASTA file it may carry a `problem`. */
	readonly record?: FastaRecord | undefined;
	/** Only where the place says that a SMILES stands here (a `smiles` column, `MolFromSmiles(`): what is wrong, span in the document. */
	readonly problem?: Problem | undefined;
}

/** A step of the scan: something found, or nothing yet, so that the caller can look at the clock. */
export type Step = Found | undefined;

/** Characters read between two steps: about a millisecond. */
export const STRIDE = 16_384;

/** How sure the surroundings make us that a SMILES stands here. */
export type MoleculeCue = "none" | "likely" | "certain";
export interface Cue {
	readonly molecule: MoleculeCue;
	readonly protein: boolean;
}

export const NO_CUE: Cue = { molecule: "none", protein: false };
