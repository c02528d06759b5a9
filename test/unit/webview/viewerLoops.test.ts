import { expect, it } from "vitest";
import { type KnownLoops, loopSides, type LoopSides } from "../../../webview/viewer/loops.ts";

/** What is found, and in how many steps between which the page lives. */
function found(steps: Generator<undefined, LoopSides>): readonly [LoopSides, number] {
	for (let count = 0; ; count++) {
		const { done, value } = steps.next();
		if (done === true) {
			return [value, count];
		}
	}
}

/** A chain along x, whose carbonyls point where they are told to; `structure` 0 is a loop. */
function sidesOf(carbonyls: readonly (readonly [number, number, number])[], structure: readonly number[] = carbonyls.map(() => 0)): (readonly number[] | undefined)[] {
	const atoms = carbonyls.flatMap(([x, y, z], index) => [[3.8 * index, 0, 0], [3.8 * index + x, y, z]]);
	const residues = [...carbonyls.keys()];
	const backbone = { trace: Int32Array.from(residues, (index) => 2 * index), o: Int32Array.from(residues, (index) => 2 * index + 1) };
	const [sides] = found(loopSides({ positions: Float32Array.from(atoms.flat()) }, backbone, residues, Uint8Array.from(structure), new WeakMap()));
	return residues.map((residue) => sides.get(residue)?.map((value, axis) => Number((value - (axis === 0 ? 3.8 * residue : 0)).toFixed(3)) + 0));
}

it("a loop lies flat where its carbonyls point to", () => {
	expect(sidesOf([[0.5, 2, 0], [0, 2, 0], [-0.5, 2, 0]])).toEqual([[0, 1, 0], [0, 1, 0], [0, 1, 0]]);
});

it("it does not turn over where carbonyls point to the other side, as they do from residue to residue in a strand", () => {
	expect(sidesOf([[0, 2, 0], [0, -2, 0], [0, 2, 0]])).toEqual([[0, 1, 0], [0, 1, 0], [0, 1, 0]]);
});

it("it goes on as before where a carbonyl points along the chain, which would pinch it", () => {
	expect(sidesOf([[0, 2, 0], [2.4, 0, 0], [0, 2, 0]])[1]).toEqual([0, 1, 0]);
});

it("helices and strands keep their own carbonyls", () => {
	expect(sidesOf([[0, 2, 0], [0, 2, 0], [0, 2, 0]], [0, 1, 2]).map((side) => side !== undefined)).toEqual([true, false, false]);
});

it("a capsid's chains are looked at in steps between which the page lives, and once for all colours", () => {
	const residues = Array.from({ length: 5000 }, (_, index) => index);
	const atoms = residues.flatMap((index) => [3.8 * index, 0, 0, 3.8 * index, 2, 0]);
	const backbone = { trace: Int32Array.from(residues, (index) => 2 * index), o: Int32Array.from(residues, (index) => 2 * index + 1) };
	const known: KnownLoops = new WeakMap();
	const look = (stretch: readonly number[]): readonly [LoopSides, number] => found(loopSides({ positions: Float32Array.from(atoms) }, backbone, stretch, new Uint8Array(residues.length), known));
	const [sides, steps] = look(residues);
	expect(sides.size).toBe(5000);
	expect(steps).toBeGreaterThanOrEqual(20);
	expect(look(residues)).toEqual([sides, 0]);
	expect(look(residues.slice(0, 3))[0].size).toBe(3);
});
