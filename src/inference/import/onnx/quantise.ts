/** Weights a scale serves, along a row. Small enough that one outlier spoils few, and of the sizes that ONNX Runtime has kernels for. */
export const BLOCK = 32;

/** Whole numbers per weight. */
export type Bits = 4 | 8;

/** Rows of a matrix as `MatMulNBits` reads them (ONNX Runtime's contrib operators): value = (code − zero) · scale, zero = 2^(bits − 1). */
export interface QuantisedRows {
	/** `[rows, blocks, BLOCK · bits / 8]`; of two 4-bit codes in a byte, the first is the low half. */
	readonly codes: Uint8Array;
	/** `[rows, blocks]` */
	readonly scales: Float32Array;
}

/** Blocks that a row of so many columns takes; the last one is filled up with zeros. */
export function blocksIn(columns: number): number {
	return Math.ceil(columns / BLOCK);
}

/** Rounds `[rows, columns]` to so many bits, each block with a scale of its own. */
export function quantiseRows(values: Float32Array, columns: number, bits: Bits): QuantisedRows {
	const rows = values.length / columns;
	const blocks = blocksIn(columns);
	const codes = new Uint8Array((rows * blocks * BLOCK * bits) / 8);
	const scales = new Float32Array(rows * blocks);
	const block = new Float32Array(BLOCK);
	const quantise = bits === 8 ? quantise8 : quantise4;
	for (let index = 0; index < scales.length; index++) {
		const row = Math.floor(index / blocks);
		const column = (index - row * blocks) * BLOCK;
		const width = Math.min(BLOCK, columns - column);
		const start = row * columns + column;
		for (let at = 0; at < BLOCK; at++) {
			block[at] = at < width ? (values[start + at] as number) : 0;
		}
		scales[index] = quantise(block, codes, (index * BLOCK * bits) / 8);
	}
	return { codes, scales };
}

/** −127 … 127 times a scale; gives the scale. */
function quantise8(block: Float32Array, codes: Uint8Array, start: number): number {
	let largest = 0;
	for (let at = 0; at < BLOCK; at++) {
		const size = Math.abs(block[at] as number);
		largest = size > largest ? size : largest;
	}
	const scale = Math.fround(largest / 127);
	const inverse = scale === 0 ? 0 : 1 / scale;
	for (let at = 0; at < BLOCK; at++) {
		// Adding and truncating rounds several times faster than Math.round.
		codes[start + at] = ((block[at] as number) * inverse + 128.5) | 0;
	}
	return scale;
}

/** The largest value becomes −8 times one of these: a little more for it may mean less error for the others. */
const STRETCHES = [0.84, 0.92, 1, 1.08];

/** −8 … 7 times the scale that gives the least squared error of those tried; gives the scale. */
function quantise4(block: Float32Array, codes: Uint8Array, start: number): number {
	let largest = 0;
	for (let at = 0; at < BLOCK; at++) {
		const value = block[at] as number;
		largest = Math.abs(value) > Math.abs(largest) ? value : largest;
	}
	let scale = 0;
	let inverse = 0;
	if (largest !== 0) {
		let best = 0;
		for (const stretch of STRETCHES) {
			const candidate = (-8 * stretch) / largest;
			// For given codes, the scale of least squares is Σxq / Σq², and what it explains Σxq² / Σq².
			let product = 0;
			let square = 0;
			for (let at = 0; at < BLOCK; at++) {
				const value = block[at] as number;
				const code = code4(value * candidate);
				product += value * code;
				square += code * code;
			}
			if (square > 0 && product * product > best * square) {
				best = (product * product) / square;
				scale = Math.fround(product / square);
				inverse = candidate;
			}
		}
	}
	for (let at = 0; at < BLOCK; at += 2) {
		const low = code4((block[at] as number) * inverse) + 8;
		const high = code4((block[at + 1] as number) * inverse) + 8;
		codes[start + (at >> 1)] = low | (high << 4);
	}
	return scale;
}

/** To the nearest of −8 … 7. */
function code4(value: number): number {
	const code = (value + 8.5) | 0;
	return (code < 0 ? 0 : code > 15 ? 15 : code) - 8;
}
