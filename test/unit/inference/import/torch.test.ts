/** What a scientist has from a publisher: PyTorch files, read without Python. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Checkpoint } from "../../../../src/inference/import/checkpoint.ts";
import { openCheckpoint } from "../../../../src/inference/import/open.ts";
import { bytesOf, checkpoints, haveCheckpoints, valuesOf } from "../../../support/checkpoints.ts";
import { pickledStateDict, writeTorchFile } from "../../../support/torchFile.ts";

type Nested = number | boolean | readonly Nested[];
interface Expected {
	readonly dtype: string;
	readonly shape: readonly number[];
	readonly values: Nested;
}
const STORED: Readonly<Record<string, string>> = { float64: "F64", float32: "F32", float16: "F16", bfloat16: "BF16", int64: "I64", int32: "I32", uint8: "U8", bool: "BOOL" };

let folder: string;
const opened: Checkpoint[] = [];
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "torch-"));
});
afterEach(async () => {
	await Promise.all(opened.splice(0).map((checkpoint) => checkpoint.close()));
	rmSync(folder, { recursive: true });
});

async function open(file: string): Promise<Checkpoint> {
	const checkpoint = await openCheckpoint(file);
	opened.push(checkpoint);
	return checkpoint;
}

describe.skipIf(!haveCheckpoints)("unusual files of PyTorch (skipped where there is no folder ../shared/fixtures/checkpoints)", () => {
	const odd = path.join(checkpoints, "torch-odd");
	const expected = haveCheckpoints ? (JSON.parse(readFileSync(path.join(odd, "expected.json"), "utf8")) as Record<string, Record<string, Expected> & { readonly tensors?: Record<string, Expected> }>) : {};

	it.each(["views.pth", "views_legacy.pth", "nested.pth", "zip64.pth"])("%s gives every tensor with PyTorch's values", async (name) => {
		const tensors = Object.entries(expected[name]?.tensors ?? (expected[name] as Record<string, Expected>));
		const checkpoint = await open(path.join(odd, name));
		expect([...checkpoint.tensors.keys()]).toEqual(tensors.map(([tensor]) => tensor));
		for (const [tensor, { dtype, shape, values }] of tensors) {
			expect(checkpoint.tensors.get(tensor), tensor).toMatchObject({ type: STORED[dtype], shape, file: name });
			const wanted = flat(values);
			if (dtype.includes("float")) {
				expect(await valuesOf(checkpoint, tensor), tensor).toEqual(wanted.map(Math.fround));
			} else {
				expect(integers(await bytesOf(checkpoint, tensor), dtype), tensor).toEqual(wanted);
			}
		}
	});

	it("reads parts of a tensor by rows, whatever its strides", async () => {
		const checkpoint = await open(path.join(odd, "views.pth"));
		for (const [tensor, { values }] of Object.entries(expected["views.pth"] as Record<string, Expected>).filter(([, { shape, dtype }]) => shape.length === 2 && dtype === "float32")) {
			const rows = values as readonly Nested[];
			for (let first = 0; first <= rows.length; first++) {
				for (let end = first; end <= rows.length; end++) {
					expect(await valuesOf(checkpoint, tensor, { rows: [first, end] }), `${tensor} ${first} ${end}`).toEqual(flat(rows.slice(first, end)));
				}
			}
		}
		await expect(valuesOf(checkpoint, "whole", { rows: [0, 5] })).rejects.toThrow(RangeError);
		await expect(valuesOf(checkpoint, "half", { rows: [-1, 1] })).rejects.toThrow(RangeError);
	});

	it("refuses whole numbers as weights, and names the tensor", async () => {
		const checkpoint = await open(path.join(odd, "views.pth"));
		await expect(valuesOf(checkpoint, "int32")).rejects.toMatchObject({ code: "bad-dtype", message: expect.stringContaining("int32") as string });
		await expect(valuesOf(checkpoint, "nowhere")).rejects.toMatchObject({ code: "missing-key", message: expect.stringContaining("nowhere") as string });
	});

	it("finds the same molecule encoder in the old format and in BioMedGPT-10B's file", async () => {
		const old = await open(path.join(checkpoints, "legacy-torch/gin_legacy.pth"));
		const whole = await open(path.join(checkpoints, "biomedgpt-10b-tiny/biomedgpt_10b.pth"));
		const prefix = "mol_structure_encoder.";
		expect([...old.tensors.keys()]).toEqual([...whole.tensors.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)));
		for (const [name, { shape, type }] of old.tensors) {
			expect(whole.tensors.get(prefix + name), name).toMatchObject({ shape, type });
			expect((await bytesOf(old, name)).equals(await bytesOf(whole, prefix + name)), name).toBe(true);
		}
	});

	it("finds the published language model inside BioMedGPT-10B's file, in three layouts", async () => {
		const whole = await open(path.join(checkpoints, "biomedgpt-10b-tiny/biomedgpt_10b.pth"));
		const sharded = path.join(checkpoints, "biomedgpt-lm-tiny-sharded");
		const [fp32, fp16, bf16] = [await open(path.join(sharded, "safetensors-fp32")), await open(path.join(sharded, "bin-fp16")), await open(path.join(sharded, "safetensors-bf16"))];
		expect(new Set([...fp32.tensors.values()].map(({ file }) => file)).size).toBe(3);
		expect(new Set([...fp16.tensors.values()].map(({ file }) => file)).size).toBe(2);
		expect([...bf16.tensors.keys()].sort()).toEqual([...fp32.tensors.keys()].sort());
		for (const [name, { shape }] of fp32.tensors) {
			const wanted = await valuesOf(fp32, name);
			expect(wanted, name).toHaveLength(shape.reduce((product, size) => product * size, 1));
			expect(await valuesOf(fp16, name), name).toEqual(wanted);
			// Row 1000, [PAD], stands in the whole model only.
			expect(await valuesOf(whole, `llm.${name}`, { rows: [0, shape[0] ?? 0] }), name).toEqual(wanted);
			expect(furthest(await valuesOf(bf16, name), wanted), name).toBeLessThanOrEqual(2 ** -8);
		}
	});

	it("reads BioMedGPT-R1's file with its three kinds of numbers", async () => {
		const checkpoint = await open(path.join(checkpoints, "biomedgpt-r1-tiny"));
		expect(new Set([...checkpoint.tensors.values()].map(({ type }) => type))).toEqual(new Set(["F32", "F16", "BF16", "I64"]));
		expect(checkpoint.tensors.get("llm.model.embed_tokens.weight")?.shape).toEqual([1007, 96]);
		expect((await valuesOf(checkpoint, "llm.lm_head.weight")).every(Number.isFinite)).toBe(true);
	});
});

describe("a file of PyTorch", () => {
	it("gives a transposed matrix that is larger than what is held at once in the right order", async () => {
		const [rows, columns] = [5000, 4200];
		const stored = Uint16Array.from({ length: rows * columns }, (_, index) => index % 30_000);
		const storage = { key: "0", kind: "HalfStorage", length: stored.length };
		const file = path.join(folder, "transposed.pth");
		writeTorchFile(file, pickledStateDict({ plain: { storage, shape: [columns, rows] }, transposed: { storage, shape: [rows, columns], strides: [1, rows] } }), { 0: { bytes: stored.byteLength, content: [[0, new Uint8Array(stored.buffer)]] } });
		const checkpoint = await open(file);
		const same = async (values: Uint16Array, name: string, options = {}) => (await bytesOf(checkpoint, name, options)).equals(new Uint8Array(values.buffer));
		expect(await same(stored, "plain")).toBe(true);
		expect(await same(stored.map((_, index) => stored[(index % columns) * rows + Math.floor(index / columns)] as number), "transposed")).toBe(true);
		expect(await same(Uint16Array.from({ length: columns }, (_, column) => stored[column * rows + 4999] as number), "transposed", { rows: [4999, 5000] })).toBe(true);
	});

	it("gives views with any order of axes, slices and repeated values in row-major order", async () => {
		const stored = Float32Array.from({ length: 2 * 3 * 4 * 5 }, (_, index) => index);
		const storage = { key: "0", kind: "FloatStorage", length: stored.length };
		const views: Record<string, { shape: number[]; strides: number[]; offset?: number }> = {
			permuted: { shape: [5, 2, 4, 3], strides: [1, 60, 5, 20] },
			sliced: { shape: [2, 2, 2, 3], strides: [60, 20, 10, 2], offset: 20 },
			repeated: { shape: [3, 4, 5], strides: [0, 5, 1], offset: 7 },
			overlapping: { shape: [6, 4], strides: [3, 2] },
			column: { shape: [4, 1], strides: [5, 99], offset: 3 },
		};
		const file = path.join(folder, "views.pth");
		writeTorchFile(file, pickledStateDict(Object.fromEntries(Object.entries(views).map(([name, view]) => [name, { storage, ...view }]))), { 0: { bytes: stored.byteLength, content: [[0, new Uint8Array(stored.buffer)]] } });
		const checkpoint = await open(file);
		for (const [name, { shape, strides, offset = 0 }] of Object.entries(views)) {
			let wanted = [offset];
			shape.forEach((size, axis) => {
				wanted = wanted.flatMap((place) => Array.from({ length: size }, (_, index) => place + index * (strides[axis] ?? 0)));
			});
			expect(await valuesOf(checkpoint, name), name).toEqual(wanted);
		}
	});

	it("of more than 4 GB is read at its very end", async () => {
		const [rows, columns] = [6_000, 500_000];
		const last = new Uint16Array([0x3c00, 0xc000]);
		const file = path.join(folder, "large.pth");
		writeTorchFile(file, pickledStateDict({
			large: { storage: { key: "0", kind: "HalfStorage", length: rows * columns }, shape: [rows, columns] },
			after: { storage: { key: "1", kind: "FloatStorage", length: 2 }, shape: [2] },
		}), {
			0: { bytes: 2 * rows * columns, content: [[2 * rows * columns - 4, new Uint8Array(last.buffer)]] },
			1: { bytes: 8, content: [[0, new Uint8Array(new Float32Array([0.5, -7]).buffer)]] },
		});
		const checkpoint = await open(file);
		expect(await valuesOf(checkpoint, "after")).toEqual([0.5, -7]);
		const row = await valuesOf(checkpoint, "large", { rows: [rows - 1, rows] });
		expect(row).toHaveLength(columns);
		expect(row.slice(-3)).toEqual([0, 1, -2]);
	});

	it("stops when it is no longer wanted, and can be closed at once", async () => {
		const length = 5 << 20;
		const file = path.join(folder, "model.pth");
		writeTorchFile(file, pickledStateDict({ weight: { storage: { key: "0", kind: "FloatStorage", length }, shape: [length] } }), { 0: { bytes: 4 * length, content: [] } });
		const checkpoint = await openCheckpoint(file);
		const cancel = new AbortController();
		let pieces = 0;
		await expect(async () => {
			for await (const piece of checkpoint.floats("weight", { signal: cancel.signal })) {
				pieces += piece.length > 0 ? 1 : 0;
				cancel.abort();
			}
		}).rejects.toThrow(/abort/i);
		expect(pieces).toBe(1);
		await checkpoint.close();
		await expect(openCheckpoint(file, cancel.signal)).rejects.toThrow(/abort/i);
	});
});

function flat(values: Nested): (number | boolean)[] & number[] {
	return (Array.isArray(values) ? (values as readonly Nested[]).flatMap(flat) : [values]) as (number | boolean)[] & number[];
}

function integers(bytes: Buffer, dtype: string): (number | boolean)[] {
	switch (dtype) {
		case "int64":
			return Array.from({ length: bytes.length / 8 }, (_, index) => Number(bytes.readBigInt64LE(8 * index)));
		case "int32":
			return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readInt32LE(4 * index));
		case "bool":
			return [...bytes].map(Boolean);
		default:
			return [...bytes];
	}
}

/** Largest difference, as a part of the larger value. */
function furthest(found: readonly number[], wanted: readonly number[]): number {
	return Math.max(...found.map((value, index) => Math.abs(value - (wanted[index] as number)) / Math.max(Math.abs(wanted[index] as number), 1e-30)));
}
