/** What recipes ask of a checkpoint, and the sentences that a person reads where it is not so. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Checkpoint, StoredType } from "../../../../src/inference/import/checkpoint.ts";
import { openCheckpoint } from "../../../../src/inference/import/open.ts";
import { checkedBytes, checkedFloats, hasNonFinite, requireTensor, requireValues } from "../../../../src/inference/import/require.ts";
import { widen } from "../../../../src/inference/import/storedTypes.ts";
import { safetensorsFile } from "../../../support/headerFiles.ts";

let folder: string;
let checkpoint: Checkpoint;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "require-"));
});
afterEach(async () => {
	await checkpoint.close();
	rmSync(folder, { recursive: true });
});

async function saved(type: StoredType, shape: number[], bytes: Uint8Array): Promise<Checkpoint> {
	const file = path.join(folder, "model.safetensors");
	writeFileSync(file, safetensorsFile({ "proj_mol.weight": { dtype: type, shape, data_offsets: [0, bytes.length] } }, bytes));
	return (checkpoint = await openCheckpoint(file));
}

async function through(pieces: AsyncGenerator<unknown>): Promise<number> {
	let count = 0;
	for await (const piece of pieces) {
		count += piece === undefined ? 0 : 1;
	}
	return count;
}

describe("a tensor that a recipe needs", () => {
	it("is given with any size where none is asked for", async () => {
		await saved("F32", [2, 3], new Uint8Array(new Float32Array([1, 2, 3, 4, 5, 6]).buffer));
		expect(requireTensor(checkpoint, "proj_mol.weight", [undefined, 3]).shape).toEqual([2, 3]);
		expect(await requireValues(checkpoint, "proj_mol.weight", [2, 3])).toEqual(new Float32Array([1, 2, 3, 4, 5, 6]));
	});

	it.each<[string, (found: Checkpoint) => unknown, string, RegExp]>([
		["is absent", (found) => requireTensor(found, "proj_prot.weight", [2, 3]), "missing-key", /model\.safetensors has no tensor proj_prot\.weight/],
		["has another shape", (found) => requireTensor(found, "proj_mol.weight", [2, 4]), "bad-shape", /proj_mol\.weight is \[2, 3\], not \[2, 4\]/],
		["has an axis too many", (found) => requireTensor(found, "proj_mol.weight", [6]), "bad-shape", /proj_mol\.weight is \[2, 3\], not \[6\]/],
		["has whole numbers", (found) => requireTensor(found, "proj_mol.weight", [undefined, 3]), "bad-dtype", /proj_mol\.weight holds I8/],
	])("that %s is named in the sentence", async (_, ask, code, sentence) => {
		const found = await saved("I8", [2, 3], new Uint8Array(6));
		expect(() => ask(found)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(sentence) as string }));
	});

	it.each<[StoredType, Uint8Array, number]>([
		["F32", new Uint8Array(new Float32Array([1, 0, -Infinity]).buffer), 3],
		["F32", new Uint8Array(new Float32Array([NaN]).buffer), 1],
		["F16", new Uint8Array(new Uint16Array([0x3c00, 0x7c00, 0]).buffer), 3],
		["F16", new Uint8Array(new Uint16Array([0, 0, 0xfe01]).buffer), 3],
		["BF16", new Uint8Array(new Uint16Array([0x7fc0, 0]).buffer), 2],
		["F64", new Uint8Array(new Float64Array([1, 1e300]).buffer), 2],
	])("in %s with an infinity or a NaN is refused, whichever way it is read", async (type, bytes, count) => {
		const found = await saved(type, [count], bytes);
		const refusal = { code: "non-finite", message: expect.stringContaining("proj_mol.weight") as string };
		await expect(through(checkedFloats(found, "proj_mol.weight"))).rejects.toMatchObject(refusal);
		await expect(through(checkedBytes(found, "proj_mol.weight"))).rejects.toMatchObject(refusal);
		await expect(requireValues(found, "proj_mol.weight", [count])).rejects.toMatchObject(refusal);
	});

	it("is checked at each place, whatever its length", async () => {
		await saved("F32", [1], new Uint8Array(4));
		for (let length = 1; length <= 19; length++) {
			for (let at = 0; at < length; at++) {
				for (const [type, bits] of [["F16", new Uint16Array(length).fill(0x7bff)], ["BF16", new Uint16Array(length).fill(0xff7f)], ["F32", new Uint32Array(length).fill(0xff7fffff)]] as const) {
					expect(hasNonFinite(new Uint8Array(bits.buffer), type), `${type} ${length}`).toBe(false);
					bits[at] = type === "F32" ? 0x7f800000 : type === "F16" ? 0xfc00 : 0x7f80;
					expect(hasNonFinite(new Uint8Array(bits.buffer), type), `${type} ${at} of ${length}`).toBe(true);
				}
			}
		}
	});

	it("is finite exactly where each of its 65,536 half-precision bit patterns says so", async () => {
		await saved("F32", [1], new Uint8Array(4));
		for (const type of ["F16", "BF16"] as const) {
			for (let bits = 0; bits < 1 << 16; bits++) {
				const pair = new Uint16Array(bits % 2 === 0 ? [bits, 0x3c00] : [0x8000, bits]);
				const wide = widen(new Uint8Array(pair.buffer), type, new Float32Array(2));
				if (hasNonFinite(new Uint8Array(pair.buffer), type) !== !(Number.isFinite(wide[0]) && Number.isFinite(wide[1]))) {
					expect.fail(`${type} ${bits.toString(16)}`);
				}
			}
		}
	});
});
