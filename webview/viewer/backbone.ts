import { residueKinds, type StructureData } from "../protocol/structure.ts";

/** Atoms that a ribbon is made of; -1 where a residue lacks one. */
export interface Backbone {
	/** CA of amino acids; P of nucleotides, or O5' where a chain begins. */
	readonly trace: Int32Array;
	readonly n: Int32Array;
	readonly c: Int32Array;
	readonly o: Int32Array;
}

/** Å: neighbours along a chain are nearer to each other. */
const farthest = { aminoAcid: 4.5, nucleotide: 9 };

export function backboneOf(data: StructureData): Backbone {
	const { residues, names, atomNames } = data;
	const columns = [0, 1, 2, 3].map(() => new Int32Array(residues.count).fill(-1)) as [Int32Array, Int32Array, Int32Array, Int32Array];
	const [trace, n, c, o] = columns;
	const columnOf = (name: string, kind: number): Int32Array | undefined =>
		kind === residueKinds.nucleotide ? (name === "P" ? trace : undefined) : { CA: trace, N: n, C: c, O: o, OXT: o, O1: o, OT1: o }[name];
	for (let residue = 0; residue < residues.count; residue++) {
		const kind = residues.kind[residue] ?? 0;
		if (kind !== residueKinds.aminoAcid && kind !== residueKinds.nucleotide) {
			continue;
		}
		let start = -1;
		for (let atom = residues.firstAtom[residue] ?? 0; atom < (residues.firstAtom[residue + 1] ?? 0); atom++) {
			const name = atomNames[names[atom] ?? 0] ?? "";
			const column = columnOf(name, kind);
			if (column && (column[residue] === -1 || name === "O")) {
				column[residue] = atom;
			}
			start = /^O5['*]$/u.test(name) ? atom : start;
		}
		if (kind === residueKinds.nucleotide && trace[residue] === -1) {
			trace[residue] = start;
		}
	}
	return { trace, n, c, o };
}

/** Indices of residues that follow each other along a chain without a gap. */
export function stretches(data: StructureData, { trace }: Backbone): number[][] {
	const { residues, positions } = data;
	const all: number[][] = [];
	let last = -1;
	for (let residue = 0; residue < residues.count; residue++) {
		if ((trace[residue] ?? -1) < 0) {
			continue;
		}
		if (last >= 0 && residues.chain[last] === residues.chain[residue] && residues.kind[last] === residues.kind[residue] && near(last, residue)) {
			all.at(-1)?.push(residue);
		} else {
			all.push([residue]);
		}
		last = residue;
	}
	return all;

	function near(a: number, b: number): boolean {
		const [first, second] = [3 * (trace[a] ?? 0), 3 * (trace[b] ?? 0)];
		const distance = Math.hypot((positions[first] ?? 0) - (positions[second] ?? 0), (positions[first + 1] ?? 0) - (positions[second + 1] ?? 0), (positions[first + 2] ?? 0) - (positions[second + 2] ?? 0));
		return distance < (residues.kind[a] === residueKinds.nucleotide ? farthest.nucleotide : farthest.aminoAcid);
	}
}

/** Whether a residue closes the end of a ribbon and has no place in it itself, as ACE and NH2 do. */
export function isCapOf({ residues: { chain } }: StructureData, { trace }: Backbone, residue: number, ribbons: ReadonlySet<number>): boolean {
	return (trace[residue] ?? -1) < 0 && [residue - 1, residue + 1].some((beside) => ribbons.has(beside) && chain[beside] === chain[residue]);
}
