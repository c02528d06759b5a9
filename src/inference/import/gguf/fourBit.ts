/**
 * Q4_K: 256 numbers in eight parts of 32, each `scale · code − minimum` with codes of four bits; the parts' scales and minima are six-bit
 * multiples of two halves. 4.5 bits a number.
 *
 * Scale and minimum of a part are found as ggml finds them, by least squares for several roundings of the codes (ggml-quants.c,
 * `make_qkx2_quants`), with five roundings for ggml's twenty-one and all errors counted alike: nearly ggml's error in a fraction of its time.
 * The error of a fit follows from its sums, without another pass; the sums over codes are exact integers.
 */
import { HALF_INFINITY, floatToHalf, halfToFloat } from "../../runtime/halves.ts";

const VALUES = 256;
const BYTES = 144;
const PART = 32;
const PARTS = VALUES / PART;
const HIGHEST = 15;
/** Steps more or less than fifteen from a part's least to its largest number. */
const ROUNDINGS = Float64Array.of(-1.4, -0.9, -0.4, 0.1, 0.6);
/** Largest six-bit multiple. */
const MULTIPLES = 63;

export class FourBitBlocks {
	/** The numbers of a part: as float64 they need no conversion in each rounding. */
	private readonly numbers = new Float64Array(PART);
	private readonly codes = new Uint8Array(VALUES);
	private readonly scales = new Float64Array(PARTS);
	private readonly minima = new Float64Array(PARTS);
	private readonly multiples = new Uint8Array(2 * PARTS);

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
		const { scales, minima, multiples } = this;
		let largestScale = 0;
		let largestMinimum = 0;
		for (let part = 0; part < PARTS; part++) {
			this.fit(values, first + part * PART, part);
			largestScale = Math.max(largestScale, scales[part] ?? 0);
			largestMinimum = Math.max(largestMinimum, minima[part] ?? 0);
		}
		const scale = floatToHalf(largestScale / MULTIPLES);
		const minimum = floatToHalf(largestMinimum / MULTIPLES);
		const step = halfToFloat(scale);
		const stepOfMinima = halfToFloat(minimum);
		const perScale = largestScale > 0 ? MULTIPLES / largestScale : 0;
		const perMinimum = largestMinimum > 0 ? MULTIPLES / largestMinimum : 0;
		for (let part = 0; part < PARTS; part++) {
			multiples[part] = (scales[part] ?? 0) * perScale + 0.5;
			multiples[PARTS + part] = (minima[part] ?? 0) * perMinimum + 0.5;
			this.round(values, first + part * PART, part, step * (multiples[part] ?? 0), stepOfMinima * (multiples[PARTS + part] ?? 0));
		}
		this.pack(scale, minimum, target, at);
		return scale < HALF_INFINITY && minimum < HALF_INFINITY;
	}

	/** The best scale and minimum of a part. */
	private fit(values: Float32Array, first: number, part: number): void {
		const { numbers } = this;
		let least = 0;
		let largest = values[first] ?? 0;
		let sumX = 0;
		let sumXX = 0;
		for (let index = 0; index < PART; index++) {
			const value = values[first + index] ?? 0;
			numbers[index] = value;
			least = value < least ? value : least;
			largest = value > largest ? value : largest;
			sumX += value;
			sumXX += value * value;
		}
		let bestScale = 0;
		let bestMinimum = -least;
		let bestError = Number.POSITIVE_INFINITY;
		for (let rounding = 0; largest > least && rounding < ROUNDINGS.length; rounding++) {
			const perStep = (HIGHEST + (ROUNDINGS[rounding] ?? 0)) / (largest - least);
			const offset = 0.5 - least * perStep;
			let sumL = 0;
			let sumLL = 0;
			let sumXL = 0;
			let sumOfOdd = 0;
			// Two at a time, with a sum each: else every addition waits for the one before.
			for (let index = 0; index < PART; index += 2) {
				const even = numbers[index] ?? 0;
				let code = (even * perStep + offset) | 0;
				code = code > HIGHEST ? HIGHEST : code;
				const odd = numbers[index + 1] ?? 0;
				let codeOfOdd = (odd * perStep + offset) | 0;
				codeOfOdd = codeOfOdd > HIGHEST ? HIGHEST : codeOfOdd;
				sumL = (sumL + code + codeOfOdd) | 0;
				sumLL = (sumLL + Math.imul(code, code) + Math.imul(codeOfOdd, codeOfOdd)) | 0;
				sumXL += code * even;
				sumOfOdd += codeOfOdd * odd;
			}
			sumXL += sumOfOdd;
			// Where all codes are the same, nothing tells a scale from a minimum: then the scale takes all.
			const determinant = PART * sumLL - sumL * sumL;
			let scale = determinant > 0 ? (PART * sumXL - sumX * sumL) / determinant : 0;
			let intercept = determinant > 0 ? (sumLL * sumX - sumL * sumXL) / determinant : 0;
			// Minima are subtracted: they cannot be negative.
			if (intercept > 0 || determinant === 0) {
				intercept = 0;
				scale = sumLL > 0 ? sumXL / sumLL : 0;
			}
			const error = sumXX - scale * sumXL - intercept * sumX;
			if (scale > 0 && error < bestError) {
				bestError = error;
				bestScale = scale;
				bestMinimum = -intercept;
			}
		}
		this.scales[part] = bestScale;
		this.minima[part] = bestMinimum;
	}

	/** The codes of a part, for the scale and minimum that the block can tell. */
	private round(values: Float32Array, first: number, part: number, scale: number, minimum: number): void {
		const { codes } = this;
		const perStep = scale > 0 ? 1 / scale : 0;
		const offset = minimum * perStep + 0.5;
		for (let index = 0; index < PART; index++) {
			const code = ((values[first + index] ?? 0) * perStep + offset) | 0;
			codes[part * PART + index] = code < 0 ? 0 : code > HIGHEST ? HIGHEST : code;
		}
	}

	/** Halves, multiples (the last four of each spread over the others' upper bits), codes two by two. */
	private pack(scale: number, minimum: number, target: Uint8Array, at: number): void {
		const { codes, multiples } = this;
		target[at] = scale;
		target[at + 1] = scale >> 8;
		target[at + 2] = minimum;
		target[at + 3] = minimum >> 8;
		for (let part = 0; part < 4; part++) {
			const lateScale = multiples[part + 4] ?? 0;
			const lateMinimum = multiples[PARTS + part + 4] ?? 0;
			target[at + 4 + part] = (multiples[part] ?? 0) | ((lateScale >> 4) << 6);
			target[at + 8 + part] = (multiples[PARTS + part] ?? 0) | ((lateMinimum >> 4) << 6);
			target[at + 12 + part] = (lateScale & 15) | ((lateMinimum & 15) << 4);
		}
		for (let pair = 0; pair < 4; pair++) {
			const first = pair * 2 * PART;
			for (let index = 0; index < PART; index++) {
				target[at + 16 + pair * PART + index] = (codes[first + index] ?? 0) | ((codes[first + PART + index] ?? 0) << 4);
			}
		}
	}
}
