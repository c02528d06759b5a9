/** Several turns and several entities on the real embedded model, told to read whole dialogues. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AskRequest, Turn } from "../../../src/inference/engine.ts";
import type { SpeakingManifest } from "../../../src/inference/bundle/manifest.ts";
import type { Entity } from "../../../src/science/entity.ts";
import { BundleCopy } from "../../support/bundles.ts";
import { realEngine, tell, type RealEngine } from "../../support/engine.ts";

const aspirin: Entity = { kind: "molecule", smiles: "CC(=O)Oc1ccccc1C(=O)O" };
const caffeine: Entity = { kind: "molecule", smiles: "Cn1cnc2c1c(=O)n(C)c(=O)n2C" };
const insulin: Entity = { kind: "protein", sequence: "MALWMRLLPLLALLALWGPDPAAAFVNQHLCGSHLVEALYLVCGERGFFYTPKTRREAEDLQVGQVELGGGPGAGSLQPLALEGSLQKRGIVEQCCTSICSLYQLENYCN" };
const user = (text: string, ...entities: Entity[]): Turn => ({ role: "user", text, entities });
const assistant = (text: string): Turn => ({ role: "assistant", text });

/** F16 weights are multiplied a little differently in batches of other sizes; a wrong splice moves logits by tenths. */
const ROUNDING = 1e-2;

const bundles: BundleCopy[] = [];
const engines: RealEngine[] = [];
async function engineWith(change: (manifest: SpeakingManifest) => unknown, damage: (bundle: BundleCopy) => void = () => undefined): Promise<RealEngine> {
	const bundle = new BundleCopy();
	bundle.describe(change);
	damage(bundle);
	bundles.push(bundle);
	const real = await realEngine(bundle.directory);
	engines.push(real);
	return real;
}
const wholeDialogues = (manifest: SpeakingManifest): SpeakingManifest => ({ ...manifest, prompt: { ...manifest.prompt, history: "full" } });

let real: RealEngine;
beforeAll(async () => {
	real = await engineWith(wholeDialogues);
});
afterAll(async () => {
	await Promise.all(engines.map((engine) => engine.dispose()));
	bundles.forEach((bundle) => bundle.dispose());
});

const ask = (turns: Turn[], more: Partial<AskRequest> = {}) => tell(real.engine, { turns, maxTokens: 24, ...more });

describe("a dialogue", () => {
	it("of two turns and two entities is read whole, each entity in its place", async () => {
		const { prompt } = await ask([user("How many rings does it have?", aspirin), assistant("It has one ring."), user("Does it bind to this protein?", insulin)]);
		expect(prompt.segments.map((segment) => (segment.kind === "text" ? segment.text.slice(-24) : segment.softTokens))).toEqual(["### Human: <molecule>".padStart(24, "s. ").slice(-24), 13, expect.stringContaining("<protein>"), 14, expect.stringContaining("Assistant: ")]);
		expect(prompt.notices).toEqual([]);
	});

	it("that goes on is answered as if it were read anew", async () => {
		const turns: Turn[] = [user("Please describe this molecule.", aspirin)];
		const first = await ask(turns);
		turns.push(assistant(first.answer.text), user("How many rings does it have?"));
		const continued = await ask(turns, { firstLogits: true });
		const anew = await ask(turns, { firstLogits: true, fresh: true });
		expect(continued.answer.generatedIds).toEqual(anew.answer.generatedIds);
		expect(largestDifference(continued.answer.firstLogits, anew.answer.firstLogits)).toBeLessThan(ROUNDING);
	});

	it("about another molecule is not answered from the memory of the last one, although both use the same carriers", async () => {
		const question = "What is the molecular formula?";
		const alone = { aspirin: await ask([user(question, aspirin)], { fresh: true }), caffeine: await ask([user(question, caffeine)], { fresh: true }) };
		await ask([user(question, aspirin)]);
		const after = await ask([user(question, caffeine)], { firstLogits: true });
		expect(after.answer.generatedIds).toEqual(alone.caffeine.answer.generatedIds);
		expect((await ask([user(question, aspirin)])).answer.generatedIds).toEqual(alone.aspirin.answer.generatedIds);
		expect(alone.aspirin.answer.text).not.toBe(alone.caffeine.answer.text);
	});

	it("goes on rightly after an answer that was stopped", async () => {
		const stop = new AbortController();
		const question = user("Please describe this molecule.", caffeine);
		for await (const event of real.engine.ask({ turns: [question] }, stop.signal)) {
			if (event.type === "text") {
				stop.abort();
			}
		}
		const after = await ask([question, assistant("The molecule"), user("Is it charged?")]);
		const anew = await ask([question, assistant("The molecule"), user("Is it charged?")], { fresh: true });
		expect(after.answer.generatedIds).toEqual(anew.answer.generatedIds);
	});

	it("goes on rightly after a question that was stopped while it was read, soft tokens and all", async () => {
		const long = "rings ".repeat(600);
		for (const milliseconds of [0, 5, 20, 40, 60, 80, 120]) {
			const stop = new AbortController();
			for await (const event of real.engine.ask({ turns: [user(long, caffeine)], maxTokens: 4 }, stop.signal)) {
				if (event.type === "stage" && event.stage === "reading") {
					setTimeout(() => stop.abort(), milliseconds);
				}
			}
			const after = await ask([user("Please describe this molecule.", aspirin)], { firstLogits: true });
			const anew = await ask([user("Please describe this molecule.", aspirin)], { firstLogits: true, fresh: true });
			expect(after.answer.generatedIds).toEqual(anew.answer.generatedIds);
			expect(largestDifference(after.answer.firstLogits, anew.answer.firstLogits)).toBeLessThan(ROUNDING);
		}
	});

	it("that outgrows the context loses its oldest turns and says so", async () => {
		const filler = "It has one ring and a carboxylic acid. ".repeat(20);
		const turns = Array.from({ length: 6 }, (_, index) => [user(`Question ${index}: how many rings does it have?`, aspirin), assistant(filler)]).flat();
		const { prompt, answer } = await ask([...turns, user("Is it charged?", caffeine)]);
		expect(prompt.notices).toMatchObject([{ code: "turns-dropped" }]);
		expect(prompt.segments[0]).toMatchObject({ kind: "text", text: expect.stringMatching(/^You answer questions/) as string });
		expect(answer.generatedIds.length).toBeGreaterThan(0);
	});
});

describe("soft tokens", () => {
	it("that do not all find a carrier at once are read in parts, with the same result", async () => {
		const turns = [user("Does it bind to this protein?", aspirin, insulin)];
		const few = await engineWith((manifest) => ({ ...wholeDialogues(manifest), carriers: { first: 4096, count: 20 } }));
		const together = await ask(turns, { firstLogits: true, fresh: true });
		const apart = await tell(few.engine, { turns, maxTokens: 24, firstLogits: true, fresh: true });
		expect(apart.answer.generatedIds).toEqual(together.answer.generatedIds);
		expect(largestDifference(apart.answer.firstLogits, together.answer.firstLogits)).toBeLessThan(ROUNDING);
	});

	it("leave no carrier in the text, even where the model would rather write one", async () => {
		const honest = await ask([user("How many rings does it have?", aspirin)], { fresh: true });
		const tempted = await engineWith(wholeDialogues, (bundle) => bundle.damage("language.gguf", (bytes) => makeCarrierTempting(bytes, honest.answer.generatedIds[0] ?? 0), { resign: true }));
		const { answer } = await tell(tempted.engine, { turns: [user("How many rings does it have?", aspirin)], maxTokens: 24, firstLogits: true });
		const logits = answer.firstLogits ?? [];
		expect(logits.indexOf(Math.max(...logits)), "the damaged model does prefer a carrier").toBe(4096);
		expect(answer.generatedIds).toEqual(honest.answer.generatedIds);
		expect(answer.tokens[0]?.probability, "and what it gave to the carrier is not given to the word").toBeLessThan((honest.answer.tokens[0]?.probability ?? 0) / 2);
		const sampled = await tell(tempted.engine, { turns: [user("How many rings does it have?", aspirin)], maxTokens: 24, sampling: { temperature: 1, seed: 1 } });
		expect(sampled.answer.generatedIds.filter((id) => id >= 4096)).toEqual([]);
	});
});

describe("a model without encoders", () => {
	it("reads molecules and proteins as text", async () => {
		const textOnly = await engineWith((manifest) => {
			const rest = { ...manifest, carriers: undefined, molecule: undefined, protein: undefined };
			return { ...rest, prompt: { ...rest.prompt, molecule: ["<molecule>{smiles}", "</molecule>"], protein: ["<protein>{sequence}", "</protein>"] } };
		});
		const { prompt, answer } = await tell(textOnly.engine, { turns: [user("Is it charged?", aspirin, insulin)], maxTokens: 4 });
		expect(prompt.segments).toHaveLength(1);
		expect(prompt.segments[0]).toMatchObject({ text: expect.stringContaining("<molecule>CC(=O)Oc1ccccc1C(=O)O</molecule>") as string });
		expect(answer.generatedIds.length).toBeGreaterThan(0);
	});
});

describe("sampling", () => {
	it("is repeatable by its seed", async () => {
		const turns = [user("Please describe this molecule.", caffeine)];
		const sampled = async (seed: number): Promise<string> => (await ask(turns, { sampling: { temperature: 1.5, seed }, maxTokens: 40, fresh: true })).answer.text;
		const [once, again, other] = [await sampled(7), await sampled(7), await sampled(8)];
		expect(again).toBe(once);
		expect(other).not.toBe(once);
	});
});

function largestDifference(a: readonly number[] = [], b: readonly number[] = []): number {
	expect(a.length).toBe(b.length);
	return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (b[index] ?? Number.NaN))), 0);
}

/** Gives the first carrier twice the output row of a token, so that its logit is twice as high. */
function makeCarrierTempting(bytes: Buffer, token: number): Buffer {
	const width = 256;
	const rowBytes = 2 * width;
	const start = outputMatrix(bytes);
	const copy = Buffer.from(bytes);
	for (let column = 0; column < width; column++) {
		const half = bytes.readUInt16LE(start + token * rowBytes + 2 * column);
		// Doubling a half: its exponent grows by one. Zero stays zero.
		copy.writeUInt16LE((half & 0x7fff) < 0x400 ? half : half + 0x400, start + 4096 * rowBytes + 2 * column);
	}
	return copy;
}

/** Where the F16 data of `output.weight` begins. */
function outputMatrix(bytes: Buffer): number {
	const name = Buffer.from("output.weight");
	const at = bytes.indexOf(Buffer.concat([Buffer.from([name.length, 0, 0, 0, 0, 0, 0, 0]), name]));
	// Behind the name: dimensions (u32 count, two u64), type (u32), offset (u64).
	const offset = Number(bytes.readBigUInt64LE(at + 8 + name.length + 4 + 16 + 4));
	return dataStart(bytes) + offset;
}

/** The tensor data ends with the file: it begins where the last tensor's end, counted back, says. */
function dataStart(bytes: Buffer): number {
	const tensors = [...tensorTable(bytes)];
	const last = tensors.reduce((end, { offset, size }) => Math.max(end, offset + Math.ceil(size / 32) * 32), 0);
	return bytes.length - last;
}

function* tensorTable(bytes: Buffer): Generator<{ offset: number; size: number }> {
	const pattern = /(?:token_embd|output|output_norm|blk\.\d+\.[a-z_]+)\.weight/g;
	const text = bytes.toString("latin1", 0, 200_000);
	for (const match of text.matchAll(pattern)) {
		let at = match.index + match[0].length;
		const dimensions = bytes.readUInt32LE(at);
		at += 4;
		let values = 1;
		for (let index = 0; index < dimensions; index++, at += 8) {
			values *= Number(bytes.readBigUInt64LE(at));
		}
		const type = bytes.readUInt32LE(at);
		yield { offset: Number(bytes.readBigUInt64LE(at + 4)), size: values * (type === 0 ? 4 : 2) };
	}
}
