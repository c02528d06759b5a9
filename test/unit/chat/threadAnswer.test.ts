import { beforeEach, describe, expect, it } from "vitest";
import type { ThreadChange } from "../../../src/chat/changes.ts";
import type { ChatThread } from "../../../src/chat/thread.ts";
import type { Notice } from "../../../src/inference/engine.ts";
import { Failure } from "../../../src/science/failure.ts";
import { PlayedThread } from "./playedThread.ts";
import { aspirin, description, engineDied, type FakeEngine, type FakeJournal, nano, p53, settled, texts } from "./fakes.ts";

let played: PlayedThread;
let engine: FakeEngine;
let journal: FakeJournal;
let thread: ChatThread;

beforeEach(() => {
	played = new PlayedThread();
	({ engine, journal, thread } = played);
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

	it("has its reasoning apart, and no later question carries it", async () => {
		played.model = { ...description, dialogues: true };
		const asked = thread.ask("Is it charged?");
		engine.last.prompt([]).think("It has an acid group. ", "At pH 7 it is").text("Yes", ".").done();
		await asked;
		expect(thread.exchanges[0]?.answer).toMatchObject({ state: "done", reasoning: "It has an acid group. At pH 7 it is", text: "Yes.", tokens: 4 });
		expect(journal.records.filter(({ kind }) => kind === "reasoning").map((record) => record.kind === "reasoning" && record.text).join("")).toBe("It has an acid group. At pH 7 it is");
		expect(journal.records.find(({ kind }) => kind === "ended")).toMatchObject({ text: undefined, reasoning: undefined });
		expect(journal.records.find(({ kind }) => kind === "tokens")).toMatchObject({ tokens: [{ reasoning: "It has an acid group. " }, { reasoning: "At pH 7 it is" }, { text: "Yes" }, { text: "." }] });
		void thread.ask("And at pH 1?");
		expect(engine.last.request.turns).toEqual([{ role: "user", text: "Is it charged?", entities: [] }, { role: "assistant", text: "Yes." }, { role: "user", text: "And at pH 1?", entities: [] }]);
	});

	it("that never came out of its reasoning says so, is not read later, and gives back what it was about", async () => {
		const unfinished: Notice = { code: "reasoning-unfinished", message: "It was still reasoning." };
		thread.attach(aspirin);
		const asked = thread.ask("Is it charged?");
		engine.last.prompt([]).think("Hm").done("length", [unfinished]);
		await asked;
		expect(thread.exchanges[0]?.answer).toMatchObject({ state: "done", reasoning: "Hm", text: "", notices: [unfinished] });
		expect(journal.records.find(({ kind }) => kind === "ended")).toMatchObject({ notices: [unfinished] });
		expect(thread.attachments).toMatchObject([{ entity: aspirin }]);
		void thread.ask("Is it charged?");
		expect(engine.last.request.turns).toHaveLength(1);
	});

	it("stopped within its reasoning keeps what was shown of it, and its tokens", async () => {
		const asked = thread.ask("Is it charged?");
		engine.last.prompt([]).think("It has ", "an acid");
		await settled();
		thread.stop();
		engine.last.think(" late").done("cancelled");
		await asked;
		expect(thread.exchanges[0]?.answer).toMatchObject({ state: "stopped", reasoning: "It has an acid", text: "" });
		expect(journal.records.find(({ kind }) => kind === "tokens")).toMatchObject({ tokens: [{ reasoning: "It has " }, { reasoning: "an acid" }] });
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
		await played.exchange("And now?", "Fine.");
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
		await played.exchange("One?", "1");
		await played.exchange("Two?", "2");
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
