/** What a person does in a chat besides asking: commands, things that are brought, answers that are taken away. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseToView } from "../../../webview/parse.ts";
import type { AnswerModel } from "../../../webview/protocol.ts";
import type { EntitySources, SlashCommands, TakeAway } from "../../../src/chat/parts.ts";
import { threadModel } from "../../../src/chat/viewModel.ts";
import { Failure } from "../../../src/science/failure.ts";
import { aspirin, p53 } from "./fakes.ts";
import { type Parts, Room } from "./room.ts";

vi.mock("vscode", () => import("./vscode.ts"));

let room: Room;

async function open(parts: Parts = {}): Promise<void> {
	await room.close();
	room = await Room.open(parts);
	await room.say({ type: "ready" });
}

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

describe("commands behind /", () => {
	const slash: SlashCommands = {
		list: () => [{ name: "compare", description: "Side by side" }],
		run: async (text, entities) => {
			switch (text.split(" ")[0]) {
				case "/compare":
					return entities.length < 2 ? { kind: "refused", message: "Attach two molecules to compare." } : { kind: "question", text: "Compare.", computed: "| a | b |" };
				case "/draw":
					return { kind: "computed", markdown: "Drawn:", draw: entities.flatMap((each) => (each.kind === "molecule" ? [each.smiles] : [])) };
				case "/describe":
					return { kind: "question", text: "Please describe this molecule.", computed: "", attach: [{ kind: "molecule", smiles: "CCO" }] };
				case "/new":
					return { kind: "new" };
				default:
					return undefined;
			}
		},
	};

	beforeEach(async () => open({ slash }));

	it("are offered to the page", () => {
		expect(room.last("thread").commands).toEqual([{ name: "compare", description: "Side by side" }]);
	});

	it("that are refused say what is missing, and give the text back", async () => {
		await room.say({ type: "ask", text: "/compare which is larger?" });
		expect(room.last("note").text).toBe("Attach two molecules to compare.");
		expect(room.last("thread").thread).toMatchObject({ draft: "/compare which is larger?", messages: [] });
		expect(room.engine.calls).toEqual([]);
	});

	it("are about what was asked about last, where nothing is attached", async () => {
		room.thread.attach(aspirin);
		room.thread.attach({ kind: "molecule", smiles: "CCO" });
		await room.say({ type: "ask", text: "Which is more polar?" });
		room.engine.last.text("Ethanol.").done();
		await room.settled();
		await room.say({ type: "ask", text: "/compare" });
		room.engine.last.text("Both are small.").done();
		await room.settled();
		expect(answers()[1]?.computed).toBe("| a | b |");
		expect(room.engine.last.request.turns.at(-1)).toMatchObject({ text: "Compare.", entities: [aspirin, { smiles: "CCO" }] });
	});

	it("that need no model leave what they are about to the next question", async () => {
		room.thread.attach(aspirin);
		await room.say({ type: "ask", text: "/draw" });
		await room.settled();
		expect(room.thread.attachments).toEqual([]);
		await room.say({ type: "ask", text: "Is it charged?" });
		expect(room.engine.last.request.turns).toMatchObject([{ text: "Is it charged?", entities: [aspirin] }]);
		room.engine.last.text("No.").done();
		await room.settled();
	});

	it("put what is computed above what is generated", async () => {
		room.thread.attach(aspirin);
		room.thread.attach({ kind: "molecule", smiles: "CCO" });
		await room.say({ type: "ask", text: "/compare" });
		room.engine.last.text("Both are small.").done();
		await room.settled();
		expect(shown()).toEqual(["/compare", "Both are small."]);
		expect(answers()[0]?.computed).toBe("| a | b |");
		expect(room.engine.last.request.turns).toMatchObject([{ text: "Compare.", entities: [aspirin, { smiles: "CCO" }] }]);
	});

	it("need no model where everything is computed", async () => {
		room.thread.attach(aspirin);
		await room.say({ type: "ask", text: "/draw" });
		expect(room.engine.calls).toEqual([]);
		expect(answers()[0]).toMatchObject({ state: "done", computed: "Drawn:", mentions: [{ smiles: aspirin.smiles, label: "C₉H₈O₄" }], attribution: "", ending: "", canRetry: false, hasEvidence: false });
	});

	it("ask about what is written behind them, and show it as a chip", async () => {
		await room.say({ type: "ask", text: "/describe CCO" });
		expect(room.engine.last.request.turns).toMatchObject([{ text: "Please describe this molecule.", entities: [{ smiles: "CCO" }] }]);
		expect(threadModel(room.thread).messages[0]).toMatchObject({ text: "/describe CCO", entities: [{ smiles: "CCO" }] });
	});

	it("begin a new thread, and leave unknown ones to the model", async () => {
		await room.exchange("/etc/passwd is a path?", "Yes.");
		expect(shown()).toEqual(["/etc/passwd is a path?", "Yes."]);
		await room.say({ type: "ask", text: "/new" });
		expect(shown()).toEqual([]);
	});
});

describe("what is brought", () => {
	const brought = { entities: [{ entity: aspirin, origin: "pasted" }], remarks: ["Only the first of 2 was attached."] };
	const sources: EntitySources = {
		fromText: async (text) => (text === "nothing" ? { entities: [], remarks: [] } : brought),
		fromUris: async () => Promise.reject(new Failure("unreadable", "ligands.sdf cannot be read: it is a folder.")),
		fromContent: (name, __, signal) => name === "nothing.txt" ? Promise.resolve({ entities: [], remarks: [] }) : new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Failure("cancelled", "Stopped.")))),
		pick: async () => undefined,
		inEditor: async () => [{ entity: p53, origin: "p53.fasta", label: "P04637", detail: "59 residues" }],
	};

	beforeEach(async () => open({ sources }));

	it("becomes chips, with remarks on what was left out", async () => {
		await room.say({ type: "attachText", text: "two" });
		expect(room.last("composer").attachments).toMatchObject([{ label: "aspirin", origin: "pasted" }]);
		expect(room.last("note").text).toBe("Only the first of 2 was attached.");
	});

	it("is told of where a file holds nothing, and not where somebody pasted ordinary words", async () => {
		await room.say({ type: "attachText", text: "nothing" });
		expect(room.sent.filter(({ type }) => type === "note")).toEqual([]);
		await room.say({ type: "attachFile", name: "nothing.txt", content: "nothing" });
		expect(room.last("note").text).toBe("No molecule or protein was found there.");
	});

	it("that is attached already is told, and not attached twice", async () => {
		await room.say({ type: "attachText", text: "two" });
		await room.say({ type: "attachText", text: "two" });
		expect(room.thread.attachments).toHaveLength(1);
		expect(room.last("note").text).toBe("Only the first of 2 was attached. “aspirin” is attached already.");
	});

	it("tells why a file cannot be read", async () => {
		await room.say({ type: "attachUris", uris: ["file:///ligands.sdf"] });
		expect(room.last("note").text).toBe("ligands.sdf cannot be read: it is a folder.");
	});

	it("says so when it takes long, and stops on Escape", async () => {
		room.link.receive({ type: "attachFile", name: "huge.sdf", content: "…" });
		await vi.waitFor(() => expect(room.last("note").text).toBe("Reading… Escape stops it."));
		await room.say({ type: "stop" });
		expect(room.last("note").text).toBe("");
	});

	it("comes from the editor, by the name that is chosen", async () => {
		await room.say({ type: "editorEntities", query: "p0" });
		const { found } = room.last("editorEntities");
		expect(found).toMatchObject([{ label: "P04637", kind: "protein" }]);
		await room.say({ type: "attachSuggestion", id: found[0]?.id ?? "" });
		expect(room.thread.attachments).toMatchObject([{ entity: p53, origin: "p53.fasta" }]);
	});
});

it("takes an answer and a whole thread away, and says why where that cannot be", async () => {
	const taken: string[] = [];
	const takeAway: TakeAway = {
		insertCell: async ({ answer }) => void taken.push(answer.text),
		insertComment: async () => Promise.reject(new Failure("no-editor", "Open a file first.")),
		exportThread: async ({ title, exchanges }) => taken.push(`${title}: ${exchanges.length}`) > 0,
	};
	await open({ takeAway });
	await room.say({ type: "exportThread" });
	expect(room.last("note").text).toBe("There is nothing to export yet: ask something first.");
	await room.exchange("What is it?", "A drug.");
	const id = answers()[0]?.id ?? "";
	await room.say({ type: "insertCell", id });
	await room.say({ type: "exportThread" });
	expect(taken).toEqual(["A drug.", "What is it?: 1"]);
	await room.say({ type: "insertComment", id });
	expect(room.last("note").text).toBe("Open a file first.");
});

it("takes a follow-up question away with the molecule that it is about", async () => {
	const taken: unknown[] = [];
	const takeAway: TakeAway = {
		insertCell: async ({ question }) => void taken.push(question.attachments.map(({ entity }) => entity)),
		insertComment: async () => Promise.resolve(),
		exportThread: async ({ exchanges }) => taken.push(exchanges.map(({ question }) => question.attachments.length)) > 0,
	};
	await open({ takeAway });
	room.thread.attach(aspirin);
	await room.exchange("What is it?", "A drug.");
	// Of what got no answer the model reads nothing later, so a follow-up is not about it.
	room.thread.attach(p53);
	await room.say({ type: "ask", text: "What is it?" });
	room.engine.last.fail(new Failure("engine-died", "The model ended."));
	await room.settled();
	room.thread.attachments.forEach(({ id }) => room.thread.detach(id));
	await room.exchange("How many rings does it have?", "One.");
	await room.say({ type: "insertCell", id: answers()[2]?.id ?? "" });
	await room.say({ type: "exportThread" });
	expect(taken).toEqual([[aspirin], [1, 1, 1]]);
});
