import { isIonElement } from "./elements.ts";
import type { FileFacts } from "./fileFacts.ts";
import { isCapName, isNucleotideName, isWaterName, letterOf } from "./residues.ts";
import { residueKinds, type StructureData } from "./structureData.ts";

/** What is told of atoms and residues before the kinds of residues are known. */
export type Columns = Pick<StructureData, "atomCount" | "positions" | "elements" | "names" | "atomNames"> & {
	readonly residues: Pick<StructureData["residues"], "count" | "firstAtom" | "chain" | "name" | "names">;
	/** 1 for each residue written as HETATM. */
	readonly hetero: Uint8Array;
	/** 1 for each residue that the file counts among a polymer's. */
	readonly sequenced: Uint8Array;
};

/** What tells whether residues are bound. */
export type Backbone = Pick<StructureData, "positions" | "names" | "atomNames"> & { readonly residues: Pick<StructureData["residues"], "firstAtom"> };

/** Å; a peptide bond has 1.33, a phosphodiester bond 1.6. */
const PEPTIDE = 2;
const PHOSPHODIESTER = 2.2;
/** Å; longer is no bond, however strained the model is. */
const APART = 2.5;
/** Å between neighbouring Cα, where there are no other atoms: 3.8, or 2.9 in a cis peptide. */
const ALPHAS_APART = 5;

/** What a name alone says. */
interface NameKind {
	readonly water: boolean;
	readonly cap: boolean;
	readonly aminoAcid: boolean;
	readonly nucleotide: boolean;
	/** One of the residues that genes code for: bound to nothing it may be a ligand, as glutamate in its receptor. */
	readonly standard: boolean;
}

/** The kind of each residue, see `residueKinds`. */
export function kindsOf(columns: Columns, facts: FileFacts): Uint8Array<ArrayBuffer> {
	const { residues } = columns;
	const names = residues.names.map((name) => nameKind(name, facts));
	return Uint8Array.from({ length: residues.count }, (_, residue) => kindOf(columns, residue, names[residues.name[residue]!]!));
}

function nameKind(name: string, { parents, types }: FileFacts): NameKind {
	const type = types.get(name)?.toLowerCase() ?? "";
	const parent = parents.get(name) ?? "";
	const nucleotide = isNucleotideName(name) || (parent !== "" && isNucleotideName(parent)) || /\b[dr]na\b.*link/.test(type);
	const aminoAcid = !nucleotide && (letterOf(name) !== undefined || letterOf(parent) !== undefined || /peptide\b(?!-like).*link/.test(type));
	return { water: isWaterName(name), cap: isCapName(name), aminoAcid, nucleotide, standard: STANDARD.has(name) || (nucleotide && isNucleotideName(name)) };
}

const STANDARD = new Set("ALA ARG ASN ASP CYS GLN GLU GLY HIS ILE LEU LYS MET PHE PRO SER THR TRP TYR VAL".split(" "));

function kindOf(columns: Columns, residue: number, name: NameKind): number {
	if (name.water) {
		return residueKinds.water;
	}
	const first = columns.residues.firstAtom[residue]!;
	if (columns.residues.firstAtom[residue + 1]! - first === 1 && isIonElement(columns.elements[first]!)) {
		return residueKinds.ion;
	}
	if (name.cap) {
		return residueKinds.aminoAcid;
	}
	const told = columns.hetero[residue] === 0 || columns.sequenced[residue] === 1;
	if (name.aminoAcid || name.nucleotide) {
		const member = told || !name.standard || isLinked(columns, residue);
		return !member ? residueKinds.ligand : name.nucleotide ? residueKinds.nucleotide : residueKinds.aminoAcid;
	}
	return linkedKind(columns, residue);
}

/** A residue nobody has heard of is one of a polymer's if it is bound in its backbone. */
function linkedKind(columns: Columns, residue: number): number {
	const has = (atom: string): boolean => atomNamed(columns, residue, atom) >= 0;
	if (has("CA") && has("N") && has("C") && isLinked(columns, residue)) {
		return residueKinds.aminoAcid;
	}
	return has("C1'") && isLinked(columns, residue) ? residueKinds.nucleotide : residueKinds.ligand;
}

/** Whether the backbone goes on to the residue before or after. */
function isLinked(columns: Columns, residue: number): boolean {
	const { chain, count } = columns.residues;
	return [residue - 1, residue].some((before) => before >= 0 && before + 1 < count && chain[before] === chain[before + 1] && follows(columns, before, before + 1));
}

/** Whether the backbone goes from a residue on to another: C to N, or O3' to P. False also where those atoms are not there. */
export function follows(columns: Backbone, before: number, after: number): boolean {
	const near = (first: string, second: string, limit: number): boolean => {
		const [one, other] = [atomNamed(columns, before, first), atomNamed(columns, after, second)];
		return one >= 0 && other >= 0 && distanceOf(columns.positions, one, other) < limit;
	};
	return near("C", "N", PEPTIDE) || near("O3'", "P", PHOSPHODIESTER);
}

/** Whether the backbone is broken between a residue and the next one. False where the atoms that would tell are not there. */
export function isApart(columns: Backbone, before: number, after: number): boolean {
	const told = [["C", "N", APART], ["O3'", "P", APART], ["CA", "CA", ALPHAS_APART]] as const;
	for (const [first, second, limit] of told) {
		const [one, other] = [atomNamed(columns, before, first), atomNamed(columns, after, second)];
		if (one >= 0 && other >= 0) {
			return distanceOf(columns.positions, one, other) > limit;
		}
	}
	return false;
}

/** Whether any atom of one residue is bound to N or P of the other, as side chains are in γ-glutamyl peptides. A hydrogen that is as near is a hydrogen bond's. */
export function isBoundBeside(columns: Backbone & Pick<StructureData, "elements">, one: number, other: number): boolean {
	const { firstAtom } = columns.residues;
	return [[one, other], [other, one]].some(([from = 0, to = 0]) => ["N", "P"].some((name) => {
		const end = atomNamed(columns, to, name);
		for (let atom = firstAtom[from]!; end >= 0 && atom < firstAtom[from + 1]!; atom++) {
			if (columns.elements[atom] !== 1 && distanceOf(columns.positions, atom, end) < PEPTIDE) {
				return true;
			}
		}
		return false;
	}));
}

function atomNamed({ residues, names, atomNames }: Backbone, residue: number, atom: string): number {
	for (let index = residues.firstAtom[residue]!; index < residues.firstAtom[residue + 1]!; index++) {
		if (atomNames[names[index]!] === atom) {
			return index;
		}
	}
	return -1;
}

/** Å between two atoms. */
export function distanceOf(positions: Float32Array, first: number, second: number): number {
	const along = (axis: number): number => positions[3 * first + axis]! - positions[3 * second + axis]!;
	return Math.hypot(along(0), along(1), along(2));
}
