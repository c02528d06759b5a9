import type { StructureData } from "../../../webview/protocol/structure.ts";

/** Copies of a structure side by side on a lattice (Å), each with chains of its own: as large as wanted, and made of real protein. */
export function lattice(data: StructureData, copies: number, spacing: number): StructureData {
	const side = Math.ceil(Math.cbrt(copies));
	const { residues } = data;
	const repeat = <T extends Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array>(column: T, shift: (copy: number) => number = () => 0): T => {
		const made = new (column.constructor as new (length: number) => T)(column.length * copies);
		for (let copy = 0; copy < copies; copy++) {
			const add = shift(copy);
			for (let index = 0; index < column.length; index++) {
				made[copy * column.length + index] = (column[index] ?? 0) + add;
			}
		}
		return made;
	};
	const positions = repeat(data.positions);
	for (let index = 0; index < positions.length; index++) {
		const copy = Math.floor(index / data.positions.length);
		const cell = [copy % side, Math.floor(copy / side) % side, Math.floor(copy / side ** 2)][index % 3] ?? 0;
		positions[index] = (positions[index] ?? 0) + cell * spacing;
	}
	const firstAtom = repeat(residues.firstAtom.subarray(0, residues.count), (copy) => copy * data.atomCount);
	return {
		...data,
		atomCount: data.atomCount * copies,
		positions,
		elements: repeat(data.elements),
		serials: repeat(data.serials, (copy) => copy * data.atomCount),
		names: repeat(data.names),
		bFactors: repeat(data.bFactors),
		residueOf: repeat(data.residueOf, (copy) => copy * residues.count),
		residues: {
			...residues,
			count: residues.count * copies,
			firstAtom: Uint32Array.from([...firstAtom, data.atomCount * copies]),
			chain: repeat(residues.chain, (copy) => copy * data.chains.length),
			name: repeat(residues.name),
			number: repeat(residues.number),
			insertion: repeat(residues.insertion),
			kind: repeat(residues.kind),
			structure: repeat(residues.structure),
		},
		chains: Array.from({ length: copies }, () => data.chains).flat(),
		bonds: new Uint32Array(0),
		bondOrders: new Uint8Array(0),
		ligands: [],
	};
}
