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
	let best = -1;
	for (let atom = first; atom < end; atom++) {
		if (table.alternateOf[atom] !== 0 && (best < 0 || table.occupancies[atom]! > table.occupancies[best]!)) {
			best = atom;
		}
	}
	if (best < 0) {
		return;
	}
	const [conformer, residue] = [table.alternateOf[best], table.residueNameOf[best]];
	/** By atom name: which atom is kept. */
	const chosen = new Map<number, number>();
	for (let atom = first; atom < end; atom++) {
		if (table.residueNameOf[atom] !== residue) {
			kept[atom] = 0;
		} else if (table.alternateOf[atom] !== 0) {
			const name = table.names[atom]!;
			const other = chosen.get(name);
			const better = other === undefined || (table.alternateOf[other] !== conformer && (table.alternateOf[atom] === conformer || table.occupancies[atom]! > table.occupancies[other]!));
			kept[better ? (other ?? atom) : atom] = 0;
			if (better) {
				kept[atom] = 1;
				chosen.set(name, atom);
			}
		}
	}
}
