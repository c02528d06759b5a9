/**
 * What an imported model loses when its weights are stored in fewer bits, beside what llama.cpp's own quantiser loses on the same numbers
 * (test/fixtures/ggml/generate.py).
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Converter, type WrittenType } from "../../../../src/inference/import/gguf/kernels.ts";
import type { FloatType } from "../../../../src/inference/import/storedTypes.ts";
import { BLOCK_TYPES, GgmlType } from "../../../../src/inference/runtime/ggmlTypes.ts";
import { floatToHalf } from "../../../../src/inference/runtime/halves.ts";
import { randomNumbers } from "../../../support/random.ts";

const reference = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../../fixtures/ggml/reference.json"), "utf8")) as { source: string; types: Record<string, { blocks: string }>; errors: Record<string, number> };
const converter = new Converter();

/** The numbers of the reference: nearly normal. */
function weights(seed: number, count: number): Float32Array<ArrayBuffer> {
	const random = randomNumbers(seed);
	return Float32Array.from({ length: count }, () => {
		let sum = 0;
		for (let term = 0; term < 12; term++) {
			sum += random();
		}
		return (sum - 6) * 0.02;
	});
}

function encoded(values: Float32Array<ArrayBuffer>, to: WrittenType): Uint8Array {
	const { values: perBlock, bytes } = BLOCK_TYPES[GgmlType[to]] ?? { values: 1, bytes: 1 };
	const target = new ArrayBuffer((values.length / perBlock) * bytes);
	expect(converter.convert(values.buffer, "F32", target, to, values.length)).toBeUndefined();
	return new Uint8Array(target);
}

function decoded(blocks: Uint8Array, type: WrittenType): Float32Array {
	const layout = BLOCK_TYPES[GgmlType[type]];
	if (!layout) {
		throw new Error(`no decoder of ${type}`);
	}
	const values = new Float32Array((blocks.length / layout.bytes) * layout.values);
	for (let block = 0; block < blocks.length / layout.bytes; block++) {
		layout.decode(new DataView(blocks.buffer, blocks.byteOffset + block * layout.bytes, layout.bytes), values, block * layout.values);
	}
	return values;
}

const rms = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
const relativeError = (values: Float32Array, back: Float32Array): number => rms(values.map((value, index) => value - (back[index] ?? Number.NaN))) / rms(values);

describe("weights in fewer bits", () => {
	// Q8_0 is the same computation; the K types look for a scale in fewer steps than llama.cpp does.
	it.each([["Q8_0", 1], ["Q4_K", 1.03], ["Q6_K", 1.03]] as const)("%s loses at most %d times what llama.cpp's quantiser loses", (type, times) => {
		const values = weights(2, 65_536);
		const error = relativeError(values, decoded(encoded(values, type), type));
		console.log(`${type}: relative RMS error ${error.toExponential(3)}, llama.cpp's ${reference.errors[type]?.toExponential(3)}`);
		expect(error).toBeLessThanOrEqual((reference.errors[type] ?? 0) * times + 1e-9);
	});

	it("Q8_0 is llama.cpp's to the bit", () => {
		const values = new Float32Array(Uint8Array.from(Buffer.from(reference.source, "base64")).buffer);
		expect(Buffer.from(encoded(values, "Q8_0")).toString("base64")).toBe(reference.types["Q8_0"]?.blocks);
	});

	it.each(["F32", "F16", "Q8_0", "Q4_K", "Q6_K"] as const)("%s: zeros are zero bytes, so that a carrier's row stays nothing", (type) => {
		expect(encoded(new Float32Array(512), type).every((byte) => byte === 0)).toBe(true);
	});

	it.each(["Q4_K", "Q6_K", "Q8_0"] as const)("%s follows rows of any kind: constant, one-sided, of very different sizes, one outlier", (type) => {
		const random = randomNumbers(5);
		const rows: ((index: number) => number)[] = [() => 0.25, () => -0.25, () => random() + 3, () => -random() - 3, (index) => random() * 10 ** -(index >> 5), (index) => (index === 77 ? 1000 : random() - 0.5)];
		for (const row of rows) {
			const values = Float32Array.from({ length: 256 }, (_, index) => row(index));
			const back = decoded(encoded(values, type), type);
			const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
			expect(values.filter((value, index) => Math.abs(value - (back[index] ?? Number.NaN)) > largest / 12)).toEqual(new Float32Array());
		}
	});

	it("a chunk that ends within a segment is converted to its last block", () => {
		const values = weights(3, 4096 + 256);
		const whole = encoded(values, "Q4_K");
		const tail = encoded(values.slice(4096), "Q4_K");
		expect([...whole.subarray(16 * 144)]).toEqual([...tail]);
	});
});

describe("stored numbers", () => {
	const numbers = [0, -0, 1, -1.5, 2 ** -24, 65_504, -(2 ** -14), 0.333251953125];
	const as: Record<FloatType, () => ArrayBuffer> = {
		F64: () => Float64Array.from(numbers).buffer,
		F32: () => Float32Array.from(numbers).buffer,
		F16: () => Uint16Array.from(numbers, floatToHalf).buffer,
		BF16: () => Uint16Array.from(new Uint16Array(Float32Array.from(numbers).buffer).filter((_, index) => index % 2 === 1)).buffer,
	};

	it.each(["F64", "F32", "F16", "BF16"] as const)("of type %s become the same float32", (from) => {
		const target = new ArrayBuffer(numbers.length * 4);
		expect(converter.convert(as[from](), from, target, "F32", numbers.length)).toBeUndefined();
		const expected = from === "BF16" ? [0, -0, 1, -1.5, 2 ** -24, 65_280, -(2 ** -14), 0.33203125] : numbers;
		expect([...new Float32Array(target)]).toEqual(expected);
	});

	it.each([["F64", Number.NaN], ["F64", 1e300], ["F32", Number.NaN], ["F32", Number.NEGATIVE_INFINITY], ["F16", Number.POSITIVE_INFINITY], ["F16", Number.NaN]] as const)("of type %s: %d is told, wherever it stands", (from, wrong) => {
		for (const at of [0, 255, 5000]) {
			const values = new Float64Array(8192);
			values[at] = wrong;
			const source = from === "F64" ? values.buffer : from === "F32" ? Float32Array.from(values).buffer : Uint16Array.from(values, floatToHalf).buffer;
			for (const to of ["F32", "F16", "Q8_0", "Q4_K", "Q6_K"] as const) {
				expect(converter.convert(source, from, new ArrayBuffer(8192 * 4), to, 8192)).toBe("non-finite");
			}
		}
	});

	it.each(["F16", "Q8_0", "Q4_K", "Q6_K"] as const)("too large for the half precision of %s are told, and F32 takes them", (to) => {
		const values = new Float32Array(256).fill(-3e38);
		expect(converter.convert(values.buffer, "F32", new ArrayBuffer(1024), to, 256)).toBe("too-large");
		expect(converter.convert(values.buffer, "F32", new ArrayBuffer(1024), "F32", 256)).toBeUndefined();
	});
});
