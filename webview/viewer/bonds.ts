import type { StructureData } from "../protocol/structure.ts";
import { Cells } from "./cells.ts";
import { covalentRadius, saltLike } from "./elements.ts";

/** Bonds among some atoms: pairs of positions in the list that was asked about. */
export interface Bonds {
	readonly pairs: number[];
	/** 1, 2 or 3; 4 for aromatic. */
	readonly orders: number[];
}

/** Å added to the sum of covalent radii: crystal structures are that loose. */
const tolerance = 0.4;
/** Å below which two atoms are the same one in two places. */
const coincident = 0.4;
/** Å: the largest distance that can be a bond here, between two heavy metals. */
const longest = 3.4;

/**
 * The bonds among `atoms` (indices into `data`): those that the file tells, and where it tells none for a residue, or between residues, those that follow
 * from distances and covalent radii. Linear in the number of atoms; stops now and then, so that
 * the page can live.
 */
export function* bondsAmong(data: StructureData, atoms: ArrayLike<number>): Generator<undefined, Bonds> {
	const place = new Map<number, number>();
	for (let index = 0; index < atoms.length; index++) {
		place.set(atoms[index] ?? 0, index);
	}
	const bonds: Bonds = { pairs: [], orders: [] };
	const told = toldBonds(data, place, bonds);
	yield* addByDistance(data, atoms, told, bonds);
	return bonds;
}

/** Returns the atoms that have bonds told within their own residue: there, nothing is guessed. */
function toldBonds(data: StructureData, place: ReadonlyMap<number, number>, bonds: Bonds): { readonly inside: ReadonlySet<number>; readonly keys: ReadonlySet<number> } {
	const inside = new Set<number>();
	const keys = new Set<number>();
	for (let pair = 0; pair < data.bonds.length; pair += 2) {
		const [first = 0, second = 0] = [data.bonds[pair], data.bonds[pair + 1]];
		const [a, b] = [place.get(first), place.get(second)];
		if (data.residueOf[first] === data.residueOf[second]) {
			inside.add(first).add(second);
		}
		if (a !== undefined && b !== undefined && !keys.has(key(a, b))) {
			keys.add(key(a, b));
			bonds.pairs.push(a, b);
			bonds.orders.push(data.bondOrders[pair / 2] ?? 1);
		}
	}
	return { inside, keys };
}

function* addByDistance(data: StructureData, atoms: ArrayLike<number>, told: { readonly inside: ReadonlySet<number>; readonly keys: ReadonlySet<number> }, bonds: Bonds): Generator<undefined, void> {
	const cells = new Cells(longest);
	for (let index = 0; index < atoms.length; index++) {
		const atom = atoms[index] ?? 0;
		const [x = 0, y = 0, z = 0] = data.positions.subarray(3 * atom, 3 * atom + 3);
		cells.near(x, y, z, (other) => {
			const partner = atoms[other] ?? 0;
			const sameResidue = data.residueOf[atom] === data.residueOf[partner];
			const guessed = !(sameResidue && told.inside.has(atom) && told.inside.has(partner));
			if (guessed && !told.keys.has(key(index, other)) && bonded(data, atom, partner, sameResidue)) {
				bonds.pairs.push(other, index);
				bonds.orders.push(1);
			}
		});
		cells.add(x, y, z, index);
		if (index % 2000 === 1999) {
			yield;
		}
	}
}

function bonded(data: StructureData, a: number, b: number, sameResidue: boolean): boolean {
	const [first = 0, second = 0] = [data.elements[a], data.elements[b]];
	if (saltLike(first) || saltLike(second) || (first === 1 && (second === 1 || !sameResidue)) || (second === 1 && !sameResidue)) {
		return false;
	}
	const limit = covalentRadius(first) + covalentRadius(second) + tolerance;
	const distance = squared(data, a, b);
	return distance < limit * limit && distance > coincident * coincident;
}

/** Å². */
export function squared({ positions }: StructureData, a: number, b: number): number {
	const x = (positions[3 * a] ?? 0) - (positions[3 * b] ?? 0);
	const y = (positions[3 * a + 1] ?? 0) - (positions[3 * b + 1] ?? 0);
	const z = (positions[3 * a + 2] ?? 0) - (positions[3 * b + 2] ?? 0);
	return x * x + y * y + z * z;
}

function key(a: number, b: number): number {
	return Math.min(a, b) * 0x4000000 + Math.max(a, b);
}
