/** The header of a GGUF file, read before llama.cpp sees it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readGgufFileInfo } from "node-llama-cpp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readGgufHeader } from "../../../../src/inference/import/gguf/readHeader.ts";
import { nanoDirectory } from "../../../support/engine.ts";
import { ggufFile } from "../../../support/headerFiles.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "gguf-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(content: Buffer): string {
	const file = path.join(folder, "model.gguf");
	writeFileSync(file, content);
	return file;
}

/** The file with the bytes of `from` replaced by those of `to`, of the same length, at their first place. */
function replaced(from: Uint8Array | string, to: Uint8Array | string): Buffer {
	const file = ggufFile();
	const at = file.indexOf(from);
	expect(at, "the bytes are in the file").toBeGreaterThan(0);
	file.set(Buffer.from(to), at);
	return file;
}

describe("the header of a GGUF file", () => {
	it("of nano is what node-llama-cpp reads", async () => {
		const file = path.join(nanoDirectory, "language.gguf");
		const info = await readGgufFileInfo(file, { sourceType: "filesystem", logWarnings: false });
		const header = await readGgufHeader(file);
		expect([...header.tensors.values()].map(({ name, dimensions, type, position }) => [name, dimensions, type, position])).toEqual(
			(info.fullTensorInfo ?? []).map(({ name, dimensions, ggmlType, fileOffset }) => [name, dimensions.map(Number), ggmlType, Number(fileOffset)]),
		);
		expect(header.requireText("general.architecture")).toBe(info.metadata.general.architecture);
		expect(header.texts("tokenizer.ggml.tokens")).toEqual(info.metadata.tokenizer.ggml.tokens);
		const last = [...header.tensors.values()].at(-1);
		expect(header.bytes - ((last?.position ?? 0) + (last?.bytes ?? 0))).toBeLessThan(header.alignment);
	});

	it("gives values of every kind, and tells what is of another kind or absent", async () => {
		const header = await readGgufHeader(write(ggufFile()));
		expect(header.whole("llama.context_length")).toBe(512);
		expect(header.number("llama.rope.freq_base")).toBe(10_000);
		expect(header.flag("tokenizer.ggml.add_bos_token")).toBe(true);
		expect(header.texts("tokenizer.ggml.tokens")).toEqual(["<s>", "▁a", "b"]);
		expect(header.numbers("tokenizer.ggml.scores")).toEqual(new Float32Array([0, -1, -2.5]));
		expect(header.numbers("tokenizer.ggml.token_type")).toEqual(new Int32Array([3, 1, 1]));
		expect(["some.flags", "some.small", "some.signed", "some.short", "some.signed_short", "some.signed_int", "some.large", "some.signed_large", "some.double"].map((key) => header.metadata.get(key))).toEqual([[false, true], 200, -56, 513, -1, -1, 2 ** 40, -1, 0.1]);
		expect(header.tensors.get("output.weight")).toMatchObject({ dimensions: [32, 2], type: 8, bytes: 68, position: header.dataBegin + 64 });
		expect(header.text("absent")).toBeUndefined();
		for (const wrong of [() => header.text("llama.context_length"), () => header.whole("some.signed"), () => header.texts("tokenizer.ggml.scores"), () => header.numbers("some.flags"), () => header.requireWhole("absent")]) {
			expect(wrong).toThrow(expect.objectContaining({ code: "bad-gguf" }));
		}
	});

	it.each<[string, () => Buffer, string, RegExp]>([
		["a tensor twice", () => ggufFile("token_embd.weight"), "bad-gguf", /token_embd\.weight twice/],
		["a key twice", () => replaced("some.short", "some.small"), "bad-gguf", /some\.small stands there twice/],
		["a flag that is 2", () => replaced(Buffer.concat([Buffer.from("add_bos_token"), Buffer.from([7, 0, 0, 0, 1])]), Buffer.concat([Buffer.from("add_bos_token"), Buffer.from([7, 0, 0, 0, 2])])), "bad-gguf", /true or false/],
		["an alignment of 33", () => replaced(Buffer.concat([Buffer.from("alignment"), Buffer.from([4, 0, 0, 0, 32])]), Buffer.concat([Buffer.from("alignment"), Buffer.from([4, 0, 0, 0, 33])])), "bad-gguf", /alignment/],
		["a row that is no whole block", () => replaced(Buffer.concat([Buffer.from("output.weight"), Buffer.from([2, 0, 0, 0, 32])]), Buffer.concat([Buffer.from("output.weight"), Buffer.from([2, 0, 0, 0, 31])])), "bad-gguf", /output\.weight has an impossible shape for Q8_0: 31 × 2/],
		["a cut header", () => ggufFile().subarray(0, 300), "bad-gguf", /damaged/],
		["cut data", () => ggufFile().subarray(0, -1), "truncated", /not complete.*output\.weight/],
	])("is refused with %s", async (_, file, code, sentence) => {
		await expect(readGgufHeader(write(file()))).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) as string });
	});
});
