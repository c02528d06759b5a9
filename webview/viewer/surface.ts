import type { StructureData } from "../protocol/structure.ts";
import { vanDerWaalsRadius } from "./elements.ts";
import type { AtomColour } from "./models.ts";
import { GLShape } from "./threeDmol.ts";

/** How fast an atom's density falls off: the larger, the more the surface follows single atoms. */
const sharpness = 2.2;
/** Å around an atom's radius in which its density counts. */
const reach = 1.3;
/** Points of the grid, which bounds memory (36 MB) and time; its finest step, Å. */
const mostPoints = 3_000_000;
const finest = 0.55;
/** Vertices in one shape, whose indices have 16 bits. */
const mostVertices = 50_000;

/**
 * The molecular surface as a level of the sum of Gaussian densities of the atoms, each of which alone would give its van der Waals sphere (Blinn 1982, ACM
 * Trans. Graph. 1, 235; Grant and Pickup 1995, J. Phys. Chem. 99, 3503), found by surface nets (Gibson 1998). Each point has the colour of the atom that
 * contributes most. Gives shapes, and nothing now and then so that the page can live.
 */
export function* surfaceShapes(data: StructureData, atoms: readonly number[], colour: AtomColour): Generator<GLShape | undefined> {
	if (atoms.length > 0) {
		const grid = gridAround(data, atoms);
		yield* addDensity(grid, data, atoms);
		yield* netShapes(grid, colour);
	}
}

interface Grid {
	/** Å. */
	readonly step: number;
	readonly origin: readonly [number, number, number];
	readonly size: readonly [number, number, number];
	readonly density: Float32Array;
	/** The atom that contributes most, and how much. */
	readonly owner: Int32Array;
	readonly most: Float32Array;
}

function gridAround({ positions }: StructureData, atoms: readonly number[]): Grid {
	const [low, high] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]];
	for (const atom of atoms) {
		for (let axis = 0; axis < 3; axis++) {
			const value = positions[3 * atom + axis] ?? 0;
			low[axis] = Math.min(low[axis] ?? value, value);
			high[axis] = Math.max(high[axis] ?? value, value);
		}
	}
	const margin = 5;
	const lengths = low.map((value, axis) => (high[axis] ?? value) - value + 2 * margin) as [number, number, number];
	const step = Math.max(finest, Math.cbrt((lengths[0] * lengths[1] * lengths[2]) / mostPoints));
	const size = lengths.map((length) => Math.ceil(length / step) + 1) as [number, number, number];
	const points = size[0] * size[1] * size[2];
	return { step, origin: low.map((value) => value - margin) as [number, number, number], size, density: new Float32Array(points), owner: new Int32Array(points), most: new Float32Array(points) };
}

function* addDensity({ step, origin, size, density, owner, most }: Grid, { positions, elements }: StructureData, atoms: readonly number[]): Generator<undefined> {
	for (const [index, atom] of atoms.entries()) {
		// A hydrogen lies within its neighbour's ball as good as wholly; on a coarse grid an atom must not fall between the points.
		const radius = Math.max(vanDerWaalsRadius(elements[atom] ?? 0), 0.9 * step);
		const limit = radius + Math.max(reach, step);
		const at = [0, 1, 2].map((axis) => (positions[3 * atom + axis] ?? 0) - (origin[axis] ?? 0)) as [number, number, number];
		const [from, to] = [at.map((value) => Math.max(0, Math.ceil((value - limit) / step))), at.map((value) => Math.floor((value + limit) / step))];
		for (let z = from[2] ?? 0; z <= (to[2] ?? 0); z++) {
			for (let y = from[1] ?? 0; y <= (to[1] ?? 0); y++) {
				for (let x = from[0] ?? 0; x <= (to[0] ?? 0); x++) {
					const squared = (x * step - at[0]) ** 2 + (y * step - at[1]) ** 2 + (z * step - at[2]) ** 2;
					const added = Math.exp(sharpness * (1 - squared / (radius * radius)));
					const point = x + size[0] * (y + size[1] * z);
					density[point] = (density[point] ?? 0) + added;
					if (added > (most[point] ?? 0)) {
						most[point] = added;
						owner[point] = atom;
					}
				}
			}
		}
		if (index % 500 === 499) {
			yield;
		}
	}
}

type Vector = { readonly x: number; readonly y: number; readonly z: number };

/** Shapes of layers of the grid; neighbouring shapes have the vertices of the layer between them in common. */
function* netShapes(grid: Grid, colour: AtomColour): Generator<GLShape | undefined> {
	const { size } = grid;
	let mesh = new Mesh(grid, colour);
	for (let z = 1; z < size[2] - 1; z++) {
		for (let y = 1; y < size[1] - 1; y++) {
			for (let x = 1; x < size[0] - 1; x++) {
				mesh.addFaces(x, y, z);
			}
		}
		if (mesh.vertices.length > mostVertices) {
			yield mesh.shape();
			mesh = new Mesh(grid, colour);
		} else {
			yield;
		}
	}
	if (mesh.faces.length > 0) {
		yield mesh.shape();
	}
}

class Mesh {
	readonly vertices: Vector[] = [];
	readonly normals: Vector[] = [];
	readonly colours: number[] = [];
	readonly faces: number[] = [];
	readonly #grid: Grid;
	readonly #colour: AtomColour;
	readonly #places = new Map<number, number>();

	constructor(grid: Grid, colour: AtomColour) {
		this.#grid = grid;
		this.#colour = colour;
	}

	/** The faces across the three edges of the grid that begin at a point: each where one end is inside and the other is not. */
	addFaces(x: number, y: number, z: number): void {
		const inside = this.#inside(x, y, z);
		if (inside !== this.#inside(x + 1, y, z)) {
			this.#addQuad(inside, this.#vertex(x, y, z), this.#vertex(x, y, z - 1), this.#vertex(x, y - 1, z - 1), this.#vertex(x, y - 1, z));
		}
		if (inside !== this.#inside(x, y + 1, z)) {
			this.#addQuad(inside, this.#vertex(x, y, z), this.#vertex(x - 1, y, z), this.#vertex(x - 1, y, z - 1), this.#vertex(x, y, z - 1));
		}
		if (inside !== this.#inside(x, y, z + 1)) {
			this.#addQuad(inside, this.#vertex(x, y, z), this.#vertex(x, y - 1, z), this.#vertex(x - 1, y - 1, z), this.#vertex(x - 1, y, z));
		}
	}

	#addQuad(outwards: boolean, a: number, b: number, c: number, d: number): void {
		this.faces.push(...(outwards ? [a, c, b, a, d, c] : [a, b, c, a, c, d]));
	}

	shape(): GLShape {
		const shape = new GLShape({ opacity: 1 });
		shape.color = undefined;
		shape.addCustom({ vertexArr: this.vertices, normalArr: this.normals, faceArr: this.faces, color: this.colours });
		return shape;
	}

	#density(x: number, y: number, z: number): number {
		const { size, density } = this.#grid;
		return density[x + size[0] * (y + size[1] * z)] ?? 0;
	}

	#inside(x: number, y: number, z: number): boolean {
		return this.#density(x, y, z) > 1;
	}

	/** The vertex of a cell: the middle of where the level crosses its edges. */
	#vertex(x: number, y: number, z: number): number {
		const { size, step, origin } = this.#grid;
		const key = x + size[0] * (y + size[1] * z);
		const known = this.#places.get(key);
		if (known !== undefined) {
			return known;
		}
		const [middle, owner] = this.#middle(x, y, z);
		const normal = this.#normal(x, y, z);
		this.#places.set(key, this.vertices.length);
		this.vertices.push({ x: origin[0] + (x + middle[0]) * step, y: origin[1] + (y + middle[1]) * step, z: origin[2] + (z + middle[2]) * step });
		this.normals.push(normal);
		this.colours.push(this.#colour(owner));
		return this.vertices.length - 1;
	}

	/** Where in the cell, 0 to 1 along each axis, and the atom of its densest corner. */
	#middle(x: number, y: number, z: number): [[number, number, number], number] {
		const { size, owner } = this.#grid;
		const sum: [number, number, number] = [0, 0, 0];
		let [crossings, densest, nearest] = [0, -1, 0];
		for (let corner = 0; corner < 8; corner++) {
			const [dx, dy, dz] = [corner & 1, (corner >> 1) & 1, corner >> 2];
			const here = this.#density(x + dx, y + dy, z + dz);
			if (here > densest) {
				[densest, nearest] = [here, owner[x + dx + size[0] * (y + dy + size[1] * (z + dz))] ?? 0];
			}
			for (let axis = 0; axis < 3; axis++) {
				if ((corner >> axis) & 1) {
					continue;
				}
				const there = this.#density(x + (axis === 0 ? 1 : dx), y + (axis === 1 ? 1 : dy), z + (axis === 2 ? 1 : dz));
				if (here > 1 !== there > 1) {
					const part = (1 - here) / (there - here);
					sum[0] += axis === 0 ? part : dx;
					sum[1] += axis === 1 ? part : dy;
					sum[2] += axis === 2 ? part : dz;
					crossings++;
				}
			}
		}
		const count = Math.max(crossings, 1);
		return [[sum[0] / count, sum[1] / count, sum[2] / count], nearest];
	}

	/** Down the density, which is outwards. */
	#normal(x: number, y: number, z: number): Vector {
		const at = (dx: number, dy: number, dz: number): number => Math.min(this.#density(x + dx, y + dy, z + dz), 4);
		const slope = (axis: 0 | 1 | 2): number => {
			let sum = 0;
			for (let corner = 0; corner < 4; corner++) {
				const [a, b] = [corner & 1, corner >> 1];
				sum += axis === 0 ? at(0, a, b) - at(1, a, b) : axis === 1 ? at(a, 0, b) - at(a, 1, b) : at(a, b, 0) - at(a, b, 1);
			}
			return sum;
		};
		const [nx, ny, nz] = [slope(0), slope(1), slope(2)];
		const length = Math.hypot(nx, ny, nz) || 1;
		return { x: nx / length, y: ny / length, z: nz / length };
	}
}
