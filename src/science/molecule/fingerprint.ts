import type { FailureData } from "../failure.ts";
import type { OpenMolecule } from "./rdkit.ts";

/** A Morgan fingerprint: environments of each atom up to a radius, hashed into bits. */
export interface Fingerprint {
	/** `BITS` characters, 0 or 1. */
	readonly bits: string;
	/** e.g. `Morgan, radius 2, 2,048 bits (RDKit 2026.09.1)`. */
	readonly method: string;
}

/** A fingerprint in little room, for many molecules. */
export interface PackedFingerprint {
	/** RDKit's canonical SMILES. */
	readonly smiles: string;
	/** `BITS` / 8 bytes; which bit is which does not matter for {@link packedTanimoto}. */
	readonly bits: Uint8Array;
}

/** What became of one molecule of many. */
export type FingerprintResult = PackedFingerprint | { readonly failure: FailureData };

/** Bonds from the atom in the middle; ECFP4 counts its diameter. */
const RADIUS = 2;
export const BITS = 2048;
const PARAMETERS = JSON.stringify({ radius: RADIUS, nBits: BITS });

/** Fingerprint of Rogers and Hahn 2010, as RDKit folds it. Stereochemistry is left out, as in RDKit's own default. */
export function morganFingerprint({ handle, rdkit }: OpenMolecule): Fingerprint {
	foldHydrogens(handle);
	return {
		bits: handle.get_morgan_fp(PARAMETERS),
		method: `Morgan fingerprints, radius ${RADIUS}, ${BITS.toLocaleString("en")} bits, no stereochemistry (${rdkit.name})`,
	};
}

/** RDKit folds the hydrogens of a SMILES but not those of a mol block, which would make another molecule of the same one. */
export function foldHydrogens(handle: OpenMolecule["handle"]): void {
	handle.remove_hs_in_place();
}

/** {@link morganFingerprint} in the packed form, with the canonical SMILES. */
export function packedFingerprint({ handle }: OpenMolecule): PackedFingerprint {
	foldHydrogens(handle);
	const bits = handle.get_morgan_fp_as_uint8array(PARAMETERS) as Uint8Array;
	// A copy: where it is a view of RDKit's memory, a message would take all of that along.
	return { smiles: handle.get_smiles(), bits: bits.slice() };
}

/**
 * Tanimoto similarity of two fingerprints: bits in common by bits in either.
 *
 * @returns 0 to 1; 0 for two empty ones
 */
export function tanimoto(first: Fingerprint, second: Fingerprint): number {
	let both = 0;
	let either = 0;
	for (let bit = 0; bit < BITS; bit++) {
		const inFirst = first.bits.charCodeAt(bit) === ONE;
		const inSecond = second.bits.charCodeAt(bit) === ONE;
		both += inFirst && inSecond ? 1 : 0;
		either += inFirst || inSecond ? 1 : 0;
	}
	return either === 0 ? 0 : both / either;
}

const ONE = 49;

/** {@link tanimoto} of two packed fingerprints. */
export function packedTanimoto(first: Uint8Array, second: Uint8Array): number {
	let both = 0;
	let either = 0;
	for (let at = 0; at < first.length; at++) {
		const [one = 0, other = 0] = [first[at], second[at]];
		both += ONES[one & other] ?? 0;
		either += ONES[one | other] ?? 0;
	}
	return either === 0 ? 0 : both / either;
}

/** Number of ones in each byte. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

/** How a similarity was computed. */
export function similarityMethod({ method }: Pick<Fingerprint, "method">): string {
	return `Tanimoto coefficient of ${method}`;
}
