import { beforeEach, describe, expect, it } from "vitest";
import type { ChatThread } from "../../../src/chat/thread.ts";
import { Failure } from "../../../src/science/failure.ts";
import { PlayedThread } from "./playedThread.ts";
import { aspirin, description, engineDied, type FakeChemistry, type FakeEngine, type FakeJournal, nano, p53, settled } from "./fakes.ts";

let played: PlayedThread;
let engine: FakeEngine;
let chemistry: FakeChemistry;
let journal: FakeJournal;
let thread: ChatThread;

beforeEach(() => {
	played = new PlayedThread();
	({ engine, chemistry, journal, thread } = played);
});

describe("attachments", () => {
	it("go with the next question and leave the composer", async () => {
		thread.attach(aspirin);
		thread.attach(p53);
		await played.exchange("Does it bind?", "No.");
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
		await played.exchange("What is it?", "Aspirin.");
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
		await played.exchange("What is it?", "Aspirin.");
		await settled();
		expect(thread.facts.of(aspirin)?.state).toBe("done");
	});
});

describe("the dialogue that the model reads", () => {
	it("has all turns, a stopped answer with the text it has", async () => {
		played.model = { ...description, dialogues: true };
		thread.attach(aspirin);
		void thread.ask("What is it?");
		engine.last.text("A salicylate");
		await settled();
		thread.stop();
		await played.exchange("Charged?", "No.");
		await played.exchange("Rings?", "One.");
		expect(engine.last.request.turns).toEqual([
			{ role: "user", text: "What is it?", entities: [aspirin] },
			{ role: "assistant", text: "A salicylate" },
			{ role: "user", text: "Charged?", entities: [] },
			{ role: "assistant", text: "No." },
			{ role: "user", text: "Rings?", entities: [] },
		]);
	});

	it("is no more than what was attached last, where the model reads each question on its own: a long thread costs no more than a short one", async () => {
		thread.attach(p53);
		await played.exchange("What is it?", "A tumour suppressor.");
		thread.attach(aspirin);
		await played.exchange("And this?", "A salicylate.");
		await played.exchange("Charged?", "No.");
		expect(engine.last.request.turns).toEqual([
			{ role: "user", text: "And this?", entities: [aspirin] },
			{ role: "assistant", text: "A salicylate." },
			{ role: "user", text: "Charged?", entities: [] },
		]);
		await played.exchange("Rings?", "One.");
		expect(engine.last.request.turns).toHaveLength(3);
		thread.attach(p53);
		await played.exchange("And again?", "A protein.");
		expect(engine.last.request.turns).toMatchObject([{ text: "Rings?" }, { text: "One." }, { text: "And again?", entities: [p53] }]);
	});

	it("leaves out a question that got no word, and hands its entities back to the composer", async () => {
		thread.attach(aspirin);
		const asked = thread.ask("What is it?");
		engine.last.fail(engineDied);
		await asked;
		expect(thread.attachments.map((each) => each.entity)).toEqual([aspirin]);
		await played.exchange("Charged?", "No.");
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

it("forgets what is not sent, and the facts that only it needed", async () => {
	const ethanol = { kind: "molecule", smiles: "CCO" } as const;
	thread.attach(aspirin);
	await played.exchange("What is it?", "Aspirin.");
	const chip = thread.attach(ethanol);
	await settled();
	thread.detach(chip?.id ?? "");
	expect(thread.facts.of(ethanol)).toBeUndefined();
	expect(thread.facts.of(aspirin)?.state).toBe("done");
	thread.attach(ethanol);
	thread.setDraft("half a");
	thread.clearComposer();
	await settled();
	expect({ attachments: thread.attachments, draft: thread.draft }).toEqual({ attachments: [], draft: "" });
	expect(thread.facts.of(ethanol)).toBeUndefined();
	expect(chemistry.signals.at(-1)?.aborted).toBe(true);
});

it("takes fifty chips and no more", () => {
	const attached = Array.from({ length: 60 }, (_, index) => thread.attach({ kind: "molecule", smiles: "C".repeat(index + 1) }, "ligands.sdf"));
	expect(attached.filter((each) => each !== undefined)).toHaveLength(50);
	expect(thread.attachments).toHaveLength(50);
	expect(thread.attachments[0]?.origin).toBe("ligands.sdf");
});

describe("what is on disk", () => {
	it("is there before it is seen", async () => {
		let release = (): void => undefined;
		const asked = thread.ask("What is it?");
		journal.slow = new Promise((resolve) => (release = resolve));
		engine.last.text("Aspirin");
		await settled();
		expect(thread.exchanges[0]?.answer.text).toBe("");
		release();
		await settled();
		expect(thread.exchanges[0]?.answer.text).toBe("Aspirin");
		engine.last.done();
		await asked;
	});

	it("tells the whole story: question, prompt, text, end, and the probability of each token", async () => {
		thread.attach(aspirin, "series_B.ipynb");
		const asked = thread.ask("What is it?");
		engine.last.prompt([{ kind: "entity", entity: aspirin, softTokens: 13 }]).text("A ", "salicylate").done();
		await asked;
		await settled();
		expect(journal.records.map(({ kind }) => kind)).toEqual(["question", "answer", "prompt", "segments", "text", "text", "ended", "tokens"]);
		expect(journal.records.at(0)).toMatchObject({ text: "What is it?", attachments: [{ entity: aspirin, origin: "series_B.ipynb" }] });
		expect(journal.records.at(2)).toMatchObject({ softTokens: 13, device: "cpu", fresh: true, model: nano });
		expect(journal.records.at(-1)).toMatchObject({ tokens: [{ text: "A ", probability: 0.5 }, { text: "salicylate", probability: 0.5 }] });
	});

	it("of an answer that was stopped is what was seen, also where more had been written", async () => {
		let release = (): void => undefined;
		void thread.ask("What is it?");
		engine.last.text("Seen");
		await settled();
		journal.slow = new Promise((resolve) => (release = resolve));
		engine.last.text(" unseen");
		await settled();
		thread.stop();
		release();
		await settled();
		expect(thread.exchanges[0]?.answer.text).toBe("Seen");
		expect(journal.records.findLast(({ kind }) => kind === "ended")).toMatchObject({ state: "stopped", text: "Seen" });
		expect(journal.records.findLast(({ kind }) => kind === "tokens")).toMatchObject({ tokens: [{ text: "Seen" }] });
	});
});

describe("editing an earlier question", () => {
	it("removes what follows, asks about the same molecule, and undo brings it all back", async () => {
		thread.attach(aspirin);
		await played.exchange("What is it?", "Aspirin.");
		await played.exchange("Charged?", "No.");
		const [first] = thread.exchanges;
		const undo = thread.edit(first?.question.id ?? "", "How many rings?");
		expect(engine.last.request).toEqual({ turns: [{ role: "user", text: "How many rings?", entities: [aspirin] }], fresh: true });
		engine.last.text("One").done();
		await settled();
		expect(thread.exchanges.map(({ question, answer }) => [question.text, answer.text])).toEqual([["How many rings?", "One"]]);
		undo?.();
		expect(thread.exchanges.map(({ question, answer }) => [question.text, answer.text])).toEqual([["What is it?", "Aspirin."], ["Charged?", "No."]]);
	});

	it("while its answer is written stops that", async () => {
		void thread.ask("What is it?");
		const first = engine.last.text("Some");
		await settled();
		thread.edit(thread.exchanges[0]?.question.id ?? "", "What is it used for?");
		expect(first.signal?.aborted).toBe(true);
		engine.last.text("Pain.").done();
		await settled();
		expect(thread.exchanges.map(({ answer }) => answer.text)).toEqual(["Pain."]);
	});
});

it("asks anew what can be asked exactly again, and goes on where a model reads dialogues", async () => {
	const fresh = async (dialogues: boolean): Promise<(boolean | undefined)[]> => {
		played.model = { ...description, dialogues };
		thread = played.begin();
		await played.exchange("One?", "1");
		await played.exchange("Two?", "2");
		return engine.calls.slice(-2).map(({ request }) => request.fresh);
	};
	expect(await fresh(false)).toEqual([true, true]);
	expect(await fresh(true)).toEqual([true, false]);
});

it("answers a command by computation alone, and leaves the molecule for the next question", async () => {
	thread.attach(aspirin);
	await thread.ask("/facts", { computed: "| logP | 1.31 |", only: [] });
	expect(engine.calls).toEqual([]);
	expect(thread.exchanges[0]).toMatchObject({ question: { text: "/facts", asksModel: false }, answer: { state: "done", text: "", computed: "| logP | 1.31 |" } });
	await played.exchange("Charged?", "No.");
	expect(engine.last.request.turns).toEqual([{ role: "user", text: "Charged?", entities: [aspirin] }]);
});

it("reads a command in the words that the model knows, and shows it as it was typed", async () => {
	thread.attach(aspirin);
	void thread.ask("/describe", { prompt: "Please describe this molecule.", computed: "" });
	expect(engine.last.request.turns).toMatchObject([{ text: "Please describe this molecule." }]);
	expect(thread.exchanges[0]?.question.text).toBe("/describe");
});

it("finds the structures in an answer that has ended, and says which are none", async () => {
	chemistry.broken.set("c1cccc1C(=O)O", new Failure("invalid-smiles", "The aromatic ring cannot be written with alternating bonds."));
	await played.exchange("What is like it?", "Salicylic acid, OC(=O)c1ccccc1O, or `c1cccc1C(=O)O`.");
	await settled();
	expect(thread.exchanges[0]?.answer.mentions).toEqual([
		{ text: "OC(=O)c1ccccc1O", kind: "molecule", label: "C₉H₈O₄", smiles: "OC(=O)c1ccccc1O" },
		{ text: "c1cccc1C(=O)O", kind: "molecule", label: "", problem: "The aromatic ring cannot be written with alternating bonds." },
	]);
	expect(journal.records.at(-1)?.kind).toBe("mentions");
});
