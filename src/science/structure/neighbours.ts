import { residueKinds, type StructureData } from "./structureData.ts";

/** Å: what chemists take for contact with a ligand. */
export const NEIGHBOUR_DISTANCE = 5;
/** Pairs of atoms that are measured at most, some tens of milliseconds; a ligand in a real binding site takes ten thousand. */
const MOST_PAIRS = 20_000_000;

export interface Neighbours {
	/** Indices of residues, nearest first. */
	readonly residues: Uint32Array<ArrayBuffer>;
	/** Å, from atom to atom (hydrogens too), nearest distance of each. */
	readonly distances: Float32Array<ArrayBuffer>;
	/** False where so many atoms lie on one another that not all were looked at. */
	readonly complete: boolean;
}

type Structure = Pick<StructureData, "atomCount" | "positions" | "residueOf"> & { readonly residues: Pick<StructureData["residues"], "firstAtom" | "kind"> };

/**
 * Residues with an atom near one of a residue's, without water: one look at each atom of the structure, some 1 ms for 200,000.
 *
 * @param distance Å
 * @param mostPairs pairs of atoms that are measured at most
 */
export function neighboursOf(structure: Structure, residue: number, distance = NEIGHBOUR_DISTANCE, mostPairs = MOST_PAIRS): Neighbours {
	const { residues } = structure;
	const [first, end] = [residues.firstAtom[residue] ?? 0, residues.firstAtom[residue + 1] ?? 0];
	const nearest = new Map<number, number>();
	let pairs = 0;
	for (const atom of within(structure, box(structure.positions, first, end, distance))) {
		const other = structure.residueOf[atom]!;
		if (other === residue || residues.kind[other] === residueKinds.water) {
			continue;
		}
		pairs += end - first;
		if (pairs > mostPairs) {
			break;
		}
		const square = nearestSquare(structure.positions, atom, first, end);
		if (square <= distance * distance && square < (nearest.get(other) ?? Infinity)) {
			nearest.set(other, square);
		}
	}
	const found = [...nearest].sort(([one, near], [other, far]) => near - far || one - other);
	return { residues: Uint32Array.from(found, ([other]) => other), distances: Float32Array.from(found, ([, square]) => Math.sqrt(square)), complete: pairs <= mostPairs };
}

type Box = readonly [number, number, number, number, number, number];

function box(positions: Float32Array, first: number, end: number, margin: number): Box {
	const low = [Infinity, Infinity, Infinity];
	const high = [-Infinity, -Infinity, -Infinity];
	for (let at = 3 * first; at < 3 * end; at++) {
		const axis = at % 3;
		low[axis] = Math.min(low[axis]!, positions[at]! - margin);
		high[axis] = Math.max(high[axis]!, positions[at]! + margin);
	}
	return [low[0]!, low[1]!, low[2]!, high[0]!, high[1]!, high[2]!];
}

function within({ atomCount, positions }: Structure, [lowX, lowY, lowZ, highX, highY, highZ]: Box): number[] {
	const atoms: number[] = [];
	for (let atom = 0, at = 0; atom < atomCount; atom++, at += 3) {
		const x = positions[at]!;
		if (x >= lowX && x <= highX && positions[at + 1]! >= lowY && positions[at + 1]! <= highY && positions[at + 2]! >= lowZ && positions[at + 2]! <= highZ) {
			atoms.push(atom);
		}
	}
	return atoms;
}

function nearestSquare(positions: Float32Array, atom: number, first: number, end: number): number {
	const [x, y, z] = [positions[3 * atom]!, positions[3 * atom + 1]!, positions[3 * atom + 2]!];
	let nearest = Infinity;
	for (let at = 3 * first; at < 3 * end; at += 3) {
		const square = (positions[at]! - x) ** 2 + (positions[at + 1]! - y) ** 2 + (positions[at + 2]! - z) ** 2;
		nearest = square < nearest ? square : nearest;
	}
	return nearest;
}
