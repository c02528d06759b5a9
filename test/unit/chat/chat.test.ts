import { type FileHandle, open } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseToView } from "../../../webview/parse.ts";
import type { AnswerModel } from "../../../webview/protocol.ts";
import { verdict } from "../../../src/chat/repetition.ts";
import { threadModel } from "../../../src/chat/viewModel.ts";
import { threadDetail } from "../../../src/chat/wording.ts";
import { Failure } from "../../../src/science/failure.ts";
import { aspirin, nano, p53 } from "./fakes.ts";
import { Room } from "./room.ts";

vi.mock("vscode", () => import("./vscode.ts"));

let room: Room;

beforeEach(async () => {
	room = await Room.open();
	await room.say({ type: "ready" });
});
afterEach(async () => {
	expect(room.sent.map((message) => parseToView(message))).toEqual(room.sent);
	await room.close();
});

const answers = (): AnswerModel[] => threadModel(room.thread).messages.filter((each) => each.role === "assistant");
const shown = (): string[] => threadModel(room.thread).messages.map(({ text }) => text);

describe("two windows of the same folder", () => {
	it("show what the other one has asked when one comes back to them, and lose nothing of either", async () => {
		await room.exchange("One?", "A salicylate.");
		const other = await room.kill(); // only that its page is no longer told
		await other.say({ type: "ready" });
		await other.exchange("Two?", "Neutral.");
		const first = room;
		await first.say({ type: "draft", text: "half a" });
		await first.chat.catchUp();
		expect(threadModel(first.thread).messages.map(({ text }) => text)).toEqual(["One?", "A salicylate.", "Two?", "Neutral."]);
		expect(first.thread.draft).toBe("half a");
		const before = first.thread.exchanges;
		await first.chat.catchUp();
		expect(first.thread.exchanges).toBe(before); // nothing is read where nothing has changed
		await first.exchange("Three?", "Soluble.");
		await other.chat.catchUp();
		expect(threadModel(other.thread).messages.map(({ text }) => text)).toEqual(["One?", "A salicylate.", "Two?", "Neutral.", "Three?", "Soluble."]);
		await first.chat.dispose();
		room = other;
	});
});

it("keeps what the disk refused in view, also where another window has written there", async () => {
	await room.exchange("One?", "A salicylate.");
	const other = await room.kill();
	await other.say({ type: "ready" });
	await other.exchange("Two?", "Neutral.");
	const handle = await open(import.meta.filename);
	const full = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, "write").mockRejectedValue(new Error("no space left on device"));
	await handle.close();
	await room.exchange("Three?", "Soluble.");
	await room.chat.catchUp();
	expect(shown()).toEqual(["One?", "A salicylate.", "Three?", "Soluble."]);
	full.mockRestore();
	await room.chat.catchUp();
	expect(shown()).toEqual(["One?", "A salicylate.", "Two?", "Neutral.", "Three?", "Soluble."]);
	await other.chat.dispose();
});

describe("a window that is closed and opened again", () => {
	it("has the same thread, with its answers, the unsent question and its chips", async () => {
		room.thread.attach(aspirin, "series_B.ipynb");
		await room.exchange("What is it?", "A ", "salicylate.");
		room.thread.attach(p53, "p53.fasta");
		await room.say({ type: "draft", text: "and does it b" });
		room = await room.reload();
		await room.say({ type: "ready" });
		const { thread } = room.last("thread");
		expect(thread).toMatchObject({ title: "What is it?", draft: "and does it b", attachments: [{ label: "P04637", origin: "p53.fasta" }] });
		expect(thread.messages).toMatchObject([{ text: "What is it?", entities: [{ label: "aspirin" }] }, { state: "done", text: "A salicylate.", attribution: "written by nano 1.0 — generated, check it", hasEvidence: true }]);
		await room.exchange("Charged?", "No.");
		expect(room.engine.last.request.turns).toHaveLength(3);
	});

	it.each(["is killed", "is closed"])("and %s in the middle of an answer keeps what was seen, and says that it was interrupted", async (how) => {
		await room.say({ type: "ask", text: "What is it?" });
		room.engine.last.prompt([]).text("Half an ans");
		await room.settled();
		room = await (how === "is killed" ? room.kill() : room.reload());
		await room.say({ type: "ready" });
		expect(room.last("thread").thread.messages).toMatchObject([{}, { state: "stopped", text: "Half an ans", ending: "Interrupted: VS Code ended while this was being written. Ask again for a whole answer.", canRetry: true }]);
	});
});

describe("threads", () => {
	it("are listed with their lengths, opened, and found by what was answered", async () => {
		await room.exchange("What is aspirin?", "An irreversible inhibitor of cyclooxygenase.");
		await room.say({ type: "newThread" });
		expect(room.last("thread").thread).toMatchObject({ title: "New Chat", messages: [] });
		await room.exchange("And p53?", "A tumour suppressor.");
		await room.say({ type: "threads", search: "" });
		expect(room.last("threads").threads).toMatchObject([{ title: "And p53?", detail: "1 question · this minute", current: true }, { title: "What is aspirin?", current: false }]);
		await room.say({ type: "threads", search: "cyclooxy" });
		const [found] = room.last("threads").threads;
		expect(found?.excerpt).toContain("inhibitor of cyclooxygenase");
		await room.say({ type: "openThread", id: found?.id ?? "" });
		expect(room.last("thread").thread.messages).toMatchObject([{ text: "What is aspirin?" }, { text: "An irreversible inhibitor of cyclooxygenase." }]);
	});

	it("are listed too where their only question was not sent yet, and have it when they are opened", async () => {
		await room.exchange("What is aspirin?", "A drug.");
		const { id } = room.thread;
		await room.say({ type: "newThread" });
		room.thread.attach(p53, "");
		await room.say({ type: "draft", text: "Which residue is phosphorylated?" });
		await room.say({ type: "openThread", id });
		await vi.waitFor(async () => {
			await room.say({ type: "threads", search: "" });
			expect(room.last("threads").threads).toMatchObject([{ title: "Which residue is phosphorylated?", detail: "not sent yet · this minute", current: false }, { id, current: true }]);
		});
		await room.say({ type: "openThread", id: room.last("threads").threads[0]?.id ?? "" });
		expect(room.last("thread").thread).toMatchObject({ messages: [], draft: "Which residue is phosphorylated?", attachments: [{}] });
	});

	it("keep the name that the user gives, also those that are not open", async () => {
		await room.exchange("What is aspirin?", "A drug.");
		const { id } = room.thread;
		await room.say({ type: "renameThread", id, title: "  Aspirin\n " });
		expect(room.last("title").title).toBe("Aspirin");
		await room.say({ type: "newThread" });
		await room.say({ type: "renameThread", id, title: "Salicylates" });
		await room.say({ type: "threads", search: "" });
		expect(room.last("threads").threads).toMatchObject([{ id, title: "Salicylates" }]);
	});

	it("that are deleted are gone from the list, and come back with undo", async () => {
		await room.exchange("What is aspirin?", "A drug.");
		const { id } = room.thread;
		await room.say({ type: "threads", search: "" });
		await room.say({ type: "deleteThread", id });
		expect(room.last("threads").threads).toEqual([]);
		expect(room.last("thread").thread.messages).toEqual([]);
		const note = room.last("note");
		expect(note.text).toBe("“What is aspirin?” is deleted.");
		await room.say({ type: "undo", id: note.undo ?? "" });
		expect(room.last("thread").thread).toMatchObject({ id, messages: [{ text: "What is aspirin?" }, { text: "A drug." }] });
		expect(room.last("threads").threads).toHaveLength(1);
	});

	it("write their answers to the end while another one is open", async () => {
		await room.say({ type: "ask", text: "What is aspirin?" });
		const { id } = room.thread;
		const call = room.engine.last.prompt([]).text("A");
		await room.settled();
		await room.say({ type: "newThread" });
		call.text(" drug.").done();
		await room.settled();
		expect(shown()).toEqual([]);
		await room.say({ type: "openThread", id });
		expect(shown()).toEqual(["What is aspirin?", "A drug."]);
	});

	it("that are not there get no name", async () => {
		await room.say({ type: "renameThread", id: "00000000-0000-4000-8000-000000000000", title: "Ghost" });
		expect(await room.store.load("00000000-0000-4000-8000-000000000000")).toBeUndefined();
	});

	it("with an id from nowhere do nothing", async () => {
		await room.say({ type: "openThread", id: "../../../etc/passwd" });
		await room.say({ type: "openThread", id: "00000000-0000-4000-8000-000000000000" });
		expect(shown()).toEqual([]);
		expect(room.warnings).toHaveLength(1);
	});

	it("say how long and how long ago, as people do", () => {
		const noon = new Date(2026, 10, 23, 12).getTime();
		const hour = 3_600_000;
		expect([1, 5, 26, 70, 24 * 30].map((hours) => threadDetail(3, noon - hours * hour, noon))).toEqual(["3 questions · 1 hour ago", "3 questions · 5 hours ago", "3 questions · yesterday", "3 questions · 3 days ago", "3 questions · Oct 24, 2026"]);
	});
});

describe("an earlier question", () => {
	it("is asked anew in other words; what followed comes back with undo", async () => {
		await room.exchange("What is it?", "Aspirin.");
		await room.exchange("Charged?", "No.");
		await room.exchange("Aromatic?", "Yes.");
		await room.say({ type: "edit", id: room.thread.exchanges[0]?.question.id ?? "", text: "What is it used for?" });
		room.engine.last.text("Pain.").done();
		await room.settled();
		expect(shown()).toEqual(["What is it used for?", "Pain."]);
		expect(room.last("note").text).toBe("2 later questions were removed.");
		await room.say({ type: "undo", id: room.last("note").undo ?? "" });
		expect(shown()).toEqual(["What is it?", "Aspirin.", "Charged?", "No.", "Aromatic?", "Yes."]);
		room = await room.reload();
		await room.say({ type: "ready" });
		expect(shown()).toEqual(["What is it?", "Aspirin.", "Charged?", "No.", "Aromatic?", "Yes."]);
	});
});

describe("two edits", () => {
	it("of which the older one is undone leave the questions in one order, live and after the window is opened again", async () => {
		await room.exchange("What is it?", "Aspirin.");
		await room.exchange("Charged?", "No.");
		await room.exchange("Aromatic?", "Yes.");
		const edit = async (index: number, text: string): Promise<string> => {
			await room.say({ type: "edit", id: room.thread.exchanges[index]?.question.id ?? "", text });
			room.engine.last.text("Hm.").done();
			await room.settled();
			return room.last("note").undo ?? "";
		};
		const older = await edit(1, "How heavy?");
		await edit(0, "What is it used for?");
		await room.say({ type: "undo", id: older });
		const live = shown();
		expect(live).toEqual(["Charged?", "No.", "Aromatic?", "Yes.", "What is it used for?", "Hm."]);
		room = await room.reload();
		await room.say({ type: "ready" });
		expect(shown()).toEqual(live);
	});
});

describe("how an answer was made", () => {
	it("is told with model, checksum, prompt, settings, and the probability of every token", async () => {
		room.thread.attach(aspirin);
		await room.say({ type: "ask", text: "What is it?" });
		room.engine.last.prompt([{ kind: "text", text: "### Human: ", ids: [1, 2, 3] }, { kind: "entity", entity: aspirin, softTokens: 13 }, { kind: "text", text: " What is it?", ids: [4, 5] }]).text("A ", "drug.").done();
		await room.settled();
		const [answer] = answers();
		await room.say({ type: "evidence", id: answer?.id ?? "" });
		const { evidence } = room.last("evidence");
		expect(evidence.prompt).toEqual([{ kind: "text", text: "### Human: ", tokens: 3 }, { kind: "entity", entityKind: "molecule", label: "aspirin", title: aspirin.smiles, softTokens: 13 }, { kind: "text", text: " What is it?", tokens: 2 }]);
		expect(evidence.tokens).toEqual([{ text: "A ", probability: 0.5 }, { text: "drug.", probability: 0.5 }]);
		expect(Object.fromEntries(evidence.rows.map(({ label, value }) => [label, value]))).toMatchObject({ Model: "nano 1.0", "SHA-256 of the model's file": "c0ffee", "Computed on": "cpu", Prompt: "5 text tokens and 13 soft tokens", Answer: "2 tokens", Seed: "none needed: nothing is drawn by chance", "Whole answer after": "0.412 s" });
		expect(evidence.canRunAgain).toBe(true);
	});

	it("counts the reasoning, and gives the probabilities of the answer's own tokens", async () => {
		await room.say({ type: "ask", text: "What is it?" });
		room.engine.last.prompt([]).think("Hm, ", "an ester.").text("A ", "drug.").done();
		await room.settled();
		await room.say({ type: "evidence", id: answers()[0]?.id ?? "" });
		const { evidence } = room.last("evidence");
		expect(evidence.tokens.map(({ text }) => text)).toEqual(["A ", "drug."]);
		expect(evidence.rows.find(({ label }) => label === "Answer")?.value).toBe("4 tokens, 2 of them reasoning");
		const first = room.thread.exchanges[0]?.answer;
		const again = { text: "A drug.", reasoning: "Hm, a salt.", generatedIds: [1, 2, 3, 4], model: nano };
		expect(first && verdict(first, again)).toMatch(/^Run again: the same answer after other reasoning, from character 6 on \(“ salt\.” instead of “n ester\.”\)\./);
		expect(first && verdict(first, { ...again, reasoning: "Hm, an ester." })).toBe("Run again: the same text, 4 tokens.");
	});

	it("is checked by running it again: the same question, settings and a fresh prompt", async () => {
		room.thread.attach(aspirin);
		await room.exchange("What is it?", "A ", "drug.");
		const first = room.engine.last.request;
		await room.say({ type: "runAgain", id: answers()[0]?.id ?? "" });
		expect(room.engine.last.request).toEqual({ turns: first.turns, sampling: { temperature: 0, seed: 0 }, maxTokens: 256, fresh: true });
		room.engine.last.prompt([]).text("A ", "drug.").done();
		await room.settled();
		expect(answers()[0]).toMatchObject({ text: "A drug.", repetition: "Run again: the same text, 2 tokens." });
		room = await room.reload();
		await room.say({ type: "ready" });
		expect(answers()[0]?.repetition).toBe("Run again: the same text, 2 tokens.");
	});

	it("stops running again on Escape, and tells when it cannot", async () => {
		await room.exchange("What is it?", "A drug.");
		await room.say({ type: "runAgain", id: answers()[0]?.id ?? "" });
		expect(answers()[0]?.repetition).toBe("Running again… Escape stops it.");
		await room.say({ type: "stop" });
		room.engine.last.fail(new Failure("cancelled", "Stopped."));
		await room.settled();
		expect(answers()[0]?.repetition).toBeUndefined();
		await room.say({ type: "runAgain", id: answers()[0]?.id ?? "" });
		room.engine.last.fail(new Failure("engine-died", "The model process ended."));
		await room.settled();
		expect(answers()[0]?.repetition).toBe("It could not be run again: The model process ended.");
	});

	it("tells where another run differs, and why", async () => {
		await room.exchange("What is it?", "A drug.");
		const first = room.thread.exchanges[0]?.answer;
		const again = { text: "A dye.", generatedIds: [1, 2], model: nano };
		expect(first && verdict(first, { ...again, model: { ...nano, checksum: "decaf" } })).toBe("Run again: another text, from character 4 on (“ye.” instead of “rug.”). The model is another one: its file's checksum was c0ffee and is decaf.");
		expect(first && verdict(first, { ...again, reading: { device: "vulkan", contextSize: 1024, promptTokens: 18, softTokens: 13 } })).toContain("It was computed on cpu then and on vulkan now");
	});

	it("of a stopped answer cannot be compared, and says why", async () => {
		await room.say({ type: "ask", text: "What is it?" });
		room.engine.last.prompt([]).text("Half");
		await room.settled();
		await room.say({ type: "stop" });
		await room.say({ type: "evidence", id: answers()[0]?.id ?? "" });
		expect(room.last("evidence").evidence).toMatchObject({ canRunAgain: false, whyNot: expect.stringContaining("Only a whole answer") as string });
	});
});
