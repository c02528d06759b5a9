/**
 * Somebody else's GGUF holds its token embedding in one of ggml's block types; soft tokens need its rows as numbers. Reference: what llama.cpp's
 * own library decodes (test/fixtures/ggml/generate.py).
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { BLOCK_TYPES } from "../../../src/inference/runtime/ggmlTypes.ts";
import { floatToHalf, halfTable, halfToFloat } from "../../../src/inference/runtime/halves.ts";
import { randomNumbers } from "../../support/random.ts";

const { types } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../fixtures/ggml/reference.json"), "utf8")) as { types: Record<string, { type: number; blocks: string; values: string }> };

describe("blocks of ggml", () => {
	it.each(Object.entries(types))("%s decodes to the numbers that llama.cpp has, bit for bit", (_, { type, blocks, values }) => {
		const bytes = Uint8Array.from(Buffer.from(blocks, "base64"));
		const expected = new Float32Array(Uint8Array.from(Buffer.from(values, "base64")).buffer);
		const layout = BLOCK_TYPES[type];
		expect(layout).toBeDefined();
		const decoded = new Float32Array(expected.length);
		for (let block = 0; layout && block < bytes.length / layout.bytes; block++) {
			layout.decode(new DataView(bytes.buffer, block * layout.bytes, layout.bytes), decoded, block * layout.values);
		}
		expect([...decoded]).toEqual([...expected]);
	});

	it.each(Object.entries(BLOCK_TYPES))("type %s reads zero bytes as zeros, which soft-token carriers rely on", (_, layout) => {
		const values = new Float32Array(layout.values).fill(1);
		layout.decode(new DataView(new ArrayBuffer(layout.bytes)), values, 0);
		expect(values.every((value) => value === 0)).toBe(true);
	});
});

describe("halves", () => {
	it("come back as the same bits, all of them", () => {
		const table = halfTable();
		const wrong = Array.from(table.keys()).filter((bits) => {
			const value = table[bits] ?? 0;
			return Number.isNaN(value) ? !Number.isNaN(halfToFloat(floatToHalf(value))) : floatToHalf(value) !== bits;
		});
		expect(wrong).toEqual([]);
	});

	it("are the nearest to a number, with ties to the even one", () => {
		const random = randomNumbers(4);
		const farther = Array.from({ length: 20_000 }, () => Math.fround((random() - 0.5) * 2 ** (random() * 44 - 28))).filter((value) => {
			const bits = floatToHalf(value);
			const error = Math.abs(halfToFloat(bits) - value);
			const neighbours = [bits - 1, bits + 1].filter((other) => (other & 0x7fff) < 0x7c00 && (bits & 0x7fff) > 0);
			return neighbours.some((other) => Math.abs(halfToFloat(other) - value) < error);
		});
		expect(farther).toEqual([]);
		expect([1 + 2 ** -11, 1 + 3 * 2 ** -11, 65_519, 65_520, 2 ** -25, 2 ** -24 * 1.5].map((value) => halfToFloat(floatToHalf(value)))).toEqual([1, 1 + 2 ** -9, 65_504, Number.POSITIVE_INFINITY, 0, 2 ** -23]);
	});
});
