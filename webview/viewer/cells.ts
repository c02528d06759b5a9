/** A number for a cell of space, from its place along each axis: unique within 65,536 cells. */
export function cellKey(x: number, y: number, z: number): number {
	return ((x & 0xffff) * 0x10000 + (y & 0xffff)) * 0x10000 + (z & 0xffff);
}

/** What lies in cells of space, so that neighbours are found without asking everyone. */
export class Cells {
	readonly #size: number;
	readonly #cells = new Map<number, number[]>();

	/** `size` in Å: neighbours up to that distance are found. */
	constructor(size: number) {
		this.#size = size;
	}

	/** Calls back with all that were put in before and may be near. */
	near(x: number, y: number, z: number, found: (item: number) => void): void {
		const [cx, cy, cz] = [Math.floor(x / this.#size), Math.floor(y / this.#size), Math.floor(z / this.#size)];
		for (let dx = -1; dx <= 1; dx++) {
			for (let dy = -1; dy <= 1; dy++) {
				for (let dz = -1; dz <= 1; dz++) {
					this.#cells.get(cellKey(cx + dx, cy + dy, cz + dz))?.forEach(found);
				}
			}
		}
	}

	add(x: number, y: number, z: number, item: number): void {
		const key = cellKey(Math.floor(x / this.#size), Math.floor(y / this.#size), Math.floor(z / this.#size));
		const cell = this.#cells.get(key);
		if (cell) {
			cell.push(item);
		} else {
			this.#cells.set(key, [item]);
		}
	}
}
