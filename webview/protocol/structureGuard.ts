import { count, type Guard, listOf, oneOf, optional, shape, text } from "../guards.ts";
import type { ChainData, LigandData, ResidueColumns, StructureData } from "./structure.ts";

/** Columns of the stated kind. */
function column<T>(kind: abstract new (...parts: never[]) => T): Guard<T> {
	return (value): value is T => value instanceof kind;
}

const residueColumns: Guard<ResidueColumns> = shape<ResidueColumns>({
	count,
	firstAtom: column(Uint32Array),
	chain: column(Uint16Array),
	name: column(Uint16Array),
	names: listOf(text),
	number: column(Int32Array),
	insertion: column(Uint8Array),
	kind: column(Uint8Array),
	structure: column(Uint8Array),
});
const chain = shape<ChainData>({ name: text, kind: oneOf("protein", "nucleotide", "other"), sequence: text, residues: column(Uint32Array), breaks: column(Uint32Array) });
const ligand = shape<LigandData>({ label: text, residue: count, neighbours: column(Uint32Array), distances: column(Float32Array), smiles: optional(text) });
const structure = shape<StructureData>({
	id: text,
	title: text,
	atomCount: count,
	positions: column(Float32Array),
	elements: column(Uint8Array),
	serials: column(Int32Array),
	names: column(Uint16Array),
	atomNames: listOf(text),
	bFactors: column(Float32Array),
	residueOf: column(Uint32Array),
	residues: residueColumns,
	chains: listOf(chain),
	bonds: column(Uint32Array),
	bondOrders: column(Uint8Array),
	confidence: oneOf("b-factor", "plddt", "none"),
	secondaryStructure: oneOf("file", "none"),
	models: count,
	model: count,
	modelKind: oneOf("model", "molecule"),
	method: text,
	resolution: optional(count),
	ligands: listOf(ligand),
	warnings: optional(listOf(text)),
});

/** A structure whose columns have the lengths that they say. */
export function isStructureData(value: unknown): value is StructureData {
	if (!structure(value)) {
		return false;
	}
	const { atomCount, residues } = value;
	const perAtom = [value.elements, value.serials, value.names, value.bFactors, value.residueOf];
	const perResidue = [residues.chain, residues.name, residues.number, residues.insertion, residues.kind, residues.structure];
	return (
		value.positions.length === 3 * atomCount &&
		perAtom.every(({ length }) => length === atomCount) &&
		residues.firstAtom.length === residues.count + 1 &&
		perResidue.every(({ length }) => length === residues.count) &&
		value.bonds.length === 2 * value.bondOrders.length &&
		value.chains.every(({ sequence, residues: { length }, breaks }) => sequence.length === length && breaks.every((at, index) => at > (breaks[index - 1] ?? 0) && at < length))
	);
}
