import type { StructureData } from "../protocol/structure.ts";
import type { Backbone } from "./backbone.ts";

type Vector = readonly [number, number, number];

/** Less of a direction across the chain than this says nothing of where "across" is. */
const least = 0.2;
/** Residues that are looked at between two breaths of the page: less than a millisecond. */
const atOnce = 256;

/** Points by residue. */
export type LoopSides = ReadonlyMap<number, Vector>;
/** Those of stretches that were drawn before: another colour needs nothing of them anew. For one structure. */
export type KnownLoops = WeakMap<readonly number[], LoopSides>;

/**
 * Points beside the alpha carbons of loops, where a ribbon's broad side is to lie; by residue. The carbonyl oxygens, which tell it elsewhere, point
 * along the chain in tight turns, and the tube is pinched there. Gives nothing now and then, so that the page can live.
 */
export function* loopSides(data: Pick<StructureData, "positions">, backbone: Pick<Backbone, "trace" | "o">, stretch: readonly number[], structure: Uint8Array, known: KnownLoops): Generator<undefined, LoopSides> {
	const sides = known.get(stretch) ?? (yield* sidesOf(data, backbone, stretch, structure));
	known.set(stretch, sides);
	return sides;
}

function* sidesOf({ positions }: Pick<StructureData, "positions">, { trace, o }: Pick<Backbone, "trace" | "o">, stretch: readonly number[], structure: Uint8Array): Generator<undefined, LoopSides> {
	const place = (atom: number): Vector => [positions[3 * atom] ?? 0, positions[3 * atom + 1] ?? 0, positions[3 * atom + 2] ?? 0];
	const alphaAt = (index: number): Vector | undefined => (stretch[index] === undefined ? undefined : place(trace[stretch[index]] ?? 0));
	const along: Vector[] = [];
	const across: Vector[] = [];
	for (const [index, residue] of stretch.entries()) {
		if (index % atOnce === 0) {
			yield undefined;
		}
		const [alpha, before] = [place(trace[residue] ?? 0), across[index - 1]];
		const direction = unit(minus(alphaAt(index + 1) ?? alpha, alphaAt(index - 1) ?? alpha));
		along.push(direction);
		const oxygen = o[residue] ?? -1;
		const told = oxygen < 0 ? undefined : flat(unit(minus(place(oxygen), alpha)), direction);
		const side = unit(told !== undefined && length(told) >= least ? told : flat(before ?? [1, 0, 0], direction));
		across.push(before !== undefined && dot(side, before) < 0 ? scaled(side, -1) : side);
	}
	const sides = new Map<number, Vector>();
	for (const [index, residue] of stretch.entries()) {
		if (index % atOnce === 0) {
			yield undefined;
		}
		const [direction, side] = [along[index], across[index]];
		if (structure[residue] === 0 && direction !== undefined && side !== undefined) {
			const mean = plus(scaled(side, 2), plus(across[index - 1] ?? side, across[index + 1] ?? side));
			sides.set(residue, plus(place(trace[residue] ?? 0), unit(flat(mean, direction))));
		}
	}
	return sides;
}

/** The part of a vector across a direction. */
function flat(vector: Vector, direction: Vector): Vector {
	return minus(vector, scaled(direction, dot(vector, direction)));
}

function plus([a, b, c]: Vector, [d, e, f]: Vector): Vector {
	return [a + d, b + e, c + f];
}

function minus([a, b, c]: Vector, [d, e, f]: Vector): Vector {
	return [a - d, b - e, c - f];
}

function scaled([a, b, c]: Vector, by: number): Vector {
	return [a * by, b * by, c * by];
}

function dot([a, b, c]: Vector, [d, e, f]: Vector): number {
	return a * d + b * e + c * f;
}

function length([a, b, c]: Vector): number {
	return Math.hypot(a, b, c);
}

/** Of length 1; a vector without a direction stays. */
function unit(vector: Vector): Vector {
	const size = length(vector);
	return size < 1e-6 ? vector : scaled(vector, 1 / size);
}
