import type { StructureData } from "../protocol/structure.ts";
import { residueKinds } from "../protocol/structure.ts";
import { type Camera, matrix, type Point, product, quaternion, turnBetween } from "./camera.ts";

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

/** Whether a view with this centre, from this distance (Å), shows the ball, and not as a speck. */
export function shows({ x, y, z }: Point, distance: number, { centre, radius }: Ball): boolean {
	return Math.hypot(x - centre.x, y - centre.y, z - centre.z) <= radius + 1 && distance <= 12 * radius + 50;
}

/** What the default view shows: everything but water, or water where there is nothing else. */
export function framedAtoms({ residues, residueOf }: StructureData): Uint32Array {
	const all = Uint32Array.from(residueOf.keys());
	const dry = all.filter((atom) => residues.kind[residueOf[atom] ?? 0] !== residueKinds.water);
	return dry.length > 0 ? dry : all;
}

/** CSS pixels around the scene, and Å around the atoms' centres. */
const margin = 18;
const thickness = 2.2;

/** The default view: the longest direction of the atoms along the longer side of the picture, the shortest towards the eye, as large as it fits. */
export function frame(camera: Camera, data: StructureData, atoms: ArrayLike<number>): void {
	const [longest, middle] = principalAxes(data, atoms);
	const [first, second] = camera.width >= camera.height ? [longest, middle] : [negative(middle), longest];
	const third = cross(first, second);
	camera.rotation = quaternion([...first, ...second, ...third]);
	fit(camera, data, atoms);
}

/** Goes as near as the atoms allow, without turning. */
export function fit(camera: Camera, data: StructureData, atoms: ArrayLike<number>): void {
	const { centre, radius } = ballAround(data, atoms);
	camera.frame(centre, radius + thickness);
	const [a, b, c, d, e, f, g, h, i] = matrix(camera.rotation);
	const [wide, high] = camera.slopes(margin);
	let distance = 0;
	for (let index = 0; index < atoms.length; index++) {
		const at = 3 * (atoms[index] ?? 0);
		const [x, y, z] = [(data.positions[at] ?? 0) - centre.x, (data.positions[at + 1] ?? 0) - centre.y, (data.positions[at + 2] ?? 0) - centre.z];
		const towards = g * x + h * y + i * z;
		distance = Math.max(distance, (Math.abs(a * x + b * y + c * z) + thickness) / wide + towards, (Math.abs(d * x + e * y + f * z) + thickness) / high + towards);
	}
	camera.distance = Math.max(distance, 12);
}

/** Turns until the middle of some atoms lies before that of all; stays where both are nearly one. */
export function face(camera: Camera, data: StructureData, atoms: ArrayLike<number>, all: ArrayLike<number>): void {
	const [target, middle] = [ballAround(data, atoms).centre, ballAround(data, all).centre];
	const [x, y, z] = [target.x - middle.x, target.y - middle.y, target.z - middle.z];
	const length = Math.hypot(x, y, z);
	if (length > 1) {
		const [a, b, c, d, e, f, g, h, i] = matrix(camera.rotation);
		const seen = { x: (a * x + b * y + c * z) / length, y: (d * x + e * y + f * z) / length, z: (g * x + h * y + i * z) / length };
		camera.rotation = product(turnBetween(seen, { x: 0, y: 0, z: 1 }), camera.rotation);
	}
}

type Axis = [number, number, number];

function negative([x, y, z]: Axis): Axis {
	return [-x, -y, -z];
}

function cross([a, b, c]: Axis, [d, e, f]: Axis): Axis {
	return [b * f - c * e, c * d - a * f, a * e - b * d];
}

/** The two directions in which the atoms spread most: eigenvectors of their covariance, by Jacobi's rotations. */
function principalAxes(data: StructureData, atoms: ArrayLike<number>): [Axis, Axis] {
	const spread = covariance(data, atoms);
	const axes: [Axis, Axis, Axis] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
	for (let sweep = 0; sweep < 12; sweep++) {
		for (const [p, q] of [[0, 1], [0, 2], [1, 2]] as const) {
			rotate(spread, axes, p, q);
		}
	}
	const order = ([0, 1, 2] as const).toSorted((one, other) => (spread[other]?.[other] ?? 0) - (spread[one]?.[one] ?? 0));
	const [first = 0, second = 1] = order;
	return [axes[first], axes[second]];
}

function covariance({ positions }: StructureData, atoms: ArrayLike<number>): number[][] {
	const mean = [0, 0, 0];
	for (let index = 0; index < atoms.length; index++) {
		for (let axis = 0; axis < 3; axis++) {
			mean[axis] = (mean[axis] ?? 0) + (positions[3 * (atoms[index] ?? 0) + axis] ?? 0) / atoms.length;
		}
	}
	const sums = [[0, 0, 0], [0, 0, 0], [0, 0, 0]];
	for (let index = 0; index < atoms.length; index++) {
		const offset = mean.map((value, axis) => (positions[3 * (atoms[index] ?? 0) + axis] ?? 0) - value);
		sums.forEach((row, r) => row.forEach((sum, c) => (row[c] = sum + (offset[r] ?? 0) * (offset[c] ?? 0))));
	}
	return sums;
}

function rotate(spread: number[][], axes: [Axis, Axis, Axis], p: 0 | 1, q: 1 | 2): void {
	const [pp = 0, qq = 0, pq = 0] = [spread[p]?.[p], spread[q]?.[q], spread[p]?.[q]];
	if (Math.abs(pq) < 1e-9) {
		return;
	}
	const angle = 0.5 * Math.atan2(2 * pq, qq - pp);
	const [c, s] = [Math.cos(angle), Math.sin(angle)];
	for (const row of spread) {
		[row[p], row[q]] = [c * (row[p] ?? 0) - s * (row[q] ?? 0), s * (row[p] ?? 0) + c * (row[q] ?? 0)];
	}
	const [first = [], second = []] = [spread[p], spread[q]];
	spread[p] = first.map((value, column) => c * value - s * (second[column] ?? 0));
	spread[q] = first.map((value, column) => s * value + c * (second[column] ?? 0));
	const [one, other] = [axes[p], axes[q]];
	axes[p] = one.map((value, index) => c * value - s * (other[index] ?? 0)) as Axis;
	axes[q] = one.map((value, index) => s * value + c * (other[index] ?? 0)) as Axis;
}
