import { Failure } from "../../science/failure.ts";
import { lettersOf } from "../../science/protein/sequence.ts";
import { WORDS, WordReader } from "../../science/protein/words.ts";
import { mapped } from "../breath.ts";
import type { Neighbours } from "./nearestMolecules.ts";

export interface KnownProtein {
	readonly sequence: string;
	readonly text: string;
}

/** Words of all known proteins: some 250 MB of places. */
const MOST_WORDS = 60_000_000;

/**
 * What is said of the nearest known protein: the share of words of four residues that two sequences have in common, of those in either (Jaccard), the first
 * of several alike. It stands for sequence identity without an alignment. Known proteins with the very sequence of an asked one are left out.
 *
 * @throws Failure `benchmark-too-large`
 */
export async function nearestProteins(asked: readonly string[], known: readonly KnownProtein[], signal: AbortSignal): Promise<Neighbours> {
	const wanted = await mapped(asked, signal, lettersOf);
	const taken = new Set(wanted);
	const library = (await mapped(known, signal, ({ sequence, text }) => {
		const letters = lettersOf(sequence);
		return taken.has(letters) ? [] : [{ sequence: letters, text }];
	})).flat();
	const index = await WordIndex.of(library.map(({ sequence }) => sequence), signal);
	const texts = await mapped(wanted, signal, (sequence) => {
		const place = index.nearest(sequence);
		return place === undefined ? undefined : library[place]?.text;
	});
	return { texts, known: library.length, leftOut: known.length - library.length };
}

/** Which sequences have a word: their places, word by word, one behind the other. */
class WordIndex {
	private readonly starts = new Uint32Array(WORDS + 1);
	private places: Uint32Array = new Uint32Array();
	/** Different words of each sequence. */
	private readonly sizes: Uint32Array;
	private readonly reader = new WordReader();
	private readonly shared: Uint32Array;

	private constructor(private readonly sequences: readonly string[]) {
		this.sizes = new Uint32Array(sequences.length);
		this.shared = new Uint32Array(sequences.length);
	}

	static async of(sequences: readonly string[], signal: AbortSignal): Promise<WordIndex> {
		const index = new WordIndex(sequences);
		await index.count(signal);
		await index.fill(signal);
		return index;
	}

	/** The most similar sequence; undefined where none has a word in common. */
	nearest(sequence: string): number | undefined {
		this.shared.fill(0);
		const words = this.wordsOf(sequence);
		for (const word of words) {
			for (let at = this.starts[word] ?? 0; at < (this.starts[word + 1] ?? 0); at++) {
				const place = this.places[at] ?? 0;
				this.shared[place] = (this.shared[place] ?? 0) + 1;
			}
		}
		let best: number | undefined;
		let similarity = 0;
		for (let place = 0; place < this.shared.length; place++) {
			const common = this.shared[place] ?? 0;
			const own = common === 0 ? 0 : common / (words.length + (this.sizes[place] ?? 0) - common);
			if (own > similarity) {
				[best, similarity] = [place, own];
			}
		}
		return best;
	}

	private async count(signal: AbortSignal): Promise<void> {
		let total = 0;
		await mapped(this.sequences, signal, (sequence, place) => {
			const words = this.wordsOf(sequence);
			this.sizes[place] = words.length;
			words.forEach((word) => (this.starts[word + 1] = (this.starts[word + 1] ?? 0) + 1));
			total += words.length;
			refuseMany(total);
		});
		for (let word = 0; word < WORDS; word++) {
			this.starts[word + 1] = (this.starts[word + 1] ?? 0) + (this.starts[word] ?? 0);
		}
		this.places = new Uint32Array(total);
	}

	private async fill(signal: AbortSignal): Promise<void> {
		const next = this.starts.slice();
		await mapped(this.sequences, signal, (sequence, place) => {
			for (const word of this.wordsOf(sequence)) {
				const at = next[word] ?? 0;
				this.places[at] = place;
				next[word] = at + 1;
			}
		});
	}

	private wordsOf(sequence: string): readonly number[] {
		const words: number[] = [];
		this.reader.each(Buffer.from(sequence, "latin1"), (word) => words.push(word));
		return words;
	}
}

function refuseMany(words: number): void {
	if (words > MOST_WORDS) {
		throw new Failure("benchmark-too-large", `The training table has more than ${(MOST_WORDS / 1e6).toLocaleString("en")} million words of four residues, too many for a comparison in memory. Give a part of it.`);
	}
}
