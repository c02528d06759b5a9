import { Failure } from "../../science/failure.ts";
import { MORGAN_BITS } from "../../science/molecule/propertyFeatures.ts";

const MAGIC = "BMFP";
const VERSION = 1;
const HEADER = 16;

/**
 * Fingerprints of the molecules that heads were trained on, as sorted distances between the set bits: some 50 bytes a molecule, and exact.
 *
 * The layout is that of `models/training/properties/molecules_file.py`.
 */
export class TrainingMolecules {
	private readonly view: DataView;
	private readonly count: number;

	/**
	 * @param sets how many there are
	 * @throws Failure `bundle-broken`
	 */
	constructor(
		private readonly bytes: Uint8Array,
		private readonly sets: number,
	) {
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		const head = bytes.length < HEADER ? "" : String.fromCharCode(...bytes.subarray(0, MAGIC.length));
		if (head !== MAGIC || this.view.getUint32(4, true) !== VERSION || this.view.getUint32(12, true) !== MORGAN_BITS) {
			throw broken("it is no file of fingerprints");
		}
		this.count = this.view.getUint32(8, true);
	}

	/**
	 * @param morgan packed, the lowest bit of a byte first
	 * @returns for each set the Tanimoto similarity to its nearest training molecule
	 * @throws Failure `bundle-broken`
	 */
	nearest(morgan: Uint8Array): Float64Array {
		const ones = countOnes(morgan);
		const best = new Float64Array(this.sets);
		let at = HEADER;
		for (let molecule = 0; molecule < this.count; molecule++) {
			this.need(at + 4);
			const members = this.view.getUint16(at, true);
			const own = this.view.getUint16(at + 2, true);
			let both = 0;
			let bit = -1;
			at += 4;
			for (let one = 0; one < own; one++) {
				let gap = 0;
				let shift = 0;
				let byte: number;
				do {
					this.need(at + 1);
					byte = this.bytes[at++] ?? 0;
					gap |= (byte & 127) << shift;
					shift += 7;
				} while (byte > 127);
				bit += gap + 1;
				both += ((morgan[bit >> 3] ?? 0) >> (bit & 7)) & 1;
			}
			this.improve(best, members, both / Math.max(1, ones + own - both));
		}
		return best;
	}

	private improve(best: Float64Array, members: number, similarity: number): void {
		for (let set = 0; set < this.sets; set++) {
			if ((members >> set) & 1 && similarity > (best[set] ?? 0)) {
				best[set] = similarity;
			}
		}
	}

	private need(end: number): void {
		if (end > this.bytes.length) {
			throw broken("it ends too early");
		}
	}
}

function countOnes(bytes: Uint8Array): number {
	let ones = 0;
	for (const byte of bytes) {
		for (let rest = byte; rest !== 0; rest &= rest - 1) {
			ones++;
		}
	}
	return ones;
}

function broken(reason: string): Failure {
	return new Failure("bundle-broken", `The fingerprints of the molecules that the property heads were trained on cannot be read: ${reason}. Install or import the model again.`);
}
