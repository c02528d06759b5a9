/** Residues of a block, as in every printed sequence. */
export const blockSize = 10;
/** Wider lines are hard to follow with the eye. */
const mostBlocks = 10;

/** Sizes in CSS pixels: of one residue, of the space between blocks. */
export interface CellSizes {
	readonly cell: number;
	readonly gap: number;
}

/** How many residues fit into a line of this width: whole blocks, at least one. */
export function lineLength(width: number, { cell, gap }: CellSizes): number {
	const blocks = Math.floor((width + gap) / (blockSize * cell + gap));
	return Math.max(1, Math.min(mostBlocks, Number.isFinite(blocks) ? blocks : 1)) * blockSize;
}

/** Which residue of a line is at `x`, pixels from its first one: the nearest one, in the spaces too. */
export function columnAt(x: number, length: number, { cell, gap }: CellSizes): number {
	const block = Math.floor(x / (blockSize * cell + gap));
	const inside = Math.min(blockSize - 1, Math.floor((x - block * (blockSize * cell + gap)) / cell));
	return Math.max(0, Math.min(length - 1, block * blockSize + inside));
}

/** A half-open range of lines that are in view, with some above and below. */
export function linesInView(scrolled: number, height: number, lineHeight: number, lines: number, spare: number): { readonly first: number; readonly last: number } {
	const first = Math.max(0, Math.min(lines, Math.floor(scrolled / lineHeight)) - spare);
	return { first, last: Math.min(lines, Math.ceil((scrolled + height) / lineHeight) + spare) };
}

/** Index of the first of the ascending `values` that is at least `value`. */
export function lowerBound(values: Uint32Array, value: number): number {
	let low = 0;
	let high = values.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((values[middle] ?? 0) < value) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/** Which residues from `from` to `to` stand in a match: one flag each. Matches are ascending by start and may overlap; a long one may begin far before. */
export function covered(starts: Uint32Array, ends: Uint32Array, longest: number, from: number, to: number): Uint8Array {
	const flags = new Uint8Array(to - from);
	let reached = from;
	for (let match = lowerBound(starts, from - longest); match < starts.length && (starts[match] ?? to) < to; match++) {
		const end = Math.min(to, ends[match] ?? 0);
		const begin = Math.max(reached, starts[match] ?? 0);
		if (begin < end) {
			flags.fill(1, begin - from, end - from);
			reached = end;
		}
	}
	return flags;
}
