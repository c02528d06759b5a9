import { residueKinds } from "../protocol/structure.ts";
import { atomsOf } from "./focus.ts";
import type { Scenery } from "./scenery.ts";
import type { AtomSpec } from "./threeDmol.ts";
import { ballModel } from "./models.ts";
import type { Plan } from "./scenery.ts";
import { glowRadius } from "./elements.ts";

/** What glows: residues and atoms by their indices. */
export interface Highlight {
	readonly residues: readonly number[];
	readonly atoms: readonly number[];
}

type Ball = Pick<AtomSpec, "x" | "y" | "z"> & { readonly radius: number };

const opacity = 0.55;
/** In one model: between two the page lives. */
const ballsAtOnce = 2000;

/** A glow around residues and atoms: translucent balls along a ribbon, or around each atom that is drawn. */
export function haloPlan({ data, backbone, stretches, structure }: Pick<Scenery, "data" | "backbone" | "stretches" | "structure">, highlight: Highlight, cartoon: boolean, colour: number): Plan {
	return { name: "halo", key: `${cartoon}${colour} ${highlight.residues.join()} ${highlight.atoms.join()}`, make, pickable: { atoms: [], radius: () => 0 } };

	function* make(): ReturnType<Plan["make"]> {
		let balls: Ball[] = [];
		for (const some of haloBalls()) {
			balls.push(...some);
			if (balls.length >= ballsAtOnce) {
				yield ballModel(balls, colour, opacity);
				balls = [];
			}
		}
		if (balls.length > 0) {
			yield ballModel(balls, colour, opacity);
		}
	}

	/** All balls, those of a residue or an atom at a time. */
	function* haloBalls(): Generator<readonly Ball[]> {
		const chosen = new Set(highlight.residues);
		const steps = chosen.size > 2000 ? 2 : 6;
		for (const stretch of cartoon ? stretches.filter(({ length }) => length > 1) : []) {
			for (const [place, residue] of stretch.entries()) {
				if (chosen.delete(residue)) {
					yield ribbonBalls(stretch, place, steps);
				}
			}
		}
		for (const residue of chosen) {
			yield atomsOf(data, residue).map(atomBall);
		}
		yield* highlight.atoms.map((atom) => [atomBall(atom)]);
	}

	function atomBall(atom: number): Ball {
		const [x = 0, y = 0, z = 0] = data.positions.subarray(3 * atom, 3 * atom + 3);
		return { x, y, z, radius: glowRadius(data.elements[atom] ?? 0, data.residues.kind[data.residueOf[atom] ?? 0] === residueKinds.ion) };
	}

	/** Balls along the curve through the trace, from half a residue before to half a residue after a residue. */
	function ribbonBalls(stretch: readonly number[], place: number, steps: number): Ball[] {
		const residue = stretch[place] ?? 0;
		const around = [-2, -1, 0, 1, 2].map((offset) => point(stretch[Math.min(Math.max(place + offset, 0), stretch.length - 1)] ?? residue));
		const radius = data.residues.kind[residue] === residueKinds.nucleotide ? 1.6 : structure[residue] === 0 ? 0.85 : 1.55;
		return Array.from({ length: steps + 1 }, (_, step) => {
			const at = step / steps - 0.5;
			const [x = 0, y = 0, z = 0] = at < 0 ? curve(around.slice(0, 4), at + 1) : curve(around.slice(1, 5), at);
			return { x, y, z, radius };
		});
	}

	function point(residue: number): readonly number[] {
		const atom = 3 * (backbone.trace[residue] ?? 0);
		return [...data.positions.subarray(atom, atom + 3)];
	}
}

/** Catmull and Rom's curve between the second and the third of four points. */
function curve(points: readonly (readonly number[])[], t: number): number[] {
	return [0, 1, 2].map((axis) => {
		const [a = 0, b = 0, c = 0, d = 0] = points.map((point) => point[axis] ?? 0);
		return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
	});
}
