/** What the writer of encoders promises besides its numbers: whole files or none, weights beside large ones, sentences for bad tensors. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { Checkpoint } from "../../../../src/inference/import/checkpoint.ts";
import { writeProteinEncoder } from "../../../../src/inference/import/onnx/esm.ts";
import { writeMoleculeEncoder } from "../../../../src/inference/import/onnx/gin.ts";
import { imagined, type Fill } from "../../../support/imagined.ts";
import { relativeError } from "../../../support/differences.ts";
import { esmConfig, esmShapes, type EsmSize } from "../../../support/esmShapes.ts";
import { runProteins } from "../../../support/importedEncoders.ts";
import { randomNumbers } from "../../../support/random.ts";

const FEATURES = 16;
const MB = 1024 * 1024;

const root = mkdtempSync(path.join(tmpdir(), "biomedgpt-onnx-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
let test = 0;
beforeEach(() => {
	folder = path.join(root, `${++test}`);
	mkdirSync(folder);
});
const left = (): string[] => readdirSync(folder).filter((name) => name !== "config.json").sort();

/** A GIN of five layers with an adapter to four columns. */
function moleculeShapes(): Record<string, readonly number[]> {
	const shapes: Record<string, readonly number[]> = { "gin.x_embedding1.weight": [120, FEATURES], "gin.x_embedding2.weight": [3, FEATURES], "proj.weight": [4, FEATURES], "proj.bias": [4] };
	for (let layer = 0; layer < 5; layer++) {
		const at = `gin.gnns.${layer}`;
		Object.assign(shapes, { [`${at}.edge_embedding1.weight`]: [6, FEATURES], [`${at}.edge_embedding2.weight`]: [3, FEATURES], [`${at}.mlp.0.weight`]: [32, FEATURES], [`${at}.mlp.0.bias`]: [32], [`${at}.mlp.2.weight`]: [FEATURES, 32], [`${at}.mlp.2.bias`]: [FEATURES] });
		for (const name of ["weight", "bias", "running_mean", "running_var"]) {
			shapes[`gin.batch_norms.${layer}.${name}`] = [FEATURES];
		}
	}
	return shapes;
}

function configFile(size: EsmSize, other: object = {}): string {
	const file = path.join(folder, "config.json");
	writeFileSync(file, esmConfig(size, other));
	return file;
}

const random = randomNumbers(5);
const noise = Float32Array.from({ length: 1 << 16 }, () => random() - 0.5);
/** Small numbers around zero, variances and norms around one; the same each time. */
function ordinary(name: string, spread = 0.5): (index: number) => number {
	const centre = /running_var|Norm\.weight|norm_after\.weight/.test(name) ? 1 : 0;
	const start = [...name].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0, 7);
	return (index) => centre + spread * (noise[(Math.imul(index, 40503) + (index >> 16) + start) & 0xffff] ?? 0);
}
/** The same, but for one value of one tensor. */
function except(tensor: string, value: number): Fill {
	return (name) => (index) => (name === tensor && index === 3 ? value : ordinary(name)(index));
}
const molecule = (shapes: Record<string, readonly number[]>, fill: Fill = (name) => ordinary(name)): Promise<unknown> => writeMoleculeEncoder(imagined(shapes, fill), path.join(folder, "m.onnx"), { prefix: "gin.", adapter: "proj." });

describe("a molecule encoder that does not fit", () => {
	it("is written where all is well", async () => {
		expect(await molecule(moleculeShapes())).toEqual({ features: FEATURES, width: 4 });
		expect(left()).toEqual(["m.onnx"]);
	});

	it.each([
		["missing-key", "gin.batch_norms.3.running_var", undefined],
		["missing-key", "proj.weight", undefined],
		["missing-key", "gin.gnns.2.mlp.0.weight", undefined],
		["bad-shape", "gin.gnns.2.edge_embedding1.weight", [4, FEATURES]],
		["bad-shape", "gin.x_embedding1.weight", [FEATURES]],
		["bad-shape", "gin.x_embedding1.weight", [120, 0]],
		["bad-shape", "proj.weight", [4, FEATURES + 1]],
		["bad-shape", "proj.bias", [1, 4]],
	])("is refused as %s, naming %s", async (code, name, shape) => {
		const shapes = Object.fromEntries(Object.entries({ ...moleculeShapes(), ...(shape && { [name]: shape }) }).filter(([key]) => shape || key !== name));
		await expect(molecule(shapes)).rejects.toMatchObject({ code, message: expect.stringContaining(name) as string });
		expect(left()).toEqual([]);
	});

	it.each([["not a number", Number.NaN, "gin.gnns.1.mlp.2.weight"], ["infinite", Number.POSITIVE_INFINITY, "proj.bias"], ["a negative variance", -1, "gin.batch_norms.3.running_var"]])("is refused where a value is %s, naming the file and the tensor, and leaves no file", async (_, value, tensor) => {
		await expect(molecule(moleculeShapes(), except(tensor, value))).rejects.toMatchObject({ code: "non-finite", message: expect.stringMatching(`^imagined.pth .*${tensor}`) as string });
		expect(left()).toEqual([]);
	});

	it("is refused where it claims a hundred layers", async () => {
		await expect(molecule({ ...moleculeShapes(), "gin.gnns.99.mlp.0.weight": [32, FEATURES] })).rejects.toMatchObject({ code: "bad-layout", message: expect.stringMatching(/^imagined\.pth .*gnns\.99\./) as string });
	});

	it("says so where the folder cannot be written", async () => {
		const writing = writeMoleculeEncoder(imagined(moleculeShapes(), (name) => ordinary(name)), path.join(folder, "nowhere", "m.onnx"), { prefix: "gin.", adapter: undefined });
		await expect(writing).rejects.toMatchObject({ code: "cannot-write", message: expect.stringContaining("ENOENT") as string });
	});
});

describe("a protein encoder", () => {
	const small: EsmSize = { features: 32, layers: 2, heads: 4 };
	const write = (checkpoint: Checkpoint, weights: "F32" | "F16" | "int8" | "int4", options: { readonly config?: string; readonly signal?: AbortSignal; readonly report?: (done: number, total: number) => void } = {}): ReturnType<typeof writeProteinEncoder> =>
		writeProteinEncoder(checkpoint, path.join(folder, "p.onnx"), { prefix: "esm.", adapter: undefined, weights, ...options, config: options.config ?? configFile(small) });

	it("of more than 100 MB lays its weights beside the file, where Windows can map them, and computes the same", async () => {
		const large: EsmSize = { features: 1280, layers: 2, heads: 20 };
		const checkpoint = imagined(esmShapes(large), (name) => ordinary(name, 0.05));
		const reports: number[] = [];
		const options = { config: configFile(large), report: (done: number, total: number) => void reports.push(done / total) };
		expect((await write(checkpoint, "F32", options)).files).toEqual(["p.onnx", "p.onnx.data"]);
		expect(left()).toEqual(["p.onnx", "p.onnx.data"]);
		expect(statSync(path.join(folder, "p.onnx")).size).toBeLessThan(MB);
		expect(statSync(path.join(folder, "p.onnx.data")).size).toBeGreaterThan(150 * MB);
		const offsets = [...readFileSync(path.join(folder, "p.onnx"), "latin1").matchAll(/offset\x12.(\d+)/gs)].map(([, offset]) => Number(offset));
		expect(offsets).toHaveLength(13);
		expect(offsets.every((offset) => offset % 65536 === 0)).toBe(true);
		expect(reports.at(-1)).toBe(1);
		expect(reports).toEqual([...reports].sort((a, b) => a - b));
		const ids = [0, 20, 15, 11, 5, 19, 12, 2];
		const { features: exact = [] } = await runProteins(path.join(folder, "p.onnx"), [ids]);
		rmSync(path.join(folder, "p.onnx.data"));
		expect((await write(checkpoint, "F16", options)).files).toEqual(["p.onnx"]);
		const { features: inline = [] } = await runProteins(path.join(folder, "p.onnx"), [ids]);
		expect(relativeError(inline, exact)).toBeLessThan(2e-3);
	});

	it("of any width is quantised: rows are filled up to whole blocks", async () => {
		const odd: EsmSize = { features: 40, layers: 2, heads: 4 };
		const checkpoint = imagined(esmShapes(odd), (name) => ordinary(name));
		const ids = [0, 20, 15, 11, 5, 19, 12, 2];
		await write(checkpoint, "F32", { config: configFile(odd) });
		const { features: exact = [] } = await runProteins(path.join(folder, "p.onnx"), [ids]);
		for (const [weights, bound] of [["int8", 0.03], ["int4", 0.3]] as const) {
			await write(checkpoint, weights, { config: configFile(odd) });
			const { features: rounded = [] } = await runProteins(path.join(folder, "p.onnx"), [ids]);
			expect(relativeError(rounded, exact)).toBeLessThan(bound);
		}
	});

	it("that is given up in the middle leaves nothing", async () => {
		const controller = new AbortController();
		const report = (done: number, total: number): void => void (done > total / 2 && controller.abort());
		await expect(write(imagined(esmShapes(small), (name) => ordinary(name)), "F32", { signal: controller.signal, report })).rejects.toThrow(/abort/i);
		expect(left()).toEqual([]);
	});

	it("whose reader ends early is refused, and leaves nothing", async () => {
		const whole = imagined(esmShapes(small), (name) => ordinary(name));
		const short: Checkpoint = { ...whole, floats: async function* (name) {
			for await (const piece of whole.floats(name)) {
				yield name.endsWith("query.weight") ? piece.subarray(1) : piece;
			}
		} };
		await expect(write(short, "int8")).rejects.toMatchObject({ code: "truncated", message: expect.stringContaining("query.weight") as string });
		expect(left()).toEqual([]);
	});

	it("whose numbers are beyond half precision is refused in F16 and written in F32", async () => {
		const checkpoint = imagined(esmShapes(small), except("esm.encoder.layer.1.output.dense.weight", 70_000));
		await expect(write(checkpoint, "F16")).rejects.toMatchObject({ code: "non-finite", message: expect.stringMatching(/^imagined\.pth .*layer\.1\.output\.dense\.weight/) as string });
		expect(left()).toEqual([]);
		await write(checkpoint, "F32");
		expect(left()).toEqual(["p.onnx"]);
	});

	it.each<[string, object, string]>([
		["ESM-1b's learned positions", { position_embedding_type: "absolute" }, "rotary"],
		["heads that do not divide the features", { num_attention_heads: 5 }, "5 heads"],
		["another kind of model", { model_type: "bert" }, "model_type"],
		["a vocabulary without <mask>", { vocab_size: 32 }, "vocabulary"],
		["endless layers", { num_hidden_layers: 1e9 }, "num_hidden_layers"],
	])("is refused with a description of %s", async (_, other, named) => {
		const config = configFile(small, other);
		await expect(write(imagined(esmShapes(small), (name) => ordinary(name)), "F32", { config })).rejects.toMatchObject({ code: "bad-layout", message: expect.stringContaining(named) as string });
		expect(left()).toEqual([]);
	});

	it("is refused where the description is of another size, or not there, or no JSON", async () => {
		const checkpoint = imagined(esmShapes(small), (name) => ordinary(name));
		await expect(write(checkpoint, "F32", { config: configFile({ ...small, layers: 3 }) })).rejects.toMatchObject({ code: "missing-key", message: expect.stringContaining("esm.encoder.layer.2.") as string });
		await expect(write(checkpoint, "F32", { config: configFile({ ...small, features: 48 }) })).rejects.toMatchObject({ code: "bad-shape", message: expect.stringContaining("word_embeddings") as string });
		await expect(write(checkpoint, "F32", { config: path.join(folder, "other.json") })).rejects.toMatchObject({ code: "missing-file" });
		writeFileSync(path.join(folder, "config.json"), "<html>");
		await expect(write(checkpoint, "F32", { config: path.join(folder, "config.json") })).rejects.toMatchObject({ code: "bad-layout" });
		expect(left()).toEqual([]);
	});
});
