import { afterEach, describe, expect, it, vi } from "vitest";
import type { EntitySources, SlashCommands, SlashOutcome } from "../../../src/chat/parts.ts";
import type { Entity } from "../../../src/science/entity.ts";
import { aspirin, engineDied, p53 } from "./fakes.ts";
import { type Parts, Room } from "./room.ts";

vi.mock("vscode", () => import("./vscode.ts"));

/** A command that computes until the test says what comes of it. */
class SlowCommand implements SlashCommands {
	finish: (outcome: SlashOutcome) => void = () => undefined;
	signal: AbortSignal | undefined;

	list(): [] {
		return [];
	}

	run(text: string, _entities: readonly Entity[], signal: AbortSignal): Promise<SlashOutcome | undefined> {
		if (!text.startsWith("/")) {
			return Promise.resolve(undefined);
		}
		this.signal = signal;
		return new Promise((resolve, reject) => {
			this.finish = resolve;
			signal.addEventListener("abort", () => reject(new Error("aborted")));
		});
	}
}

const table: SlashOutcome = { kind: "computed", markdown: "| logP |", draw: [] };
let room: Room;

async function open(parts: Parts = {}): Promise<void> {
	room = await Room.open(parts);
	await room.say({ type: "ready" });
}

afterEach(async () => room.close());

const questions = (): string[] => room.thread.exchanges.map(({ question }) => question.text);
const chips = (index: number): readonly Entity[] => room.thread.exchanges[index]?.question.attachments.map(({ entity }) => entity) ?? [];

describe("while a command computes", () => {
	let slash: SlowCommand;

	async function computing(text = "/facts"): Promise<void> {
		slash = new SlowCommand();
		await open({ slash });
		await room.exchange("What is it?", "A drug.");
		await room.say({ type: "ask", text });
	}

	async function finish(outcome: SlashOutcome): Promise<void> {
		slash.finish(outcome);
		await room.settled();
	}

	it("another thread may be opened: the answer is found in its own", async () => {
		await computing();
		const { id } = room.thread;
		await room.say({ type: "newThread" });
		await finish(table);
		expect(questions()).toEqual([]);
		await room.say({ type: "openThread", id });
		expect(questions()).toEqual(["What is it?", "/facts"]);
	});

	it("another thread may be opened: the model's answer goes on behind it", async () => {
		await computing("/describe");
		const { id } = room.thread;
		await room.say({ type: "newThread" });
		await finish({ kind: "question", text: "Describe it.", computed: "" });
		room.engine.last.prompt([]).text("A salicylate.").done();
		await room.settled();
		await room.say({ type: "openThread", id });
		expect(room.thread.exchanges.at(-1)).toMatchObject({ question: { text: "/describe" }, answer: { state: "done", text: "A salicylate." } });
	});

	it("deleting its thread ends it", async () => {
		await computing();
		await room.say({ type: "deleteThread", id: room.thread.id });
		expect(slash.signal?.aborted).toBe(true);
		expect(questions()).toEqual([]);
	});

	it("a second question comes back with a sentence, and the command goes on", async () => {
		await computing();
		await room.say({ type: "ask", text: "And is it charged?" });
		expect(room.last("thread").thread.draft).toBe("And is it charged?");
		expect(room.last("note").text).toContain("Not sent");
		await finish(table);
		expect(questions()).toEqual(["What is it?", "/facts"]);
		expect(room.thread.draft).toBe("And is it charged?");
	});

	it("asking the last question again waits", async () => {
		await computing();
		await room.say({ type: "retry", id: room.thread.exchanges[0]?.answer.id ?? "" });
		await finish(table);
		expect(questions()).toEqual(["What is it?", "/facts"]);
		expect(room.engine.calls).toHaveLength(1);
	});

	it.each<SlashOutcome>([{ kind: "refused", message: "Attach two." }, table])("what is typed stays ($kind)", async (outcome) => {
		await computing();
		await room.say({ type: "draft", text: "a long next question" });
		await finish(outcome);
		expect(room.thread.draft).toBe("a long next question");
	});

	it("Escape gives it back", async () => {
		await computing();
		await room.say({ type: "stop" });
		expect(slash.signal?.aborted).toBe(true);
		expect(room.last("thread").thread.draft).toBe("/facts");
	});
});

it("Escape stops running again too, while another answer is written", async () => {
	await open();
	await room.exchange("What is it?", "A drug.");
	await room.say({ type: "runAgain", id: room.thread.exchanges[0]?.answer.id ?? "" });
	const again = room.engine.last;
	await room.say({ type: "ask", text: "Is it charged?" });
	await room.say({ type: "stop" });
	expect([again.signal?.aborted, room.engine.last.signal?.aborted]).toEqual([true, true]);
});

it("an edited command is about what it says now", async () => {
	const about: (readonly Entity[])[] = [];
	const ethanol = { kind: "molecule", smiles: "CCO" } as const;
	const slash: SlashCommands = {
		list: () => [],
		run: async (text, entities) => {
			const attach = text.endsWith("aspirin") ? [aspirin] : text.endsWith("ethanol") ? [ethanol] : [];
			about.push([...entities, ...attach]);
			return entities.length + attach.length === 0 ? { kind: "refused", message: "Attach one." } : { kind: "computed", markdown: "| |", draw: [], attach };
		},
	};
	await open({ slash });
	await room.say({ type: "ask", text: "/facts aspirin" });
	await room.say({ type: "edit", id: room.thread.exchanges[0]?.question.id ?? "", text: "/facts ethanol" });
	expect([about.at(-1), chips(0)]).toEqual([[ethanol], [ethanol]]);
	await room.say({ type: "edit", id: room.thread.exchanges[0]?.question.id ?? "", text: "/facts" });
	expect([about.at(-1), chips(0)]).toEqual([[ethanol], [ethanol]]);
});

it.each(["is being read", "has failed"])("editing a question that %s leaves nothing of it in the composer", async (how) => {
	await open();
	room.thread.attach(aspirin);
	await room.say({ type: "ask", text: "What is it?" });
	if (how === "has failed") {
		room.engine.last.fail(engineDied);
		await room.settled();
		expect(room.thread.draft).toBe("What is it?");
	}
	await room.say({ type: "edit", id: room.thread.exchanges[0]?.question.id ?? "", text: "What is this?" });
	expect([room.thread.draft, room.thread.attachments, chips(0)]).toEqual(["", [], [aspirin]]);
});

it("undoing an edit is offered only while its thread is open", async () => {
	await open();
	await room.exchange("one", "1");
	await room.exchange("two", "2");
	const { id } = room.thread;
	await room.say({ type: "edit", id: room.thread.exchanges[0]?.question.id ?? "", text: "ONE" });
	const { undo } = room.last("note");
	expect(undo).toBeDefined();
	room.engine.last.prompt([]).text("I").done();
	await room.say({ type: "newThread" });
	expect(room.last("note")).toEqual({ type: "note", text: "", undo });
	await room.say({ type: "openThread", id });
	expect(questions()).toEqual(["ONE"]);
});

it("a question right behind “delete” is asked in the new thread", async () => {
	await open();
	await room.exchange("one", "1");
	room.link.receive({ type: "deleteThread", id: room.thread.id });
	await room.say({ type: "ask", text: "What is p53?" });
	expect([questions(), room.engine.calls.length]).toEqual([["What is p53?"], 2]);
});

it("a window that closes just after another thread was opened keeps the unsent question", async () => {
	await open();
	await room.exchange("one", "1");
	const { id } = room.thread;
	await room.say({ type: "draft", text: "unsent" });
	const keep = room.store.keepDraft.bind(room.store);
	room.store.keepDraft = async (...rest) => {
		await new Promise((resolve) => setTimeout(resolve, 100));
		await keep(...rest);
	};
	await room.chat.newThread();
	await room.chat.dispose();
	expect((await room.store.draft(id))?.text).toBe("unsent");
});

it("a thread that is renamed while it is read has its new name", async () => {
	await open();
	await room.exchange("one", "1");
	const { id } = room.thread;
	await room.say({ type: "newThread" });
	const load = room.store.load.bind(room.store);
	room.store.load = async (...rest) => {
		const stored = await load(...rest);
		await new Promise((resolve) => setTimeout(resolve, 50));
		return stored;
	};
	const opened = room.chat.openThread(id);
	await room.chat.renameThread(id, "Salicylates");
	await opened;
	expect(room.thread.title).toBe("Salicylates");
});

it("a thread whose answer fails behind another one is put away", async () => {
	await open();
	await room.say({ type: "ask", text: "one" });
	const dispose = vi.spyOn(room.thread, "dispose");
	await room.say({ type: "newThread" });
	room.engine.last.fail(engineDied);
	await room.settled();
	expect(dispose).toHaveBeenCalledOnce();
});

it("a question that was sent is not unsent in a window that was killed", async () => {
	await open();
	await room.say({ type: "draft", text: "What is it?" });
	await vi.waitFor(async () => expect(await room.store.draft(room.thread.id)).toBeDefined(), 3000);
	await room.say({ type: "ask", text: "What is it?" });
	room.engine.last.prompt([]).text("Half");
	await vi.waitFor(async () => expect((await room.store.draft(room.thread.id))?.text ?? "").toBe(""), 300);
});

it("typing on behind # gives the first search up without a word", async () => {
	const inEditor: EntitySources["inEditor"] = async (query, signal) => {
		await new Promise((resolve) => setTimeout(resolve, 30));
		signal.throwIfAborted();
		return [{ entity: p53, origin: "", label: query, detail: "" }];
	};
	await open({ sources: { inEditor } as EntitySources });
	room.link.receive({ type: "editorEntities", query: "p" });
	room.link.receive({ type: "editorEntities", query: "p5" });
	await vi.waitFor(() => expect(room.last("editorEntities").query).toBe("p5"));
	expect([room.sent.filter(({ type }) => type === "note"), room.warnings]).toEqual([[], []]);
});
