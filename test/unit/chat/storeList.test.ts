import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ThreadStore } from "../../../src/chat/store/threadStore.ts";
import { answer, first, question, second, ThreadFolder } from "./threadFolder.ts";
import { aspirin } from "./fakes.ts";

let threads: ThreadFolder;
let store: ThreadStore;

beforeEach(async () => {
	threads = await ThreadFolder.open();
	store = threads.store;
});
afterEach(async () => threads.remove());

describe("the list", () => {
	it("has the threads with a question, the newest first, with their names and lengths", async () => {
		await threads.write(first, question("q1", "What is aspirin?"), ...answer("q1", "A drug."), question("q2", "Charged?"), { kind: "removed", questions: ["q2"] });
		await new Promise((resolve) => setTimeout(resolve, 10));
		await threads.write(second, question("q1", "And p53?"), { kind: "title", title: "Guardian" });
		await writeFile(path.join(threads.path, "notes.txt"), "mine");
		expect(await store.entries()).toMatchObject([
			{ id: second, title: "Guardian", questions: 1 },
			{ id: first, title: undefined, firstQuestion: "What is aspirin?", questions: 1 },
		]);
	});

	it("is searched in titles, questions and answers, also across the pieces in which an answer came", async () => {
		await threads.write(first, question("q1", "What is it?"), ...answer("q1", "An irreversible inhi", "bitor of cyclooxygenase, which makes prostaglandins."));
		await threads.write(second, question("q1", "Inhibitors?"), { kind: "title", title: "Kinases" });
		expect(await store.search("INHIBITOR")).toMatchObject([{ id: second, excerpt: expect.stringContaining("Inhibitors?") as string }, { id: first, excerpt: "An irreversible inhibitor of cyclooxygenase, which makes prostagl…" }]);
		expect(await store.search("kinases")).toMatchObject([{ id: second, excerpt: "" }]);
		expect(await store.search("benzene")).toEqual([]);
	});

	it("has a question that was never sent, and loses it with its words", async () => {
		await store.keepDraft(first, { text: "half a", attachments: [] });
		expect(await store.entries()).toMatchObject([{ id: first, firstQuestion: "half a", questions: 0 }]);
		await threads.write(first, question("q1", "One?"));
		expect(await store.entries()).toMatchObject([{ id: first, firstQuestion: "One?", questions: 1 }]);
		await store.keepDraft(second, { text: "half b", attachments: [] });
		await store.keepDraft(second, { text: "", attachments: [] });
		expect(await store.entries()).toHaveLength(1);
	});

	it("is not emptied by one file that cannot be read", async () => {
		await threads.write(first, question("q1", "One?"));
		await mkdir(threads.file(second));
		expect(await store.entries()).toMatchObject([{ id: first }]);
		expect(await store.search("one")).toMatchObject([{ id: first }]);
	});

	it("stops where somebody types on", async () => {
		await threads.write(first, question("q1", "What is it?"));
		await expect(store.search("what", AbortSignal.abort(new Error("typed on")))).rejects.toThrow("typed on");
	});
});

describe("deleting", () => {
	it("can be undone, and is for good after an hour", async () => {
		await threads.write(first, question("q1", "One?"));
		await store.keepDraft(first, { text: "half a", attachments: [] });
		await store.delete(first);
		expect(await store.entries()).toEqual([]);
		expect(await store.load(first)).toBeUndefined();
		expect(await store.undelete(first)).toBe(true);
		expect((await store.load(first))?.exchanges).toHaveLength(1);
		await store.delete(first);
		threads.now += 2 * 3_600_000;
		await store.purge();
		expect(await store.undelete(first)).toBe(false);
		expect(await readdir(path.join(threads.path, "deleted"))).toEqual([]);
	});
});

describe("deleting, undone", () => {
	it("brings back what was not sent, also what was just being kept", async () => {
		await threads.write(first, question("q1", "One?"));
		const kept = store.keepDraft(first, { text: "half a", attachments: [] });
		await store.delete(first);
		await kept;
		expect(await store.draft(first)).toBeUndefined();
		expect(await store.undelete(first)).toBe(true);
		expect(await store.draft(first)).toMatchObject({ text: "half a" });
	});

	it("brings back a thread that only has an unsent question", async () => {
		await store.keepDraft(first, { text: "half a", attachments: [] });
		await store.delete(first);
		expect(await store.entries()).toEqual([]);
		expect(await store.undelete(first)).toBe(true);
		expect(await store.entries()).toMatchObject([{ id: first, firstQuestion: "half a" }]);
	});

	it("keeps what another window has asked and typed meanwhile", async () => {
		const other = threads.storeAt(threads.path);
		const log = other.log(first);
		await log.append(question("q1", "One?"));
		await store.keepDraft(first, { text: "older", attachments: [] });
		await store.delete(first);
		await log.append(question("q2", "Two?"));
		await other.keepDraft(first, { text: "newer", attachments: [] });
		expect(await readFile(threads.file(first), "utf8")).toContain('"head"');
		await store.undelete(first);
		expect((await store.load(first))?.exchanges.map((each) => each.question.text)).toEqual(["One?", "Two?"]);
		expect(await store.draft(first)).toMatchObject({ text: "newer" });
		await log.append(question("q3", "Three?"));
		await store.delete(first);
		await log.append(question("q4", "Four?"));
		await store.delete(first);
		await store.undelete(first);
		expect((await store.load(first))?.exchanges.map((each) => each.question.text)).toEqual(["One?", "Two?", "Three?", "Four?"]);
		expect((await readdir(path.join(threads.path, "deleted"))).filter((name) => name.endsWith(".jsonl"))).toEqual([]);
	});
});

describe("an unsent question", () => {
	it("is kept with its chips, and leaves no file when it is sent", async () => {
		const draft = { text: "half a", attachments: [{ id: "chip", entity: aspirin, origin: "" }] };
		await store.keepDraft(first, draft);
		expect(await store.draft(first)).toMatchObject(draft);
		await store.keepDraft(first, { text: "", attachments: [] });
		expect(await readdir(threads.path)).toEqual([]);
	});

	it("that is broken is none", async () => {
		await writeFile(path.join(threads.path, `${first}.draft.json`), '{"version":1,"text":"half a","attachments":[{"id":1}]}');
		expect(await store.draft(first)).toBeUndefined();
	});
});
