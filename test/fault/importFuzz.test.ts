/**
 * Ten thousand changed headers of each format: every one is refused in a sentence or read as what it says, in little memory
 * and time. Nothing else may come out of a reader: no other error, no hang, no value of a tensor that is not there.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseManifest } from "../../src/inference/bundle/manifest.ts";
import { readGgufHeader } from "../../src/inference/import/gguf/readHeader.ts";
import { inspectOnnx } from "../../src/inference/import/onnx/inspect.ts";
import { openCheckpoint } from "../../src/inference/import/open.ts";
import { VALUE_BYTES } from "../../src/inference/import/storedTypes.ts";
import { Failure } from "../../src/science/failure.ts";
import { checkpoints } from "../support/checkpoints.ts";
import { nanoDirectory } from "../support/engine.ts";
import { ggufFile, onnxFile, safetensorsFile } from "../support/headerFiles.ts";
import { mutant } from "../support/mutants.ts";
import { randomNumbers } from "../support/random.ts";
import { legacyTorchFile, pickledStateDict, writeTorchFile, type SavedTensor } from "../support/torchFile.ts";

const COUNT = 10_000;
/** Seconds for all formats together. */
const SECONDS = 60;
const MEMORY = 256 << 20;
/** Seconds that one file may take. */
const SLOWEST = 1;

interface Format {
	readonly name: string;
	readonly file: string;
	/** Good files, which are changed. */
	readonly seeds: (folder: string) => Buffer[];
	/** Reads a file wholly and checks what it gives. */
	readonly read: (file: string) => Promise<void>;
}

const storage = (kind: string) => ({ key: "0", kind, length: 12 });
const tensors: Readonly<Record<string, SavedTensor>> = {
	weight: { storage: storage("HalfStorage"), shape: [3, 4] },
	transposed: { storage: storage("HalfStorage"), shape: [4, 3], strides: [1, 4] },
	ids: { storage: { key: "1", kind: "LongStorage", length: 2 }, shape: [2] },
};

const formats: readonly Format[] = [
	{ name: "PyTorch's archive", file: "model.pth", read: readCheckpoint, seeds: (folder) => {
		const file = path.join(folder, "seed.pth");
		writeTorchFile(file, pickledStateDict(tensors), { 0: { bytes: 24, content: [[0, Buffer.alloc(24, 1)]] }, 1: { bytes: 16, content: [] } });
		return [readFileSync(file), ...reference("torch-odd/views.pth"), ...reference("torch-odd/nested.pth")];
	} },
	{ name: "PyTorch's old format", file: "model.pth", read: readCheckpoint, seeds: () => [legacyTorchFile(pickledStateDict(tensors), { 0: { values: 12, content: Buffer.alloc(24, 1) }, 1: { values: 2, content: Buffer.alloc(16) } }), ...reference("torch-odd/views_legacy.pth")] },
	{ name: "safetensors", file: "model.safetensors", read: readCheckpoint, seeds: () => [safetensorsFile({
		__metadata__: { format: "pt" },
		weight: { dtype: "F16", shape: [3, 4], data_offsets: [0, 24] },
		bias: { dtype: "BF16", shape: [4], data_offsets: [24, 32] },
		empty: { dtype: "F32", shape: [0, 9], data_offsets: [32, 32] },
		ids: { dtype: "I64", shape: [2], data_offsets: [32, 48] },
	}, Buffer.alloc(48, 1))] },
	{ name: "GGUF", file: "model.gguf", read: readGguf, seeds: () => [ggufFile()] },
	{ name: "ONNX", file: "model.onnx", read: readOnnx, seeds: () => [onnxFile(), onnxFile({ location: "weights.bin", offset: "8", length: "16" })] },
	{ name: "a model's description", file: "manifest.json", read: readManifest, seeds: () => [readFileSync(path.join(nanoDirectory, "manifest.json"))] },
];

/** Processor time of all formats so far, in seconds: the clock would measure what else the machine does. */
let spent = 0;

describe("changed headers", () => {
	let folder: string;
	beforeAll(() => {
		folder = mkdtempSync(path.join(tmpdir(), "fuzz-"));
		writeFileSync(path.join(folder, "weights.bin"), Buffer.alloc(24));
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	it.each(formats)("of $name are refused or read", { timeout: 300_000 }, async ({ name, file, seeds, read }) => {
		const target = path.join(folder, file);
		const originals = seeds(folder);
		for (const original of originals) {
			writeFileSync(target, original);
			await read(target);
		}
		const memory = process.memoryUsage.rss();
		const peakBefore = process.resourceUsage().maxRSS * 1024;
		const random = randomNumbers(7);
		const begin = process.cpuUsage();
		const outcomes = new Map<string, number>();
		for (let count = 0; count < COUNT; count++) {
			const bytes = mutant(originals[count % originals.length] as Buffer, random);
			// Written anew: a file that is written over is flushed to the disk each time.
			rmSync(target);
			writeFileSync(target, bytes);
			const at = process.cpuUsage();
			const outcome = await read(target).then(() => "read", (error: unknown) => told(error, count, bytes));
			outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
			expect(seconds(at), `mutant ${count}`).toBeLessThan(SLOWEST);
		}
		const peak = process.resourceUsage().maxRSS * 1024;
		expect(peak > peakBefore ? peak - memory : 0).toBeLessThan(MEMORY);
		spent += seconds(begin);
		expect(spent).toBeLessThan(SECONDS);
		// A fuzzer whose mutants all come to the same end tests nothing.
		expect(outcomes.get("read") ?? 0, [...outcomes].join(" ")).toBeGreaterThan(COUNT / 100);
		expect(outcomes.size, [...outcomes].join(" ")).toBeGreaterThan(name === "a model's description" ? 1 : 2);
		expect(["PWNED", `${file}.part`].some((written) => existsSync(path.join(folder, written)) || existsSync(written))).toBe(false);
	});
});

/** Processor time since then. */
function seconds(since: NodeJS.CpuUsage): number {
	const { user, system } = process.cpuUsage(since);
	return (user + system) / 1e6;
}

/** The failure's code; anything else than a failure is the fault that is looked for. */
function told(error: unknown, count: number, bytes: Buffer): string {
	if (!(error instanceof Failure) || error.code === "unexpected") {
		throw new Error(`mutant ${count}: ${bytes.toString("base64").slice(0, 20_000)}`, { cause: error });
	}
	expect(error.message.length, error.message).toBeLessThan(1500);
	return error.code;
}

async function readCheckpoint(file: string): Promise<void> {
	const checkpoint = await openCheckpoint(file);
	try {
		for (const { name, shape, type } of checkpoint.tensors.values()) {
			const count = shape.reduce((product, size) => product * size, 1);
			let bytes = 0;
			for await (const piece of checkpoint.bytes(name)) {
				bytes += piece.byteLength;
			}
			expect(bytes, name).toBe(count * VALUE_BYTES[type]);
			let values = 0;
			for await (const piece of type.includes("F") ? checkpoint.floats(name) : []) {
				values += piece.length;
			}
			expect(values, name).toBe(type.includes("F") ? count : 0);
		}
	} finally {
		await checkpoint.close();
	}
}

async function readGguf(file: string): Promise<void> {
	const header = await readGgufHeader(file);
	for (const { name, position, bytes, dimensions, layout } of header.tensors.values()) {
		expect(position, name).toBeGreaterThanOrEqual(header.dataBegin);
		expect(position + bytes, name).toBeLessThanOrEqual(header.bytes);
		expect((dimensions.reduce((product, size) => product * size, 1) / layout.values) * layout.bytes, name).toBe(bytes);
	}
}

async function readOnnx(file: string): Promise<void> {
	const { dataFiles } = await inspectOnnx(file);
	expect(dataFiles.filter((name) => name !== "weights.bin" && name !== "model.onnx")).toEqual([]);
}

async function readManifest(file: string): Promise<void> {
	expect(parseManifest(readFileSync(file, "utf8"), file).schema).toBe(1);
}

/** A file of the reference checkpoints, where they are. */
function reference(name: string): Buffer[] {
	const file = path.join(checkpoints, name);
	return existsSync(file) ? [readFileSync(file)] : [];
}
