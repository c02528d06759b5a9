import { constants } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import path from "node:path";
import { nothingThere } from "./lines.ts";
import { recordLine, startsAs, THREAD_VERSION, type ThreadRecord } from "./records.ts";

/** Where a thread writes down what happens in it. */
export interface Journal {
	/** Settles when the record is on disk, or when it could not get there yet; never rejects. */
	append(record: ThreadRecord): Promise<void>;
}

/** Lines that are written together. Characters; a longer line is a portion of its own. */
const PORTION = 1 << 18;
/** What a full disk makes wait before evidence is given up; the rest is no longer than the thread is in memory. Characters. */
const MOST_WAITING = 1 << 23;

/**
 * Appends to one thread's file, which appears with the first record.
 *
 * What cannot be written waits and goes with what comes next: a text with a hole would say something else. Each portion of lines is one write
 * at the end of the file and begins with a line break, so that it stands for itself behind whatever a crash or another window has left there;
 * readers pass over the empty lines.
 */
export class ThreadLog implements Journal {
	/** Bytes that have been added to the file. */
	written = 0;
	readonly #id: string;
	readonly #file: string;
	readonly #now: () => number;
	readonly #trouble: (error: unknown) => void;
	#waiting: string[] = [];
	#writing: Promise<void> | undefined;
	#closed = false;
	#forgot = false;

	/** @param trouble is told that nothing can be written; the thread goes on in memory */
	constructor(id: string, file: string, now: () => number, trouble: (error: unknown) => void) {
		this.#id = id;
		this.#file = file;
		this.#now = now;
		this.#trouble = trouble;
	}

	/** Everything is on disk that was given to it. */
	get whole(): boolean {
		return this.#waiting.length === 0 && !this.#forgot;
	}

	append(record: ThreadRecord): Promise<void> {
		if (this.#closed) {
			return Promise.resolve();
		}
		this.#waiting.push(recordLine(record));
		return this.#next();
	}

	/** Settles when everything is written that can be; what comes later is left out, because the file may be gone. */
	close(): Promise<void> {
		this.#closed = true;
		return this.#next();
	}

	/** Settles when everything is written that can be. */
	settled(): Promise<void> {
		return this.#next();
	}

	/** What comes during a write goes with the next one, all together. */
	#next(): Promise<void> {
		this.#writing = this.#writing === undefined ? this.#write() : this.#writing.then(() => this.#write());
		return this.#writing;
	}

	async #write(): Promise<void> {
		if (this.#waiting.length === 0) {
			return;
		}
		try {
			await this.#put();
		} catch (error) {
			this.#forgetEvidence();
			this.#trouble(error);
		}
	}

	async #put(): Promise<void> {
		const { handle, made } = await this.#open();
		try {
			if (made) {
				this.#waiting.unshift(recordLine({ kind: "head", version: THREAD_VERSION, id: this.#id, at: this.#now() }));
			}
			while (this.#waiting.length > 0) {
				await this.#putPortion(handle, this.#portion());
			}
		} finally {
			await handle.close();
		}
	}

	/** Anew for each write: another window may have deleted the file, and what lies among the deleted is not written on. */
	async #open(): Promise<{ readonly handle: FileHandle; readonly made: boolean }> {
		const there = await open(this.#file, constants.O_WRONLY | constants.O_APPEND).catch(nothingThere);
		if (there !== undefined) {
			return { handle: there, made: false };
		}
		await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
		// Structures may be unpublished: other people on this machine do not read them.
		return { handle: await open(this.#file, "a", 0o600), made: true };
	}

	/** How many of the lines that wait are written next. */
	#portion(): number {
		let length = 0;
		const behind = this.#waiting.findIndex((line, index) => (length += line.length) > PORTION && index > 0);
		return behind === -1 ? this.#waiting.length : behind;
	}

	/** Takes from those that wait what is on disk, also where the disk is full in the middle of it. */
	async #putPortion(handle: FileHandle, count: number): Promise<void> {
		const bytes = Buffer.from(`\n${this.#waiting.slice(0, count).join("")}`);
		let written = 0;
		try {
			while (written < bytes.length) {
				written += (await handle.write(bytes, written)).bytesWritten;
			}
		} finally {
			this.written += written;
			this.#waiting.splice(0, written === bytes.length ? count : this.#whole(written - 1));
		}
	}

	/** How many of the lines that wait are within the first `written` bytes; the break behind the last one may be missing. */
	#whole(written: number): number {
		let end = 0;
		const torn = this.#waiting.findIndex((line) => (end += Buffer.byteLength(line)) - 1 > written);
		return torn === -1 ? this.#waiting.length : torn;
	}

	#forgetEvidence(): void {
		if (this.#waiting.reduce((sum, line) => sum + line.length, 0) > MOST_WAITING) {
			this.#forgot = true;
			this.#waiting = this.#waiting.filter((line) => !startsAs(line, "segments", "tokens"));
		}
	}
}
