import { appendFile, type FileHandle, mkdir, mkdtemp, open, readdir, readFile, rename, rm, rmdir, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { linesOf } from "../../../src/chat/store/lines.ts";
import { parseRecord, recordLine, type ThreadRecord } from "../../../src/chat/store/records.ts";
import { ThreadStore } from "../../../src/chat/store/threadStore.ts";
import { workspaceKey } from "../../../src/chat/store/workspaceKey.ts";
import { aspirin, nano } from "./fakes.ts";

const first = "11111111-1111-4111-8111-111111111111";
const second = "22222222-2222-4222-8222-222222222222";
let folder: string;
let store: ThreadStore;
let now: number;
const troubles: unknown[] = [];

const storeAt = (at: string): ThreadStore => new ThreadStore(at, { now: () => now, newer: () => "Update the extension.", trouble: (error) => troubles.push(error) });
const file = (id: string): string => path.join(folder, `${id}.jsonl`);
const question = (id: string, text: string): ThreadRecord => ({ kind: "question", id, at: 1000, text, prompt: text, asksModel: true, attachments: [{ id: `chip-${id}`, entity: aspirin, origin: "a.csv" }] });
const answer = (id: string, ...texts: readonly string[]): ThreadRecord[] => [{ kind: "answer", id: `answer-${id}`, question: id, at: 1000, computed: "" }, ...texts.map((text): ThreadRecord => ({ kind: "text", answer: `answer-${id}`, text }))];
const ended = (id: string): ThreadRecord => ({ kind: "ended", answer: `answer-${id}`, state: "done", stop: "end", model: nano, tokens: 2, timings: { encode: 1, prefill: 2, firstToken: 3, total: 4 } });

async function write(id: string, ...records: readonly ThreadRecord[]): Promise<void> {
	const log = store.log(id);
	await Promise.all(records.map((each) => log.append(each)));
	await log.close();
}

beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-threads-"));
	now = Date.now();
	troubles.splice(0);
	store = storeAt(folder);
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

describe("a thread on disk", () => {
	it("comes back as it was", async () => {
		await write(first, question("q1", "What is it?"), ...answer("q1", "A ", "salicylate."), ended("q1"), { kind: "title", title: "Aspirin" });
		const thread = await store.load(first);
		expect(thread).toMatchObject({ id: first, title: "Aspirin", exchanges: [{ question: { text: "What is it?", attachments: [{ entity: aspirin, origin: "a.csv" }] }, answer: { state: "done", text: "A salicylate.", model: nano, interrupted: false } }] });
		expect(await store.load(second)).toBeUndefined();
	});

	it("is nobody else's to read", async () => {
		await write(first, question("q1", "What is it?"));
		expect((await stat(file(first))).mode & 0o077).toBe(0);
	});

	it("whose last line is torn loses that line and nothing else, also when it is written on", async () => {
		await write(first, question("q1", "What is it?"), ...answer("q1", "A ", "salicylate."));
		await truncate(file(first), (await stat(file(first))).size - 9);
		expect((await store.load(first))?.exchanges[0]?.answer).toMatchObject({ text: "A ", state: "stopped", interrupted: true });
		await write(first, question("q2", "Charged?"), ...answer("q2", "No."), ended("q2"));
		expect((await store.load(first))?.exchanges.map((each) => each.answer.text)).toEqual(["A ", "No."]);
	});

	it("that was left a moment ago is not read again, unless another window has written in it", async () => {
		await write(first, question("q1", "What is it?"), ...answer("q1", "A salicylate."), ended("q1"));
		const leave = async (...records: readonly ThreadRecord[]): Promise<unknown> => {
			const thread = await store.load(first);
			const log = store.log(first);
			await Promise.all(records.map((each) => log.append(each)));
			await log.close();
			await store.leave(thread ?? { id: first, title: undefined, exchanges: [] }, log.written);
			return thread;
		};
		const left = await leave({ kind: "repetition", answer: "answer-q1", text: "the same" });
		expect(await store.load(first)).toBe(left);
		expect(await leave()).toBe(left);

		await store.load(first);
		await storeAt(folder).log(first).append(question("q2", "Is it charged?"));
		await store.leave({ id: first, title: undefined, exchanges: [] }, 0); // it was open here while the other window asked
		expect((await store.load(first))?.exchanges).toHaveLength(2);
		await leave();
		await storeAt(folder).log(first).append(question("q3", "Is it soluble?"));
		expect((await store.load(first))?.exchanges).toHaveLength(3);
	});

	it("with foreign bytes in it loses only those", async () => {
		await write(first, question("q1", "What is it?"), ...answer("q1", "A "));
		await appendFile(file(first), Buffer.concat([Buffer.from([0xff, 0xfe, 0, 10]), Buffer.from('{"kind":"text","answer":7}\n{"kind":"explode"}\nnull\n[]\n{"kind":"text","answer":"nobody","text":"x"}\n{"kind":"__proto__"}\n')]));
		await write(first, { kind: "text", answer: "answer-q1", text: "salicylate." }, ended("q1"));
		expect((await store.load(first))?.exchanges[0]?.answer).toMatchObject({ text: "A salicylate.", state: "done" });
	});

	it("that two windows write at once has the lines of both, whole", async () => {
		const windows = [store.log(first), storeAt(folder).log(first)];
		await Promise.all(windows.flatMap((log, index) => Array.from({ length: 300 }, async (_, number) => log.append(question(`window-${index}-${number}`, "?".repeat(500))))));
		const lines = (await readFile(file(first), "utf8")).split("\n").filter((line) => line !== "");
		expect(lines.filter((line) => parseRecord(line) === undefined)).toEqual([]);
		expect((await store.load(first))?.exchanges).toHaveLength(600);
	});

	it("that two windows write long lines into has the lines of both, whole", async () => {
		const windows = [store.log(first), storeAt(folder).log(first)];
		await Promise.all(windows.map(async (log, index) => log.append(question(`small-${index}`, "?"))));
		await Promise.all(windows.map(async (log, index) => log.append(question(`large-${index}`, `${index}`.repeat(3_000_000)))));
		expect((await store.load(first))?.exchanges.map((each) => each.question.id).sort()).toEqual(["large-0", "large-1", "small-0", "small-1"]);
	});

	it("loses nothing behind a line that another window has torn", async () => {
		const log = store.log(first);
		await log.append(question("q1", "One?"));
		await appendFile(file(first), '{"kind":"text","answer":"x","te');
		await log.append(question("q2", "Two?"));
		expect((await store.load(first))?.exchanges.map((each) => each.question.text)).toEqual(["One?", "Two?"]);
	});

	it("has no hole where the disk refused for a while, and tells of it", async () => {
		const log = store.log(first);
		await Promise.all([question("q1", "Safe?"), ...answer("q1", "It is not ")].map(async (each) => log.append(each)));
		await rename(file(first), `${file(first)}.away`);
		await mkdir(file(first));
		await log.append({ kind: "text", answer: "answer-q1", text: "recommended. It is not " });
		expect(troubles).toHaveLength(1);
		await rmdir(file(first));
		await rename(`${file(first)}.away`, file(first));
		await Promise.all([log.append({ kind: "text", answer: "answer-q1", text: "safe." }), log.append(ended("q1"))]);
		expect((await store.load(first))?.exchanges[0]?.answer).toMatchObject({ state: "done", text: "It is not recommended. It is not safe." });
	});

	it.each([1, 200, 527, 528, 529, 530, 2000])("has every line once after a disk that was full behind %i bytes", async (room) => {
		const log = store.log(first);
		await log.append(question("q1", "Safe?"));
		const handle = await open(file(first));
		const full = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, "write").mockImplementationOnce(async function (this: FileHandle, bytes: unknown) {
			await this.appendFile((bytes as Buffer).subarray(0, room));
			return { bytesWritten: room, buffer: bytes } as never;
		}).mockRejectedValueOnce(new Error("ENOSPC"));
		await Promise.all([{ kind: "title", title: "t".repeat(500) } as const, ...answer("q1", "It ", "is ", "not ", "safe, ", "it is toxic. ".repeat(200)), ended("q1")].map(async (each) => log.append(each)));
		full.mockRestore();
		await handle.close();
		expect(troubles).toHaveLength(1);
		expect((await store.load(first))?.exchanges[0]?.answer).toMatchObject({ state: "done", text: `It is not safe, ${"it is toxic. ".repeat(200)}` });
		const kinds = (await readFile(file(first), "utf8")).split("\n").map(parseRecord).filter((each) => each !== undefined).map((each) => each.kind);
		expect(kinds).toEqual(["head", "question", "title", "answer", "text", "text", "text", "text", "text", "ended"]);
	});

	it("tells whether the disk has all of it", async () => {
		await mkdir(file(first));
		const log = store.log(first);
		await log.append(question("q1", "One?"));
		await log.close();
		expect(log.whole).toBe(false);
		await rmdir(file(first));
		await log.close();
		expect(log.whole).toBe(true);
	});

	it("gets what the disk refused at the latest when it is closed", async () => {
		await mkdir(file(first));
		const log = store.log(first);
		await log.append(question("q1", "One?"));
		await rmdir(file(first));
		await Promise.all([log.close(), log.close()]);
		expect((await store.load(first))?.exchanges.map((each) => each.question.text)).toEqual(["One?"]);
		expect((await readFile(file(first), "utf8")).match(/"head"/gu)).toHaveLength(1);
	});

	it("remembers what was removed and brought back", async () => {
		await write(first, question("q1", "One?"), question("q2", "Two?"), { kind: "removed", questions: ["q2"] });
		expect((await store.load(first))?.exchanges.map((each) => each.question.text)).toEqual(["One?"]);
		await write(first, { kind: "restored", questions: ["q2"] });
		expect((await store.load(first))?.exchanges.map((each) => each.question.text)).toEqual(["One?", "Two?"]);
	});

	it("has the answer that was asked for last, and its evidence only", async () => {
		const tokens = (text: string): ThreadRecord => ({ kind: "tokens", answer: "answer-q1", tokens: [{ id: 1, text, probability: 0.9 }] });
		await write(first, question("q1", "One?"), ...answer("q1", "first"), tokens("first"), ended("q1"));
		expect((await store.evidence(first, "answer-q1")).tokens?.tokens).toMatchObject([{ text: "first" }]);
		await write(first, ...answer("q1", "second"));
		expect((await store.load(first))?.exchanges[0]?.answer).toMatchObject({ text: "second", interrupted: true });
		expect((await store.evidence(first, "answer-q1")).tokens).toBeUndefined();
		await write(first, tokens("second"), { kind: "segments", answer: "answer-q1", segments: [{ kind: "text", text: "### Human:", ids: [1, 2] }, { kind: "entity", entity: aspirin, softTokens: 13 }] });
		expect(await store.evidence(first, "answer-q1")).toMatchObject({ tokens: { tokens: [{ text: "second" }] }, segments: { segments: [{ ids: [1, 2] }, { softTokens: 13 }] } });
		expect(await store.evidence(first, "answer-other")).toEqual({});
	});

	it("of a later version is left alone, and says so", async () => {
		await writeFile(file(first), recordLine({ kind: "head", version: 99, id: first, at: 1 }) + recordLine(question("q1", "One?")));
		await expect(store.load(first)).rejects.toMatchObject({ code: "thread-newer", message: "Update the extension." });
		expect(await store.entries()).toEqual([]);
	});

	it("that cannot be written does not stop the chat, and says so", async () => {
		await writeFile(path.join(folder, "a-file"), "");
		await storeAt(path.join(folder, "a-file")).log(first).append(question("q1", "One?"));
		expect(troubles).toHaveLength(1);
	});

	it("takes no name from a page that leads elsewhere", async () => {
		await expect(store.load("../../etc/passwd")).rejects.toThrow("is not the id of a thread");
		await expect(store.delete("..")).rejects.toThrow("is not the id of a thread");
		expect(() => store.log(`${first}/../x`)).toThrow("is not the id of a thread");
	});
});

describe("the list", () => {
	it("has the threads with a question, the newest first, with their names and lengths", async () => {
		await write(first, question("q1", "What is aspirin?"), ...answer("q1", "A drug."), question("q2", "Charged?"), { kind: "removed", questions: ["q2"] });
		await new Promise((resolve) => setTimeout(resolve, 10));
		await write(second, question("q1", "And p53?"), { kind: "title", title: "Guardian" });
		await writeFile(path.join(folder, "notes.txt"), "mine");
		expect(await store.entries()).toMatchObject([
			{ id: second, title: "Guardian", questions: 1 },
			{ id: first, title: undefined, firstQuestion: "What is aspirin?", questions: 1 },
		]);
	});

	it("is searched in titles, questions and answers, also across the pieces in which an answer came", async () => {
		await write(first, question("q1", "What is it?"), ...answer("q1", "An irreversible inhi", "bitor of cyclooxygenase, which makes prostaglandins."));
		await write(second, question("q1", "Inhibitors?"), { kind: "title", title: "Kinases" });
		expect(await store.search("INHIBITOR")).toMatchObject([{ id: second, excerpt: expect.stringContaining("Inhibitors?") as string }, { id: first, excerpt: "An irreversible inhibitor of cyclooxygenase, which makes prostagl…" }]);
		expect(await store.search("kinases")).toMatchObject([{ id: second, excerpt: "" }]);
		expect(await store.search("benzene")).toEqual([]);
	});

	it("has a question that was never sent, and loses it with its words", async () => {
		await store.keepDraft(first, { text: "half a", attachments: [] });
		expect(await store.entries()).toMatchObject([{ id: first, firstQuestion: "half a", questions: 0 }]);
		await write(first, question("q1", "One?"));
		expect(await store.entries()).toMatchObject([{ id: first, firstQuestion: "One?", questions: 1 }]);
		await store.keepDraft(second, { text: "half b", attachments: [] });
		await store.keepDraft(second, { text: "", attachments: [] });
		expect(await store.entries()).toHaveLength(1);
	});

	it("is not emptied by one file that cannot be read", async () => {
		await write(first, question("q1", "One?"));
		await mkdir(file(second));
		expect(await store.entries()).toMatchObject([{ id: first }]);
		expect(await store.search("one")).toMatchObject([{ id: first }]);
	});

	it("stops where somebody types on", async () => {
		await write(first, question("q1", "What is it?"));
		await expect(store.search("what", AbortSignal.abort(new Error("typed on")))).rejects.toThrow("typed on");
	});
});

describe("deleting", () => {
	it("can be undone, and is for good after an hour", async () => {
		await write(first, question("q1", "One?"));
		await store.keepDraft(first, { text: "half a", attachments: [] });
		await store.delete(first);
		expect(await store.entries()).toEqual([]);
		expect(await store.load(first)).toBeUndefined();
		expect(await store.undelete(first)).toBe(true);
		expect((await store.load(first))?.exchanges).toHaveLength(1);
		await store.delete(first);
		now += 2 * 3_600_000;
		await store.purge();
		expect(await store.undelete(first)).toBe(false);
		expect(await readdir(path.join(folder, "deleted"))).toEqual([]);
	});
});

describe("deleting, undone", () => {
	it("brings back what was not sent, also what was just being kept", async () => {
		await write(first, question("q1", "One?"));
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
		const other = storeAt(folder);
		const log = other.log(first);
		await log.append(question("q1", "One?"));
		await store.keepDraft(first, { text: "older", attachments: [] });
		await store.delete(first);
		await log.append(question("q2", "Two?"));
		await other.keepDraft(first, { text: "newer", attachments: [] });
		expect(await readFile(file(first), "utf8")).toContain('"head"');
		await store.undelete(first);
		expect((await store.load(first))?.exchanges.map((each) => each.question.text)).toEqual(["One?", "Two?"]);
		expect(await store.draft(first)).toMatchObject({ text: "newer" });
		await log.append(question("q3", "Three?"));
		await store.delete(first);
		await log.append(question("q4", "Four?"));
		await store.delete(first);
		await store.undelete(first);
		expect((await store.load(first))?.exchanges.map((each) => each.question.text)).toEqual(["One?", "Two?", "Three?", "Four?"]);
		expect((await readdir(path.join(folder, "deleted"))).filter((name) => name.endsWith(".jsonl"))).toEqual([]);
	});
});

describe("an unsent question", () => {
	it("is kept with its chips, and leaves no file when it is sent", async () => {
		const draft = { text: "half a", attachments: [{ id: "chip", entity: aspirin, origin: "" }] };
		await store.keepDraft(first, draft);
		expect(await store.draft(first)).toMatchObject(draft);
		await store.keepDraft(first, { text: "", attachments: [] });
		expect(await readdir(folder)).toEqual([]);
	});

	it("that is broken is none", async () => {
		await writeFile(path.join(folder, `${first}.draft.json`), '{"version":1,"text":"half a","attachments":[{"id":1}]}');
		expect(await store.draft(first)).toBeUndefined();
	});
});

describe("lines", () => {
	it("are the same wherever a file is cut, in any script", async () => {
		const written = Array.from({ length: 3000 }, (_, index) => `${index} 阿司匹林 ${"β".repeat(index % 200)}`);
		await writeFile(file(first), `${written.join("\n")}\n`);
		const read: string[] = [];
		for await (const lines of linesOf(file(first), () => true)) {
			read.push(...lines);
		}
		expect(read).toEqual(written);
	});
});

it("keeps the threads of two workspaces apart, and knows a workspace whatever the order of its folders", () => {
	expect(workspaceKey(undefined, ["file:///a", "file:///b"])).toBe(workspaceKey(undefined, ["file:///b", "file:///a"]));
	expect(new Set([workspaceKey(undefined, []), workspaceKey(undefined, ["file:///a"]), workspaceKey("file:///a.code-workspace", ["file:///a"])]).size).toBe(3);
});
