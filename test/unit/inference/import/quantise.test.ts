import { describe, expect, it } from "vitest";
import { halves } from "../../../../src/inference/import/onnx/half.ts";
import { BLOCK, quantiseRows, type Bits } from "../../../../src/inference/import/onnx/quantise.ts";
import { relativeError } from "../../../support/differences.ts";
import { randomNumbers } from "../../../support/random.ts";

/** As ONNX Runtime's MatMulNBits reads codes and scales. */
function restored(values: Float32Array, columns: number, bits: Bits): Float32Array {
	const { codes, scales } = quantiseRows(values, columns, bits);
	const blocks = Math.ceil(columns / BLOCK);
	return values.map((_, index) => {
		const [row, column] = [Math.floor(index / columns), index % columns];
		const place = row * blocks * BLOCK + column;
		const code = bits === 8 ? (codes[place] ?? 0) - 128 : (((codes[place >> 1] ?? 0) >> (4 * (place & 1))) & 15) - 8;
		return code * (scales[Math.floor(place / BLOCK)] ?? 0);
	});
}

/** Normally distributed, as weights are (Box and Muller 1958). */
function normal(length: number): Float32Array {
	const random = randomNumbers(11);
	return Float32Array.from({ length }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

describe("weights rounded in blocks", () => {
	it.each<[Bits, number]>([[8, 0.0055], [4, 0.083]])("of normal weights, %i bits lose at most the share %f", (bits, bound) => {
		const weights = normal(64 * 320);
		expect(relativeError(restored(weights, 320, bits), weights)).toBeLessThan(bound);
	});

	it.each<Bits>([8, 4])("with %i bits a block of zeros stays zero, and the block beside it is itself", (bits) => {
		const weights = new Float32Array(2 * BLOCK).fill(0.5, BLOCK);
		expect([...restored(weights, 2 * BLOCK, bits)]).toEqual([...weights]);
	});

	it.each<Bits>([8, 4])("with %i bits an outlier spoils its own block only", (bits) => {
		const weights = normal(4 * BLOCK);
		weights[5] = 1000;
		const actual = restored(weights, 4 * BLOCK, bits);
		expect(relativeError(actual.subarray(BLOCK), weights.subarray(BLOCK))).toBeLessThan(bits === 8 ? 0.008 : 0.11);
		expect(actual[5]).toBeCloseTo(1000, -1);
	});

	it.each<Bits>([8, 4])("with %i bits rows that are no whole blocks do not run into each other", (bits) => {
		const weights = Float32Array.from({ length: 3 * 40 }, (_, index) => [1, 100, 0.01][Math.floor(index / 40)] ?? 0);
		const actual = restored(weights, 40, bits);
		expect(relativeError(actual.subarray(80), weights.subarray(80))).toBeLessThan(1e-6);
	});
});

describe("half precision", () => {
	it.each([
		[0, 0], [-0, 0x8000], [1, 0x3c00], [-2, 0xc000], [65504, 0x7bff], [65519.99, 0x7bff], [65520, 0x7c00], [Infinity, 0x7c00],
		// Half way goes to the even neighbour.
		[1 + 2 ** -11, 0x3c00], [1 + 3 * 2 ** -11, 0x3c02],
		// Subnormal: 2^-24 is the least, half of it goes to zero, and the largest rounds up into the normal ones.
		[2 ** -24, 1], [2 ** -25, 0], [1.5 * 2 ** -25, 1], [2 ** -14, 0x0400], [2 ** -14 - 2 ** -26, 0x0400], [-3 * 2 ** -24, 0x8003], [1e-40, 0],
	])("of %f is the nearest", (value, bits) => {
		expect(halves(Float32Array.of(value))[0]).toBe(bits);
	});
});
