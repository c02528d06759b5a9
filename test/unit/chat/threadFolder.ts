import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ThreadRecord } from "../../../src/chat/store/records.ts";
import { ThreadStore } from "../../../src/chat/store/threadStore.ts";
import { aspirin, nano } from "./fakes.ts";

export const first = "11111111-1111-4111-8111-111111111111";
export const second = "22222222-2222-4222-8222-222222222222";

export const question = (id: string, text: string): ThreadRecord => ({ kind: "question", id, at: 1000, text, prompt: text, asksModel: true, attachments: [{ id: `chip-${id}`, entity: aspirin, origin: "a.csv" }] });
export const answer = (id: string, ...texts: readonly string[]): ThreadRecord[] => [{ kind: "answer", id: `answer-${id}`, question: id, at: 1000, computed: "" }, ...texts.map((text): ThreadRecord => ({ kind: "text", answer: `answer-${id}`, text }))];
export const ended = (id: string): ThreadRecord => ({ kind: "ended", answer: `answer-${id}`, state: "done", stop: "end", model: nano, tokens: 2, timings: { encode: 1, prefill: 2, firstToken: 3, total: 4 } });

/** A real folder of threads, with a clock that the test sets, and what its stores complained about. */
export class ThreadFolder {
	readonly path: string;
	readonly store: ThreadStore;
	readonly troubles: unknown[] = [];
	/** Milliseconds since 1970. */
	now = Date.now();

	private constructor(folder: string) {
		this.path = folder;
		this.store = this.storeAt(folder);
	}

	static async open(): Promise<ThreadFolder> {
		return new ThreadFolder(await mkdtemp(path.join(tmpdir(), "biomedgpt-threads-")));
	}

	/** A store as another window has one, on this folder or elsewhere. */
	storeAt(folder: string): ThreadStore {
		return new ThreadStore(folder, { now: () => this.now, newer: () => "Update the extension.", trouble: (error) => this.troubles.push(error) });
	}

	file(id: string): string {
		return path.join(this.path, `${id}.jsonl`);
	}

	/** Writes a thread on, as a window that is then closed. */
	async write(id: string, ...records: readonly ThreadRecord[]): Promise<void> {
		const log = this.store.log(id);
		await Promise.all(records.map((each) => log.append(each)));
		await log.close();
	}

	async remove(): Promise<void> {
		await rm(this.path, { recursive: true, force: true });
	}
}
