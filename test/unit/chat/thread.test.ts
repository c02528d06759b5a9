import { beforeEach, describe, expect, it } from "vitest";
import { ChatThread, type ThreadChange } from "../../../src/chat/thread.ts";
import { Failure } from "../../../src/science/failure.ts";
import { aspirin, description, engineDied, FakeChemistry, FakeEngine, FakeJournal, nano, p53, settled, texts } from "./fakes.ts";

let engine: FakeEngine;
let chemistry: FakeChemistry;
let journal: FakeJournal;
let thread: ChatThread;

beforeEach(() => {
	engine = new FakeEngine();
	chemistry = new FakeChemistry();
	journal = new FakeJournal();
	thread = new ChatThread({ engine, chemistry, journal, texts, model: () => description, now: () => 1000 });
});

/** Asks and lets the model give a whole answer. */
async function exchange(question: string, answer: string): Promise<void> {
	const asked = thread.ask(question);
	engine.last.text(answer).done();
	await asked;
}

describe("attachments", () => {
	it("go with the next question and leave the composer", async () => {
		thread.attach(aspirin);
		thread.attach(p53);
		await exchange("Does it bind?", "No.");
		expect(engine.last.request.turns).toEqual([{ role: "user", text: "Does it bind?", entities: [aspirin, p53] }]);
		expect(thread.attachments).toEqual([]);
	});

	it("are not added twice, and are removed by id", () => {
		const first = thread.attach(aspirin);
		expect(thread.attach({ kind: "molecule", smiles: aspirin.smiles })).toBe(first);
		thread.detach(first?.id ?? "");
		expect(thread.attachments).toEqual([]);
	});

	it("have their facts computed once, for chip and answer", async () => {
		thread.attach(aspirin);
		await settled();
		await exchange("What is it?", "Aspirin.");
		expect(chemistry.asked).toEqual([aspirin.smiles]);
		expect(thread.facts.of(aspirin)).toMatchObject({ state: "done", facts: { formula: "C9H8O4" } });
		expect(thread.facts.of(p53)).toBeUndefined();
	});

	it("tell why facts could not be computed, and try again with the question", async () => {
		chemistry.broken.set(aspirin.smiles, new Failure("chemistry-timeout", "It took too long."));
		thread.attach(aspirin);
		await settled();
		expect(thread.facts.of(aspirin)).toEqual({ state: "failed", message: "It took too long." });
		chemistry.broken.clear();
		await exchange("What is it?", "Aspirin.");
		await settled();
		expect(thread.facts.of(aspirin)?.state).toBe("done");
	});
});

describe("an answer", () => {
	it("is written piece by piece, then carries its model, times and stop reason", async () => {
		const changes: ThreadChange["kind"][] = [];
		const asked = thread.ask("Hello?");
		thread.onChange((change) => changes.push(change.kind));
		engine.last.send({ type: "stage", stage: "reading" });
		engine.last.prompt([{ kind: "entity", entity: aspirin, softTokens: 13 }, { kind: "entity", entity: p53, softTokens: 14 }], [{ code: "turns-dropped", message: "Old turns were left out." }]);
		await settled();
		expect(thread.exchanges[0]?.answer).toMatchObject({ state: "writing", stage: "reading", softTokens: 27, notices: [{ code: "turns-dropped" }] });
		engine.last.text("One", " two", " three");
		await settled();
		expect(thread.exchanges[0]?.answer).toMatchObject({ state: "writing", text: "One two three", stage: undefined, model: nano });
		expect(thread.busy).toBe(true);
		engine.last.done("length");
		await asked;
		expect(thread.exchanges[0]?.answer).toMatchObject({ state: "done", text: "One two three", stop: "length", timings: { total: 412 }, model: nano });
		expect(thread.busy).toBe(false);
		// A stage, the prompt, the first word, the others together, the end.
		expect(changes).toEqual(["answer", "answer", "answer", "text", "answer"]);
	});

	it("ignores an empty question and a second one at a time", async () => {
		await thread.ask("  ");
		void thread.ask("First?");
		await thread.ask("Second?");
		expect(engine.calls).toHaveLength(1);
	});

	it("stops at once, whatever the engine does then", async () => {
		const asked = thread.ask("Tell me everything.");
		engine.last.text("It is ");
		await settled();
		thread.stop();
		expect(thread.exchanges[0]?.answer).toMatchObject({ state: "stopped", stop: "cancelled", text: "It is " });
		expect(engine.last.signal?.aborted).toBe(true);
		expect(thread.busy).toBe(false);
		engine.last.text("late").done("cancelled");
		await asked;
		expect(thread.exchanges[0]?.answer).toMatchObject({ state: "stopped", text: "It is ", timings: { total: 412 } });
	});

	it("stays stopped when the engine gives up because of that", async () => {
		const asked = thread.ask("Hello?");
		await settled();
		thread.stop();
		engine.last.fail(new Failure("cancelled", "Stopped."));
		await asked;
		expect(thread.exchanges[0]?.answer).toMatchObject({ state: "stopped", failure: undefined });
	});

	it("keeps what was written when the process dies, says so, and the next question works", async () => {
		const asked = thread.ask("Hello?");
		engine.last.prompt([]).text("It ").fail(engineDied);
		await asked;
		expect(thread.exchanges[0]?.answer).toMatchObject({ state: "failed", text: "It ", failure: { code: "engine-died", message: engineDied.message }, model: nano });
		await exchange("And now?", "Fine.");
		expect(thread.exchanges[1]?.answer).toMatchObject({ state: "done", text: "Fine." });
	});

	it("that ends without being done is a failure", async () => {
		const asked = thread.ask("Hello?");
		engine.last.text("It ").end();
		await asked;
		expect(thread.exchanges[0]?.answer).toMatchObject({ state: "failed", failure: { code: "answer-unfinished", message: texts.unfinished() } });
	});

	it("is replaced by asking again, only if it is the last", async () => {
		thread.attach(aspirin);
		await exchange("One?", "1");
		await exchange("Two?", "2");
		const [first, second] = thread.exchanges.map((each) => each.answer.id);
		await thread.retry(first ?? "");
		expect(engine.calls).toHaveLength(2);
		const again = thread.retry(second ?? "");
		expect(engine.last.request).toEqual(engine.calls[1]?.request);
		expect(thread.exchanges[1]?.answer).toMatchObject({ id: second, state: "writing", text: "" });
		engine.last.text("II").done();
		await again;
		expect(thread.exchanges.map((each) => each.answer.text)).toEqual(["1", "II"]);
	});

	it("of an earlier try does not touch the one that replaced it", async () => {
		void thread.ask("Hello?");
		const old = engine.last.text("old");
		await settled();
		thread.stop();
		void thread.retry(thread.exchanges[0]?.answer.id ?? "");
		old.text(" more").done("cancelled");
		await settled();
		expect(thread.exchanges[0]?.answer).toMatchObject({ state: "writing", text: "", timings: undefined });
	});
});

describe("the dialogue that the model reads", () => {
	it("has all turns, a stopped answer with the text it has", async () => {
		thread.attach(aspirin);
		void thread.ask("What is it?");
		engine.last.text("A salicylate");
		await settled();
		thread.stop();
		await exchange("Charged?", "No.");
		await exchange("Rings?", "One.");
		expect(engine.last.request.turns).toEqual([
			{ role: "user", text: "What is it?", entities: [aspirin] },
			{ role: "assistant", text: "A salicylate" },
			{ role: "user", text: "Charged?", entities: [] },
			{ role: "assistant", text: "No." },
			{ role: "user", text: "Rings?", entities: [] },
		]);
	});

	it("leaves out a question that got no word, and hands its entities back to the composer", async () => {
		thread.attach(aspirin);
		const asked = thread.ask("What is it?");
		engine.last.fail(engineDied);
		await asked;
		expect(thread.attachments.map((each) => each.entity)).toEqual([aspirin]);
		await exchange("Charged?", "No.");
		expect(engine.last.request.turns).toEqual([{ role: "user", text: "Charged?", entities: [aspirin] }]);
	});

	it("gives back a question that could not be read, so that it can be shortened, and takes it when it is asked again", async () => {
		const asked = thread.ask("A very long question");
		engine.last.fail(new Failure("context-overflow", "Too long. Shorten the question."));
		await asked;
		expect(thread.draft).toBe("A very long question");
		const again = thread.retry(thread.exchanges[0]?.answer.id ?? "");
		expect(thread.draft).toBe("");
		engine.last.text("Now it fits.").done();
		await again;
	});

	it("does not overwrite what was typed in the meantime", async () => {
		const asked = thread.ask("A very long question");
		thread.setDraft("Something else");
		engine.last.fail(new Failure("context-overflow", "Too long. Shorten the question."));
		await asked;
		expect(thread.draft).toBe("Something else");
	});

	it("does not have handed back entities twice after asking again", async () => {
		thread.attach(aspirin);
		const asked = thread.ask("What is it?");
		engine.last.fail(engineDied);
		await asked;
		const again = thread.retry(thread.exchanges[0]?.answer.id ?? "");
		expect(thread.attachments).toEqual([]);
		engine.last.text("Aspirin.").done();
		await again;
		expect(thread.attachments).toEqual([]);
		expect(engine.last.request.turns).toEqual([{ role: "user", text: "What is it?", entities: [aspirin] }]);
	});
});

it("starts anew: stops the answer and forgets everything", async () => {
	thread.attach(aspirin);
	void thread.ask("What is it?");
	await settled();
	const { signal } = engine.last;
	thread.attach(p53);
	thread.draft = "half a";
	thread.clear();
	expect(signal?.aborted).toBe(true);
	expect({ exchanges: thread.exchanges, attachments: thread.attachments, draft: thread.draft, busy: thread.busy }).toEqual({ exchanges: [], attachments: [], draft: "", busy: false });
});

describe("facts", () => {
	it("of molecules that nothing refers to any more are forgotten", async () => {
		const ethanol = { kind: "molecule", smiles: "CCO" } as const;
		thread.attach(aspirin);
		await exchange("What is it?", "Aspirin.");
		const { id } = thread.attach(ethanol);
		await settled();
		thread.detach(id);
		expect(thread.facts.of(ethanol)).toBeUndefined();
		expect(thread.facts.of(aspirin)?.state).toBe("done");
		thread.clear();
		expect(thread.facts.of(aspirin)).toBeUndefined();
	});

	it("that arrive after New Chat are not kept", async () => {
		thread.attach(aspirin);
		thread.clear();
		await settled();
		expect(thread.facts.of(aspirin)).toBeUndefined();
		expect(chemistry.signals[0]?.aborted).toBe(true);
	});
});

it("tells nobody of an answer that was cleared away", async () => {
	void thread.ask("What is it?");
	thread.clear();
	const changes: ThreadChange["kind"][] = [];
	thread.onChange((change) => changes.push(change.kind));
	engine.last.done("cancelled");
	await settled();
	expect(changes).toEqual([]);
});
