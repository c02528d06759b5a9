import type { Problem } from "../molecule/characters.ts";

export type FoundKind = "molecule" | "reaction" | "protein" | "nucleotide";

/**
 * How it is written. `molfile` is a record of an SDF or MOL file; `fasta` is a record with its header; `sequence` are bare
 * letters of a protein or of DNA and RNA.
 */
export type Notation = "smiles" | "cxsmiles" | "inchi" | "molfile" | "fasta" | "sequence";

/** Something found in a text. Offsets are UTF-16 code units of that text. */
export interface Found {
	readonly kind: FoundKind;
	readonly notation: Notation;
	readonly start: number;
	readonly end: number;
	/**
	 * The SMILES, reaction SMILES, CXSMILES (with its `|…|`), InChI, mol block, residues or nucleotides (upper case, without
	 * white space and gaps). Where a string literal escapes its backslashes, they are undone here: `C\\C` reads `C\C`.
	 */
	readonly text: string;
	/** What the surroundings say; `none` means that the text speaks for itself. */
	readonly cue: CueStrength;
	/** From the name column, the key of a dictionary, the rest of a `.smi` line, a FASTA or SDF header. */
	readonly name?: string | undefined;
	/** Letters of an alignment's gaps that were left out of `text`. */
	readonly gaps?: number | undefined;
	/** What is wrong, span in the same text: a SMILES where the place says that one is meant, a FASTA record that is no sequence. */
	readonly problem?: Problem | undefined;
	/** The problem is none of what is written: the file ends within it, or it is larger than what is read at once. */
	readonly unread?: Unread | undefined;
}

export type Unread = "cut-off" | "too-large";

/** A line start between two constructs: a scan may begin again there. */
export interface Mark {
	readonly mark: number;
	readonly resume: Resume;
	/** Two marks with the same key go on in the same way. */
	readonly key: string;
}

/**
 * Scans a piece of a document that begins at a mark.
 *
 * @param text the piece, and behind it the beginning of the next line, where there is one
 * @param end where the piece ends
 * @param marksOnly nobody looks at this piece yet: what is found in it may be left out, where the marks do not depend on it
 */
export type Resume = (text: string, end: number, marksOnly?: boolean) => Generator<Step>;

/**
 * Here a comment, a literal or a fence begins that the document never closes, so that it was read as if it were none. An edit
 * anywhere behind it may close it.
 */
export interface Unclosed {
	readonly unclosed: true;
}

export const UNCLOSED: Unclosed = { unclosed: true };

/** A step of the scan: something found, a mark, or nothing yet, so that the caller can look at the clock. */
export type Step = Found | Mark | Unclosed | undefined;

export function isFound(step: Step): step is Found {
	return step !== undefined && "kind" in step;
}

export function isMark(step: Step): step is Mark {
	return step !== undefined && "mark" in step;
}

/** The same in a text that begins so many characters earlier. */
export function shifted(found: Found, by: number): Found {
	const { problem } = found;
	return { ...found, start: found.start + by, end: found.end + by, problem: problem && { message: problem.message, span: { start: problem.span.start + by, end: problem.span.end + by } } };
}

/** Characters read between two steps: well under a millisecond. */
export const STRIDE = 16_384;
/** Characters between two marks, at least: what is read again after a keystroke. */
export const MARK_STRIDE = 4096;

/** How sure the surroundings make us: a variable `drug` makes it likely, `MolFromSmiles(` or a `.smi` file certain. */
export type CueStrength = "none" | "likely" | "certain";
export interface Cue {
	readonly molecule: CueStrength;
	readonly protein: boolean;
	readonly nucleotide: boolean;
	/** Something like a structure that is none: SMARTS, a regular expression, a molecular formula. */
	readonly pattern: boolean;
}

export const NO_CUE: Cue = { molecule: "none", protein: false, nucleotide: false, pattern: false };
/** The first column of a `.smi` file, the argument of `MolFromSmiles(`. */
export const SMILES_CUE: Cue = { ...NO_CUE, molecule: "certain" };
