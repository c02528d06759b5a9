/** Residues of a word. With four, two unrelated proteins of 400 residues share about one word, and two of 40 % identity about ten. */
const LENGTH = 4;
const LETTERS = 26;
const FIRST = 65;

/** How many words of four letters A–Z there are: words are numbers below it. */
export const WORDS = LETTERS ** LENGTH;

/** Finds the different words of sequences, one sequence after the other. */
export class WordReader {
	/** The last sequence that a word was met in, from 1. */
	private readonly seen = new Uint32Array(WORDS);
	private stamp = 0;

	/**
	 * Each word once, in the order of the sequence; those with something that is no letter A–Z are left out.
	 *
	 * @param residues letters in ASCII
	 */
	each(residues: Uint8Array, use: (word: number) => void): void {
		this.stamp++;
		let [word, length] = [0, 0];
		for (const residue of residues) {
			const letter = residue - FIRST;
			if (letter < 0 || letter >= LETTERS) {
				length = 0;
				continue;
			}
			word = (word * LETTERS + letter) % WORDS;
			length++;
			if (length >= LENGTH && this.seen[word] !== this.stamp) {
				this.seen[word] = this.stamp;
				use(word);
			}
		}
	}
}
