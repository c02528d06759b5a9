import { Failure } from "../failure.ts";
import { strangeCharacter } from "../molecule/characters.ts";

/** One-letter codes of IUPAC: twenty standard residues, selenocysteine U, pyrrolysine O, and the ambiguous B, J, X, Z. */
const RESIDUES = "ACDEFGHIKLMNPQRSTVWYBJOUXZ";
const STANDARD = /[ACDEFGHIKLMNPQRSTVWY]/;
const ILLEGAL = new RegExp(`[^${RESIDUES}${RESIDUES.toLowerCase()}\\s\\d]|[\\u00a0\\ufeff\\u2000-\\u200f\\u3000]`);
const NUCLEOTIDES = /^[ACGTUN]+$/;
/** Codes of IUPAC for nucleotides that are not fully known. */
const NUCLEOTIDES_AMBIGUOUS = /^[ACGTUNRYSWKMBDHV]+$/;
/** Shorter texts of these letters may well be peptides (`GAG`, `TGTA`). */
const SHORTEST_NUCLEOTIDE = 6;

/**
 * Reads a protein sequence as people paste it: lower case, line breaks, the numbers of GenBank and a final `*` are fine.
 *
 * @returns upper-case one-letter residues
 * @throws Failure `invalid-sequence` with the span of the letter, `nucleotide-sequence`, or `sequence-unknown` (X only)
 */
export function readSequence(text: string): string {
	const sequence = lettersOf(text);
	if (sequence === "") {
		throw new Failure("invalid-sequence", "There is no sequence here. Give the residues in one-letter code, for instance MKTAYIAKQR.");
	}
	refuseIllegalLetter(text);
	if (isNucleotide(sequence)) {
		throw new Failure("nucleotide-sequence", "This reads as DNA or RNA: it has the letters of nucleotides only. The model reads proteins. Translate it first, or give the protein sequence.");
	}
	if (!STANDARD.test(sequence)) {
		throw new Failure("sequence-unknown", `None of the ${sequence.length.toLocaleString("en")} residues is known (only X or other placeholders), so the model would have nothing to read. Give the real sequence.`);
	}
	return sequence;
}

/** Upper-case, without whitespace, digits and a final `*`; whether they are residues is not looked at. */
export function lettersOf(text: string): string {
	const letters = bareLetters(text);
	let end = letters.length;
	while (letters[end - 1] === "*") {
		end--;
	}
	return letters.slice(0, end);
}

/** As {@link lettersOf}, of a part of a sequence: a `*` at its end stays. */
export function bareLetters(text: string): string {
	return lettersOfAscii(text) ?? text.replace(/[\s\d]+/g, "").toUpperCase();
}

/** Code by code: a pattern takes half a second for two million lines of one letter. Undefined where a letter is not ASCII. */
function lettersOfAscii(text: string): string | undefined {
	const codes = new Uint8Array(text.length);
	let count = 0;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code > 127) {
			return undefined;
		}
		const kept = KEPT[code] ?? 0;
		codes[count] = kept;
		count += kept === 0 ? 0 : 1;
	}
	return new TextDecoder("latin1").decode(codes.subarray(0, count));
}

/** The upper-case code of each ASCII character, 0 for white space and digits. */
const KEPT = Uint8Array.from({ length: 128 }, (_, code) => (/[\s\d\0]/.test(String.fromCharCode(code)) ? 0 : String.fromCharCode(code).toUpperCase().charCodeAt(0)));

/** Whether upper-case letters are nucleotides rather than residues: A, C, G, T, U, N only, or nearly so in a long text. */
export function isNucleotide(sequence: string): boolean {
	if (sequence.length < SHORTEST_NUCLEOTIDE || isOneLetter(sequence)) {
		return false;
	}
	if (NUCLEOTIDES.test(sequence)) {
		return true;
	}
	return sequence.length >= 50 && NUCLEOTIDES_AMBIGUOUS.test(sequence) && sequence.replace(/[ACGTUN]/g, "").length < sequence.length / 20;
}

/** `GGGGGGGG` may be a peptide. No set of the letters: of four million it takes a tenth of a second. */
function isOneLetter(sequence: string): boolean {
	let at = 1;
	while (at < sequence.length && sequence.charCodeAt(at) === sequence.charCodeAt(0)) {
		at++;
	}
	return at >= sequence.length;
}

function refuseIllegalLetter(text: string): void {
	// Back from the end: a pattern with `+$` starts over at each character of a run within the text, in quadratic time.
	let end = text.length;
	while (end > 0 && /[\s\d*]/.test(text.charAt(end - 1))) {
		end--;
	}
	const match = ILLEGAL.exec(text.slice(0, end));
	if (match === null) {
		return;
	}
	const letter = String.fromCodePoint(text.codePointAt(match.index) ?? 0);
	const span = { start: match.index, end: match.index + letter.length };
	throw new Failure("invalid-sequence", illegalLetter(text, match.index, letter), { span });
}

/**
 * The line numbers of a listing stand apart from its letters. Digits right behind one are a slip (1 for I or L, 0 for O), and
 * leaving them out would make another sequence.
 *
 * @throws Failure `invalid-sequence` with the span of the digits
 */
export function refuseDigits(text: string): void {
	const match = /[A-Za-z*](\d+)/.exec(text);
	if (match !== null) {
		const [, digits = ""] = match;
		const span = { start: match.index + 1, end: match.index + 1 + digits.length };
		throw new Failure("invalid-sequence", `There is “${digits}” among the letters, at character ${span.start + 1}: a sequence has no digits. Type the letter that was meant, or put a line number apart from the letters.`, { span });
	}
}

function illegalLetter(text: string, at: number, letter: string): string {
	const position = at + 1;
	switch (letter) {
		case "*": return `There is a stop (*) at character ${position}: a protein ends there. Give the part before it.`;
		case "-":
		case ".": return `There is a gap “${letter}” at character ${position}, as in an alignment. Remove the gaps.`;
		case ">": return `There is a “>” at character ${position}: this is FASTA with a header line. Give one record as a whole, or its residues alone.`;
	}
	return strangeCharacter(text, at, "A sequence")?.message ?? `“${letter}” at character ${position} is no residue in one-letter code. Remove or correct it.`;
}
