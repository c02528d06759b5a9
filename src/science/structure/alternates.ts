import type { AtomTable } from "./atomTable.ts";

/**
 * One of the places that a file gives for the same atom: those of the conformer with the highest occupancy in its residue, the first of
 * equal ones; of two residues in one place the one with the highest occupancy.
 *
 * @returns 1 for each atom that stays
 */
export function chosenAtoms(table: AtomTable): Uint8Array {
	const kept = new Uint8Array(table.count).fill(1);
	if (table.alternates) {
		table.sites.forEach(({ first }, index) => chooseInSite(table, first, table.sites[index + 1]?.first ?? table.count, kept));
	}
	return kept;
}

function chooseInSite(table: AtomTable, first: number, end: number, kept: Uint8Array): void {
	const best = bestOf(table, first, end);
	if (best < 0) {
		return;
	}
	const residue = table.residueNameOf[best];
	/** By atom name: which atom is kept. */
	const chosen = new Map<number, number>();
	for (let atom = first; atom < end; atom++) {
		const other = chosen.get(table.names[atom]!);
		if (table.residueNameOf[atom] !== residue) {
			kept[atom] = 0;
		} else if (other === undefined || (table.alternateOf[other] === 0 && table.alternateOf[atom] === 0)) {
			chosen.set(table.names[atom]!, atom);
		} else if (isBetter(table, atom, other, table.alternateOf[best]!)) {
			kept[other] = 0;
			chosen.set(table.names[atom]!, atom);
		} else {
			kept[atom] = 0;
		}
	}
}

/** The alternate with the highest occupancy, of equal ones the first by alphabet; -1 where there is none. */
function bestOf({ alternateOf, occupancies }: AtomTable, first: number, end: number): number {
	let best = -1;
	for (let atom = first; atom < end; atom++) {
		const more = best < 0 ? 1 : occupancies[atom]! - occupancies[best]! || alternateOf[best]! - alternateOf[atom]!;
		if (alternateOf[atom] !== 0 && more > 0) {
			best = atom;
		}
	}
	return best;
}

/** Whether an atom stands rather for its name than another one: because it is of the conformer, else by its occupancy. */
function isBetter({ alternateOf, occupancies }: AtomTable, atom: number, other: number, conformer: number): boolean {
	if (alternateOf[other] === conformer) {
		return false;
	}
	return alternateOf[atom] === conformer || occupancies[atom]! > occupancies[other]!;
}
