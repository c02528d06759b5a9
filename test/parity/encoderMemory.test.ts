/** Encoders take memory only while they are needed: a protein encoder of three billion weights would else stay beside every later question. */
import { afterAll, expect, it } from "vitest";
import { readBundle, type Bundle } from "../../src/inference/bundle/manifest.ts";
import { Encoders, type PreparedEntity } from "../../src/inference/runtime/encoders.ts";
import type { ChemistryClient } from "../../src/science/chemistryClient.ts";
import { withSoftTokens } from "../support/encodings.ts";
import { nanoDirectory, realEngine } from "../support/engine.ts";

const real = await realEngine();
afterAll(() => real.dispose());
const bundle: Bundle = await readBundle(nanoDirectory);
const insulin: PreparedEntity = { kind: "protein", sequence: "GIVEQCCTSICSLYQLENYCN" };
const ethanol = await prepared(real.chemistry, "CCO");
const aspirin = await prepared(real.chemistry, "CC(=O)Oc1ccccc1C(=O)O");

async function prepared(chemistry: ChemistryClient, smiles: string): Promise<PreparedEntity> {
	return { kind: "molecule", smiles, graph: await chemistry.graph(smiles) };
}

it("are not loaded before an entity of their kind comes", async () => {
	const encoders = new Encoders(bundle);
	expect(encoders.loaded).toEqual([]);
	await encoders.encode(ethanol);
	expect(encoders.loaded).toEqual(["molecule-encoder.onnx"]);
});

it("are released when idle, and loaded again by the next entity, with the same numbers", async () => {
	const encoders = new Encoders(bundle, { idle: 60 });
	const first = await withSoftTokens(encoders.encodeOnce(aspirin));
	expect(encoders.loaded).toEqual(["molecule-encoder.onnx"]);
	await expect.poll(() => encoders.loaded, { timeout: 5000, interval: 10 }).toEqual([]);
	const again = await withSoftTokens(encoders.encodeOnce(aspirin));
	expect(again.softTokens.data).toEqual(first.softTokens.data);
	expect(encoders.loaded).toEqual(["molecule-encoder.onnx"]);
});

it("answer what they have kept without being loaded", async () => {
	const encoders = new Encoders(bundle, { idle: 20 });
	const first = await encoders.encode(aspirin);
	await expect.poll(() => encoders.loaded, { timeout: 5000, interval: 10 }).toEqual([]);
	expect(await encoders.encode(aspirin)).toBe(first);
	expect(encoders.loaded).toEqual([]);
});

it("make room for each other where memory is short, and stay side by side where it is not", async () => {
	const tight = new Encoders(bundle, { budget: 8_000_000 });
	await tight.encodeOnce(ethanol);
	await tight.encodeOnce(insulin);
	expect(tight.loaded).toEqual(["protein-encoder.onnx"]);
	await tight.encodeOnce(aspirin);
	expect(tight.loaded).toEqual(["molecule-encoder.onnx"]);
	const roomy = new Encoders(bundle, { budget: 12_000_000 });
	await roomy.encodeOnce(ethanol);
	await roomy.encodeOnce(insulin);
	expect(roomy.loaded).toEqual(["molecule-encoder.onnx", "protein-encoder.onnx"]);
});

it("are never released under work: many entities at once, with no room and no patience", async () => {
	const alone = new Encoders(bundle);
	const expected = [await withSoftTokens(alone.encodeOnce(ethanol)), await withSoftTokens(alone.encodeOnce(insulin)), await withSoftTokens(alone.encodeOnce(aspirin))];
	const hasty = new Encoders(bundle, { idle: 1, budget: 1 });
	for (let round = 0; round < 5; round++) {
		const found = await Promise.all([ethanol, insulin, aspirin, insulin, ethanol].map((entity) => withSoftTokens(hasty.encodeOnce(entity))));
		expect(found.map(({ softTokens }) => softTokens.data)).toEqual([0, 1, 2, 1, 0].map((index) => expected[index]?.softTokens.data));
	}
	await expect.poll(() => hasty.loaded, { timeout: 5000, interval: 10 }).toEqual([]);
});

it("give their memory back to the system", { timeout: 30_000 }, async () => {
	const encoders = new Encoders(bundle, { idle: 1 });
	const round = async (): Promise<void> => {
		await encoders.encodeOnce(aspirin);
		await expect.poll(() => encoders.loaded, { timeout: 5000, interval: 2 }).toEqual([]);
	};
	await round();
	const before = process.memoryUsage.rss();
	const rounds = 25;
	for (let done = 0; done < rounds; done++) {
		await round();
	}
	// Kept, they would take their weights each time.
	expect(process.memoryUsage.rss() - before).toBeLessThan((rounds * 7_753_166) / 2);
});
