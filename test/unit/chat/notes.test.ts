import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Brought } from "../../../src/chat/parts.ts";
import { Room } from "./room.ts";

vi.mock("vscode", () => import("./vscode.ts"));

let room: Room;

beforeEach(async () => {
	room = await Room.open();
	await room.say({ type: "ready" });
});
afterEach(async () => {
	await room.close();
});

const note = (): string => room.sent.findLast((each) => each.type === "note")?.text ?? "";

describe("the note above the composer", () => {
	it("goes when the user asks, asks again, or begins a chat, also where the empty one stays", async () => {
		room.chat.note("Only the first 20 of 8,000 records were attached.");
		await room.say({ type: "newThread" });
		expect(note()).toBe("");
		room.chat.note("The file cannot be read.");
		await room.exchange("What is it?", "A salicylate.");
		expect(note()).toBe("");
		room.chat.note("The chat was exported.");
		await room.say({ type: "retry", id: room.thread.exchanges[0]?.answer.id ?? "" });
		expect(note()).toBe("");
	});

	it("is not sent anew where there is none", async () => {
		await room.exchange("What is it?", "A salicylate.");
		await room.say({ type: "newThread" });
		expect(room.sent.filter(({ type }) => type === "note")).toEqual([]);
	});

	it("of an edit stays, and what it removed can be brought back until something is asked", async () => {
		await room.exchange("What is it?", "A salicylate.");
		await room.exchange("Charged?", "No.");
		room.chat.note("The chat was exported.");
		await room.say({ type: "edit", id: room.thread.exchanges[0]?.question.id ?? "", text: "What is it used for?" });
		room.engine.last.prompt([]).fail(new Error("The model process ended."));
		await room.settled();
		expect(note()).toBe("1 later question was removed.");
		await room.say({ type: "retry", id: room.thread.exchanges[0]?.answer.id ?? "" });
		expect(note()).toBe("1 later question was removed.");
		room.engine.last.prompt([]).text("Pain.").done();
		await room.settled();
		await room.say({ type: "undo", id: room.last("note").undo ?? "" });
		expect(room.thread.exchanges.map(({ question }) => question.text)).toEqual(["What is it?", "Charged?"]);
		await room.say({ type: "edit", id: room.thread.exchanges[0]?.question.id ?? "", text: "What is it used for?" });
		room.engine.last.prompt([]).text("Pain.").done();
		await room.settled();
		await room.say({ type: "ask", text: "And fever?" });
		expect(note()).toBe("");
	});

	it("of an edit is not taken away by what is said meanwhile, and that of a deleted chat by nothing but its own button", async () => {
		await room.exchange("What is it?", "A salicylate.");
		await room.exchange("Charged?", "No.");
		await room.say({ type: "edit", id: room.thread.exchanges[0]?.question.id ?? "", text: "What is it used for?" });
		const undo = room.last("note").undo ?? "";
		const withdrawn = (id: string): boolean => room.sent.some((each) => each.type === "note" && each.text === "" && each.undo === id);
		await room.say({ type: "ask", text: "And fever?" }); // too soon
		expect(note()).toMatch(/^Not sent/);
		expect(withdrawn(undo)).toBe(false);
		room.engine.last.prompt([]).text("Pain.").done();
		await room.settled();
		await room.say({ type: "ask", text: "And fever?" });
		expect(withdrawn(undo)).toBe(true);
		room.engine.last.prompt([]).text("Yes.").done();
		await room.settled();

		const { id } = room.thread;
		await room.say({ type: "deleteThread", id });
		const back = room.last("note").undo ?? "";
		await room.say({ type: "newThread" });
		await room.exchange("Is ethanol a salt?", "No.");
		expect(withdrawn(back)).toBe(false);
		await room.say({ type: "undo", id: back });
		expect(room.thread.id).toBe(id);
	});

	it("says again with the next question that nothing can be written", async () => {
		room.chat.notSaved(new Error("no space left on device"));
		room.chat.notSaved(new Error("no space left on device"));
		expect(room.sent.filter(({ type }) => type === "note")).toHaveLength(1);
		await room.exchange("What is it?", "A salicylate.");
		room.chat.notSaved(new Error("no space left on device"));
		expect(note()).toContain("no space left on device");
	});

	it("that something takes a while does not take another one along when it ends", async () => {
		await room.close();
		let finish = (): void => undefined;
		const slow = async (): Promise<Brought> => {
			await new Promise<void>((resolve) => (finish = resolve));
			return { entities: [{ entity: { kind: "molecule", smiles: "CCO" }, origin: "" }], remarks: [] };
		};
		room = await Room.open({ sources: { fromText: slow, fromUris: slow, fromContent: slow, pick: slow, inEditor: async () => Promise.resolve([]) } });
		await room.say({ type: "ready" });
		room.link.receive({ type: "attachText", text: "CCO" });
		await expect.poll(note).toBe("Reading… Escape stops it.");
		room.chat.note("“Salicylates” is deleted.");
		finish();
		await room.settled();
		expect(room.thread.attachments).toHaveLength(1);
		expect(note()).toBe("“Salicylates” is deleted.");
	});
});
