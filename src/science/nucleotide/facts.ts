import type { Fact } from "../molecule/facts.ts";

/** Average masses in Da of the 5′-monophosphates (IUPAC, as in Biopython). */
const DNA: Readonly<Record<string, number>> = { A: 331.2218, C: 307.1971, G: 347.2212, T: 322.2085 };
const RNA: Readonly<Record<string, number>> = { A: 347.2212, C: 323.1965, G: 363.2206, U: 324.1813 };
const WATER = 18.0153;

type Counts = ReadonlyMap<string, number>;

/**
 * Facts of DNA or RNA: what it is, length in nt, GC content and, where every letter is one base, the molecular weight.
 *
 * One linear pass, some 5 ms for a million nucleotides.
 *
 * @param sequence upper-case letters of IUPAC, without gaps
 */
export function nucleotideFacts(sequence: string): readonly Fact[] {
	const letters = countLetters(sequence);
	const length: Fact = { id: "length", label: "Length", value: sequence.length, unit: "nt", method: "nucleotides counted" };
	return [type(letters), length, ...gcContent(letters), ...ambiguous(letters), ...molecularWeight(letters, sequence.length)];
}

/** RNA has U and no T; what has neither may be both. */
function type(letters: Counts): Fact {
	const [t, u] = [letters.has("T"), letters.has("U")];
	const value = t && u ? "DNA and RNA letters mixed" : t ? "DNA" : u ? "RNA" : "DNA or RNA";
	return { id: "type", label: "Type", value, method: "T means DNA, U means RNA" };
}

function gcContent(letters: Counts): readonly Fact[] {
	const strong = count(letters, "GCS");
	const known = strong + count(letters, "ATUW");
	if (known === 0) {
		return [];
	}
	return [{ id: "gcContent", label: "GC content", value: round((100 * strong) / known, 2), unit: "%", method: "G, C and S of A, C, G, T, U, S and W; other ambiguous letters are left out (as Biopython)" }];
}

function ambiguous(letters: Counts): readonly Fact[] {
	const value = [...letters].reduce((sum, [letter, occurrences]) => sum + ("ACGTU".includes(letter) ? 0 : occurrences), 0);
	return value === 0 ? [] : [{ id: "ambiguousNucleotides", label: "Ambiguous nucleotides", value, unit: "nt", method: "letters other than A, C, G, T and U counted; no molecular weight is given with them" }];
}

function molecularWeight(letters: Counts, length: number): readonly Fact[] {
	const [t, u] = [letters.has("T"), letters.has("U")];
	const table = t && !u ? DNA : u && !t ? RNA : undefined;
	if (table === undefined || [...letters.keys()].some((letter) => !(letter in table))) {
		return [];
	}
	const mass = [...letters].reduce((sum, [letter, occurrences]) => sum + occurrences * (table[letter] ?? 0), 0) - (length - 1) * WATER;
	return [{ id: "molecularWeight", label: "Molecular weight of the single strand", value: round(mass, 2), unit: "Da", method: "one strand with a 5′-phosphate, linear: sum of average masses of the nucleotides less water for each bond (as Biopython)" }];
}

function countLetters(sequence: string): Counts {
	const codes = new Uint32Array(128);
	for (let at = 0; at < sequence.length; at++) {
		codes[sequence.charCodeAt(at) & 127]!++;
	}
	return new Map([...codes].flatMap((occurrences, code) => (occurrences === 0 ? [] : [[String.fromCharCode(code), occurrences] as const])));
}

function count(letters: Counts, which: string): number {
	return [...which].reduce((sum, letter) => sum + (letters.get(letter) ?? 0), 0);
}

function round(value: number, digits: number): number {
	return Number(value.toFixed(digits));
}
