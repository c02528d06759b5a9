import { BITS } from "../../science/molecule/fingerprint.ts";
import { LibraryTexts, libraryBroken, readLibrary, type LibraryRow } from "./libraryFile.ts";
import { highest, told } from "./neighbours.ts";

const BYTES = BITS / 8;
const SPACE = 32;
const ZERO = 48;

/** What a bundle knows of molecules: a text for each Morgan fingerprint (radius 2, 2,048 bits). */
export class MoleculeLibrary {
	private readonly prints: Uint8Array;
	private readonly ones: Uint16Array;
	private readonly texts: LibraryTexts;

	private constructor(rows: readonly LibraryRow[], file: string) {
		this.texts = new LibraryTexts(rows);
		this.prints = new Uint8Array(rows.length * BYTES);
		this.ones = new Uint16Array(rows.length);
		rows.forEach(({ key }, place) => (this.ones[place] = this.read(key, place, file)));
	}

	/**
	 * @param file lines of the set bits, ascending, a space between them, and the text
	 * @throws Failure `bundle-missing`, `bundle-broken`
	 */
	static async open(directory: string, file: string, longest: number): Promise<MoleculeLibrary> {
		return new MoleculeLibrary(await readLibrary(directory, file, longest), file);
	}

	/**
	 * What is told of the nearest by the Tanimoto coefficient.
	 *
	 * @param bits packed, the lowest bit of a byte first
	 */
	nearest(bits: Uint8Array, count: number): string {
		const own = countOnes(bits);
		const similarities = new Float64Array(this.texts.count);
		for (let place = 0; place < similarities.length; place++) {
			let both = 0;
			for (let at = 0; at < BYTES; at++) {
				both += ONES[(bits[at] ?? 0) & (this.prints[place * BYTES + at] ?? 0)] ?? 0;
			}
			similarities[place] = both / Math.max(1, own + (this.ones[place] ?? 0) - both);
		}
		return told(highest(similarities, count), (place) => this.texts.at(place));
	}

	/** @returns how many bits are set */
	private read(key: Uint8Array, place: number, file: string): number {
		let count = 0;
		let bit = 0;
		let last = -1;
		let digits = 0;
		const set = (): void => {
			if (digits === 0 || bit <= last || bit >= BITS) {
				throw libraryBroken(file, `line ${place + 1} has no ascending bits below ${BITS}`);
			}
			const at = place * BYTES + (bit >> 3);
			this.prints[at] = (this.prints[at] ?? 0) | (1 << (bit & 7));
			[last, bit, digits] = [bit, 0, 0];
			count++;
		};
		for (const character of key) {
			const digit = character - ZERO;
			if (character === SPACE) {
				set();
			} else if (digit >= 0 && digit <= 9 && digits < 4) {
				bit = bit * 10 + digit;
				digits++;
			} else {
				throw libraryBroken(file, `line ${place + 1} has something else than bits`);
			}
		}
		if (key.length > 0) {
			set();
		}
		return count;
	}
}

/** Set bits of each byte. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => [...byte.toString(2)].filter((digit) => digit === "1").length);

function countOnes(bits: Uint8Array): number {
	return bits.reduce((sum, byte) => sum + (ONES[byte] ?? 0), 0);
}
