/**
 * Q6_K: 256 numbers in sixteen parts of 16, each `scale · code` with codes from −32 to 31; the parts' scales are eight-bit multiples of one
 * half. 6.6 bits a number.
 *
 * The scale of a part is found as ggml finds it, by least squares weighted with the squares, for several roundings of the codes
 * (ggml-quants.c, `make_qx_quants`); fewer of them.
 */
import { HALF_INFINITY, floatToHalf, halfToFloat } from "../../runtime/halves.ts";

const VALUES = 256;
const BYTES = 210;
const PART = 16;
const PARTS = VALUES / PART;
const CENTRE = 32;
/** Steps more or less than 32 from zero to the largest number of a part. */
const ROUNDINGS = Float64Array.of(0, -0.8, -0.4, 0.4, 0.8);
/** A block of numbers below this is one of zeros, as in ggml. */
const NOTHING = 1e-15;

export class SixBitBlocks {
	private readonly scales = new Float64Array(PARTS);
	private readonly codes = new Uint8Array(VALUES);

	/** `length` numbers, a multiple of 256, to the blocks from value `start` on. */
	encode(values: Float32Array, length: number, target: ArrayBuffer, start: number): "too-large" | undefined {
		const bytes = new Uint8Array(target, (start / VALUES) * BYTES);
		for (let first = 0, at = 0; first < length; first += VALUES, at += BYTES) {
			if (!this.block(values, first, bytes, at)) {
				return "too-large";
			}
		}
		return undefined;
	}

	private block(values: Float32Array, first: number, target: Uint8Array, at: number): boolean {
		const { scales } = this;
		let largest = 0;
		for (let part = 0; part < PARTS; part++) {
			const scale = fit(values, first + part * PART);
			scales[part] = scale;
			largest = Math.abs(scale) > Math.abs(largest) ? scale : largest;
		}
		if (Math.abs(largest) < NOTHING) {
			target.fill(0, at, at + BYTES);
			return true;
		}
		const perMultiple = -128 / largest;
		const half = floatToHalf(1 / perMultiple);
		const step = halfToFloat(half);
		for (let part = 0; part < PARTS; part++) {
			const multiple = Math.min(127, Math.round((scales[part] ?? 0) * perMultiple));
			target[at + 192 + part] = multiple;
			this.round(values, first + part * PART, part, step * multiple);
		}
		this.pack(target, at);
		target[at + 208] = half;
		target[at + 209] = half >> 8;
		return (half & 0x7fff) < HALF_INFINITY;
	}

	private round(values: Float32Array, first: number, part: number, scale: number): void {
		const { codes } = this;
		const perStep = scale === 0 ? 0 : 1 / scale;
		for (let index = 0; index < PART; index++) {
			const code = ((values[first + index] ?? 0) * perStep + (CENTRE + 0.5)) | 0;
			codes[part * PART + index] = code < 0 ? 0 : code > 63 ? 63 : code;
		}
	}

	/** Each half of the block: low bits of four runs of 32 in two runs of bytes, their high bits in one. */
	private pack(target: Uint8Array, at: number): void {
		const { codes } = this;
		for (let side = 0; side < 2; side++) {
			for (let index = 0; index < 32; index++) {
				const from = side * 128 + index;
				const first = codes[from] ?? 0;
				const second = codes[from + 32] ?? 0;
				const third = codes[from + 64] ?? 0;
				const fourth = codes[from + 96] ?? 0;
				target[at + side * 64 + index] = (first & 15) | ((third & 15) << 4);
				target[at + side * 64 + 32 + index] = (second & 15) | ((fourth & 15) << 4);
				target[at + 128 + side * 32 + index] = (first >> 4) | ((second >> 4) << 2) | ((third >> 4) << 4) | ((fourth >> 4) << 6);
			}
		}
	}
}

/** The best scale of a part; negative where its largest number is positive, since codes reach one step farther below zero. */
function fit(values: Float32Array, first: number): number {
	let largest = 0;
	for (let index = first; index < first + PART; index++) {
		const value = values[index] ?? 0;
		largest = Math.abs(value) > Math.abs(largest) ? value : largest;
	}
	if (Math.abs(largest) < NOTHING) {
		return 0;
	}
	let bestScale = 0;
	let bestGain = 0;
	for (let rounding = 0; rounding < ROUNDINGS.length; rounding++) {
		const perStep = -(CENTRE + (ROUNDINGS[rounding] ?? 0)) / largest;
		let sumXL = 0;
		let sumLL = 0;
		let sumXLOfOdd = 0;
		let sumLLOfOdd = 0;
		// Two at a time, with sums each: else every addition waits for the one before.
		for (let index = first; index < first + PART; index += 2) {
			const even = values[index] ?? 0;
			// Never below zero before the centre is taken off: then cutting rounds.
			let code = ((even * perStep + (CENTRE + 1.5)) | 0) - (CENTRE + 1);
			code = code < -CENTRE ? -CENTRE : code > CENTRE - 1 ? CENTRE - 1 : code;
			const weighted = even * even * code;
			sumXL += weighted * even;
			sumLL += weighted * code;
			const odd = values[index + 1] ?? 0;
			let codeOfOdd = ((odd * perStep + (CENTRE + 1.5)) | 0) - (CENTRE + 1);
			codeOfOdd = codeOfOdd < -CENTRE ? -CENTRE : codeOfOdd > CENTRE - 1 ? CENTRE - 1 : codeOfOdd;
			const weightedOdd = odd * odd * codeOfOdd;
			sumXLOfOdd += weightedOdd * odd;
			sumLLOfOdd += weightedOdd * codeOfOdd;
		}
		sumXL += sumXLOfOdd;
		sumLL += sumLLOfOdd;
		if (sumLL > 0 && sumXL * sumXL > bestGain * sumLL) {
			bestScale = sumXL / sumLL;
			bestGain = bestScale * sumXL;
		}
	}
	return bestScale;
}
