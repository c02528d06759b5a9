import { residueKinds, type StructureData } from "../protocol/structure.ts";
import type { Backbone } from "./backbone.ts";
import { type Bonds, bondsAmong } from "./bonds.ts";
import { symbols } from "./elements.ts";
import { type KnownLoops, loopSides, type LoopSides } from "./loops.ts";
import { type AtomSpec, type AtomStyle, GLModel } from "./threeDmol.ts";

/** 0xrrggbb of an atom, by its index. */
export type AtomColour = (atom: number) => number;

/** Residues in one model of a cartoon: between two models the page lives. */
const residuesAtOnce = 400;

/** Atoms in one model. */
const atomsAtOnce = 6000;

/**
 * Models of atoms that are drawn one by one; bonds are found where the style has sticks, and an atom without any becomes a small ball. Gives nothing now and
 * then, so that the page can live.
 */
export function* atomModels(data: StructureData, atoms: ArrayLike<number>, style: AtomStyle, colour: AtomColour): Generator<GLModel | undefined> {
	const bonds = style.stick ? yield* bondsAmong(data, atoms) : { pairs: [], orders: [] };
	const byFirst = bondsByAtom(bonds, atoms.length);
	for (let begin = 0; begin < atoms.length; begin += atomsAtOnce) {
		const piece = new Piece(data, atoms, style, colour);
		for (let place = begin; place < Math.min(begin + atomsAtOnce, atoms.length); place++) {
			piece.index(place);
		}
		for (let place = begin; place < Math.min(begin + atomsAtOnce, atoms.length); place++) {
			byFirst(place, (other, order) => piece.bond(place, other, order));
		}
		yield modelOf(piece.finish(style));
	}
}

/** Part of the atoms, with copies of those outside of it that they are bonded to. */
class Piece {
	readonly #specs: AtomSpec[] = [];
	readonly #places = new Map<number, number>();
	readonly #make: (place: number, index: number) => AtomSpec;

	constructor(data: StructureData, atoms: ArrayLike<number>, style: AtomStyle, colour: AtomColour) {
		this.#make = (place, index) => spec(data, atoms[place] ?? 0, index, style, colour(atoms[place] ?? 0));
	}

	/** The index in this piece of an atom, which is put in where it is not there. */
	index(place: number): number {
		const known = this.#places.get(place);
		if (known !== undefined) {
			return known;
		}
		const index = this.#specs.length;
		this.#places.set(place, index);
		this.#specs.push(this.#make(place, index));
		return index;
	}

	bond(first: number, second: number, order: number): void {
		const [a, b] = [this.index(first), this.index(second)];
		connect(this.#specs[a], b, order);
		connect(this.#specs[b], a, order);
	}

	finish({ stick, sphere }: AtomStyle): AtomSpec[] {
		if (stick && !sphere) {
			const ball: AtomStyle = { sphere: { radius: Math.max(1.8 * stick.radius, 0.3) } };
			for (const each of this.#specs.filter(({ bonds }) => bonds.length === 0)) {
				each.style = ball;
			}
		}
		return this.#specs;
	}
}

function connect(from: AtomSpec | undefined, to: number, order: number): void {
	from?.bonds.push(to);
	from?.bondOrder.push(order);
}

/** Bonds by the first of their atoms. */
function bondsByAtom({ pairs, orders }: Bonds, atoms: number): (atom: number, each: (other: number, order: number) => void) => void {
	const next = new Int32Array(orders.length);
	const first = new Int32Array(atoms).fill(-1);
	for (let bond = orders.length - 1; bond >= 0; bond--) {
		const atom = pairs[2 * bond] ?? 0;
		next[bond] = first[atom] ?? -1;
		first[atom] = bond;
	}
	return (atom, each) => {
		for (let bond = first[atom] ?? -1; bond >= 0; bond = next[bond] ?? -1) {
			each(pairs[2 * bond + 1] ?? 0, orders[bond] ?? 1);
		}
	};
}

function modelOf(atoms: AtomSpec[], cartoonQuality = 10): GLModel {
	const model = new GLModel(0, { cartoonQuality });
	model.atoms = atoms;
	return model;
}

const blank = { elem: "X", b: 0, atom: "", resn: "", resi: 0, chain: "", hetflag: true, ss: "c" };

function spec({ positions, elements, bFactors }: StructureData, atom: number, index: number, style: AtomStyle, color: number): AtomSpec {
	return {
		...blank,
		x: positions[3 * atom] ?? 0,
		y: positions[3 * atom + 1] ?? 0,
		z: positions[3 * atom + 2] ?? 0,
		elem: symbols[elements[atom] ?? 0] ?? "X",
		b: bFactors[atom] ?? 0,
		serial: index,
		index,
		bonds: [],
		bondOrder: [],
		color,
		style,
	};
}

/** Translucent balls of one colour; where they overlap they shine as one. */
export function ballModel(balls: readonly { readonly x: number; readonly y: number; readonly z: number; readonly radius: number }[], color: number, opacity: number): GLModel {
	return modelOf(balls.map(({ x, y, z, radius }, index) => ({ ...blank, x, y, z, index, serial: index, color, bonds: [], bondOrder: [], style: { sphere: { radius, opacity } } })));
}

/** What a cartoon is made of. */
export interface CartoonParts {
	readonly data: StructureData;
	readonly backbone: Backbone;
	/** Connected residues; see `stretches`. */
	readonly stretches: readonly (readonly number[])[];
	readonly structure: Uint8Array;
	readonly colour: AtomColour;
	readonly loops: KnownLoops;
	/** Points along and across a ribbon for each residue: 3 to 10; at 3, ribbons have no thickness. */
	readonly quality: number;
}

/** The models of a cartoon, piece after piece, and nothing now and then. Where amino acids have no oxygen, a tube follows their alpha carbons. */
export function* cartoonModels(parts: CartoonParts): Generator<GLModel | undefined> {
	let atoms: AtomSpec[] = [];
	let residues = 0;
	for (const [number, stretch] of parts.stretches.entries()) {
		const sides = yield* loopSides(parts.data, parts.backbone, stretch, parts.structure, parts.loops);
		for (const piece of pieces(stretch, parts.structure)) {
			if (residues + piece.length > residuesAtOnce && atoms.length > 0) {
				yield modelOf(atoms, parts.quality);
				[atoms, residues] = [[], 0];
			}
			addPiece({ ...parts, sides }, piece, `${number}`, atoms);
			residues += piece.length;
		}
	}
	if (atoms.length > 0) {
		yield modelOf(atoms, parts.quality);
	}
}

/** Cuts long stretches within coils, or at last anywhere; neighbouring pieces share a residue, so that the ribbon goes on. */
function pieces(stretch: readonly number[], structure: Uint8Array): (readonly number[])[] {
	const cut: (readonly number[])[] = [];
	let begin = 0;
	for (let at = 1; at < stretch.length; at++) {
		const coil = structure[stretch[at] ?? 0] === 0 && structure[stretch[at - 1] ?? 0] === 0;
		if (at - begin >= residuesAtOnce * 2 || (at - begin >= residuesAtOnce && coil)) {
			cut.push(stretch.slice(begin, at + 1));
			begin = at;
		}
	}
	return [...cut, stretch.slice(begin)];
}

const letters = ["c", "h", "s"];
const ribbon: AtomStyle = { cartoon: { arrows: true, style: "oval", thickness: 0.28 } };
/** Without thickness: a sixth of the points. */
const strip: AtomStyle = { cartoon: { arrows: true, style: "oval", thickness: 0 } };
const tube: AtomStyle = { cartoon: { style: "trace", thickness: 0.3 } };

function addPiece({ data, backbone, structure, colour, quality, sides }: CartoonParts & { readonly sides: LoopSides }, piece: readonly number[], chain: string, into: AtomSpec[]): void {
	const oxygens = piece.filter((residue) => (backbone.o[residue] ?? -1) >= 0).length;
	const nucleotides = data.residues.kind[piece[0] ?? 0] === residueKinds.nucleotide;
	const style = nucleotides || 2 * oxygens > piece.length ? (quality > 3 ? ribbon : strip) : tube;
	for (const [place, residue] of piece.entries()) {
		const atoms = nucleotides ? nucleotideAtoms(data, residue) : aminoAcidAtoms(backbone, residue);
		for (const { atom, name, resn } of atoms) {
			const made = spec(data, atom, into.length, style, colour(atom));
			const side = name === "O" ? sides.get(residue) : undefined;
			into.push(Object.assign(made, side && { x: side[0], y: side[1], z: side[2] }, { atom: name, resn, resi: place + 1, rescode: `${place + 1}`, chain, reschain: 0, hetflag: false, ss: letters[structure[residue] ?? 0] ?? "c" }));
		}
	}
}

interface NamedAtom {
	readonly atom: number;
	readonly name: string;
	readonly resn: string;
}

function aminoAcidAtoms({ trace, o }: Backbone, residue: number): NamedAtom[] {
	const named = [
		{ atom: trace[residue] ?? -1, name: "CA", resn: "ALA" },
		{ atom: o[residue] ?? -1, name: "O", resn: "ALA" },
	];
	return named.filter(({ atom }) => atom >= 0);
}

/** 3Dmol draws a base's bar to N1 of purines and N3 of pyrimidines, and knows those of the usual names only: modified ones are told by their atoms. */
function nucleotideAtoms({ residues, names, atomNames }: StructureData, residue: number): NamedAtom[] {
	const all: { readonly atom: number; readonly name: string }[] = [];
	for (let atom = residues.firstAtom[residue] ?? 0; atom < (residues.firstAtom[residue + 1] ?? 0); atom++) {
		all.push({ atom, name: (atomNames[names[atom] ?? 0] ?? "").replace("*", "'").replace("O2P", "OP2") });
	}
	const purine = all.some(({ name }) => name === "N9");
	const needed = ["P", "OP2", "O5'", "C5'", "O3'", purine ? "N1" : "N3"];
	return all.filter(({ name }) => needed.includes(name)).map((each) => ({ ...each, resn: purine ? "A" : "U" }));
}
