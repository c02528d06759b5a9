/** One layer of an InChI, as it is written. */
export interface InchiLayer {
	/** The letter that begins it; empty for the formula. */
	readonly prefix: string;
	readonly text: string;
}

export interface Inchi {
	/** `1S` for a standard InChI of version 1. */
	readonly version: string;
	/** Hill order; parts of a salt or mixture joined by dots. */
	readonly formula: string;
	readonly layers: readonly InchiLayer[];
}

/**
 * Reads the layers of an InChI from its text (IUPAC InChI Technical Manual, section II); nothing is checked against chemistry.
 *
 * A second `/h`, `/b`, `/t` … belongs to the isotopic or fixed-hydrogen layer before it; all are given in order.
 */
export function inchiLayers(inchi: string): Inchi {
	const [version = "", ...parts] = inchi.trim().replace(/^InChI=/, "").split("/");
	const formula = /^[A-Z0-9]/.test(parts[0] ?? "") ? (parts.shift() ?? "") : "";
	const layers = parts.filter((part) => part !== "").map((part) => ({ prefix: part.charAt(0), text: part.slice(1) }));
	return { version, formula, layers };
}
