import { foldHydrogens } from "./fingerprint.ts";
import type { OpenMolecule } from "./rdkit.ts";

/** What heads for properties read of a molecule; which of it, and in which order, the model's description says. */
export interface PropertyFeatures {
	/** Morgan fingerprint of radius 2, 2,048 bits, without stereochemistry, packed; the lowest bit of a byte first. */
	readonly morgan: Uint8Array;
	/** The 166 public MACCS keys at bits 1 to 166, packed alike. */
	readonly maccs: Uint8Array;
	/** RDKit's descriptors by their names there; one that is not finite is 0. */
	readonly descriptors: Readonly<Record<string, number>>;
}

/** Bits of the Morgan fingerprint. */
export const MORGAN_BITS = 2048;
/** Bits of the MACCS keys, of which the first is never set. */
export const MACCS_BITS = 167;

const MORGAN = JSON.stringify({ radius: 2, nBits: MORGAN_BITS });

export function propertyFeatures({ handle }: OpenMolecule): PropertyFeatures {
	foldHydrogens(handle);
	const descriptors = JSON.parse(handle.get_descriptors()) as Readonly<Record<string, number>>;
	return {
		// Copies: views of RDKit's memory would take all of that along in a message.
		morgan: Uint8Array.from(handle.get_morgan_fp_as_uint8array(MORGAN) as Uint8Array),
		maccs: Uint8Array.from(handle.get_maccs_fp_as_uint8array() as Uint8Array),
		descriptors: Object.fromEntries(Object.entries(descriptors).map(([name, value]) => [name, Number.isFinite(value) ? value : 0])),
	};
}
