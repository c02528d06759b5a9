import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { parseToView } from "../../../webview/parse.ts";
import type { MessageModel } from "../../../webview/protocol.ts";
import type { Brought } from "../../../src/chat/parts.ts";
import { aspirin, p53 } from "./fakes.ts";
import { Room } from "./room.ts";

vi.mock("vscode", () => import("./vscode.ts"));

let room: Room;

beforeEach(async () => {
	room = await Room.open();
	await room.chat.start();
});
afterEach(async () => {
	expect(room.sent.map((message) => parseToView(message))).toEqual(room.sent);
	await room.close();
});

const texts = (): string[] => room.sent.flatMap((message) => (message.type === "text" ? [message.text] : []));

it("sends nothing before the page is ready, then everything", async () => {
	room.thread.attach(aspirin);
	expect(room.sent).toEqual([]);
	await room.say({ type: "ready" });
	expect(room.sent.slice(0, 1)).toMatchObject([{ type: "thread", thread: { messages: [], attachments: [{ label: "aspirin", kind: "molecule", smiles: aspirin.smiles }], draft: "" } }]);
});

it("sends text that comes fast together, each piece saying where it belongs", async () => {
	await room.say({ type: "ready" });
	await room.say({ type: "ask", text: "Hello?" });
	for (let index = 0; index < 500; index++) {
		room.engine.last.text(`${index} `);
	}
	await room.settled();
	expect(texts().length).toBeGreaterThan(0);
	expect(texts().length).toBeLessThan(8);
	const whole = Array.from({ length: 500 }, (_, index) => `${index} `).join("");
	let page = "";
	for (const message of room.sent) {
		if (message.type === "message" && message.message.role === "assistant") {
			page = message.message.text;
		} else if (message.type === "text") {
			expect(message.from).toBe(page.length);
			page += message.text;
		}
	}
	expect(page).toBe(whole);
});

it("sends nothing to a hidden page, and the whole thread when it is shown or loaded again", async () => {
	await room.say({ type: "ready" });
	await room.say({ type: "ask", text: "Hello?" });
	room.engine.last.text("One");
	await room.settled();
	room.sent.splice(0);
	room.link.setVisible(false);
	room.engine.last.text(" two");
	await room.settled();
	expect(room.sent).toEqual([]);
	room.link.setVisible(true);
	expect(room.sent).toMatchObject([{ type: "thread", thread: { messages: [{ text: "Hello?" }, { text: "One two", state: "writing" }] } }]);
	room.sent.splice(0);
	await room.say({ type: "ready" });
	expect(room.sent).toMatchObject([{ type: "thread", thread: { messages: [{}, { text: "One two" }] } }]);
	room.engine.last.text(" three");
	await room.settled();
	expect(room.sent.at(-1)).toMatchObject({ type: "text", from: 7, text: " three" });
});

it("sends the reasoning apart from the answer, each piece saying where it belongs", async () => {
	await room.say({ type: "ready" });
	await room.say({ type: "ask", text: "Is it charged?" });
	room.engine.last.prompt([]).think("It has");
	await room.settled();
	expect(room.last("message").message).toMatchObject({ reasoning: "It has", text: "", stage: "", attribution: expect.stringContaining("generated") as string });
	room.sent.splice(0);
	room.engine.last.think(" an acid");
	await room.settled();
	room.engine.last.text("Yes");
	await room.settled();
	room.engine.last.text(".");
	await room.settled();
	expect(room.sent.map((message) => (message.type === "text" ? message : message.type === "message" && message.message.role === "assistant" && message.message.text))).toEqual([
		{ type: "text", id: expect.any(String) as string, part: "reasoning", from: 6, text: " an acid" },
		"Yes",
		{ type: "text", id: expect.any(String) as string, from: 3, text: "." },
	]);
	room.engine.last.done();
	await room.settled();
	expect(room.last("message").message).toMatchObject({ state: "done", reasoning: "It has an acid", text: "Yes." });
});

it("does not begin an answer anew because an earlier one, stopped, reports late", async () => {
	await room.say({ type: "ready" });
	await room.say({ type: "ask", text: "One?" });
	const first = room.engine.last.text("First");
	await room.settled();
	await room.say({ type: "stop" });
	await room.say({ type: "ask", text: "Two?" });
	room.engine.last.text("Second");
	await room.settled();
	room.engine.last.text(" goes");
	await room.settled();
	first.done("cancelled");
	await room.settled();
	room.engine.last.text(" on");
	await room.settled();
	expect(room.sent.flatMap((message) => (message.type === "text" ? [[message.from, message.text]] : []))).toEqual([[6, " goes"], [11, " on"]]);
});

it("puts the cursor into the composer once there is a page", async () => {
	room.link.focus();
	expect(room.sent).toEqual([]);
	await room.say({ type: "ready" });
	expect(room.sent.map((message) => message.type)).toEqual(["thread", "focus"]);
});

it("stops, asks again, removes and keeps the draft when the page says so", async () => {
	await room.say({ type: "ready" });
	const chip = room.thread.attach(p53);
	await room.say({ type: "detach", id: chip?.id ?? "" });
	expect(room.thread.attachments).toEqual([]);
	await room.say({ type: "draft", text: "half a ques" });
	await room.say({ type: "ready" });
	expect(room.sent.at(-1)).toMatchObject({ type: "thread", thread: { draft: "half a ques" } });
	await room.say({ type: "ask", text: "Hello?" });
	await room.say({ type: "stop" });
	expect(room.sent.at(-1)).toMatchObject({ type: "message", message: { state: "stopped", ending: "Stopped before the first word.", canRetry: true } });
	await room.say({ type: "retry", id: room.thread.exchanges[0]?.answer.id ?? "" });
	room.engine.last.text("Hi.").done();
	await room.settled();
	expect(room.sent.at(-1)).toMatchObject({ message: { state: "done", text: "Hi.", attribution: "written by nano 1.0 — generated, check it", ending: "" } });
	await room.say({ type: "copy", id: room.thread.exchanges[0]?.answer.id ?? "" });
	await room.settled();
	expect(room.copied).toEqual(["Hi."]);
});

it("opens the web only, and reports what is not a message", async () => {
	await room.say({ type: "open", href: "https://pubchem.ncbi.nlm.nih.gov/" });
	await room.say({ type: "open", href: "command:workbench.action.quit" });
	await room.say({ type: "open", href: "file:///etc/passwd" });
	await room.say({ type: "open", href: "no address" });
	room.link.receive({ type: "explode" });
	room.link.receive(42);
	expect(room.opened).toEqual(["https://pubchem.ncbi.nlm.nih.gov/"]);
	expect(room.warnings).toHaveLength(5);
});

it("gives a page the newest messages, older ones when it asks, and never the whole thread again", async () => {
	for (let number = 1; number <= 50; number++) {
		await room.thread.ask(`Question ${number}?`, { computed: `Answer ${number}`, only: [] });
	}
	await room.say({ type: "ready" });
	const ids = (messages: readonly MessageModel[]): string[] => messages.map((each) => (each.role === "user" ? each.text : each.computed));
	const first = room.last("thread").thread;
	expect(ids(first.messages)).toHaveLength(24);
	expect([ids(first.messages).at(0), ids(first.messages).at(-1), first.earlier]).toEqual(["Question 39?", "Answer 50", 76]);
	await room.say({ type: "earlier", before: first.messages[0]?.id ?? "" });
	const { messages, earlier } = room.last("earlier");
	expect([ids(messages).at(0), ids(messages).at(-1), earlier]).toEqual(["Question 19?", "Answer 38", 36]);
	await room.say({ type: "earlier", before: messages[0]?.id ?? "" });
	expect(room.last("earlier")).toMatchObject({ earlier: 0, messages: { length: 36 } });
	room.sent.splice(0);
	await room.exchange("And now?", "Yes.");
	expect(room.sent.filter(({ type }) => type === "thread")).toEqual([]);
	expect(JSON.stringify(room.sent).length).toBeLessThan(10_000);
});

it("tells a chip's soft tokens and where it comes from", async () => {
	room.thread.attach(aspirin, "series_B.ipynb");
	room.thread.attach(p53, "p53.fasta");
	await room.settled();
	await room.say({ type: "ready" });
	// 13 heavy atoms; 59 residues with two special tokens, 16 to a soft token.
	expect(room.last("thread").thread.attachments).toMatchObject([{ label: "aspirin", softTokens: 13, origin: "series_B.ipynb" }, { label: "P04637", softTokens: 4, origin: "p53.fasta" }]);
});

it("shows a chip large, and its facts as soon as they have come", async () => {
	await room.say({ type: "ready" });
	const chip = room.thread.attach(aspirin);
	room.link.receive({ type: "inspect", id: chip?.id ?? "" });
	expect(room.last("inspected").facts?.state).toBe("computing");
	await room.settled();
	expect(room.last("inspected").facts?.state).toBe("done");
	const shown = room.sent.filter(({ type }) => type === "inspected").length;
	room.thread.attach(p53);
	expect(room.sent.filter(({ type }) => type === "inspected")).toHaveLength(shown);
});

it("opens the preview of a chip where it is asked for", async () => {
	await room.say({ type: "ready" });
	const chip = room.thread.attach(aspirin, "screen.py, line 9");
	await room.say({ type: "openPreview", id: chip?.id ?? "" });
	await room.say({ type: "openPreview", id: "of another thread" });
	expect(room.previewed).toEqual([{ entity: aspirin, origin: "screen.py, line 9" }]);
});

it("attaches every file that is dropped, one after the other, and ends them all together", async () => {
	await room.close();
	const read: string[] = [];
	const fromContent = async (name: string, _content: string, signal: AbortSignal): Promise<Brought> => {
		read.push(name);
		await new Promise((resolve) => setTimeout(resolve, 100));
		signal.throwIfAborted();
		return { entities: [{ entity: { kind: "molecule", smiles: name }, origin: `${name}.smi` }], remarks: [] };
	};
	const nothing = async (): Promise<Brought> => Promise.resolve({ entities: [], remarks: [] });
	room = await Room.open({ sources: { fromContent, fromText: nothing, fromUris: nothing, pick: nothing, inEditor: async () => Promise.resolve([]) } });
	await room.say({ type: "ready" });
	const drop = (...names: string[]): void => names.forEach((name) => room.link.receive({ type: "attachFile", name, content: "x" }));
	drop("CCO", "CCN", "CCC");
	await expect.poll(() => room.thread.attachments.map(({ origin }) => origin)).toEqual(["CCO.smi", "CCN.smi", "CCC.smi"]);
	drop("CCF", "CCCl", "CCBr");
	await expect.poll(() => read.at(-1), { interval: 5 }).toBe("CCF");
	await room.say({ type: "stop" });
	await new Promise((resolve) => setTimeout(resolve, 250));
	expect([read, room.thread.attachments.length]).toEqual([["CCO", "CCN", "CCC", "CCF"], 3]);
});

it("looks through the threads for a list that is shown, and no more when somebody asks", async () => {
	await room.say({ type: "ready" });
	await room.exchange("What is aspirin?", "A salicylate.");
	await room.say({ type: "threads", search: "" });
	const first = room.thread.id;
	const lists = (): number => room.sent.filter(({ type }) => type === "threads").length;
	await room.chat.renameThread(first, "Salicylates");
	await room.settled();
	await expect.poll(() => room.last("threads").threads).toMatchObject([{ title: "Salicylates" }]);
	const before = lists();
	await room.exchange("Charged?", "No.");
	expect(lists()).toBe(before);
});
