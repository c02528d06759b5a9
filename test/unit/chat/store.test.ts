import { appendFile, type FileHandle, mkdir, open, readFile, rename, rmdir, stat, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { linesOf } from "../../../src/chat/store/lines.ts";
import { parseRecord, recordLine, type ThreadRecord } from "../../../src/chat/store/records.ts";
import type { ThreadStore } from "../../../src/chat/store/threadStore.ts";
import { workspaceKey } from "../../../src/chat/store/workspaceKey.ts";
import { answer, ended, first, question, second, ThreadFolder } from "./threadFolder.ts";
import { aspirin, nano } from "./fakes.ts";

let threads: ThreadFolder;
let store: ThreadStore;

beforeEach(async () => {
	threads = await ThreadFolder.open();
	store = threads.store;
});
afterEach(async () => threads.remove());

describe("a thread on disk", () => {
	it("comes back as it was", async () => {
		await threads.write(first, question("q1", "What is it?"), ...answer("q1", "A ", "salicylate."), ended("q1"), { kind: "title", title: "Aspirin" });
		const thread = await store.load(first);
		expect(thread).toMatchObject({ id: first, title: "Aspirin", exchanges: [{ question: { text: "What is it?", attachments: [{ entity: aspirin, origin: "a.csv" }] }, answer: { state: "done", text: "A salicylate.", model: nano, interrupted: false } }] });
		expect(await store.load(second)).toBeUndefined();
	});

	it("has the reasoning apart from the answer, also of one that was interrupted in it", async () => {
		const thought = (id: string, text: string): ThreadRecord => ({ kind: "reasoning", answer: `answer-${id}`, text });
		const notice = { code: "reasoning-unfinished", message: "It was still reasoning." } as const;
		await threads.write(first, question("q1", "Charged?"), ...answer("q1"), thought("q1", "An acid, "), thought("q1", "so"), { kind: "text", answer: "answer-q1", text: "Yes." }, ended("q1"));
		await threads.write(first, question("q2", "Soluble?"), ...answer("q2"), thought("q2", "Hm"));
		await threads.write(first, question("q3", "Toxic?"), ...answer("q3"), thought("q3", "Hm, hm"), { kind: "ended", answer: "answer-q3", state: "done", reasoning: "Hm", notices: [notice] }, { kind: "ended", answer: "answer-q3", state: "done", notices: [notice] });
		expect((await store.load(first))?.exchanges.map(({ answer: { reasoning, text, state, notices } }) => ({ reasoning, text, state, notices }))).toEqual([
			{ reasoning: "An acid, so", text: "Yes.", state: "done", notices: [] },
			{ reasoning: "Hm", text: "", state: "stopped", notices: [] },
			{ reasoning: "Hm", text: "", state: "done", notices: [notice] },
		]);
	});

	it("written before there was any reasoning comes back without", async () => {
		await writeFile(threads.file(first), ['{"kind":"head","version":1,"id":"x","at":1}', '{"kind":"question","id":"q1","at":1,"text":"One?","prompt":"One?","asksModel":true,"attachments":[]}', '{"kind":"answer","id":"a1","question":"q1","at":1,"computed":""}', '{"kind":"text","answer":"a1","text":"Yes."}', '{"kind":"ended","answer":"a1","state":"done","stop":"end"}', '{"kind":"tokens","answer":"a1","tokens":[{"id":1,"text":"Yes.","probability":0.5}]}', ""].join("\n"));
		expect((await store.load(first))?.exchanges).toMatchObject([{ answer: { reasoning: "", text: "Yes.", state: "done" } }]);
		expect((await store.evidence(first, "a1")).tokens?.tokens).toEqual([{ id: 1, text: "Yes.", probability: 0.5 }]);
	});

	it("is nobody else's to read", async () => {
		await threads.write(first, question("q1", "What is it?"));
		expect((await stat(threads.file(first))).mode & 0o077).toBe(0);
	});

	it("whose last line is torn loses that line and nothing else, also when it is written on", async () => {
		await threads.write(first, question("q1", "What is it?"), ...answer("q1", "A ", "salicylate."));
		await truncate(threads.file(first), (await stat(threads.file(first))).size - 9);
		expect((await store.load(first))?.exchanges[0]?.answer).toMatchObject({ text: "A ", state: "stopped", interrupted: true });
		await threads.write(first, question("q2", "Charged?"), ...answer("q2", "No."), ended("q2"));
		expect((await store.load(first))?.exchanges.map((each) => each.answer.text)).toEqual(["A ", "No."]);
	});

	it("that was left a moment ago is not read again, unless another window has written in it", async () => {
		await threads.write(first, question("q1", "What is it?"), ...answer("q1", "A salicylate."), ended("q1"));
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
		await threads.storeAt(threads.path).log(first).append(question("q2", "Is it charged?"));
		await store.leave({ id: first, title: undefined, exchanges: [] }, 0); // it was open here while the other window asked
		expect((await store.load(first))?.exchanges).toHaveLength(2);
		await leave();
		await threads.storeAt(threads.path).log(first).append(question("q3", "Is it soluble?"));
		expect((await store.load(first))?.exchanges).toHaveLength(3);
	});

	it("with foreign bytes in it loses only those", async () => {
		await threads.write(first, question("q1", "What is it?"), ...answer("q1", "A "));
		await appendFile(threads.file(first), Buffer.concat([Buffer.from([0xff, 0xfe, 0, 10]), Buffer.from('{"kind":"text","answer":7}\n{"kind":"explode"}\nnull\n[]\n{"kind":"text","answer":"nobody","text":"x"}\n{"kind":"__proto__"}\n')]));
		await threads.write(first, { kind: "text", answer: "answer-q1", text: "salicylate." }, ended("q1"));
		expect((await store.load(first))?.exchanges[0]?.answer).toMatchObject({ text: "A salicylate.", state: "done" });
	});

	it("that two windows write at once has the lines of both, whole", async () => {
		const windows = [store.log(first), threads.storeAt(threads.path).log(first)];
		await Promise.all(windows.flatMap((log, index) => Array.from({ length: 300 }, async (_, number) => log.append(question(`window-${index}-${number}`, "?".repeat(500))))));
		const lines = (await readFile(threads.file(first), "utf8")).split("\n").filter((line) => line !== "");
		expect(lines.filter((line) => parseRecord(line) === undefined)).toEqual([]);
		expect((await store.load(first))?.exchanges).toHaveLength(600);
	});

	it("that two windows write long lines into has the lines of both, whole", async () => {
		const windows = [store.log(first), threads.storeAt(threads.path).log(first)];
		await Promise.all(windows.map(async (log, index) => log.append(question(`small-${index}`, "?"))));
		await Promise.all(windows.map(async (log, index) => log.append(question(`large-${index}`, `${index}`.repeat(3_000_000)))));
		expect((await store.load(first))?.exchanges.map((each) => each.question.id).sort()).toEqual(["large-0", "large-1", "small-0", "small-1"]);
	});

	it("loses nothing behind a line that another window has torn", async () => {
		const log = store.log(first);
		await log.append(question("q1", "One?"));
		await appendFile(threads.file(first), '{"kind":"text","answer":"x","te');
		await log.append(question("q2", "Two?"));
		expect((await store.load(first))?.exchanges.map((each) => each.question.text)).toEqual(["One?", "Two?"]);
	});

	it("has no hole where the disk refused for a while, and tells of it", async () => {
		const log = store.log(first);
		await Promise.all([question("q1", "Safe?"), ...answer("q1", "It is not ")].map(async (each) => log.append(each)));
		await rename(threads.file(first), `${threads.file(first)}.away`);
		await mkdir(threads.file(first));
		await log.append({ kind: "text", answer: "answer-q1", text: "recommended. It is not " });
		expect(threads.troubles).toHaveLength(1);
		await rmdir(threads.file(first));
		await rename(`${threads.file(first)}.away`, threads.file(first));
		await Promise.all([log.append({ kind: "text", answer: "answer-q1", text: "safe." }), log.append(ended("q1"))]);
		expect((await store.load(first))?.exchanges[0]?.answer).toMatchObject({ state: "done", text: "It is not recommended. It is not safe." });
	});

	it.each([1, 200, 527, 528, 529, 530, 2000])("has every line once after a disk that was full behind %i bytes", async (room) => {
		const log = store.log(first);
		await log.append(question("q1", "Safe?"));
		const handle = await open(threads.file(first));
		const full = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, "write").mockImplementationOnce(async function (this: FileHandle, bytes: unknown) {
			await this.appendFile((bytes as Buffer).subarray(0, room));
			return { bytesWritten: room, buffer: bytes } as never;
		}).mockRejectedValueOnce(new Error("ENOSPC"));
		await Promise.all([{ kind: "title", title: "t".repeat(500) } as const, ...answer("q1", "It ", "is ", "not ", "safe, ", "it is toxic. ".repeat(200)), ended("q1")].map(async (each) => log.append(each)));
		full.mockRestore();
		await handle.close();
		expect(threads.troubles).toHaveLength(1);
		expect((await store.load(first))?.exchanges[0]?.answer).toMatchObject({ state: "done", text: `It is not safe, ${"it is toxic. ".repeat(200)}` });
		const kinds = (await readFile(threads.file(first), "utf8")).split("\n").map(parseRecord).filter((each) => each !== undefined).map((each) => each.kind);
		expect(kinds).toEqual(["head", "question", "title", "answer", "text", "text", "text", "text", "text", "ended"]);
	});

	it("tells whether the disk has all of it", async () => {
		await mkdir(threads.file(first));
		const log = store.log(first);
		await log.append(question("q1", "One?"));
		await log.close();
		expect(log.whole).toBe(false);
		await rmdir(threads.file(first));
		await log.close();
		expect(log.whole).toBe(true);
	});

	it("gets what the disk refused at the latest when it is closed", async () => {
		await mkdir(threads.file(first));
		const log = store.log(first);
		await log.append(question("q1", "One?"));
		await rmdir(threads.file(first));
		await Promise.all([log.close(), log.close()]);
		expect((await store.load(first))?.exchanges.map((each) => each.question.text)).toEqual(["One?"]);
		expect((await readFile(threads.file(first), "utf8")).match(/"head"/gu)).toHaveLength(1);
	});

	it("remembers what was removed and brought back", async () => {
		await threads.write(first, question("q1", "One?"), question("q2", "Two?"), { kind: "removed", questions: ["q2"] });
		expect((await store.load(first))?.exchanges.map((each) => each.question.text)).toEqual(["One?"]);
		await threads.write(first, { kind: "restored", questions: ["q2"] });
		expect((await store.load(first))?.exchanges.map((each) => each.question.text)).toEqual(["One?", "Two?"]);
	});

	it("has the answer that was asked for last, and its evidence only", async () => {
		const tokens = (text: string): ThreadRecord => ({ kind: "tokens", answer: "answer-q1", tokens: [{ id: 1, text, probability: 0.9 }] });
		await threads.write(first, question("q1", "One?"), ...answer("q1", "first"), tokens("first"), ended("q1"));
		expect((await store.evidence(first, "answer-q1")).tokens?.tokens).toMatchObject([{ text: "first" }]);
		await threads.write(first, ...answer("q1", "second"));
		expect((await store.load(first))?.exchanges[0]?.answer).toMatchObject({ text: "second", interrupted: true });
		expect((await store.evidence(first, "answer-q1")).tokens).toBeUndefined();
		await threads.write(first, tokens("second"), { kind: "segments", answer: "answer-q1", segments: [{ kind: "text", text: "### Human:", ids: [1, 2] }, { kind: "entity", entity: aspirin, softTokens: 13 }] });
		expect(await store.evidence(first, "answer-q1")).toMatchObject({ tokens: { tokens: [{ text: "second" }] }, segments: { segments: [{ ids: [1, 2] }, { softTokens: 13 }] } });
		expect(await store.evidence(first, "answer-other")).toEqual({});
	});

	it("of a later version is left alone, and says so", async () => {
		await writeFile(threads.file(first), recordLine({ kind: "head", version: 99, id: first, at: 1 }) + recordLine(question("q1", "One?")));
		await expect(store.load(first)).rejects.toMatchObject({ code: "thread-newer", message: "Update the extension." });
		expect(await store.entries()).toEqual([]);
	});

	it("that cannot be written does not stop the chat, and says so", async () => {
		await writeFile(path.join(threads.path, "a-file"), "");
		await threads.storeAt(path.join(threads.path, "a-file")).log(first).append(question("q1", "One?"));
		expect(threads.troubles).toHaveLength(1);
	});

	it("takes no name from a page that leads elsewhere", async () => {
		await expect(store.load("../../etc/passwd")).rejects.toThrow("is not the id of a thread");
		await expect(store.delete("..")).rejects.toThrow("is not the id of a thread");
		expect(() => store.log(`${first}/../x`)).toThrow("is not the id of a thread");
	});
});

describe("lines", () => {
	it("are the same wherever a file is cut, in any script", async () => {
		const written = Array.from({ length: 3000 }, (_, index) => `${index} 阿司匹林 ${"β".repeat(index % 200)}`);
		await writeFile(threads.file(first), `${written.join("\n")}\n`);
		const read: string[] = [];
		for await (const lines of linesOf(threads.file(first), () => true)) {
			read.push(...lines);
		}
		expect(read).toEqual(written);
	});
});

it("keeps the threads of two workspaces apart, and knows a workspace whatever the order of its folders", () => {
	expect(workspaceKey(undefined, ["file:///a", "file:///b"])).toBe(workspaceKey(undefined, ["file:///b", "file:///a"]));
	expect(new Set([workspaceKey(undefined, []), workspaceKey(undefined, ["file:///a"]), workspaceKey("file:///a.code-workspace", ["file:///a"])]).size).toBe(3);
});
