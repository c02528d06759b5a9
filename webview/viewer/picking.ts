import type { StructureData } from "../protocol/structure.ts";
import type { Camera, Projected } from "./camera.ts";

/** Atoms that can be hit, as balls of these radii (Å). */
export interface Pickable {
	readonly atoms: ArrayLike<number>;
	readonly radius: (atom: number) => number;
}

/** CSS pixels: a finger or a hasty hand is that far off. */
const slack = 6;

/** The atom whose ball the eye meets first at a place of the picture (CSS pixels), or the nearest one a little beside it. */
export function pick(data: StructureData, camera: Camera, pickables: readonly Pickable[], x: number, y: number): number | undefined {
	const project = camera.projector();
	const at: Projected = { x: 0, y: 0, depth: 0, scale: 0 };
	let [hit, depth, near, distance] = [-1, Infinity, -1, slack];
	for (const { atoms, radius } of pickables) {
		for (let index = 0; index < atoms.length; index++) {
			const atom = atoms[index] ?? 0;
			project(data.positions[3 * atom] ?? 0, data.positions[3 * atom + 1] ?? 0, data.positions[3 * atom + 2] ?? 0, at);
			if (at.depth <= 0) {
				continue;
			}
			const ball = radius(atom);
			const [aside, apparent] = [Math.hypot(at.x - x, at.y - y), ball * at.scale];
			if (aside < apparent) {
				const front = at.depth - ball * Math.sqrt(1 - (aside / apparent) ** 2);
				[hit, depth] = front < depth ? [atom, front] : [hit, depth];
			} else if (aside - apparent < distance) {
				[near, distance] = [atom, aside - apparent];
			}
		}
	}
	const found = hit >= 0 ? hit : near;
	return found >= 0 ? found : undefined;
}
