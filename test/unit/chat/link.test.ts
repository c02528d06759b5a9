import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseToView, type ToView } from "../../../webview/protocol.ts";
import { ThreadLink } from "../../../src/chat/link.ts";
import { chatStrings } from "../../../src/chat/strings.ts";
import { ChatThread } from "../../../src/chat/thread.ts";
import { threadModel } from "../../../src/chat/viewModel.ts";
import { formulaText } from "../../../src/science/molecule/formulaText.ts";
import { Failure } from "../../../src/science/failure.ts";
import { proteinFacts } from "../../../src/science/protein/facts.ts";
import { aspirin, FakeChemistry, FakeEngine, p53, settled, unfinished } from "./fakes.ts";

vi.mock("vscode", () => import("./vscode.ts"));
vi.mock("../../../src/science/protein/facts.ts", { spy: true });

let engine: FakeEngine;
let thread: ChatThread;
let link: ThreadLink;
let sent: ToView[];
const opened: string[] = [];
const warnings: string[] = [];
const copied: string[] = [];

beforeEach(() => {
	vi.useFakeTimers();
	engine = new FakeEngine();
	thread = new ChatThread({ engine, chemistry: new FakeChemistry(), unfinished });
	sent = [];
	[opened, warnings, copied].forEach((list) => list.splice(0));
	link = new ThreadLink(thread, {
		strings: chatStrings(),
		post: (message) => sent.push(JSON.parse(JSON.stringify(message)) as ToView),
		openExternal: (href) => opened.push(href),
		copy: async (text) => void copied.push(text),
		warn: (message) => warnings.push(message),
	});
});
afterEach(() => {
	expect(sent.map((message) => parseToView(message))).toEqual(sent);
	vi.useRealTimers();
});

const texts = (): string[] => sent.flatMap((message) => (message.type === "text" ? [message.text] : []));

it("sends nothing before the page is ready, then everything", () => {
	thread.attach(aspirin);
	expect(sent).toEqual([]);
	link.receive({ type: "ready" });
	expect(sent).toMatchObject([{ type: "thread", thread: { messages: [], attachments: [{ label: "aspirin", kind: "molecule", smiles: aspirin.smiles }], draft: "" } }]);
});

it("sends text that comes fast together, each piece saying where it belongs", async () => {
	link.receive({ type: "ready" });
	link.receive({ type: "ask", text: "Hello?" });
	for (let index = 0; index < 500; index++) {
		engine.last.text(`${index} `);
	}
	await settled();
	await vi.advanceTimersByTimeAsync(100);
	expect(texts().length).toBeGreaterThan(0);
	expect(texts().length).toBeLessThan(8);
	const whole = Array.from({ length: 500 }, (_, index) => `${index} `).join("");
	let page = "";
	for (const message of sent) {
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
	link.receive({ type: "ready" });
	link.receive({ type: "ask", text: "Hello?" });
	engine.last.text("One");
	await settled();
	sent = [];
	link.setVisible(false);
	engine.last.text(" two");
	await settled();
	await vi.advanceTimersByTimeAsync(100);
	expect(sent).toEqual([]);
	link.setVisible(true);
	expect(sent).toMatchObject([{ type: "thread", thread: { messages: [{ text: "Hello?" }, { text: "One two", state: "writing" }] } }]);
	sent = [];
	link.receive({ type: "ready" });
	expect(sent).toMatchObject([{ type: "thread", thread: { messages: [{}, { text: "One two" }] } }]);
	engine.last.text(" three");
	await settled();
	await vi.advanceTimersByTimeAsync(100);
	expect(sent.at(-1)).toMatchObject({ type: "text", from: 7, text: " three" });
});

it("does not begin an answer anew because an earlier one, stopped, reports late", async () => {
	link.receive({ type: "ready" });
	link.receive({ type: "ask", text: "One?" });
	const first = engine.last.text("First");
	await settled();
	link.receive({ type: "stop" });
	link.receive({ type: "ask", text: "Two?" });
	engine.last.text("Second");
	await settled();
	engine.last.text(" goes");
	await settled();
	first.done("cancelled");
	await settled();
	engine.last.text(" on");
	await settled();
	await vi.advanceTimersByTimeAsync(100);
	expect(sent.flatMap((message) => (message.type === "text" ? [[message.from, message.text]] : []))).toEqual([[6, " goes on"]]);
});

it("puts the cursor into the composer once there is a page", () => {
	link.focus();
	expect(sent).toEqual([]);
	link.receive({ type: "ready" });
	expect(sent.map((message) => message.type)).toEqual(["thread", "focus"]);
});

it("stops, asks again, removes and keeps the draft when the page says so", async () => {
	link.receive({ type: "ready" });
	const { id } = thread.attach(p53);
	link.receive({ type: "detach", id });
	expect(thread.attachments).toEqual([]);
	link.receive({ type: "draft", text: "half a ques" });
	link.receive({ type: "ready" });
	expect(sent.at(-1)).toMatchObject({ type: "thread", thread: { draft: "half a ques" } });
	link.receive({ type: "ask", text: "Hello?" });
	link.receive({ type: "stop" });
	expect(sent.at(-1)).toMatchObject({ type: "message", message: { state: "stopped", ending: "Stopped before the first word.", canRetry: true } });
	link.receive({ type: "retry", id: thread.exchanges[0]?.answer.id });
	engine.last.text("Hi.").done();
	await settled();
	expect(sent.at(-1)).toMatchObject({ message: { state: "done", text: "Hi.", attribution: "written by nano 1.0 — generated, check it", ending: "" } });
	link.receive({ type: "copy", id: thread.exchanges[0]?.answer.id });
	await settled();
	expect(copied).toEqual(["Hi."]);
});

it("opens the web only, and reports what is not a message", () => {
	link.receive({ type: "open", href: "https://pubchem.ncbi.nlm.nih.gov/" });
	link.receive({ type: "open", href: "command:workbench.action.quit" });
	link.receive({ type: "open", href: "file:///etc/passwd" });
	link.receive({ type: "open", href: "no address" });
	link.receive({ type: "explode" });
	link.receive(42);
	expect(opened).toEqual(["https://pubchem.ncbi.nlm.nih.gov/"]);
	expect(warnings).toHaveLength(5);
});

describe("what is shown", () => {
	it("has computed facts with units and methods, and verdicts", async () => {
		thread.attach(aspirin);
		void thread.ask("What is it?");
		await vi.advanceTimersByTimeAsync(1);
		const answer = threadModel(thread).messages[1];
		expect(answer).toMatchObject({
			facts: [{ label: "aspirin", state: "done", verdicts: [{ rule: "Lipinski", passes: true }, { rule: "Veber", failing: ["rotatable bonds 12 > 10"] }] }],
			stage: "thinking…",
		});
		expect(answer?.role === "assistant" && answer.facts[0]?.facts.slice(0, 3)).toEqual([
			{ label: "Formula", value: "C₉H₈O₄", method: "RDKit 2026.09.1", glance: true },
			{ label: "Average mass", value: "180.159", unit: "g/mol", method: "RDKit 2026.09.1", glance: true },
			{ label: "logP", value: "1.31", method: "Crippen (RDKit 2026.09.1)", glance: true },
		]);
	});

	it("names the stage with its soft tokens", async () => {
		void thread.ask("What is it?");
		engine.last.prompt([{ kind: "entity", entity: aspirin, softTokens: 27 }]).send({ type: "stage", stage: "reading" });
		await settled();
		expect(threadModel(thread).messages[1]).toMatchObject({ stage: "reading 27 soft tokens…" });
	});

	it("says in the answer why facts are missing, and in the failure what happened", async () => {
		const chemistry = new FakeChemistry();
		chemistry.broken.set("C1CC", new Failure("invalid-smiles", "Ring 1 is opened at character 2 and never closed."));
		const broken = new ChatThread({ engine, chemistry, unfinished });
		broken.attach({ kind: "molecule", smiles: "C1CC" });
		void broken.ask("What is it?");
		engine.last.fail(new Failure("invalid-smiles", "Ring 1 is opened at character 2 and never closed."));
		await settled();
		expect(threadModel(broken).messages[1]).toMatchObject({
			state: "failed",
			failure: "Ring 1 is opened at character 2 and never closed.",
			facts: [{ state: "failed", problem: "Ring 1 is opened at character 2 and never closed." }],
		});
	});

	it("suggests questions that fit one attached entity, until there is a dialogue", () => {
		const suggestions = (): readonly string[] => threadModel(thread).suggestions;
		expect(suggestions()).toEqual([]);
		const { id } = thread.attach(aspirin);
		expect(suggestions()).toContain("How many rings does it have?");
		thread.detach(id);
		thread.attach(p53);
		expect(suggestions()).toContain("What is the function of this protein?");
		void thread.ask("Hm?");
		thread.attach(aspirin);
		expect(suggestions()).toEqual([]);
	});

	it("draws what is drawn at once, and says of the rest why it is not drawn", async () => {
		const peptide = (residues: number): string => `${"N[C@@H](Cc1ccccc1)C(=O)".repeat(residues)}O`;
		thread.attach({ kind: "molecule", smiles: peptide(9) });
		thread.attach({ kind: "molecule", smiles: peptide(60) });
		thread.attach({ kind: "molecule", smiles: peptide(3000) });
		thread.attach({ kind: "molecule", smiles: "[H]".repeat(101) });
		thread.attach({ kind: "molecule", smiles: "this is no molecule" });
		await settled();
		const [small, large, huge, hydrogens, none] = threadModel(thread).attachments;
		expect(small?.smiles).toBe(peptide(9));
		expect([large, huge, hydrogens, none].map((each) => each?.smiles)).toEqual([undefined, undefined, undefined, undefined]);
		expect(large).toMatchObject({ label: "C₉H₈O₄", title: expect.stringMatching(/^N\[C@@H\].*…\nNot drawn: more than 100 atoms or 150 bonds\.$/u) as string });
		expect(huge?.title.length).toBeLessThan(400);
		expect(none?.title).toBe("this is no molecule");
	});

	it("treats an empty name as none", async () => {
		thread.attach({ ...aspirin, name: "" });
		thread.attach({ ...p53, name: " " });
		await settled();
		expect(threadModel(thread).attachments).toMatchObject([{ label: "C₉H₈O₄", detail: "" }, { label: "Protein", title: expect.stringMatching(/^Protein \(/u) as string }]);
	});

	it("computes a protein's facts once", () => {
		const compute = vi.mocked(proteinFacts);
		thread.attach(p53);
		void thread.ask("What is it?");
		threadModel(thread);
		threadModel(thread);
		expect(compute.mock.calls.filter(([sequence]) => sequence === p53.sequence).length).toBeLessThan(2);
	});

	it("prints formulas as chemists do", () => {
		expect(["C9H8O4", "H4N+", "Ca+2", "C4H4O4-2", "CH4"].map(formulaText)).toEqual(["C₉H₈O₄", "H₄N⁺", "Ca²⁺", "C₄H₄O₄²⁻", "CH₄"]);
	});
});

it("says once, not under every answer, that a model reads no earlier turns", async () => {
	const notice = { code: "history-not-read", message: "nano answers each question on its own." } as const;
	const shown = (): (readonly string[])[] => threadModel(thread).messages.flatMap((message) => (message.role === "assistant" ? [message.notices] : []));
	for (const question of ["One?", "Two?", "Three?"]) {
		link.receive({ type: "ask", text: question });
		engine.last.prompt([], question === "One?" ? [] : [notice]).text("Yes.").done();
		await settled();
	}
	expect(shown()).toEqual([[], [notice.message], []]);
});

it("repeats what concerns one answer only", async () => {
	const notice = { code: "turns-dropped", message: "The oldest question and its answer were left out." } as const;
	for (const question of ["One?", "Two?"]) {
		link.receive({ type: "ask", text: question });
		engine.last.prompt([], [notice]).text("Yes.").done();
		await settled();
	}
	expect(threadModel(thread).messages.flatMap((message) => (message.role === "assistant" ? [message.notices] : []))).toEqual([[notice.message], [notice.message]]);
});
