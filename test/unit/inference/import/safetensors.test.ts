/** Safetensors files, alone and in parts, and what a person may choose instead of the right file. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCheckpoint } from "../../../../src/inference/import/open.ts";
import { bytesOf, checkpoints, haveCheckpoints, valuesOf } from "../../../support/checkpoints.ts";
import { safetensorsFile } from "../../../support/headerFiles.ts";

const entry = (begin: number, values: number) => ({ dtype: "F32", shape: [values], data_offsets: [begin, begin + 4 * values] });
const floats = (...values: number[]) => new Uint8Array(new Float32Array(values).buffer);

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "safetensors-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
	const file = path.join(folder, name);
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, content);
	return file;
}

function shards(index: Readonly<Record<string, string>>, at = ""): void {
	write(`${at}model.safetensors.index.json`, JSON.stringify({ metadata: { total_size: 16, more: [{ deep: null }] }, weight_map: index }));
}

async function read(chosen: string): Promise<Record<string, number[]>> {
	const checkpoint = await openCheckpoint(chosen);
	try {
		const found: Record<string, number[]> = {};
		for (const name of checkpoint.tensors.keys()) {
			found[name] = await valuesOf(checkpoint, name);
		}
		return found;
	} finally {
		await checkpoint.close();
	}
}

describe("a safetensors file", () => {
	it("gives its tensors in the file's order, with metadata and names of any kind beside them", async () => {
		const file = write("a.safetensors", safetensorsFile(`{"__metadata__":{"format":"pt"},"b\\u00e9":${JSON.stringify(entry(0, 2))},"__proto__":${JSON.stringify(entry(8, 1))} }   `, floats(1, 2, 3)));
		const checkpoint = await openCheckpoint(file);
		expect([...checkpoint.tensors.keys()]).toEqual(["bé", "__proto__"]);
		expect(await valuesOf(checkpoint, "__proto__")).toEqual([3]);
		expect(Object.getPrototypeOf({})).toBe(Object.prototype);
		await checkpoint.close();
	});

	it("gives a number without axes, an empty tensor and whole numbers", async () => {
		const checkpoint = await openCheckpoint(write("a.safetensors", safetensorsFile({
			number: { dtype: "F64", shape: [], data_offsets: [0, 8] },
			empty: { dtype: "BF16", shape: [0, 7], data_offsets: [8, 8] },
			ids: { dtype: "I64", shape: [1], data_offsets: [8, 16] },
		}, Buffer.concat([new Uint8Array(new Float64Array([0.1]).buffer), Buffer.from([5, 0, 0, 0, 0, 0, 0, 0])]))));
		expect(await valuesOf(checkpoint, "number")).toEqual([Math.fround(0.1)]);
		expect(await valuesOf(checkpoint, "empty")).toEqual([]);
		expect((await bytesOf(checkpoint, "ids")).readBigInt64LE()).toBe(5n);
		await checkpoint.close();
	});

	it.skipIf(!haveCheckpoints)("of ESM-2 as published holds the encoder and its head", async () => {
		const file = readFileSync(path.join(checkpoints, "esm2-tiny/model.safetensors"));
		const length = Number(file.readBigUInt64LE());
		const header = JSON.parse(file.toString("utf8", 8, 8 + length)) as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
		delete header["__metadata__"];
		const checkpoint = await openCheckpoint(path.join(checkpoints, "esm2-tiny"));
		expect(checkpoint.tensors.get("esm.embeddings.position_ids")).toMatchObject({ type: "I64" });
		expect([...checkpoint.tensors.keys()].sort()).toEqual(Object.keys(header).sort());
		for (const [name, { dtype, shape, data_offsets: [begin, end] }] of Object.entries(header)) {
			expect(checkpoint.tensors.get(name), name).toMatchObject({ type: dtype, shape });
			const bytes = file.subarray(8 + length + begin, 8 + length + end);
			expect((await bytesOf(checkpoint, name)).equals(bytes), name).toBe(true);
			if (dtype === "F32") {
				expect((await valuesOf(checkpoint, name)).every((value, index) => value === bytes.readFloatLE(4 * index)), name).toBe(true);
			}
		}
		await checkpoint.close();
	});
});

describe("a checkpoint in parts", () => {
	it("is the same whether the index, the folder or one part is chosen", async () => {
		shards({ first: "model-00001-of-00002.safetensors", second: "model-00002-of-00002.safetensors" });
		const first = write("model-00001-of-00002.safetensors", safetensorsFile({ first: entry(0, 1), unlisted: entry(4, 1) }, floats(1, 9)));
		write("model-00002-of-00002.safetensors", safetensorsFile({ second: entry(0, 2) }, floats(2, 3)));
		for (const chosen of [folder, first, path.join(folder, "model.safetensors.index.json")]) {
			expect(await read(chosen)).toEqual({ first: [1], second: [2, 3] });
		}
	});

	it("in Hugging Face's cache is read through its links", async () => {
		const part = write("hub/blobs/0123abcd", safetensorsFile({ a: entry(0, 1) }, floats(4)));
		shards({ a: "model-00001-of-00001.safetensors" }, "hub/snapshots/main/");
		symlinkSync(part, path.join(folder, "hub/snapshots/main/model-00001-of-00001.safetensors"));
		expect(await read(path.join(folder, "hub/snapshots/main"))).toEqual({ a: [4] });
	});

	it("is not read through a link that leads elsewhere", async () => {
		const elsewhere = write("elsewhere/secret.safetensors", safetensorsFile({ a: entry(0, 1) }, floats(4)));
		shards({ a: "part.safetensors" }, "model/");
		symlinkSync(elsewhere, path.join(folder, "model/part.safetensors"));
		await expect(openCheckpoint(path.join(folder, "model"))).rejects.toMatchObject({ code: "unsafe-path", message: expect.stringContaining("part.safetensors") as string });
	});

	it.each(["sub/part.safetensors", "..\\part.safetensors", "C:part.safetensors", "", ".."])("is not read from %j", async (name) => {
		write("sub/part.safetensors", safetensorsFile({ a: entry(0, 1) }, floats(4)));
		shards({ a: name });
		await expect(openCheckpoint(folder)).rejects.toMatchObject({ code: "unsafe-path" });
	});

	it("says which file is missing, be it the index or a part", async () => {
		const part = write("model-00001-of-00002.safetensors", safetensorsFile({ first: entry(0, 1) }, floats(1)));
		await expect(openCheckpoint(part)).rejects.toMatchObject({ code: "missing-file", message: expect.stringContaining("model.safetensors.index.json") as string });
		shards({ first: "model-00001-of-00002.safetensors", second: "model-00002-of-00002.safetensors" });
		await expect(openCheckpoint(part)).rejects.toMatchObject({ code: "missing-file", message: expect.stringContaining("model-00002-of-00002.safetensors") as string });
	});

	it.each([
		["no JSON", "{'a'"],
		["a list", "[]"],
		["no tensors", '{"weight_map":{}}'],
		["a tensor twice", '{"weight_map":{"a":"x","a":"y"}}'],
		["numbers for names", '{"weight_map":{"a":1}}'],
		["endless nesting", `{"metadata":${"[".repeat(100_000)}`],
		["more behind it", '{"weight_map":{"a":"x"}} x'],
	])("is refused where its index holds %s", async (_, text) => {
		const index = write("model.safetensors.index.json", text);
		await expect(openCheckpoint(index)).rejects.toMatchObject({ code: "bad-header" });
	});
});

describe("what a person chooses by mistake", () => {
	it.each<[string, string, string | Uint8Array, RegExp]>([
		["a web page", "model.safetensors", "<!DOCTYPE html><title>Sign in</title>", /web page/],
		["git's pointer", "pytorch_model.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:00", /git lfs pull/],
		["a GGUF", "model.bin", "GGUF\x03\0\0\0", /GGUF language model/],
		["a picture", "model.pth", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0), /begins with/],
	])("%s: the sentence says so", async (_, name, content, sentence) => {
		await expect(openCheckpoint(write(name, content))).rejects.toMatchObject({ code: "bad-layout", message: expect.stringMatching(sentence) as string });
	});

	it("a folder without a checkpoint, one with several, or nothing at all", async () => {
		await expect(openCheckpoint(folder)).rejects.toMatchObject({ code: "missing-file" });
		await expect(openCheckpoint(path.join(folder, "gone.pth"))).rejects.toMatchObject({ code: "missing-file", message: expect.stringContaining("gone.pth") as string });
		write("one.safetensors", safetensorsFile({ a: entry(0, 1) }, floats(1)));
		write("two.safetensors", safetensorsFile({ a: entry(0, 1) }, floats(2)));
		await expect(openCheckpoint(folder)).rejects.toMatchObject({ code: "bad-layout", message: expect.stringMatching(/one\.safetensors, two\.safetensors.*Choose one/) as string });
		write("model.safetensors", safetensorsFile({ a: entry(0, 1) }, floats(3)));
		expect(await read(folder)).toEqual({ a: [3] });
	});

	it("a device, which would never end", async () => {
		await expect(openCheckpoint("/dev/zero")).rejects.toMatchObject({ code: "unreadable-file" });
	});
});
