import type { Scenery } from "./scenery.ts";
import type { AtomSpec } from "./threeDmol.ts";
import { ballModel } from "./models.ts";
import type { Plan } from "./scenery.ts";
import { vanDerWaalsRadius } from "./elements.ts";

/** What glows: residues and atoms by their indices. */
export interface Highlight {
	readonly residues: readonly number[];
	readonly atoms: readonly number[];
}

type Ball = Pick<AtomSpec, "x" | "y" | "z"> & { readonly radius: number };

const opacity = 0.55;

/** A glow around residues and atoms: translucent balls along a ribbon, or around each atom that is drawn. */
export function haloPlan({ data, backbone, stretches, structure }: Scenery, highlight: Highlight, cartoon: boolean, colour: number): Plan {
	return { name: "halo", key: `${cartoon}${colour} ${highlight.residues.join()} ${highlight.atoms.join()}`, make, pickable: { atoms: [], radius: () => 0 } };

	function* make(): ReturnType<Plan["make"]> {
		const chosen = new Set(highlight.residues);
		const onRibbon = cartoon ? ribbonBalls(chosen) : { balls: [], residues: new Set<number>() };
		const atoms = [...highlight.atoms, ...[...chosen].filter((residue) => !onRibbon.residues.has(residue)).flatMap((residue) => atomsOf(residue))];
		const balls = [...onRibbon.balls, ...atoms.map((atom) => atomBall(atom))];
		if (balls.length > 0) {
			yield ballModel(balls, colour, opacity);
		}
	}

	function atomsOf(residue: number): number[] {
		const [first = 0, end = 0] = [data.residues.firstAtom[residue], data.residues.firstAtom[residue + 1]];
		return Array.from({ length: end - first }, (_, index) => first + index);
	}

	function atomBall(atom: number): Ball {
		const [x = 0, y = 0, z = 0] = data.positions.subarray(3 * atom, 3 * atom + 3);
		return { x, y, z, radius: 0.3 + 0.3 * vanDerWaalsRadius(data.elements[atom] ?? 0) };
	}

	/** Balls along the curve through the trace, from half a residue before to half a residue after each of them. */
	function ribbonBalls(chosen: ReadonlySet<number>): { balls: Ball[]; residues: Set<number> } {
		const balls: Ball[] = [];
		const residues = new Set<number>();
		const steps = chosen.size > 2000 ? 2 : 6;
		for (const stretch of stretches.filter(({ length }) => length > 1)) {
			stretch.forEach((residue, place) => {
				if (!chosen.has(residue)) {
					return;
				}
				residues.add(residue);
				const around = [-2, -1, 0, 1, 2].map((offset) => point(stretch[Math.min(Math.max(place + offset, 0), stretch.length - 1)] ?? residue));
				for (let step = 0; step <= steps; step++) {
					const at = step / steps - 0.5;
					const [x = 0, y = 0, z = 0] = at < 0 ? curve(around.slice(0, 4), at + 1) : curve(around.slice(1, 5), at);
					balls.push({ x, y, z, radius: data.residues.kind[residue] === 2 ? 1.6 : structure[residue] === 0 ? 0.85 : 1.55 });
				}
			});
		}
		return { balls, residues };
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
