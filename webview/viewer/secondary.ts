import { residueKinds, type StructureData } from "../protocol/structure.ts";
import type { Backbone } from "./backbone.ts";
import { Cells } from "./cells.ts";

/** kcal/mol·Å and kcal/mol of Kabsch and Sander 1983 (Biopolymers 22, 2577). */
const coupling = 27.9;
const strongest = -0.5;
/** Å: farther alpha carbons have no hydrogen bond between their residues. */
const reach = 9;
/** Å between oxygen and nitrogen. */
const farthestBond = 5.2;

/**
 * Helices (1) and strands (2) of each residue: as the file tells, else from the hydrogen bonds of the backbone by the rules of Kabsch and Sander (DSSP):
 * helices of three, four and five residues a turn, ladders of at least two bridges. Stops now and then, so that the page can live.
 */
export function* secondaryStructure(data: StructureData, backbone: Backbone): Generator<undefined, Uint8Array> {
	return data.secondaryStructure === "file" ? data.residues.structure : yield* fromHydrogenBonds(data, backbone);
}

function* fromHydrogenBonds(data: StructureData, backbone: Backbone): Generator<undefined, Uint8Array> {
	const { residues } = data;
	const bonds = yield* hydrogenBonds(data, backbone);
	const bonded = (carbonyl: number, amide: number): boolean => bonds.has(carbonyl * residues.count + amide);
	const structure = new Uint8Array(residues.count);
	markStrands(bonds, residues.count, bonded, structure);
	for (const turn of [5, 3, 4]) {
		for (let residue = 1; residue + turn < residues.count; residue++) {
			if (sameChain(data, residue - 1, residue + turn) && bonded(residue - 1, residue - 1 + turn) && bonded(residue, residue + turn)) {
				structure.fill(1, residue, residue + turn);
			}
		}
	}
	return structure;
}

function sameChain({ residues }: StructureData, a: number, b: number): boolean {
	return residues.chain[a] === residues.chain[b] && residues.kind[b] === residueKinds.aminoAcid;
}

/** Bonds as `carbonyl × residues + amide`. */
function* hydrogenBonds(data: StructureData, backbone: Backbone): Generator<undefined, Set<number>> {
	const { residues, positions } = data;
	const bonds = new Set<number>();
	const hydrogens = amideHydrogens(data, backbone);
	const cells = new Cells(reach);
	for (let residue = 0; residue < residues.count; residue++) {
		const trace = backbone.trace[residue] ?? -1;
		if (residues.kind[residue] !== residueKinds.aminoAcid || trace < 0) {
			continue;
		}
		const [x = 0, y = 0, z = 0] = positions.subarray(3 * trace, 3 * trace + 3);
		cells.near(x, y, z, (other) => {
			tryBond(other, residue);
			tryBond(residue, other);
		});
		cells.add(x, y, z, residue);
		if (residue % 300 === 299) {
			yield;
		}
	}
	return bonds;

	function tryBond(carbonyl: number, amide: number): void {
		const neighbours = amide === carbonyl + 1 && residues.chain[carbonyl] === residues.chain[amide];
		if (!neighbours && energy(positions, hydrogens, backbone, carbonyl, amide) < strongest) {
			bonds.add(carbonyl * residues.count + amide);
		}
	}
}

/** Å: x, y, z of each residue's amide hydrogen, opposite to the C=O before it; NaN where there is none, as in proline. */
function amideHydrogens({ residues, positions }: StructureData, { n, c, o }: Backbone): Float32Array {
	const hydrogens = new Float32Array(3 * residues.count).fill(NaN);
	for (let residue = 1; residue < residues.count; residue++) {
		const [nitrogen = -1, carbon = -1, oxygen = -1] = [n[residue], c[residue - 1], o[residue - 1]];
		if (Math.min(nitrogen, carbon, oxygen) < 0 || residues.chain[residue - 1] !== residues.chain[residue] || residues.names[residues.name[residue] ?? 0] === "PRO") {
			continue;
		}
		const length = distance(positions, carbon, positions, oxygen) || 1;
		for (let axis = 0; axis < 3; axis++) {
			hydrogens[3 * residue + axis] = (positions[3 * nitrogen + axis] ?? 0) + (1.01 * ((positions[3 * carbon + axis] ?? 0) - (positions[3 * oxygen + axis] ?? 0))) / length;
		}
	}
	return hydrogens;
}

/** kcal/mol between the C=O of one residue and the N–H of another. */
function energy(positions: Float32Array, hydrogens: Float32Array, { n, c, o }: Backbone, carbonyl: number, amide: number): number {
	const [carbon = -1, oxygen = -1, nitrogen = -1] = [c[carbonyl], o[carbonyl], n[amide]];
	if (Math.min(carbon, oxygen, nitrogen) < 0 || Number.isNaN(hydrogens[3 * amide] ?? NaN)) {
		return 0;
	}
	const apart = distance(positions, oxygen, positions, nitrogen);
	if (apart > farthestBond) {
		return 0;
	}
	return coupling * (1 / apart + 1 / distance(positions, carbon, hydrogens, amide) - 1 / distance(positions, oxygen, hydrogens, amide) - 1 / distance(positions, carbon, positions, nitrogen));
}

function distance(a: Float32Array, i: number, b: Float32Array, j: number): number {
	const [x, y, z] = [(a[3 * i] ?? 0) - (b[3 * j] ?? 0), (a[3 * i + 1] ?? 0) - (b[3 * j + 1] ?? 0), (a[3 * i + 2] ?? 0) - (b[3 * j + 2] ?? 0)];
	return Math.sqrt(x * x + y * y + z * z);
}

/** Ladders of at least two bridges; a residue of one bridge alone stays what it is. */
function markStrands(bonds: ReadonlySet<number>, count: number, bonded: (carbonyl: number, amide: number) => boolean, structure: Uint8Array): void {
	const bridges = new Map<number, Set<number>>();
	for (const bond of bonds) {
		const [first, second] = [Math.floor(bond / count), bond % count];
		for (const i of [first - 1, first, first + 1]) {
			for (const j of [second - 1, second, second + 1]) {
				if (Math.abs(i - j) > 2 && (antiparallel(i, j) || parallel(i, j))) {
					(bridges.get(i) ?? bridges.set(i, new Set()).get(i))?.add(j);
					(bridges.get(j) ?? bridges.set(j, new Set()).get(j))?.add(i);
				}
			}
		}
	}
	for (const [residue, partners] of bridges) {
		const next = bridges.get(residue + 1);
		if (next && [...partners].some((partner) => next.has(partner - 1) || next.has(partner + 1) || next.has(partner - 2) || next.has(partner + 2))) {
			structure[residue] = 2;
			structure[residue + 1] = 2;
		}
	}

	function antiparallel(i: number, j: number): boolean {
		return (bonded(i, j) && bonded(j, i)) || (bonded(i - 1, j + 1) && bonded(j - 1, i + 1));
	}

	function parallel(i: number, j: number): boolean {
		return (bonded(i - 1, j) && bonded(j, i + 1)) || (bonded(j - 1, i) && bonded(i, j + 1));
	}
}
