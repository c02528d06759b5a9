/** An encoder by itself: ESM-2 in Hugging Face's layout and a GIN become models that make vectors, those of PyTorch, and answer nothing. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchResult, BatchTask } from "../../src/inference/batch.ts";
import { describeBundle } from "../../src/inference/bundle/describe.ts";
import { onDemand } from "../../src/annotation/makeTasks.ts";
import type { TaskSpec } from "../../src/annotation/spec.ts";
import { identityIn, readBundle } from "../../src/inference/bundle/manifest.ts";
import { ModelStore } from "../../src/inference/bundle/store.ts";
import type { Engine } from "../../src/inference/engine.ts";
import { openCheckpoint } from "../../src/inference/import/open.ts";
import type { Importer } from "../../src/inference/process/importChild.ts";
import { checkpoints, haveCheckpoints } from "../support/checkpoints.ts";
import { largestDifference } from "../support/differences.ts";
import { realEngine, realImporter, tell, type RealEngine } from "../support/engine.ts";
import { recordedOf, redescribed } from "../support/importedModels.ts";
import { readNpy } from "../support/npy.ts";
import { writeSafetensors } from "../support/safetensorsFile.ts";

interface RecordedHidden {
	readonly id: string;
	readonly sequence: string;
	readonly special_tokens: boolean;
	readonly ids: readonly number[];
	readonly file: string;
}

const skipped = haveCheckpoints ? "" : ` (skipped: there is no folder ${checkpoints})`;
const folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-encoder-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...names: string[]): string => path.join(checkpoints, ...names);
const quiet = (): void => undefined;

/** ESM-2 without what stands before its names, and without its heads: as `EsmModel.save_pretrained` writes it. */
async function bare(): Promise<string> {
	const directory = path.join(folder, "bare");
	mkdirSync(directory);
	cpSync(at("esm2-tiny", "config.json"), path.join(directory, "config.json"));
	const checkpoint = await openCheckpoint(at("esm2-tiny"));
	await writeSafetensors(path.join(directory, "model.safetensors"), checkpoint, (name) => (name.startsWith("esm.") ? name.slice("esm.".length) : undefined));
	await checkpoint.close();
	return directory;
}

async function batch(engine: Engine, sequence: string, task: BatchTask): Promise<BatchResult[]> {
	const results: BatchResult[] = [];
	for await (const result of engine.batch([{ text: "", entities: [{ kind: "protein", sequence }] }], task)) {
		results.push(result);
	}
	return results;
}

describe.skipIf(!haveCheckpoints)(`ESM-2 alone${skipped}`, () => {
	const recorded = haveCheckpoints ? recordedOf<{ proteins: RecordedHidden[] }>("esm2-tiny").proteins.filter((each) => each.special_tokens) : [];
	const models = path.join(folder, "models");
	let importer: Importer;
	let directory: string;
	let real: RealEngine;
	beforeAll(async () => {
		importer = await realImporter(models);
		({ directory } = await importer.import({ source: at("esm2-tiny"), weights: { protein: "F32" } }, quiet));
		real = await realEngine(directory);
	});
	afterAll(() => real.dispose());

	it("says before the import what it is, and in which ways it can be written", async () => {
		const plan = await importer.plan({ source: at("esm2-tiny") });
		expect(plan).toMatchObject({ title: "ESM-2 layout (3 layers of 64)", licence: "MIT", notes: [expect.stringContaining("answers no questions")] });
		expect(plan.ways.map(({ language, protein }) => [language, protein])).toEqual([[undefined, "int4"], [undefined, "int8"], [undefined, "F16"], [undefined, "F32"]]);
	});

	it("gives the last hidden state of PyTorch", async () => {
		expect(recorded.length).toBeGreaterThan(0);
		for (const { sequence, ids, file } of recorded) {
			const { input, features, softTokens } = await real.engine.encode({ kind: "protein", sequence });
			expect(input).toEqual({ kind: "protein", ids });
			expect(largestDifference(features.data, readNpy(at("esm2-tiny", file)).data)).toBeLessThanOrEqual(5e-5);
			expect(softTokens).toBeUndefined();
		}
	});

	it("is the same model without the prefix of its names and without heads", async () => {
		const imported = await importer.import({ source: await bare(), weights: { protein: "F32" }, name: "bare" }, quiet);
		const other = await realEngine(imported.directory);
		for (const { sequence, file } of recorded) {
			const { features } = await other.engine.encode({ kind: "protein", sequence });
			expect(largestDifference(features.data, readNpy(at("esm2-tiny", file)).data)).toBeLessThanOrEqual(5e-5);
		}
		await other.dispose();
	});

	it("gives that of proteins without <cls> and <eos>, where its description says that they are fed so", async () => {
		const other = await realEngine(redescribed(directory, path.join(folder, "unmarked"), (manifest) => ({ ...manifest, protein: manifest.protein && { ...manifest.protein, specialTokens: false } })));
		const unmarked = recordedOf<{ proteins: RecordedHidden[] }>("esm2-tiny").proteins.filter((each) => !each.special_tokens);
		expect(unmarked.length).toBeGreaterThan(0);
		for (const { sequence, file } of unmarked) {
			const { features } = await other.engine.encode({ kind: "protein", sequence });
			expect(largestDifference(features.data, readNpy(at("esm2-tiny", file)).data)).toBeLessThanOrEqual(5e-5);
		}
		await other.dispose();
	});

	it("makes vectors of a batch: the average over the tokens", async () => {
		for (const { sequence, file } of recorded) {
			const { data, shape: [rows = 0, columns = 0] } = readNpy(at("esm2-tiny", file));
			const mean = Array.from({ length: columns }, (_, column) => Array.from({ length: rows }, (_unused, row) => data[row * columns + column] ?? Number.NaN).reduce((sum, value) => sum + value, 0) / rows);
			const [only] = await batch(real.engine, sequence, { kind: "embed" });
			expect(only?.result.kind).toBe("embedding");
			expect(largestDifference(only?.result.kind === "embedding" ? only.result.vector : [], mean)).toBeLessThanOrEqual(5e-5);
			expect(only?.model).toEqual(identityIn((await readBundle(directory)).manifest));
		}
	});

	it("is the model of an annotation with vectors, and of none that writes texts", async () => {
		const modelFor = (tasks: readonly TaskSpec[]) => onDemand(real.annotation.engine, tasks, new AbortController().signal)();
		expect(await modelFor([{ kind: "facts", facts: [] }, { kind: "embed" }])).toEqual(identityIn((await readBundle(directory)).manifest));
		await expect(modelFor([{ kind: "embed" }, { kind: "describe" }])).rejects.toMatchObject({ code: "no-language-model" });
	});

	it("refuses questions, captions, choices and counts of tokens with one sentence that says what to do", async () => {
		const refusal = { code: "no-language-model", message: expect.stringMatching(/^ESM-2 layout .* answers nothing\. Switch to a model that answers/) as string };
		await expect(tell(real.engine, { turns: [{ role: "user", text: "What is it?", entities: [] }] })).rejects.toMatchObject(refusal);
		for (const task of [{ kind: "write" }, { kind: "choose", choices: ["yes", "no"] }, { kind: "json", schema: { type: "object", properties: {} } }] as const) {
			await expect(batch(real.engine, "MKT", task)).rejects.toMatchObject(refusal);
		}
		await expect(real.engine.countTokens("text")).rejects.toMatchObject(refusal);
		await expect(real.engine.encode({ kind: "molecule", smiles: "C" })).rejects.toMatchObject({ code: "no-encoder" });
		expect(await describeBundle(directory)).toMatchObject({ answers: false, context: 0 });
	});

	it("has a place on this machine, is listed, verified, removed and brought back", async () => {
		const [plan] = await real.engine.plansOf([directory]);
		expect(plan).toMatchObject({ device: "cpu", gpuLayers: 0, memory: [{ part: "protein", place: "processor" }], sentences: [] });
		const store = new ModelStore(models);
		expect((await store.list()).find(({ name }) => name === "esm2-3x64-f32")).toMatchObject({ failure: undefined, manifest: { protein: { features: 64 } } });
		await store.verify("esm2-3x64-f32");
		await store.restore((await store.remove("esm2-3x64-f32")).id);
		await store.verify("esm2-3x64-f32");
	});

	it("needs its config.json", async () => {
		const lonely = path.join(folder, "lonely");
		mkdirSync(lonely);
		cpSync(at("esm2-tiny", "model.safetensors"), path.join(lonely, "model.safetensors"));
		await expect(importer.plan({ source: lonely })).rejects.toMatchObject({ code: "missing-companion", message: expect.stringContaining("config.json") as string });
	});
});

describe.skipIf(!haveCheckpoints)(`a GIN alone${skipped}`, () => {
	it("gives the features of PyTorch and no soft tokens, and reads no proteins", async () => {
		const importer = await realImporter(path.join(folder, "gin"));
		const { directory } = await importer.import({ source: at("legacy-torch", "gin_legacy.pth") }, quiet);
		const gin = await realEngine(directory);
		const { engine } = gin;
		for (const { smiles, node_features: nodes } of recordedOf("biomedgpt-10b-tiny").molecules) {
			const { features, softTokens } = await engine.encode({ kind: "molecule", smiles });
			expect(largestDifference(features.data, readNpy(at("biomedgpt-10b-tiny", nodes)).data)).toBeLessThanOrEqual(2e-4);
			expect(softTokens).toBeUndefined();
		}
		await expect(engine.encode({ kind: "protein", sequence: "MKT" })).rejects.toMatchObject({ code: "no-encoder" });
		await gin.dispose();
	});
});
