import type { Fact } from "../molecule/facts.ts";
import type { ResidueCounts } from "./composition.ts";
import { STANDARD_RESIDUES, countResidues } from "./composition.ts";
import { HYDROPATHY } from "./hydropathy.ts";
import { instabilityIndex } from "./instability.ts";
import { isoelectricPoint } from "./isoelectric.ts";

/** Average masses of free amino acids in Da (IUPAC, as in Biopython); J is leucine or isoleucine, which weigh the same. */
const MASSES: Readonly<Record<string, number>> = {
	A: 89.0932, C: 121.1582, D: 133.1027, E: 147.1293, F: 165.1891, G: 75.0666, H: 155.1546, I: 131.1729, K: 146.1876, L: 131.1729, M: 149.2113,
	N: 132.1179, O: 255.3134, P: 115.1305, Q: 146.1445, R: 174.201, S: 105.0926, T: 119.1192, U: 168.0532, V: 117.1463, W: 204.2252, Y: 181.1885,
	J: 131.1729,
};
const WATER = 18.0153;

/** Letters that stand for more than one residue of different mass. */
const UNKNOWN = "BXZ";
/** Selenocysteine and pyrrolysine. */
const RARE = "UO";

/**
 * Facts of an unmodified chain, those of ExPASy ProtParam and Biopython: length, molecular weight, isoelectric point, GRAVY,
 * aromaticity, instability index and the two extinction coefficients.
 *
 * Nothing is guessed: a fact whose published scale has no value for one of the residues (X, B, Z, J, U, O) is left out, and the
 * count of such residues is given instead. One linear pass, some 5 ms for a million residues.
 *
 * @param sequence as `readSequence` gives it
 */
export function proteinFacts(sequence: string): readonly Fact[] {
	const counts = countResidues(sequence);
	const length: Fact = { id: "length", label: "Length", value: counts.length, unit: "residues", method: "residues counted" };
	const computed = COMPUTED.flatMap(({ letters, shortest = 1, fact }) => (counts.length >= shortest && hasOnly(counts, letters) ? [fact(counts, sequence)] : []));
	return [length, ...unreadable(counts), ...computed];
}

interface Computed {
	/** Residues that the scale has a value for. */
	readonly letters: string;
	/** Fewest residues it makes sense for; 1 if absent. */
	readonly shortest?: number;
	readonly fact: (counts: ResidueCounts, sequence: string) => Fact;
}

const COMPUTED: readonly Computed[] = [
	{ letters: `${STANDARD_RESIDUES}${RARE}J`, fact: molecularWeight },
	{ letters: `${STANDARD_RESIDUES}J`, fact: isoelectric },
	{ letters: STANDARD_RESIDUES, fact: gravy },
	{ letters: `${STANDARD_RESIDUES}${RARE}JBZ`, fact: aromaticity },
	{ letters: STANDARD_RESIDUES, shortest: 2, fact: instability },
	{ letters: `${STANDARD_RESIDUES}JBZ`, fact: extinctionReduced },
	{ letters: `${STANDARD_RESIDUES}JBZ`, fact: extinctionOxidised },
];

function molecularWeight({ letters, length }: ResidueCounts): Fact {
	const mass = total(letters, MASSES) - (length - 1) * WATER;
	return { id: "molecularWeight", label: "Molecular weight", value: round(mass, 2), unit: "Da", method: "sum of average masses of the amino acids less water for each bond; no modifications (as Biopython)" };
}

function isoelectric({ letters }: ResidueCounts, sequence: string): Fact {
	const value = isoelectricPoint(letters, sequence.charAt(0), sequence.charAt(sequence.length - 1));
	return { id: "isoelectricPoint", label: "Isoelectric point", value: round(value, 2), method: "pK of Bjellqvist et al. 1993 and 1994, between pH 4.05 and 12; no modifications (as Biopython)" };
}

function gravy({ letters, length }: ResidueCounts): Fact {
	return { id: "gravy", label: "GRAVY", value: round(total(letters, HYDROPATHY) / length, 3), method: "mean hydropathy, Kyte and Doolittle 1982; positive is hydrophobic" };
}

function aromaticity({ letters, length }: ResidueCounts): Fact {
	return { id: "aromaticity", label: "Aromaticity", value: round(count(letters, "FWY") / length, 3), method: "fraction of F, W and Y, Lobry and Gautier 1994" };
}

function instability({ pairs, length }: ResidueCounts): Fact {
	return { id: "instabilityIndex", label: "Instability index", value: round(instabilityIndex(pairs, length), 2), method: "dipeptides, Guruprasad et al. 1990; above 40 is predicted unstable" };
}

function extinctionReduced({ letters }: ResidueCounts): Fact {
	return { id: "extinctionReduced", label: "Extinction coefficient, reduced", value: extinction(letters), unit: "M⁻¹ cm⁻¹", method: "280 nm in water, 5,500 per W and 1,490 per Y, no disulphides, Pace et al. 1995" };
}

function extinctionOxidised({ letters }: ResidueCounts): Fact {
	const value = extinction(letters) + 125 * Math.floor(count(letters, "C") / 2);
	return { id: "extinctionOxidised", label: "Extinction coefficient, oxidised", value, unit: "M⁻¹ cm⁻¹", method: "280 nm in water, 5,500 per W, 1,490 per Y and 125 per pair of C (all in disulphides), Pace et al. 1995" };
}

function extinction(letters: ReadonlyMap<string, number>): number {
	return 5500 * count(letters, "W") + 1490 * count(letters, "Y");
}

/** Which residues keep facts from being computed. */
function unreadable({ letters }: ResidueCounts): readonly Fact[] {
	const unknown = count(letters, UNKNOWN);
	const rare = count(letters, RARE);
	const either = count(letters, "J");
	const facts: Fact[] = [];
	if (unknown > 0) {
		facts.push({ id: "unknownResidues", label: "Unknown residues", value: unknown, method: "residues X, B and Z counted; facts that depend on which residue it is are not given" });
	}
	if (rare + either > 0) {
		facts.push({ id: "residuesOutsideScales", label: "Residues outside the scales", value: rare + either, method: "U (selenocysteine), O (pyrrolysine) and J (I or L) counted; facts whose published scale has no value for them are not given" });
	}
	return facts;
}

function hasOnly({ letters }: ResidueCounts, allowed: string): boolean {
	return [...letters.keys()].every((letter) => allowed.includes(letter));
}

function total(letters: ReadonlyMap<string, number>, scale: Readonly<Record<string, number>>): number {
	return [...letters].reduce((sum, [letter, occurrences]) => sum + occurrences * (scale[letter] ?? 0), 0);
}

function count(letters: ReadonlyMap<string, number>, which: string): number {
	return [...which].reduce((sum, letter) => sum + (letters.get(letter) ?? 0), 0);
}

function round(value: number, digits: number): number {
	return Number(value.toFixed(digits));
}
