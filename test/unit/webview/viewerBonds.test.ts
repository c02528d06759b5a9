import { shows } from "../../../webview/viewer/framing.ts";
import { describe, expect, it } from "vitest";
import type { StructureData } from "../../../webview/protocol/structure.ts";
import { isCapOf } from "../../../webview/viewer/backbone.ts";
import { bondsAmong } from "../../../webview/viewer/bonds.ts";
import { Camera } from "../../../webview/viewer/camera.ts";
import { carbonTint, chainColours, colouring, elementColour, plddtColour, structureColours } from "../../../webview/viewer/colours.ts";
import { glowRadius, ionScale, vanDerWaalsRadius } from "../../../webview/viewer/elements.ts";
import { frame } from "../../../webview/viewer/framing.ts";

type Atom = readonly [element: number, x: number, y: number, z: number, residue: number];

/** Atoms as a file without any bonds tells them. */
function structure(atoms: readonly Atom[], bonds: readonly number[] = [], orders: readonly number[] = []): StructureData {
	const count = Math.max(...atoms.map(([, , , , residue]) => residue)) + 1;
	return {
		id: "",
		title: "",
		atomCount: atoms.length,
		positions: Float32Array.from(atoms.flatMap(([, x, y, z]) => [x, y, z])),
		elements: Uint8Array.from(atoms, ([element]) => element),
		serials: Int32Array.from(atoms.keys()),
		names: new Uint16Array(atoms.length),
		atomNames: ["X"],
		bFactors: Float32Array.from(atoms.keys()),
		residueOf: Uint32Array.from(atoms, ([, , , , residue]) => residue),
		residues: { count, firstAtom: Uint32Array.from([...Array.from({ length: count }, (_, residue) => atoms.findIndex((atom) => atom[4] === residue)), atoms.length]), chain: new Uint16Array(count), name: new Uint16Array(count), names: ["ALA"], number: Int32Array.from({ length: count }, (_, residue) => residue), insertion: new Uint8Array(count), kind: new Uint8Array(count).fill(1), structure: new Uint8Array(count) },
		chains: [{ name: "A", kind: "protein", sequence: "", residues: new Uint32Array(0), breaks: new Uint32Array(0) }],
		bonds: Uint32Array.from(bonds),
		bondOrders: Uint8Array.from(orders),
		confidence: "b-factor",
		secondaryStructure: "none",
		models: 1,
		model: 1,
		modelKind: "model",
		method: "",
		ligands: [],
	};
}

function bonded(data: StructureData): string[] {
	const steps = bondsAmong(data, [...data.elements.keys()]);
	let step = steps.next();
	while (step.done !== true) {
		step = steps.next();
	}
	const { pairs, orders } = step.value;
	return orders.map((order, bond) => [pairs[2 * bond] ?? -1, pairs[2 * bond + 1] ?? -1].sort((a, b) => a - b).join("-") + (order === 1 ? "" : `×${order}`)).sort();
}

describe("bonds of the 3D viewer", () => {
	it("finds the peptide bond between two residues, and none between chains that only touch", () => {
		// C of one residue, N of the next 1.33 Å away, O of a third 2.9 Å away from that.
		expect(bonded(structure([[6, 0, 0, 0, 0], [7, 1.33, 0, 0, 1], [8, 1.33, 2.9, 0, 2]]))).toEqual(["0-1"]);
	});

	it("gives water its two bonds, and no bond between hydrogens, to sodium, or to another's hydrogen", () => {
		const water: readonly Atom[] = [[8, 0, 0, 0, 0], [1, 0.96, 0, 0, 0], [1, -0.24, 0.93, 0, 0]];
		expect(bonded(structure([...water, [11, 0, -2.3, 0, 1], [8, 2.2, 0.3, 0, 2]]))).toEqual(["0-1", "0-2"]);
	});

	it("believes a file that tells the bonds of a ligand, with their orders, and adds none there", () => {
		const triangle: readonly Atom[] = [[6, 0, 0, 0, 0], [6, 1.5, 0, 0, 0], [6, 0.75, 1.3, 0, 0]];
		expect(bonded(structure(triangle))).toEqual(["0-1", "0-2", "1-2"]);
		expect(bonded(structure(triangle, [0, 1, 1, 2], [2, 1]))).toEqual(["0-1×2", "1-2"]);
	});
});

describe("the default view", () => {
	it("lays the longest direction along the picture, and shows every atom", () => {
		const data = structure(Array.from({ length: 40 }, (_, index): Atom => [6, 0.3 * index, index % 3, index, 0]));
		const camera = Object.assign(new Camera(), { width: 800, height: 300 });
		frame(camera, data, data.residueOf.map((_, index) => index));
		const project = camera.projector();
		const places = Array.from({ length: 40 }, (_, atom) => project(data.positions[3 * atom] ?? 0, data.positions[3 * atom + 1] ?? 0, data.positions[3 * atom + 2] ?? 0, { x: 0, y: 0, depth: 0, scale: 0 })).map(({ x, y }) => ({ x, y }));
		const [wide, high] = [places.map(({ x }) => x), places.map(({ y }) => y)].map((values) => Math.max(...values) - Math.min(...values));
		expect(wide).toBeGreaterThan(600);
		expect(high).toBeLessThan(60);
		expect(places.every(({ x, y }) => x > 0 && x < 800 && y > 0 && y < 300)).toBe(true);
	});
});

describe("colours", () => {
	it("paint pLDDT with AlphaFold's four colours and its limits 90, 70 and 50", () => {
		expect([95, 90, 89.9, 70, 69.9, 50, 49.9, 0].map(plddtColour)).toEqual([0x0053d6, 0x0053d6, 0x65cbf3, 0x65cbf3, 0xffdb13, 0xffdb13, 0xff7d45, 0xff7d45]);
	});

	it.each([true, false])("tell the carbons around a ligand from its nitrogens and oxygens, on dark: %s", (dark) => {
		const channels = (colour: number): number[] => [16, 8, 0].map((shift) => (colour >> shift) & 0xff);
		const difference = (one: number, other: number): number => Math.hypot(...channels(one).map((value, index) => value - (channels(other)[index] ?? 0)));
		for (const colour of [...chainColours, ...structureColours]) {
			for (const element of [7, 8]) {
				expect(difference(carbonTint(colour, dark), elementColour(element, dark)), `${colour.toString(16)} and ${element}`).toBeGreaterThan(85);
			}
		}
	});

	it("run from the least B-factor of the file to its largest", () => {
		const data = structure([[6, 0, 0, 0, 0], [6, 5, 0, 0, 1], [6, 9, 0, 0, 2]]);
		const colour = colouring("b-factor", data, new Uint8Array(3), true);
		expect([0, 1, 2].map(colour)).toEqual([0x4575b4, 0xfee090, 0xd73027]);
	});
});

it("a viewpoint is kept for the same structure, also where it looks at a ligand, and not for one that lies elsewhere or is a speck from there", () => {
	const ball = { centre: { x: 10, y: 0, z: 0 }, radius: 20 };
	expect(shows({ x: 10, y: 0, z: 0 }, 60, ball)).toBe(true);
	expect(shows({ x: 25, y: 0, z: 0 }, 12, ball)).toBe(true);
	expect(shows({ x: 90, y: 40, z: 0 }, 60, ball)).toBe(false);
	expect(shows({ x: 10, y: 0, z: 0 }, 1000, ball)).toBe(false);
});

it("an ion glows outside of its ball", () => {
	for (const element of [11, 12, 20, 26, 30]) {
		expect(glowRadius(element, true)).toBeGreaterThan(ionScale * vanDerWaalsRadius(element) + 0.3);
	}
});

it("a cap at the end of a ribbon is known, and a residue that stands alone is none", () => {
	const data = structure([[6, 0, 0, 0, 0], [7, 1, 0, 0, 1], [7, 9, 0, 0, 2]]);
	const backbone = { trace: Int32Array.from([0, -1, -1]), n: new Int32Array(3), c: new Int32Array(3), o: new Int32Array(3) };
	expect([1, 2].map((residue) => isCapOf(data, backbone, residue, new Set([0])))).toEqual([true, false]);
	expect(isCapOf({ ...data, residues: { ...data.residues, chain: Uint16Array.from([0, 1, 1]) } }, backbone, 1, new Set([0]))).toBe(false);
});
