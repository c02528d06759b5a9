import { appendFile, mkdir, open } from "node:fs/promises";
import path from "node:path";
import { nothingThere } from "./lines.ts";
import { recordLine, THREAD_VERSION, type ThreadRecord } from "./records.ts";

/** Where a thread writes down what happens in it. */
export interface Journal {
	/** Settles when the record is on disk, or when it is known that it cannot get there; never rejects. */
	append(record: ThreadRecord): Promise<void>;
}

/**
 * Appends to one thread's file, which appears with the first record.
 *
 * A portion of lines is one write at the end of the file, so lines of two windows never run into each other. A line that a crash has torn
 * is ended first, and costs nothing but itself.
 */
export class ThreadLog implements Journal {
	readonly #id: string;
	readonly #file: string;
	readonly #now: () => number;
	readonly #trouble: (error: unknown) => void;
	#waiting: string[] = [];
	#writing: Promise<void> | undefined;
	#begun = false;
	#closed = false;

	/** @param trouble is told that nothing can be written; the thread goes on in memory */
	constructor(id: string, file: string, now: () => number, trouble: (error: unknown) => void) {
		this.#id = id;
		this.#file = file;
		this.#now = now;
		this.#trouble = trouble;
	}

	append(record: ThreadRecord): Promise<void> {
		if (this.#closed) {
			return Promise.resolve();
		}
		this.#waiting.push(recordLine(record));
		// What comes during a write goes with the next one, all together.
		this.#writing = this.#writing === undefined ? this.#write() : this.#writing.then(() => this.#write());
		return this.#writing;
	}

	/** Settles when everything is written; what comes later is left out, because the file may be gone. */
	async close(): Promise<void> {
		this.#closed = true;
		await this.#writing;
	}

	async #write(): Promise<void> {
		const lines = this.#waiting.join("");
		this.#waiting = [];
		if (lines === "") {
			return;
		}
		try {
			await this.#put(lines);
		} catch (error) {
			this.#begun = false; // half a line may have got there
			this.#trouble(error);
		}
	}

	async #put(lines: string): Promise<void> {
		const before = this.#begun ? "" : await this.#beginning();
		// Structures may be unpublished: other people on this machine do not read them.
		await appendFile(this.#file, before + lines, { mode: 0o600 });
		this.#begun = true;
	}

	/** What has to stand before the first line that this log writes. */
	async #beginning(): Promise<string> {
		await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
		const handle = await open(this.#file, "r").catch(nothingThere);
		if (handle === undefined) {
			return recordLine({ kind: "head", version: THREAD_VERSION, id: this.#id, at: this.#now() });
		}
		try {
			const { size } = await handle.stat();
			const last = Buffer.alloc(1);
			await handle.read(last, 0, 1, Math.max(0, size - 1));
			return size === 0 || last.toString() === "\n" ? "" : "\n";
		} finally {
			await handle.close();
		}
	}
}
