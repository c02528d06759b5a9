import type { Cue, Found } from "./found.ts";
import { NO_CUE } from "./found.ts";
import type { Problem } from "../molecule/characters.ts";
import { strangeCharacter } from "../molecule/characters.ts";
import { hasReactionArrow } from "../molecule/reaction.ts";
import type { Smiles } from "../molecule/smilesGraph.ts";
import { isPlainSmiles } from "../molecule/plainSmiles.ts";
import { tokeniseSmiles } from "../molecule/smiles.ts";
import { CXSMILES } from "./extension.ts";
import { considerSequence } from "./letters.ts";
import { considerReaction } from "./reaction.ts";

const LONGEST_SMILES = 20_000;
const SMILES_LETTERS = /^[A-Za-z0-9@+\-[\]()=#$:/\\.%*~<>]+$/;
/** What only a structure has: a bond order, a branch, a bracket, a ring number. A lone `/` is more often “or”. */
const STRUCTURE = /[=#([0-9]/;
/** `O(N)`, `FOO(BAR)`, `PC(s)`: a call, an order of growth, a plural; canonical SMILES do not end in a branch. */
const CALL = /^[A-Za-z]+\([A-Za-z]+\)$/;
/** `c0b1c0b1`, `C1C2C1`: hexadecimal numbers and codes happen to close their rings, but are short or have no run of atoms. */
const CODE = /^[bcBC0-9]{1,12}$/;
const INCHI = /^InChI=1[S]?\/[A-Za-z0-9.]+(?:\/[a-z][^\s/]*|\/)*$/;

/**
 * Decides whether one word of a text is a molecule, a reaction or a sequence.
 *
 * @param text the word, escapes undone
 * @param start its place in the document
 * @param whole false for a word that may be a fragment (`"CC(" + tail`): then nothing is said to be wrong with it
 */
export function consider(text: string, start: number, end: number, cue: Cue = NO_CUE, whole = true): Found | undefined {
	if (text.startsWith("InChI=")) {
		return INCHI.test(text) ? { kind: "molecule", notation: "inchi", start, end, text, cue: cue.molecule } : undefined;
	}
	return considerSmiles(text, start, end, cue, whole) ?? considerSequence(text, start, end, cue);
}

function considerSmiles(text: string, start: number, end: number, cue: Cue, whole: boolean): Found | undefined {
	if (cue.pattern || text.length === 0 || text.length > LONGEST_SMILES) {
		return undefined;
	}
	const extended = CXSMILES.exec(text);
	const smiles = extended?.[1] ?? text;
	if (!extended && hasReactionArrow(smiles)) {
		// A template, or half of one: nothing is said about it.
		return considerReaction(smiles, start, end, cue);
	}
	if (smiles.startsWith("#")) {
		return undefined;
	}
	const base = { kind: "molecule", notation: extended ? "cxsmiles" : "smiles", start, end, text, cue: cue.molecule } as const;
	const placed = ({ message, span }: Problem): Problem => ({ message, span: { start: Math.min(end, start + span.start), end: Math.min(end, start + span.end) } });
	if (cue.molecule === "certain" && isPlainSmiles(smiles)) {
		return base;
	}
	const parted = whole && cue.molecule === "certain" && !extended ? partedBySpace(text) : undefined;
	if (parted !== undefined) {
		return { ...base, problem: placed(parted) };
	}
	if (SMILES_LETTERS.test(smiles) && (cue.molecule !== "none" || STRUCTURE.test(smiles))) {
		const result = tokeniseSmiles(smiles);
		if (!("message" in result)) {
			return (cue.molecule === "none" ? isPlainlyMolecule(smiles, result) : isCuedMolecule(smiles, cue)) ? base : undefined;
		}
		return whole && cue.molecule === "certain" && looksMeant(smiles) ? { ...base, problem: placed(result) } : undefined;
	}
	const disguised = whole && cue.molecule === "certain" ? strangeIn(smiles) : undefined;
	return disguised && { ...base, problem: placed(disguised) };
}

/** The strict rule, for words with nothing around them that speaks of molecules. */
export function isPlainlyMolecule(text: string, smiles: Smiles): boolean {
	const { atoms } = smiles;
	const salt = atoms.length >= 2 && atoms.every((atom) => atom.bracket && atom.charge !== 0);
	if (salt) {
		return true;
	}
	if (atoms.length < 3 || CALL.test(text) || CODE.test(text) || !atoms.some((atom) => atom.atomicNumber === 6)) {
		return false;
	}
	// “CC=cc” of a makefile: aromatic atoms need a ring. “O(N*C)”: no multiplication.
	const ringless = smiles.bonds.length < atoms.length && !/\d/.test(text);
	const odd = atoms.some((atom) => (atom.aromatic && ringless) || (atom.atomicNumber === 0 && !atom.bracket) || atom.symbol.startsWith("#"));
	// Arrows of flow charts and comments; a cue lets dative bonds in.
	return !odd && !smiles.bonds.some(({ symbol }) => symbol === "->" || symbol === "<-") && fewPlainBrackets(atoms);
}

/** `C[N]1C=C…` of older programs; but `[C][O]` of a forum or of SELFIES is no SMILES. */
function fewPlainBrackets(atoms: Smiles["atoms"]): boolean {
	const plain = atoms.filter(isPlainBracket).length;
	return plain === 0 || (atoms.length >= 8 && plain * 3 < atoms.length);
}

function isPlainBracket(atom: Smiles["atoms"][number]): boolean {
	return atom.bracket && /^[BCNOPSFIbcnops]$/.test(atom.symbol) && atom.hydrogens === 0 && atom.charge === 0 && atom.isotope === undefined && atom.chirality === undefined && atom.map === undefined;
}

/** With a cue `CCO` will do; a name such as `drug` still leaves `NO`, `B` and `OFF` to mean what they mean in code. */
function isCuedMolecule(text: string, cue: Cue): boolean {
	if (cue.molecule === "certain") {
		return true;
	}
	// Under `mol` and `ligand` there are patterns too: SMARTS.
	return !/[~*]|\[#/.test(text) && (STRUCTURE.test(text) ? text.length >= 3 : /^[CNO]{3,}(?:Br|Cl|[FISP])?$|^C{2,}(?:Br|Cl|[FIONS])$/.test(text));
}

/** `CC(=O) Oc1ccccc1`, where one SMILES is meant: programs read it up to the space, and say nothing. */
function partedBySpace(text: string): Problem | undefined {
	const space = text.length > LONGEST_SMILES ? -1 : text.search(/\s/);
	if (space < 0) {
		return undefined;
	}
	const words = text.trim().split(/\s+/);
	const structural = words.some((word) => STRUCTURE.test(word)) && words.length <= 4;
	return structural && words.every((word) => !("message" in tokeniseSmiles(word))) ? strangeCharacter(text, space) : undefined;
}

/** A SMILES but for a few characters that cannot be seen, or that only look right: what a web page or a PDF leaves behind. */
function strangeIn(text: string): Problem | undefined {
	const at = text.length > LONGEST_SMILES ? -1 : text.search(/[^\x20-\x7e\t\r\n]/);
	const plain = at < 0 ? "" : text.replace(/[^\x20-\x7e]/g, "");
	const few = text.length - plain.length <= 3 && plain.length >= 3;
	return few && SMILES_LETTERS.test(plain) && (looksMeant(plain) || !("message" in tokeniseSmiles(plain))) ? strangeCharacter(text, at) : undefined;
}

/** A SMILES with a mistake rather than `None`, `column_a` or a number. */
export function looksMeant(text: string): boolean {
	if (/^[A-Za-z0-9]+$/.test(text) && /[^BCNOPSFIHbcnopsrl0-9]/.test(text)) {
		// CHEMBL25, ZINC00012345, ligand1: names beside the molecules.
		return false;
	}
	if (/\[[$!#]|[;,&!{}]/.test(text)) {
		// SMARTS.
		return false;
	}
	return /[BCNOPScnops]/.test(text) && /[=#([\]@]|[a-zA-Z]\d/.test(text) && text.length >= 4 && !/[a-z]{5,}/.test(text.replace(/[cnops]/g, "")) && !/^(?:https?:|\w+\/\w+$)/.test(text);
}
