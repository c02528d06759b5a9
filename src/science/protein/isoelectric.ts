/** pK values of Bjellqvist et al. 1993 and 1994 (Electrophoresis 14:1023 and 15:529), as in Biopython. */
const POSITIVE: Readonly<Record<string, number>> = { K: 10, R: 12, H: 5.98 };
const NEGATIVE: Readonly<Record<string, number>> = { D: 4.05, E: 4.45, C: 9, Y: 10 };
const N_TERMINUS = 7.5;
const C_TERMINUS = 3.55;
const N_TERMINI: Readonly<Record<string, number>> = { A: 7.59, M: 7, S: 6.93, P: 8.36, T: 6.82, V: 7.44, E: 7.7 };
const C_TERMINI: Readonly<Record<string, number>> = { D: 4.55, E: 4.75 };

/** Beyond these no protein of standard residues lies: all aspartate, all arginine. */
const LOWEST = 4.05;
const HIGHEST = 12;
const PRECISION = 0.0001;

/** Charged groups of one kind. */
interface Groups {
	readonly count: number;
	readonly pK: number;
}

/**
 * pH at which a protein has no net charge (Henderson–Hasselbalch, found by bisection between pH 4.05 and 12, as Biopython does).
 *
 * @param letters how often each residue occurs
 * @param first the residue with the free amino group
 * @param last the residue with the free carboxyl group
 */
export function isoelectricPoint(letters: ReadonlyMap<string, number>, first: string, last: string): number {
	const groups = (table: Readonly<Record<string, number>>): Groups[] => Object.entries(table).map(([residue, pK]) => ({ count: letters.get(residue) ?? 0, pK }));
	const bases = [{ count: 1, pK: N_TERMINI[first] ?? N_TERMINUS }, ...groups(POSITIVE)];
	const acids = [{ count: 1, pK: C_TERMINI[last] ?? C_TERMINUS }, ...groups(NEGATIVE)];
	let [low, high] = [LOWEST, HIGHEST];
	// Biopython's first step is the exact middle only nearly (7.775 for 8.025): the same start gives the same last digits.
	let pH = 7.775;
	while (high - low > PRECISION) {
		if (netCharge(bases, acids, pH) > 0) {
			low = pH;
		} else {
			high = pH;
		}
		pH = (low + high) / 2;
	}
	return pH;
}

function netCharge(bases: readonly Groups[], acids: readonly Groups[], pH: number): number {
	const positive = bases.reduce((sum, { count, pK }) => sum + count / (1 + 10 ** (pH - pK)), 0);
	const negative = acids.reduce((sum, { count, pK }) => sum + count / (1 + 10 ** (pK - pH)), 0);
	return positive - negative;
}
