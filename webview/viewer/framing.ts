import type { StructureData } from "../protocol/structure.ts";
import { residueKinds } from "../protocol/structure.ts";
import type { Point } from "./camera.ts";

/** A ball around some atoms, Å. */
export interface Ball {
	readonly centre: Point;
	readonly radius: number;
}

/** Around their middle, so large that all of them are in it. */
export function ballAround({ positions }: StructureData, atoms: ArrayLike<number>): Ball {
	const [low, high] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]];
	for (let index = 0; index < atoms.length; index++) {
		for (let axis = 0; axis < 3; axis++) {
			const value = positions[3 * (atoms[index] ?? 0) + axis] ?? 0;
			low[axis] = Math.min(low[axis] ?? value, value);
			high[axis] = Math.max(high[axis] ?? value, value);
		}
	}
	const [x = 0, y = 0, z = 0] = atoms.length === 0 ? [] : low.map((value, axis) => (value + (high[axis] ?? 0)) / 2);
	let farthest = 0;
	for (let index = 0; index < atoms.length; index++) {
		const at = 3 * (atoms[index] ?? 0);
		farthest = Math.max(farthest, ((positions[at] ?? 0) - x) ** 2 + ((positions[at + 1] ?? 0) - y) ** 2 + ((positions[at + 2] ?? 0) - z) ** 2);
	}
	return { centre: { x, y, z }, radius: Math.sqrt(farthest) };
}

/** What the default view shows: everything but water, or water where there is nothing else. */
export function framedAtoms({ residues, residueOf }: StructureData): Uint32Array {
	const all = Uint32Array.from(residueOf.keys());
	const dry = all.filter((atom) => residues.kind[residueOf[atom] ?? 0] !== residueKinds.water);
	return dry.length > 0 ? dry : all;
}
