import { isNucleotide } from "../protein/sequence.ts";
import type { Cue, Found } from "./found.ts";

const RESIDUES = /^[ACDEFGHIKLMNPQRSTVWYX]+\*?$/;
const LETTERS = /^[A-Za-z]+\*?$/;
const BASES = /^[ACGTUN]+$/;
/** With the codes for positions that are not fully known. */
const IUPAC_BASES = /^[ACGTURYSWKMBDHVN]+$/;
/** Without a cue only a text that no word or constant has the length and the letters of. */
const SHORTEST_PROTEIN = 30;
const SHORTEST_PROTEIN_WITH_CUE = 10;
const FEWEST_RESIDUE_KINDS = 10;
const SHORTEST_NUCLEOTIDES = 20;
const SHORTEST_NUCLEOTIDES_WITH_CUE = 6;

/** Decides whether a word is a protein, or DNA or RNA. Nucleotides are never taken for residues, though A, C, G and T are both. */
export function considerSequence(text: string, start: number, end: number, cue: Cue): Found | undefined {
	const cued = cue.protein || cue.nucleotide;
	if (text.length < SHORTEST_NUCLEOTIDES_WITH_CUE || (!cued && text.length < SHORTEST_NUCLEOTIDES) || !LETTERS.test(text)) {
		return undefined;
	}
	const upper = text.replace(/\*$/, "").toUpperCase();
	const capitals = text === text.toUpperCase();
	const oneCase = capitals || text === text.toLowerCase();
	if (!oneCase || (!capitals && !cued)) {
		return undefined;
	}
	const base = { notation: "sequence", start, end, text: upper, cue: cued ? "certain" : "none" } as const;
	if (isBases(upper, cue)) {
		return { ...base, kind: "nucleotide" };
	}
	return isProtein(upper, capitals, cue) ? { ...base, kind: "protein" } : undefined;
}

function isBases(upper: string, cue: Cue): boolean {
	if (cue.nucleotide && upper.length >= SHORTEST_NUCLEOTIDES_WITH_CUE && BASES.test(upper)) {
		return kindsOf(upper) >= 2;
	}
	if (upper.length < SHORTEST_NUCLEOTIDES || kindsOf(upper) < 3) {
		return false;
	}
	// Without E, F, I, L, P and Q a text of that length is no protein.
	return isNucleotide(upper) || (IUPAC_BASES.test(upper) && upper.replace(/[ACGTU]/g, "").length * 2 <= upper.length);
}

function isProtein(upper: string, capitals: boolean, cue: Cue): boolean {
	if (upper.length < (cue.protein ? SHORTEST_PROTEIN_WITH_CUE : SHORTEST_PROTEIN) || !RESIDUES.test(upper) || isNucleotide(upper)) {
		return false;
	}
	if (isCodeTable(upper)) {
		return false;
	}
	const kinds = kindsOf(upper);
	// Lower-case words of English are residues too: only long ones count.
	return cue.protein && capitals ? kinds >= 4 : upper.length >= SHORTEST_PROTEIN && kinds >= FEWEST_RESIDUE_KINDS;
}

/** `FFLLSSSSYY**CC*W…`: the amino acids of the 64 codons in their order stand in much code, and are no protein. */
function isCodeTable(upper: string): boolean {
	let pairs = 0;
	for (let at = 1; at < Math.min(upper.length, 80); at++) {
		pairs += upper.charCodeAt(at) === upper.charCodeAt(at - 1) ? 1 : 0;
	}
	return upper.length <= 70 && pairs * 2 > upper.length - 1;
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
