import { tokeniseSmiles } from "../science/molecule/smiles.ts";

/**
 * What Chromium draws within 0.2 s, nearly always within 0.1 s (measured; time grows with the square of the atoms). The bonds bound the rings: C60 has
 * 90. The characters spare the count: nobody writes 20 for each atom.
 */
export const drawable = { atoms: 100, bonds: 150, characters: 2000 } as const;

/** The page stands still while it draws, Stop included: decided here, where counting costs nothing. Hydrogens that are written count too. */
export function isDrawn(smiles: string): "yes" | "too large" | "not readable" {
	if (smiles.length > drawable.characters) {
		return "too large";
	}
	const read = tokeniseSmiles(smiles);
	if ("message" in read) {
		return "not readable";
	}
	return read.atoms.length > drawable.atoms || read.bonds.length > drawable.bonds ? "too large" : "yes";
}
