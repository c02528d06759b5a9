/**
 * Files that were made to do harm, or that are broken: each is refused within a second, in a sentence that says why.
 *
 * Nothing in them is run, nothing is written, no file outside their folder is read, memory stays small, and the next good
 * file is read as if nothing had happened. What only a recipe can see (a shape, a missing tensor) is opened without harm.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readGgufHeader } from "../../src/inference/import/gguf/readHeader.ts";
import { inspectOnnx } from "../../src/inference/import/onnx/inspect.ts";
import { openCheckpoint } from "../../src/inference/import/open.ts";
import { checkedFloats, requireTensor } from "../../src/inference/import/require.ts";
import { Failure } from "../../src/science/failure.ts";
import { checkpoints, haveCheckpoints, valuesOf } from "../support/checkpoints.ts";
import { safetensorsFile } from "../support/headerFiles.ts";
import { processorTime } from "../support/processorTime.ts";
import { pickledStateDict, writeTorchFile } from "../support/torchFile.ts";

interface Case {
	readonly file: string;
	readonly code: string;
	readonly why: string;
	readonly message_must_name: readonly string[];
}

/** Of processor time, in milliseconds. */
const SECOND = 1000;
const MEMORY = 256 << 20;
const original = path.join(checkpoints, "hostile");
const cases: readonly Case[] = haveCheckpoints ? (JSON.parse(readFileSync(path.join(original, "hostile.json"), "utf8")) as { files: Case[] }).files : [];
/** Well-formed files with the wrong content, which the recipe of a model refuses. */
const forRecipes = new Set(["wrong_shape", "wrong_rows", "wrong_rank", "adapter_mismatch", "missing_key", "missing_part", "nan", "inf", "negative_variance", "integer_weights"].map((name) => `${name}.pth`).concat("safetensors/proto_key.safetensors"));

describe.skipIf(!haveCheckpoints)("a hostile or broken file (skipped where there is no folder ../shared/fixtures/checkpoints)", () => {
	let top: string;
	let folder: string;
	let before: string[];

	beforeAll(() => {
		top = mkdtempSync(path.join(tmpdir(), "hostile-"));
		folder = path.join(top, "a", "hostile");
		cpSync(original, folder, { recursive: true });
		// Files outside that would serve, were they opened.
		const shard = safetensorsFile({ "model.embed_tokens.weight": { dtype: "F32", shape: [1], data_offsets: [0, 4] } }, new Uint8Array(4));
		for (const place of [folder, path.join(folder, "safetensors")]) {
			writeFileSync(path.join(place, "outside.safetensors"), shard);
		}
		writeFileSync(path.join(folder, "outside.bin"), Buffer.alloc(16));
		writeFileSync(path.join(path.dirname(folder), "outside.bin"), Buffer.alloc(16));
		before = listing(top);
	});
	afterAll(() => rmSync(top, { recursive: true }));

	it.each(cases.filter(({ file }) => !forRecipes.has(file)))("$file is refused: $why", async ({ file, code, message_must_name }) => {
		const memory = process.memoryUsage.rss();
		const peakBefore = peak();
		const begin = processorTime();
		const failure = await refusal(path.join(folder, file));
		expect(processorTime() - begin).toBeLessThan(SECOND);
		// The process's peak can only be this file's where it has grown.
		expect(peak() > peakBefore ? peak() - memory : 0).toBeLessThan(MEMORY);
		expect(failure.code).toBe(code);
		expect(failure.message).toContain(path.basename(file));
		for (const name of message_must_name) {
			expect(failure.message).toContain(name);
		}
		expect(failure.message).toMatch(/(Choose|Download|Get|Put) /);
		expect(listing(top)).toEqual(before);
		expect([process.cwd(), tmpdir(), top].some((place) => existsSync(path.join(place, "PWNED")))).toBe(false);
		await readControl();
	});

	it.each([...forRecipes])("%s is opened, for its recipe to judge", async (file) => {
		const checkpoint = await openCheckpoint(path.join(folder, file));
		expect(checkpoint.tensors.size).toBeGreaterThan(0);
		await checkpoint.close();
		expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain("dtype");
	});

	it.each(cases.filter(({ file }) => ["nan.pth", "inf.pth", "integer_weights.pth", "missing_key.pth"].includes(file)))("$file is refused by what recipes use: $why", async ({ file, code, message_must_name: [name = ""] }) => {
		const checkpoint = await openCheckpoint(path.join(folder, file));
		const judged = async (): Promise<void> => {
			requireTensor(checkpoint, name, (checkpoint.tensors.get(name)?.shape ?? [8]));
			for await (const piece of checkedFloats(checkpoint, name)) {
				expect(piece.every(Number.isFinite)).toBe(true);
			}
		};
		await expect(judged()).rejects.toMatchObject({ code, message: expect.stringContaining(name) as string });
		await checkpoint.close();
	});

	async function readControl(): Promise<void> {
		const checkpoint = await openCheckpoint(path.join(folder, "control_micro_10b.pth"));
		expect(await valuesOf(checkpoint, "proj_mol.bias")).toHaveLength(16);
		await checkpoint.close();
	}
});

describe("a file that would fill the memory", () => {
	const nothing = Buffer.from("N");
	const pickle = (unit: string): string => {
		const file = path.join(folder, "model.pth");
		writeTorchFile(file, Buffer.concat([Buffer.from("\x80\x02N", "latin1"), Buffer.alloc(16_000_000, unit, "latin1"), nothing, Buffer.from(".")]), {});
		return file;
	};
	const written = (name: string, ...parts: readonly (Uint8Array | string)[]): string => {
		const file = path.join(folder, name);
		writeFileSync(file, Buffer.concat(parts.map((part) => Buffer.from(part))));
		return file;
	};
	const uint64 = (value: number) => new Uint8Array(new BigUint64Array([BigInt(value)]).buffer);
	const gguf = (type: number, count: number, content: Uint8Array) => written("model.gguf", "GGUF\x03\0\0\0", uint64(0), uint64(1), uint64(1), "a", Uint8Array.of(9, 0, 0, 0, type, 0, 0, 0), uint64(count), content);
	let folder: string;
	beforeAll(() => {
		folder = mkdtempSync(path.join(tmpdir(), "bombs-"));
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	it.each<[string, () => string, string]>([
		["16 million lists", () => pickle("]"), "bad-pickle"],
		["16 million dicts", () => pickle("}"), "bad-pickle"],
		["16 million marks", () => pickle("("), "bad-pickle"],
		["16 million remembered values", () => pickle("\x94"), "bad-pickle"],
		["8 million byte strings", () => pickle("C\0"), "bad-pickle"],
		["4 million texts", () => pickle("U\x02ab"), "bad-pickle"],
		["16 million values taken away again", () => pickle("N0"), "bad-pickle"],
		["300,000 tensors", () => written("model.safetensors", safetensorsFile(`{${Array.from({ length: 300_000 }, (_, index) => `"${index}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`).join(",")}}`)), "bad-header"],
		["lists in lists in a header", () => written("model.safetensors", safetensorsFile(`{"__metadata__":${"[".repeat(8_000_000)}`)), "bad-header"],
		["a small storage as endless values", () => {
			const file = path.join(folder, "model.pth");
			writeTorchFile(file, pickledStateDict({ weight: { storage: { key: "0", kind: "FloatStorage", length: 1 }, shape: [1 << 30, 1 << 20], strides: [0, 0] } }), { 0: { bytes: 4, content: [] } });
			return file;
		}, "bad-storage"],
		["5 million texts in a GGUF", () => gguf(8, 5_000_000, new Uint8Array(40_000_000)), "bad-gguf"],
		["60 million flags in a GGUF", () => gguf(7, 60_000_000, new Uint8Array(60_000_000)), "bad-gguf"],
		["100 MB of numbers in a GGUF", () => gguf(0, 100_000_000, new Uint8Array(100_000_000)), "bad-gguf"],
		["16 million nodes of an ONNX graph", () => written("model.onnx", Uint8Array.of(8, 8, 0x3a, 0x80, 0x80, 0x80, 0x10), Buffer.alloc(1 << 25, Uint8Array.of(0x0a, 0))), "bad-onnx"],
	])("%s: is refused in a second", async (_, make, code) => {
		const file = make();
		const memory = process.memoryUsage.rss();
		const peakBefore = peak();
		const begin = processorTime();
		const failure = await refusal(file);
		expect(failure.code).toBe(code);
		expect(processorTime() - begin).toBeLessThan(SECOND);
		expect(peak() > peakBefore ? peak() - memory : 0).toBeLessThan(MEMORY);
	});
});

async function refusal(file: string): Promise<Failure> {
	const reading = file.endsWith(".gguf") ? readGgufHeader(file) : file.endsWith(".onnx") ? inspectOnnx(file) : openCheckpoint(file);
	return await reading.then(
		() => Promise.reject(new Error(`${file} was accepted`)),
		(error: unknown) => {
			if (error instanceof Failure) {
				return error;
			}
			throw error;
		},
	);
}

/** Most memory that the process has ever had, in bytes. */
function peak(): number {
	return process.resourceUsage().maxRSS * 1024;
}

/** All files below a folder with their sizes and times. */
function listing(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.map((name) => ({ name, info: statSync(path.join(folder, name)) }))
		.map(({ name, info }) => `${name} ${info.isDirectory() ? "" : info.size} ${info.mtimeMs}`)
		.sort();
}
