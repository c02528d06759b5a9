/** What a batch gives for an item against what the engine gives when it is asked about it alone, with the embedded model. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchItem, BatchResult, BatchTask } from "../../src/inference/batch.ts";
import type { SpeakingManifest } from "../../src/inference/bundle/manifest.ts";
import type { AskRequest } from "../../src/inference/engine.ts";
import { KnownEntities } from "../../src/inference/known/knownEntities.ts";
import { BatchSession } from "../../src/inference/process/batchSession.ts";
import { Encoders, type PreparedEntity } from "../../src/inference/runtime/encoders.ts";
import { LanguageModel } from "../../src/inference/runtime/language.ts";
import type { Entity } from "../../src/science/entity.ts";
import { BundleCopy, readSpeakingBundle } from "../support/bundles.ts";
import { nanoDirectory, realEngine, repository, tell, type RealEngine } from "../support/engine.ts";

interface Case {
	readonly smiles?: string;
	readonly sequence?: string;
	readonly question: string;
	readonly greedy_text: string;
}
const { cases } = JSON.parse(readFileSync(path.join(repository, "test/fixtures/nano/cases.json"), "utf8")) as { cases: Case[] };
const entityOf = ({ smiles, sequence = "" }: Case): Entity => (smiles === undefined ? { kind: "protein", sequence } : { kind: "molecule", smiles });
const items = cases.map((each): BatchItem => ({ text: each.question, entities: [entityOf(each)] }));
const asked = ({ text, entities }: BatchItem, more: Partial<AskRequest> = {}): AskRequest => ({ turns: [{ role: "user", text, entities }], ...more });

let real: RealEngine;
beforeAll(async () => {
	real = await realEngine();
});
afterAll(() => real.dispose());

async function batch(all: readonly BatchItem[], task: BatchTask): Promise<BatchResult["result"][]> {
	const results: BatchResult["result"][] = [];
	for await (const { index, result } of real.engine.batch(all, task)) {
		expect(results[index], "each index once").toBeUndefined();
		results[index] = result;
	}
	expect(Object.keys(results)).toHaveLength(all.length);
	return results;
}

describe("written", () => {
	it("is the text of the model asked one by one, with the reason why it ended", async () => {
		const results = await batch(items, { kind: "write", maxTokens: 40 });
		for (const [index, item] of items.entries()) {
			const { answer } = await tell(real.engine, asked(item, { maxTokens: 40, fresh: true }));
			expect(results[index]).toMatchObject({ kind: "written", text: answer.text, stop: answer.stop, notices: [] });
			expect(answer.text).toBe(cases[index]?.greedy_text);
		}
	});

	it("tells what the model could not read of an item", async () => {
		const [long] = await batch([{ text: "What is the name of this protein?", entities: [{ kind: "protein", sequence: "MKV".repeat(300) }] }], { kind: "write", maxTokens: 4 });
		expect(long).toMatchObject({ kind: "written", notices: [{ code: "sequence-truncated" }] });
	});

	it("names what is wrong with an item, and the others have their texts", async () => {
		const broken: BatchItem = { text: "Please describe this molecule.", entities: [{ kind: "molecule", smiles: "C1CC" }] };
		const large: BatchItem = { ...broken, entities: [{ kind: "molecule", smiles: "C".repeat(300) }] };
		const [first, second, third, fourth] = await batch([items[0] ?? broken, broken, large, items[1] ?? broken], { kind: "write", maxTokens: 8 });
		expect([first?.kind, fourth?.kind]).toEqual(["written", "written"]);
		expect(second).toMatchObject({ kind: "failed", failure: { code: "invalid-smiles" } });
		expect(third).toMatchObject({ kind: "failed", failure: { code: "molecule-too-large", message: expect.stringContaining("300 atoms") as string } });
	});
});

describe("chosen", () => {
	it("has the probabilities that the first logits give for answers of one token", async () => {
		const molecules = items.slice(6, 12);
		const results = await batch(molecules, { kind: "choose", choices: ["Yes", "No"] });
		for (const [index, item] of molecules.entries()) {
			const { answer } = await tell(real.engine, asked(item, { maxTokens: 1, fresh: true, firstLogits: true }));
			// nano's tokens "Yes" and "No".
			const [yes = 0, no = 0] = [548, 540].map((id) => Math.exp(answer.firstLogits?.[id] ?? Number.NaN));
			const result = results[index];
			expect(result).toMatchObject({ kind: "chosen", choice: yes > no ? 0 : 1 });
			expect(result?.kind === "chosen" && result.probabilities[0]).toBeCloseTo(yes / (yes + no), 6);
		}
	});

	it("knows what the model would have written, whatever the order of the choices", async () => {
		const item = items[8] ?? { text: "", entities: [] };
		const [forward] = await batch([item], { kind: "choose", choices: ["Yes", "No", "benzene ring"] });
		const [backward] = await batch([item], { kind: "choose", choices: ["benzene ring", "No", "Yes"] });
		expect(forward).toMatchObject({ kind: "chosen", choice: 0 });
		expect(backward?.kind === "chosen" && forward?.kind === "chosen" && [...backward.probabilities].reverse()).toEqual(forward?.kind === "chosen" && forward.probabilities);
	});

	it.each([[["Yes"]], [["Yes", " "]], [["Yes", "No", "Yes "]]])("of %j is refused before anything is asked", async (choices) => {
		await expect(batch(items.slice(0, 1), { kind: "choose", choices })).rejects.toMatchObject({ code: "invalid-choices" });
	});
});

describe("JSON", () => {
	const schema = { type: "object", properties: { drug: { type: "boolean" }, class: { enum: ["steroid", "peptide", "other"] }, rings: { type: "integer" } } };

	it("fits its schema", async () => {
		for (const result of await batch(items.slice(0, 4), { kind: "json", schema, maxTokens: 120 })) {
			if (result.kind === "json") {
				const value = JSON.parse(result.json) as { drug: boolean; class: string; rings: number };
				expect(Object.keys(value)).toEqual(["drug", "class", "rings"]);
				expect(["steroid", "peptide", "other"]).toContain(value.class);
				expect([typeof value.drug, typeof value.rings]).toEqual(["boolean", "number"]);
			} else {
				// nano was never taught JSON, and may count rings for ever.
				expect(result).toMatchObject({ kind: "failed", failure: { code: "json-cut" } });
			}
		}
	});

	it("is complete in the usual length where its texts are bounded, though nano would never end them", async () => {
		const bounded = { type: "object", properties: { class: { enum: ["acid", "base"] }, use: { type: "string", maxLength: 50 }, target: { type: "string", maxLength: 50 } } };
		for (const result of await batch(items.slice(0, 4), { kind: "json", schema: bounded })) {
			const value = JSON.parse(result.kind === "json" ? result.json : "{}") as { use: string; target: string };
			expect(Object.keys(value)).toEqual(["class", "use", "target"]);
			expect(Math.max(value.use.length, value.target.length)).toBeLessThanOrEqual(50);
		}
	});

	it.each([[{}], [{ type: "objekt" }], [{ type: "object", properties: { rings: { kind: "integer" } } }], [{ enum: [] }]])("by the schema %j, which says nothing, is refused before anything is asked", async (empty) => {
		await expect(batch(items.slice(0, 1), { kind: "json", schema: empty })).rejects.toMatchObject({ code: "json-schema" });
	});

	it("that is not complete in time is a failure that says what to do", async () => {
		const [result] = await batch(items.slice(0, 1), { kind: "json", schema, maxTokens: 3 });
		expect(result).toMatchObject({ kind: "failed", failure: { code: "json-cut", message: expect.stringMatching(/3 tokens.*fewer fields.*maxLength/) as string } });
	});
});

it("an embedding is the encoder's output, averaged over atoms or windows", async () => {
	const results = await batch(items, { kind: "embed" });
	for (const [index, { entities: [entity] }] of items.entries()) {
		const { features } = await real.engine.encode(entity ?? { kind: "protein", sequence: "" });
		const result = results[index];
		const vector = result?.kind === "embedding" ? result.vector : new Float32Array();
		expect(vector).toHaveLength(features.columns);
		for (const column of [0, 1, features.columns - 1]) {
			const values = Array.from({ length: features.rows }, (_, row) => features.data[row * features.columns + column] ?? Number.NaN);
			expect(vector[column]).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / features.rows, 5);
		}
	}
});

describe("another model's batch is what that model says one by one", () => {
	const aspirin: Entity = { kind: "molecule", smiles: "CC(=O)Oc1ccccc1C(=O)O" };
	const ethanol: Entity = { kind: "molecule", smiles: "CCO" };

	it.each<[string, (manifest: SpeakingManifest) => SpeakingManifest]>([
		["with its memory in F16", (manifest) => ({ ...manifest, language: { ...manifest.language, keyValueCache: "F16" } })],
		["with carriers for one entity at a time", (manifest) => ({ ...manifest, carriers: { first: 4096, count: 14, rows: "zero" }, prompt: { ...manifest.prompt, history: "full" } })],
		["with ordinary tokens as carriers", (manifest) => ({ ...manifest, carriers: { first: 259, count: 3000, rows: "own" } })],
		["without encoders", (manifest) => ({ ...manifest, carriers: undefined, molecule: undefined, protein: undefined, prompt: { ...manifest.prompt, molecule: ["<molecule>{smiles}", "</molecule>"] } })],
	])("%s", async (_, change) => {
		const copy = new BundleCopy();
		copy.describe(change);
		const other = await realEngine(copy.directory);
		try {
			const questions: BatchItem[] = [[aspirin], [aspirin, ethanol], [ethanol], []].map((entities) => ({ text: "Which functional groups and ring systems does it have?", entities }));
			for await (const { index, result } of other.engine.batch(questions, { kind: "write", maxTokens: 20 })) {
				const { answer } = await tell(other.engine, asked(questions[index] ?? { text: "", entities: [] }, { maxTokens: 20, fresh: true }));
				expect(result, JSON.stringify(result)).toMatchObject({ kind: "written", text: answer.text, stop: answer.stop });
				expect(answer.text).not.toBe("");
			}
		} finally {
			await other.dispose();
			copy.dispose();
		}
	});
});

describe("a model that lets several sequences take their steps together", () => {
	const scratch = mkdtempSync(path.join(tmpdir(), "biomedgpt-lanes-"));
	afterAll(() => rmSync(scratch, { recursive: true, force: true }));

	it("gives its memory back, and goes on with the next item", async () => {
		const bundle = await readSpeakingBundle(nanoDirectory);
		const { language } = await LanguageModel.load(bundle, "cpu", scratch);
		const session = new BatchSession(bundle, new Encoders(bundle), language, language.lanes({ lanes: 2, sequences: 2, threads: 1 }), new KnownEntities(bundle));
		const work = (): Promise<unknown> => session.work({ text: "Is it charged?", entities: [] }, { kind: "write", maxTokens: 8 }, new AbortController().signal);
		const first = await work();
		await session.lanes.close();
		expect(await work()).toEqual(first);
		await session.lanes.close();
	});

	it("writes what it writes alone, also where it hesitates between two tokens", async () => {
		const bundle = await readSpeakingBundle(nanoDirectory);
		const { language } = await LanguageModel.load(bundle, "cpu", scratch);
		const session = new BatchSession(bundle, new Encoders(bundle), language, language.lanes({ lanes: 1, sequences: 4, threads: 1 }), new KnownEntities(bundle));
		const prepared = await Promise.all(items.map(async ({ text, entities }) => ({ text, entities: await Promise.all(entities.map(prepare)) })));
		const results = await Promise.all(prepared.map((item) => session.work(item, { kind: "write", maxTokens: 40 }, new AbortController().signal)));
		expect(results.map((result) => result.kind === "written" && result.text)).toEqual(cases.map(({ greedy_text }) => greedy_text));
		await session.lanes.close();
	});

	async function prepare(entity: Entity): Promise<PreparedEntity> {
		return entity.kind === "protein" ? entity : { ...entity, graph: await real.chemistry.graph(entity.smiles) };
	}
});
