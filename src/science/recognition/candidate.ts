import type { Cue, Found } from "./found.ts";
import { NO_CUE } from "./found.ts";
import type { Problem } from "../molecule/characters.ts";
import { strangeCharacter } from "../molecule/characters.ts";
import type { Smiles } from "../molecule/smilesGraph.ts";
import { tokeniseSmiles } from "../molecule/smiles.ts";
import { isNucleotide } from "../protein/sequence.ts";

const LONGEST_SMILES = 20_000;
const SMILES_LETTERS = /^[A-Za-z0-9@+\-[\]()=#$:/\\.%*~<>]+$/;
/** What only a structure has: a bond order, a branch, a bracket, a ring number. A lone `/` is more often “or”. */
const STRUCTURE = /[=#([0-9]/;
/** `O(N)`, `FOO(BAR)`, `PC(s)`: a call, an order of growth, a plural; canonical SMILES do not end in a branch. */
const CALL = /^[A-Za-z]+\([A-Za-z]+\)$/;
/** `c0b1c0b1`, `C1C2C1`: hexadecimal numbers and codes happen to close their rings, but are short or have no run of atoms. */
const CODE = /^[bcBC0-9]{1,12}$/;

const RESIDUES = /^[ACDEFGHIKLMNPQRSTVWYX]+\*?$/;
const RESIDUES_ANY_CASE = /^[A-Za-z]+\*?$/;
/** Without a cue only a text that no word or constant has the length and the letters of. */
const SHORTEST_PROTEIN = 30;
const SHORTEST_PROTEIN_WITH_CUE = 10;
const FEWEST_RESIDUE_KINDS = 10;

const CERTAIN = /smiles|(?:^|_)smi(?:_|$|s$)/;
const LIKELY = /(?:^|_)(?:mols?|molecules?|ligands?|compounds?|drugs?|cpds?|inhibitors?|substrates?)(?:_|$)/;
const PROTEIN = /(?:^|_)(?:seqs?|sequences?|proteins?|peptides?|fasta|aa|chain)(?:_|$)/;

/** What the name of a variable, key, column or function says about its value: `canonicalSmiles`, `LIGAND_SMI`, `seq`. */
export function cueOf(name: string): Cue {
	const words = name.replace(/([a-z])([A-Z])/g, "$1_$2").replace(/[^A-Za-z]+/g, "_").toLowerCase();
	const molecule = CERTAIN.test(words) ? "certain" : LIKELY.test(words) ? "likely" : "none";
	const protein = PROTEIN.test(words);
	return molecule === "none" && !protein ? NO_CUE : { molecule, protein };
}

/**
 * Decides whether one word of a text is a molecule or a protein.
 *
 * @param text the word, escapes undone
 * @param start its place in the document
 */
export function consider(text: string, start: number, end: number, cue: Cue): Found | undefined {
	if (text.length > 0 && text.length <= LONGEST_SMILES && SMILES_LETTERS.test(text) && (cue.molecule !== "none" || STRUCTURE.test(text))) {
		const result = tokeniseSmiles(text);
		if (!("message" in result)) {
			if (cue.molecule === "none" ? isPlainlyMolecule(text, result) : isCuedMolecule(text, cue)) {
				return { kind: "molecule", start, end, text };
			}
		} else if (cue.molecule === "certain" && looksMeant(text)) {
			return { kind: "molecule", start, end, text, problem: { message: result.message, span: { start: start + result.span.start, end: Math.min(end, start + result.span.end) } } };
		}
	}
	const disguised = cue.molecule === "certain" ? strangeIn(text) : undefined;
	if (disguised !== undefined) {
		return { kind: "molecule", start, end, text, problem: { message: disguised.message, span: { start: start + disguised.span.start, end: Math.min(end, start + disguised.span.end) } } };
	}
	return isProtein(text, cue) ? { kind: "protein", start, end, text: text.replace(/\*$/, "").toUpperCase() } : undefined;
}

/** The strict rule, for words with nothing around them that speaks of molecules. */
function isPlainlyMolecule(text: string, smiles: Smiles): boolean {
	const { atoms } = smiles;
	const salt = atoms.length >= 2 && atoms.every((atom) => atom.bracket && atom.charge !== 0);
	if (salt) {
		return true;
	}
	if (atoms.length < 3 || CALL.test(text) || CODE.test(text) || !atoms.some((atom) => atom.atomicNumber === 6)) {
		return false;
	}
	// “CC=cc” of a makefile: aromatic atoms need a ring. “[B][I]” of a forum: brackets need a reason. “O(N*C)”: no multiplication.
	const ringless = smiles.bonds.length < atoms.length && !/\d/.test(text);
	return !atoms.some((atom) => (atom.aromatic && ringless) || (atom.atomicNumber === 0 && !atom.bracket) || isPlainBracket(atom));
}

function isPlainBracket(atom: Smiles["atoms"][number]): boolean {
	return atom.bracket && /^[BCNOPSFIbcnops]$/.test(atom.symbol) && atom.hydrogens === 0 && atom.charge === 0 && atom.isotope === undefined && atom.chirality === undefined && atom.map === undefined;
}

/** With a cue `CCO` will do; a name such as `drug` still leaves `NO`, `B` and `OFF` to mean what they mean in code. */
function isCuedMolecule(text: string, cue: Cue): boolean {
	return cue.molecule === "certain" || (STRUCTURE.test(text) ? text.length >= 3 : /^[CNO]{3,}(?:Br|Cl|[FISP])?$|^C{2,}(?:Br|Cl|[FIONS])$/.test(text));
}

/** A SMILES but for a few characters that cannot be seen, or that only look right: what a web page or a PDF leaves behind. */
function strangeIn(text: string): Problem | undefined {
	const at = text.length > LONGEST_SMILES ? -1 : text.search(/[^\x20-\x7e]/);
	const plain = at < 0 ? "" : text.replace(/[^\x20-\x7e]/g, "");
	const few = text.length - plain.length <= 3 && plain.length >= 3;
	return few && SMILES_LETTERS.test(plain) && (looksMeant(plain) || !("message" in tokeniseSmiles(plain))) ? strangeCharacter(text, at) : undefined;
}

/** A SMILES with a mistake rather than `None`, `column_a` or a number. */
function looksMeant(text: string): boolean {
	return /[BCNOPScnops]/.test(text) && /[=#([\]@]|[a-zA-Z]\d/.test(text) && text.length >= 4 && !/[a-z]{5,}/.test(text.replace(/[cnops]/g, "")) && !/^(?:https?:|\w+\/\w+$)/.test(text);
}

function isProtein(text: string, cue: Cue): boolean {
	const letters = cue.protein ? RESIDUES_ANY_CASE : RESIDUES;
	if (text.length < (cue.protein ? SHORTEST_PROTEIN_WITH_CUE : SHORTEST_PROTEIN) || !letters.test(text)) {
		return false;
	}
	const upper = text.replace(/\*$/, "").toUpperCase();
	const oneCase = text === text.toUpperCase() || text === text.toLowerCase();
	if (!oneCase || !RESIDUES.test(upper) || isNucleotide(upper)) {
		return false;
	}
	const kinds = kindsOf(upper);
	return cue.protein ? isCuedProtein(text, kinds) : kinds >= FEWEST_RESIDUE_KINDS;
}

/** How many different letters there are, of capitals: as bits, since a set of millions of letters takes long. */
function kindsOf(capitals: string): number {
	let seen = 0;
	for (let at = 0; at < capitals.length; at++) {
		seen |= 1 << (capitals.charCodeAt(at) - 65);
	}
	let kinds = 0;
	for (; seen !== 0; seen &= seen - 1) {
		kinds++;
	}
	return kinds;
}

/** Lower-case words of English are residues too: only long ones count. */
function isCuedProtein(text: string, kinds: number): boolean {
	return text === text.toUpperCase() ? kinds >= 4 : text.length >= SHORTEST_PROTEIN && kinds >= FEWEST_RESIDUE_KINDS;
}
