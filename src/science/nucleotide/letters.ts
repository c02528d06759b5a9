/**
 * Letters of IUPAC for nucleotides (Cornish-Bowden 1985) as sets of bases: A 1, C 2, G 4, T or U 8. A letter that is none has no
 * base and reads as X.
 */
const LETTERS: Readonly<Record<string, string>> = {
	A: "A", C: "C", G: "G", T: "T", U: "T", R: "AG", Y: "CT", S: "CG", W: "AT", K: "GT", M: "AC", B: "CGT", D: "AGT", H: "ACT", V: "ACG", N: "ACGT", X: "ACGT",
};
const BASES = "ACGT";

/** Sets of bases by character code, both cases; 0 for what is no nucleotide. */
export const BASE_SETS = Uint8Array.from({ length: 128 }, (_, code) => {
	const bases = LETTERS[String.fromCharCode(code).toUpperCase()] ?? "";
	return [...bases].reduce((set, base) => set | (1 << BASES.indexOf(base)), 0);
});

/** Complement of each letter by character code, both cases, T for A; what is no nucleotide (a gap) stays. */
export const COMPLEMENTS = complements("T");
/** The same for RNA: U for A. */
export const RNA_COMPLEMENTS = complements("U");

function complements(partnerOfA: string): Uint8Array {
	const from = "ACGTURYSWKMBDHVN";
	const to = `${partnerOfA}GCAAYRSWMKVHDBN`;
	return Uint8Array.from({ length: 128 }, (_, code) => {
		const letter = String.fromCharCode(code);
		const place = from.indexOf(letter.toUpperCase());
		const partner = place < 0 ? letter : to.charAt(place);
		return (letter === letter.toUpperCase() ? partner : partner.toLowerCase()).charCodeAt(0);
	});
}
