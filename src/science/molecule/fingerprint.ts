import type { OpenMolecule } from "./rdkit.ts";

/** A Morgan fingerprint: environments of each atom up to a radius, hashed into bits. */
export interface Fingerprint {
	/** `BITS` characters, 0 or 1. */
	readonly bits: string;
	/** e.g. `Morgan, radius 2, 2,048 bits (RDKit 2026.09.1)`. */
	readonly method: string;
}

/** Bonds from the atom in the middle; ECFP4 counts its diameter. */
const RADIUS = 2;
export const BITS = 2048;

/** Fingerprint of Rogers and Hahn 2010, as RDKit folds it. Stereochemistry is left out, as in RDKit's own default. */
export function morganFingerprint({ handle, rdkit }: OpenMolecule): Fingerprint {
	return {
		bits: handle.get_morgan_fp(JSON.stringify({ radius: RADIUS, nBits: BITS })),
		method: `Morgan fingerprints, radius ${RADIUS}, ${BITS.toLocaleString("en")} bits, no stereochemistry (${rdkit.name})`,
	};
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
