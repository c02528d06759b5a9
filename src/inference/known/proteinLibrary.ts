import { WORDS, WordReader } from "../../science/protein/words.ts";
import { LibraryTexts, readLibrary, type LibraryRow } from "./libraryFile.ts";
import { highest, told } from "./neighbours.ts";

/** Residues of a sequence that count. */
const MOST_RESIDUES = 512;

/**
 * What a bundle knows of proteins: a text for each sequence.
 *
 * Similarity is the Jaccard coefficient of the words of four residues, each weighed by the logarithm of its rarity in the library, so that words
 * of every second protein count little. It stands for sequence identity without an alignment. Of the sequences nothing is kept but which of them
 * have a word.
 */
export class ProteinLibrary {
	private readonly texts: LibraryTexts;
	/** Where the sequences of a word begin among the places. */
	private readonly starts = new Uint32Array(WORDS + 1);
	private readonly places: Uint16Array | Uint32Array;
	/** Sum of the weights of each sequence's words. */
	private readonly whole: Float64Array;
	private readonly words = new WordReader();

	private constructor(rows: readonly LibraryRow[]) {
		this.texts = new LibraryTexts(rows);
		for (const { key } of rows) {
			this.eachWord(key, (word) => (this.starts[word + 1] = (this.starts[word + 1] ?? 0) + 1));
		}
		for (let word = 0; word < WORDS; word++) {
			this.starts[word + 1] = (this.starts[word + 1] ?? 0) + (this.starts[word] ?? 0);
		}
		const next = this.starts.slice();
		this.places = new (rows.length > 0x1_00_00 ? Uint32Array : Uint16Array)(this.starts[WORDS] ?? 0);
		this.whole = Float64Array.from(rows, ({ key }, place) => {
			let sum = 0;
			this.eachWord(key, (word) => {
				const at = next[word] ?? 0;
				this.places[at] = place;
				next[word] = at + 1;
				sum += this.weight(word);
			});
			return sum;
		});
	}

	/**
	 * @param file lines of a sequence and the text
	 * @throws Failure `bundle-missing`, `bundle-broken`
	 */
	static async open(directory: string, file: string, longest: number): Promise<ProteinLibrary> {
		return new ProteinLibrary(await readLibrary(directory, file, longest));
	}

	/** What is told of the nearest. */
	nearest(sequence: string, count: number): string {
		const both = new Float64Array(this.texts.count);
		let own = 0;
		this.eachWord(Buffer.from(sequence.slice(0, MOST_RESIDUES), "latin1"), (word) => {
			const weight = this.weight(word);
			own += weight;
			for (let at = this.starts[word] ?? 0; at < (this.starts[word + 1] ?? 0); at++) {
				const place = this.places[at] ?? 0;
				both[place] = (both[place] ?? 0) + weight;
			}
		});
		const similarities = both.map((common, place) => {
			const either = own + (this.whole[place] ?? 0) - common;
			return either > 0 ? common / either : 0;
		});
		return told(highest(similarities, count), (place) => this.texts.at(place));
	}

	/** ln(sequences / sequences that have the word); a word that none has counts as one that one has. */
	private weight(word: number): number {
		return Math.log(this.texts.count / Math.max(1, (this.starts[word + 1] ?? 0) - (this.starts[word] ?? 0)));
	}

	private eachWord(sequence: Uint8Array, use: (word: number) => void): void {
		this.words.each(sequence.subarray(0, MOST_RESIDUES), use);
	}
}
