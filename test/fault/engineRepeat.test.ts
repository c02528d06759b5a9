/** "Run again exactly": the same question, settings and seed give the same tokens, whatever happened between. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Answer, AskRequest } from "../../src/inference/engine.ts";
import { realEngine, tell, type RealEngine } from "../support/engine.ts";

const steroid = "C[C@]12CCC(=O)C=C1CC[C@@H]3[C@@H]2C(=O)C[C@]\\4([C@H]3CC/C4=C/C(=O)OC)C";
const insulin = "MALWMRLLPLLALLALWGPDPAAAFVNQHLCGSHLVEALYLVCGERGFFYTPKTRREAEDLQVGQVELGGGPGAGSLQPLALEGSLQKRGIVEQCCTSICSLYQLENYCN";
const aboutSteroid = (more: Partial<AskRequest>): AskRequest => ({ turns: [{ role: "user", text: "Please describe this molecule.", entities: [{ kind: "molecule", smiles: steroid }] }], maxTokens: 48, fresh: true, ...more });
const aboutInsulin: AskRequest = { turns: [{ role: "user", text: "What does this protein do?", entities: [{ kind: "protein", sequence: insulin }] }], maxTokens: 16 };

let real: RealEngine;
beforeEach(async () => {
	real = await realEngine();
});
afterEach(() => real.dispose());

const ask = async (request: AskRequest): Promise<Answer> => (await tell(real.engine, request)).answer;

/** Everything of an answer that must come again, probabilities to the last digit. */
const story = ({ text, tokens, stop, settings, reusedPositions, reading }: Answer): unknown => ({ text, tokens, stop, settings, reusedPositions, reading });

describe.each([
	{ how: "greedily", sampling: { temperature: 0 } },
	{ how: "by chance, at temperature 1.3", sampling: { temperature: 1.3, seed: 42 } },
])("an answer written $how", ({ sampling }) => {
	it("comes again to the last digit: after other questions, after a stopped one, and after the process was killed", async () => {
		const first = await ask(aboutSteroid({ sampling }));
		expect(first).toMatchObject({ settings: { seed: sampling.seed ?? 0 }, reusedPositions: 0 });
		expect(first.generatedIds.length).toBeGreaterThan(16);

		await ask(aboutInsulin);
		await ask(aboutSteroid({ fresh: false, maxTokens: 7 }));
		expect(story(await ask(aboutSteroid({ sampling })))).toEqual(story(first));

		const stop = new AbortController();
		for await (const event of real.engine.ask(aboutInsulin, stop.signal)) {
			if (event.type === "text") {
				stop.abort();
			}
		}
		expect(story(await ask(aboutSteroid({ sampling })))).toEqual(story(first));

		const pid = real.engine.pid ?? 0;
		process.kill(pid, "SIGKILL");
		await expect.poll(() => real.engine.state().state).toBe("asleep");
		expect(story(await ask(aboutSteroid({ sampling })))).toEqual(story(first));
		expect(real.engine.pid).not.toBe(pid);
	});
});

it("another seed writes something else, so that the one above is worth telling", async () => {
	const [one, other] = [await ask(aboutSteroid({ sampling: { temperature: 1.3, seed: 42 } })), await ask(aboutSteroid({ sampling: { temperature: 1.3, seed: 43 } }))];
	expect(other.generatedIds).not.toEqual(one.generatedIds);
});

it("settings that were left open are told as they were used", async () => {
	expect((await ask(aboutSteroid({ maxTokens: 3 }))).settings).toEqual({ temperature: 0, seed: 0, maxTokens: 3 });
	expect((await ask(aboutSteroid({ maxTokens: 3, sampling: { temperature: 0.7, seed: undefined } }))).settings).toEqual({ temperature: 0.7, seed: 0, topK: 40, topP: 0.95, maxTokens: 3 });
});

it("an answer tells what it was made from: how much was read, how much of that anew, and where", async () => {
	const { answer, prompt } = await tell(real.engine, aboutSteroid({ maxTokens: 4 }));
	const soft = prompt.segments.flatMap((segment) => (segment.kind === "entity" ? [segment.softTokens] : []));
	expect(soft).toEqual([26]);
	const text = prompt.segments.flatMap((segment) => (segment.kind === "text" ? segment.ids : []));
	const { state } = real.engine.state();
	expect(state).toBe("ready");
	expect(answer.reading).toEqual({ device: expect.stringMatching(/^(cpu|vulkan|metal|cuda)$/) as string, contextSize: 1024, promptTokens: text.length + 26, softTokens: 26 });
	expect(prompt.reading).toEqual(answer.reading);
	expect(answer.reusedPositions).toBe(0);
	// Asked again without `fresh`, everything but the last token of the prompt is remembered.
	expect((await ask(aboutSteroid({ maxTokens: 4, fresh: false }))).reusedPositions).toBe(text.length + 26 - 1);
	// Another question shares the model's own opening words.
	const shared = (await ask({ ...aboutInsulin, maxTokens: 1 })).reusedPositions ?? 0;
	expect(shared).toBeGreaterThan(4);
	expect(shared).toBeLessThan(text.length);
});

it("the tokens of the events are those of the answer, and their texts are its text", async () => {
	const { answer, events } = await tell(real.engine, aboutSteroid({ maxTokens: 160 }));
	expect(answer.stop).toBe("end");
	const tokens = events.flatMap((event) => (event.type === "text" ? event.tokens : []));
	expect(tokens).toEqual(answer.tokens);
	expect(tokens.map(({ id }) => id)).toEqual(answer.generatedIds);
	expect(tokens.map(({ text }) => text).join("")).toBe(answer.text);
	for (const event of events) {
		expect(event.type === "text" ? event.tokens.map(({ text }) => text).join("") : "").toBe(event.type === "text" ? event.text : "");
	}
	expect(tokens.every(({ probability }) => probability > 0 && probability <= 1)).toBe(true);
	expect(new Set(tokens.map(({ probability }) => probability)).size).toBeGreaterThan(20);
});

it("a stopped answer keeps the tokens that were seen", async () => {
	const stop = new AbortController();
	let seen = "";
	let answer: Answer | undefined;
	for await (const event of real.engine.ask(aboutSteroid({ maxTokens: 160 }), stop.signal)) {
		if (event.type === "text") {
			seen += event.text;
			stop.abort();
		} else if (event.type === "done") {
			({ answer } = event);
		}
	}
	expect(answer).toMatchObject({ stop: "cancelled", text: seen, reading: { softTokens: 26 } });
	expect(answer?.tokens.map(({ text }) => text).join("")).toBe(seen);
});
