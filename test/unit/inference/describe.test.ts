/** What faces may know before they ask: the model's description, and how long a question is. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Entity } from "../../../src/science/entity.ts";
import { maxEntityTokens, maxQuestionTokens } from "../../../src/inference/promptSize.ts";
import type { ModelDescription } from "../../../src/inference/engine.ts";
import { describeBundle, describeModel } from "../../../src/inference/bundle/describe.ts";
import { identityIn, readBundle, type SpeakingManifest } from "../../../src/inference/bundle/manifest.ts";
import { BundleCopy, readSpeakingBundle } from "../../support/bundles.ts";
import { nanoDirectory, realEngine, tell, type RealEngine } from "../../support/engine.ts";
import { nanoManifest } from "./models.ts";

/** Without all that only a language model needs. */
function silent(manifest: SpeakingManifest): object {
	return { ...manifest, language: undefined, carriers: undefined, prompt: undefined, generation: undefined };
}

let real: RealEngine;
let nano: ModelDescription;
beforeAll(async () => {
	real = await realEngine();
	nano = await real.engine.describe();
});
afterAll(() => real.dispose());

const INSULIN = "MALWMRLLPLLALLALWGPDPAAAFVNQHLCGSHLVEALYLVCGERGFFYTPKTRREAEDLQVGQVELGGGPGAGSLQPLALEGSLQKRGIVEQCCTSICSLYQLENYCN";
const molecule = (smiles: string): Entity => ({ kind: "molecule", smiles });
const protein = (sequence: string): Entity => ({ kind: "protein", sequence });

describe("a model's description", () => {
	it("tells who it is and how much it reads, without starting it", async () => {
		const asleep = await realEngine();
		expect(await asleep.engine.describe()).toMatchObject({ id: "nano", title: "BioMedGPT nano", context: 1024, maxAnswerTokens: 160, dialogues: false });
		expect(asleep.engine.state()).toEqual({ state: "asleep" });
		await asleep.dispose();
	});

	it("counts the longest beginning that a question may get", () => {
		const { prompt, ...rest } = nanoManifest();
		const frame = (prologues: SpeakingManifest["prompt"]["prologues"]): number => describeModel({ ...rest, prompt: { ...prompt, prologues } }).questionFrame;
		expect(frame({ molecule: "", protein: `${prompt.prologue}α` }) - frame(undefined)).toBe(2);
		expect(frame({ molecule: "short" })).toBe(frame(undefined));
	});

	it("of an encoder alone tells that it answers nothing, and no face offers it a place for anything", async () => {
		const bundle = new BundleCopy();
		bundle.describe(silent);
		expect(await describeBundle(bundle.directory, 512)).toMatchObject({ id: "nano", answers: false, context: 0, protein: { soft: undefined, asText: 0, facts: 0 } });
		const encoder = await realEngine(bundle.directory);
		await expect(tell(encoder.engine, { turns: [{ role: "user", text: "What is it?", entities: [molecule("C")] }] })).rejects.toMatchObject({ code: "no-language-model" });
		// Nothing is started for a refusal.
		expect(encoder.engine.state()).toEqual({ state: "asleep" });
		await encoder.dispose();
		bundle.dispose();
	});

	it.each<[string, (manifest: SpeakingManifest) => unknown, string]>([
		["neither language model nor encoder", (nano) => ({ ...silent(nano), molecule: undefined, protein: undefined }), "neither a language model nor an encoder"],
		["carriers without a language model", (nano) => ({ ...silent(nano), carriers: nano.carriers }), "no language model, but carriers"],
		["a prompt without a language model", (nano) => ({ ...silent(nano), prompt: nano.prompt }), "no language model, but prompt"],
		["a language model without a prompt", (nano) => ({ ...nano, prompt: undefined }), "no prompt"],
		["a language model without lengths of answers", (nano) => ({ ...nano, generation: undefined }), "no generation"],
	])("with %s is refused", async (_, change, reason) => {
		const bundle = new BundleCopy();
		bundle.describe(change);
		await expect(readBundle(bundle.directory)).rejects.toMatchObject({ code: "bundle-broken", message: expect.stringContaining(reason) as string });
		bundle.dispose();
	});

	it("tells encoders apart whose weights lie beside their graphs", async () => {
		const { manifest } = await readSpeakingBundle(nanoDirectory);
		const beside = (sha256: string) => identityIn({ ...manifest, language: undefined, files: { ...manifest.files, "protein-encoder.onnx.data": { bytes: 1, sha256 } } });
		expect(beside("1".repeat(64))).toMatchObject({ checksum: "1".repeat(64) });
		expect(beside("2".repeat(64))).toMatchObject({ checksum: "2".repeat(64) });
		expect(identityIn({ ...manifest, language: undefined }).checksum).toBe(manifest.files["protein-encoder.onnx"]?.sha256);
	});

	it("of a folder without a model is a failure that says so", async () => {
		const bundle = new BundleCopy();
		bundle.damage("manifest.json", () => Buffer.from("{"));
		const broken = await realEngine(bundle.directory);
		await expect(broken.engine.describe()).rejects.toMatchObject({ code: "bundle-broken" });
		await broken.dispose();
		bundle.dispose();
	});
});

describe("the length of a question", () => {
	it("is that of the model's own tokeniser", async () => {
		const text = "How many rings does it have?";
		const { prompt } = await tell(real.engine, { turns: [{ role: "user", text, entities: [molecule("CCO")] }], maxTokens: 1 });
		const last = prompt.segments.at(-1);
		const written = last?.kind === "text" ? last : undefined;
		expect(written?.text).toContain(text);
		expect(await real.engine.countTokens(written?.text ?? "")).toBe(written?.ids.length);
	});

	it.each<[string, Entity]>([
		["aspirin", molecule("CC(=O)Oc1ccccc1C(=O)O")],
		["water with its hydrogens written", molecule("[H]O[H]")],
		["a salt", molecule("CN(C)C.Cl")],
		["256 atoms", molecule("C".repeat(256))],
		["insulin", protein(INSULIN)],
		["ten residues", protein("MKTAYIAKQR")],
		["more residues than are read", protein(INSULIN.repeat(6))],
	])("with %s attached is never more than was said, and little less", async (_, entity) => {
		const text = "Please describe it.";
		const { prompt } = await tell(real.engine, { turns: [{ role: "user", text, entities: [entity] }], maxTokens: 1 });
		const positions = prompt.segments.reduce((sum, segment) => sum + (segment.kind === "text" ? segment.ids.length : segment.softTokens), 0);
		const said = nano.questionFrame + maxEntityTokens(nano, entity) + (await real.engine.countTokens(text));
		expect(positions).toBeLessThanOrEqual(said);
		expect(said - positions).toBeLessThan(nano.questionFrame + nano[entity.kind].frame);
	});

	it("that is said to fit, fits; twice as long it does not", async () => {
		const word = " molecule";
		const perWord = (await real.engine.countTokens(word.repeat(101))) - (await real.engine.countTokens(word.repeat(100)));
		const text = word.repeat(Math.floor(maxQuestionTokens(nano) / perWord) - 1);
		expect(await real.engine.countTokens(text)).toBeLessThanOrEqual(maxQuestionTokens(nano));
		const { prompt } = await tell(real.engine, { turns: [{ role: "user", text, entities: [] }] });
		expect(prompt.settings.maxTokens).toBe(160);
		await expect(tell(real.engine, { turns: [{ role: "user", text: text.repeat(2), entities: [] }] })).rejects.toMatchObject({ code: "context-overflow" });
	});

	it("is counted while an answer is being written", async () => {
		let counted: Promise<number> | undefined;
		let order = "";
		for await (const event of real.engine.ask({ turns: [{ role: "user", text: "Please describe this molecule.", entities: [molecule("CN1C=NC2=C1C(=O)N(C(=O)N2C)C")] }], fresh: true })) {
			if (event.type === "prompt") {
				counted = real.engine.countTokens("How many rings does it have?").then((tokens) => ((order += "counted "), tokens));
			}
			order += event.type === "done" ? "done" : "";
		}
		expect(await counted).toBeGreaterThan(5);
		expect(order).toBe("counted done");
	});

	it("cannot be counted by a process that was killed, and can by the next", async () => {
		const other = await realEngine();
		await other.engine.countTokens("x");
		process.kill(other.engine.pid ?? 0, "SIGSTOP");
		const counting = other.engine.countTokens("How many?");
		const failure = counting.catch((error: unknown) => error);
		process.kill(other.engine.pid ?? 0, "SIGKILL");
		expect(await failure).toMatchObject({ code: "engine-died" });
		expect(await other.engine.countTokens("How many?")).toBeGreaterThan(0);
		await other.dispose();
	});

	it("need not be waited for", async () => {
		const abort = new AbortController();
		const counting = real.engine.countTokens("x".repeat(1_000_000), abort.signal);
		abort.abort();
		await expect(counting).rejects.toMatchObject({ code: "cancelled" });
		expect(await real.engine.countTokens("")).toBe(0);
	});
});
