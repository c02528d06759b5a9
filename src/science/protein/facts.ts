import type { Fact } from "../molecule/facts.ts";

/** Average masses of residues in Da, that is without the water of the peptide bond (ExPASy ProtParam's table). */
const MASSES: Readonly<Record<string, number>> = {
	A: 71.0788, C: 103.1388, D: 115.0886, E: 129.1155, F: 147.1766, G: 57.0519, H: 137.1411, I: 113.1594, K: 128.1741, L: 113.1594, M: 131.1926,
	N: 114.1038, O: 237.3018, P: 97.1167, Q: 128.1307, R: 156.1875, S: 87.0782, T: 101.1051, U: 150.0388, V: 99.1326, W: 186.2132, Y: 163.176,
	// Either of two residues: J has one mass anyway, B and Z get the mean.
	J: 113.1594, B: 114.5962, Z: 128.6231,
};
const WATER = 18.01524;
/** {@link MASSES} by character code, 0 where there is none: a chain may have millions of residues. */
const MASS_BY_CODE = Float64Array.from({ length: 128 }, (_, code) => MASSES[String.fromCharCode(code)] ?? 0);

/**
 * Length in residues and, where every residue has a mass, the average molecular weight in Da of the unmodified chain.
 *
 * @param sequence as `readSequence` gives it
 */
export function proteinFacts(sequence: string): readonly Fact[] {
	const { mass, unknown } = weigh(sequence);
	const length: Fact = { id: "length", label: "Length", value: sequence.length, unit: "residues", method: "residues counted" };
	if (unknown > 0) {
		return [length, { id: "unknownResidues", label: "Unknown residues", value: unknown, method: "residues X counted; no molecular weight is given with them" }];
	}
	return [length, { id: "molecularWeight", label: "Molecular weight", value: Number(mass.toFixed(2)), unit: "Da", method: "sum of average residue masses + water; no modifications (B and Z as the mean of their two residues)" }];
}

function weigh(sequence: string): { readonly mass: number; readonly unknown: number } {
	const { length } = sequence;
	let mass = WATER;
	let unknown = 0;
	for (let at = 0; at < length; at++) {
		const residue = MASS_BY_CODE[sequence.charCodeAt(at)] ?? 0;
		mass += residue;
		unknown += residue === 0 ? 1 : 0;
	}
	return { mass, unknown };
}
