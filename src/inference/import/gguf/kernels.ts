/**
 * From numbers as a checkpoint stores them to blocks as ggml stores them: the loops that every weight passes.
 *
 * Plain typed arrays and no calls within the inner loops, so that V8 keeps everything in registers.
 */
import { HALF_INFINITY, floatToHalf, halfTable } from "../../runtime/halves.ts";
import type { FloatType } from "../storedTypes.ts";
import { FourBitBlocks } from "./fourBit.ts";
import { SixBitBlocks } from "./sixBit.ts";

/** What a GGUF that we write holds its tensors as. */
export type WrittenType = "F32" | "F16" | "Q8_0" | "Q4_K" | "Q6_K";

/** A number that is none (`non-finite`), or one that half precision cannot hold (`too-large`). */
export type Defect = "non-finite" | "too-large";

/** Values that are decoded at a time: they stay in the nearest cache. A multiple of every block. */
const SEGMENT = 4096;
/** Values and bytes of a Q8_0 block: a half and 32 signed bytes. */
const EIGHT_VALUES = 32;
const EIGHT_BYTES = 34;

/** Converts chunks of whole blocks; keeps its tables and scratch space between them. Not for use by two at once. */
export class Converter {
	private readonly halves = halfTable();
	private readonly values = new Float32Array(SEGMENT);
	private readonly bits = new Uint32Array(this.values.buffer);
	private readonly fourBit = new FourBitBlocks();
	private readonly sixBit = new SixBitBlocks();

	/**
	 * Writes `count` numbers of `source` (little endian, aligned to their size) to `target` (aligned to 4 bytes).
	 *
	 * @returns what is wrong with them; then the target is of no use
	 */
	convert(source: ArrayBuffer, from: FloatType, target: ArrayBuffer, to: WrittenType, count: number): Defect | undefined {
		for (let start = 0; start < count; start += SEGMENT) {
			const length = Math.min(SEGMENT, count - start);
			const defect = this.decode(source, from, start, length) ?? this.encode(target, to, start, length);
			if (defect) {
				return defect;
			}
		}
		return undefined;
	}

	/** Numbers to `values`. All exponent bits set is what NaN and infinity have: a carry out of them shows it without a comparison. */
	private decode(source: ArrayBuffer, from: FloatType, start: number, length: number): Defect | undefined {
		const { values, bits, halves } = this;
		let carry = 0;
		if (from === "F16") {
			const stored = new Uint16Array(source, start * 2, length);
			for (let index = 0; index < length; index++) {
				const half = stored[index] ?? 0;
				carry |= ((half & 0x7c00) + 0x400) & 0x8000;
				values[index] = halves[half] ?? 0;
			}
		} else if (from === "BF16") {
			const stored = new Uint16Array(source, start * 2, length);
			for (let index = 0; index < length; index++) {
				const upper = stored[index] ?? 0;
				carry |= ((upper & 0x7f80) + 0x80) & 0x8000;
				bits[index] = upper << 16;
			}
		} else {
			values.set(from === "F32" ? new Float32Array(source, start * 4, length) : new Float64Array(source, start * 8, length));
			for (let index = 0; index < length; index++) {
				carry |= (((bits[index] ?? 0) & 0x7f800000) + 0x800000) & 0x80000000;
			}
		}
		return carry === 0 ? undefined : "non-finite";
	}

	private encode(target: ArrayBuffer, to: WrittenType, start: number, length: number): Defect | undefined {
		switch (to) {
			case "F32":
				new Float32Array(target, start * 4, length).set(this.values.subarray(0, length));
				return undefined;
			case "F16":
				return encodeHalves(this.values, length, new Uint16Array(target, start * 2, length));
			case "Q8_0":
				return encodeEightBit(this.values, length, new Int8Array(target, (start / EIGHT_VALUES) * EIGHT_BYTES));
			case "Q4_K":
				return this.fourBit.encode(this.values, length, target, start);
			case "Q6_K":
				return this.sixBit.encode(this.values, length, target, start);
		}
	}
}

function encodeHalves(values: Float32Array, length: number, target: Uint16Array): Defect | undefined {
	let largest = 0;
	for (let index = 0; index < length; index++) {
		const half = floatToHalf(values[index] ?? 0);
		target[index] = half;
		largest = Math.max(largest, half & 0x7fff);
	}
	return largest < HALF_INFINITY ? undefined : "too-large";
}

/** Q8_0: the largest number of 32 becomes ±127 (ggml's `quantize_row_q8_0_ref`, to the bit). */
function encodeEightBit(values: Float32Array, length: number, target: Int8Array): Defect | undefined {
	const { fround } = Math;
	for (let first = 0, at = 0; first < length; first += EIGHT_VALUES, at += EIGHT_BYTES) {
		let largest = 0;
		for (let index = first; index < first + EIGHT_VALUES; index++) {
			const size = Math.abs(values[index] ?? 0);
			largest = size > largest ? size : largest;
		}
		const scale = fround(largest / 127);
		const inverse = scale > 0 ? fround(1 / scale) : 0;
		const half = floatToHalf(scale);
		if (half >= HALF_INFINITY) {
			return "too-large";
		}
		target[at] = half;
		target[at + 1] = half >> 8;
		for (let index = 0; index < EIGHT_VALUES; index++) {
			const scaled = fround((values[first + index] ?? 0) * inverse);
			target[at + 2 + index] = (scaled < 0 ? scaled - 0.5 : scaled + 0.5) | 0;
		}
	}
	return undefined;
}
