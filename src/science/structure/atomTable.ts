import { Failure } from "../failure.ts";
import { Words } from "./bytes.ts";

/** Å; farther atoms than that are mistakes of whoever wrote the file. */
const FARTHEST = 100_000;
const MOST_WORDS = 65_535;

/** An atom as its file tells it; one object is filled again and again. */
export interface AtomFields {
	x: number;
	y: number;
	z: number;
	/** Atomic number. */
	element: number;
	serial: number;
	/** Index into the table's `atomNames`. */
	name: number;
	bFactor: number;
	occupancy: number;
	/** Character code of the alternate location; 0 for none. */
	alternate: number;
	/** Index into `residueNames`. */
	residue: number;
	/** Index into `chainNames`. */
	chain: number;
	number: number;
	/** Character code; 0 for none. */
	insertion: number;
	/** Tells molecules apart that are equal in all of that; -1 for those that have no number at all, such as some water. */
	molecule: number;
	hetero: boolean;
	/** The file says that it belongs to a polymer (mmCIF's label_seq_id). */
	sequenced: boolean;
}

/** Columns that grow with the atoms, and a row for each site: atoms that follow each other with the same chain and number. */
export class AtomTable {
	readonly atomNames = new Words();
	readonly residueNames = new Words();
	readonly chainNames = new Words();
	/** Words that readers tell apart and nobody is shown: mmCIF's own names of chains, and elements' symbols. */
	readonly chainIds = new Words();
	readonly symbols = new Words();
	readonly fields: AtomFields = { x: 0, y: 0, z: 0, element: 0, serial: 0, name: 0, bFactor: 0, occupancy: 1, alternate: 0, residue: 0, chain: 0, number: 0, insertion: 0, molecule: 0, hetero: false, sequenced: false };
	count = 0;
	/** Atoms left out because their coordinates are no numbers, or are beyond any measure. */
	skipped = 0;
	/** Whether there is any alternate location. */
	alternates = false;
	positions: Float32Array<ArrayBuffer>;
	elements: Uint8Array<ArrayBuffer>;
	serials: Int32Array<ArrayBuffer>;
	names: Uint16Array<ArrayBuffer>;
	bFactors: Float32Array<ArrayBuffer>;
	occupancies: Float32Array<ArrayBuffer>;
	alternateOf: Uint8Array<ArrayBuffer>;
	residueNameOf: Uint16Array<ArrayBuffer>;
	readonly sites: Site[] = [];
	private readonly seen = new Set<number>();
	private broken = true;

	constructor(capacity: number) {
		const room = Math.max(16, Math.ceil(capacity));
		this.positions = new Float32Array(3 * room);
		this.elements = new Uint8Array(room);
		this.serials = new Int32Array(room);
		this.names = new Uint16Array(room);
		this.bFactors = new Float32Array(room);
		this.occupancies = new Float32Array(room);
		this.alternateOf = new Uint8Array(room);
		this.residueNameOf = new Uint16Array(room);
	}

	/** The next atom belongs to another residue, whatever its number (PDB's TER). */
	break(): void {
		this.broken = true;
	}

	/** Takes `fields` as the next atom. */
	add(): void {
		const { fields, count } = this;
		if (!(Math.abs(fields.x) <= FARTHEST && Math.abs(fields.y) <= FARTHEST && Math.abs(fields.z) <= FARTHEST)) {
			this.skipped++;
			return;
		}
		if (count === this.elements.length) {
			this.grow();
		}
		this.place();
		this.positions[3 * count] = fields.x;
		this.positions[3 * count + 1] = fields.y;
		this.positions[3 * count + 2] = fields.z;
		this.elements[count] = fields.element;
		this.serials[count] = fields.serial;
		this.names[count] = this.word(fields.name);
		this.bFactors[count] = Number.isFinite(fields.bFactor) ? fields.bFactor : 0;
		this.occupancies[count] = Number.isFinite(fields.occupancy) ? fields.occupancy : 1;
		this.alternateOf[count] = fields.alternate;
		this.residueNameOf[count] = this.word(fields.residue);
		this.alternates ||= fields.alternate !== 0;
		this.count = count + 1;
	}

	/** Opens another site where the atom does not belong to the last one. */
	private place(): void {
		const { fields } = this;
		const last = this.sites.at(-1);
		if (last === undefined || this.broken || !this.continues(last)) {
			this.sites.push({ first: this.count, chain: this.word(fields.chain), number: fields.number, insertion: fields.insertion, molecule: fields.molecule, hetero: fields.hetero, sequenced: fields.sequenced });
			this.broken = false;
			this.seen.clear();
		}
		if (fields.molecule < 0) {
			this.seen.add(fields.name);
		}
	}

	private continues(site: Site): boolean {
		const { fields, count } = this;
		const same = site.chain === fields.chain && site.number === fields.number && site.insertion === fields.insertion && site.molecule === fields.molecule;
		if (!same) {
			return false;
		}
		// One place, two residues: a mixture of both, where the file marks alternates.
		const named = this.residueNameOf[count - 1] === fields.residue || (fields.alternate !== 0 && this.alternateOf[count - 1] !== 0);
		return named && !(fields.molecule < 0 && fields.alternate === 0 && this.seen.has(fields.name));
	}

	private word(index: number): number {
		if (index > MOST_WORDS) {
			throw new Failure("structure-too-complex", "This structure has more than 65,536 different chains, residue names or atom names, more than can be shown. Open a part of it, such as one assembly.");
		}
		return index;
	}

	private grow(): void {
		const room = this.elements.length * 2;
		this.positions = grown(this.positions, new Float32Array(3 * room));
		this.elements = grown(this.elements, new Uint8Array(room));
		this.serials = grown(this.serials, new Int32Array(room));
		this.names = grown(this.names, new Uint16Array(room));
		this.bFactors = grown(this.bFactors, new Float32Array(room));
		this.occupancies = grown(this.occupancies, new Float32Array(room));
		this.alternateOf = grown(this.alternateOf, new Uint8Array(room));
		this.residueNameOf = grown(this.residueNameOf, new Uint16Array(room));
	}
}

/** A residue's place in a chain. */
export interface Site {
	/** Index of its first atom. */
	readonly first: number;
	readonly chain: number;
	readonly number: number;
	readonly insertion: number;
	readonly molecule: number;
	readonly hetero: boolean;
	readonly sequenced: boolean;
}

function grown<Column extends Float32Array | Uint8Array | Int32Array | Uint16Array>(from: Column, to: Column): Column {
	to.set(from);
	return to;
}
