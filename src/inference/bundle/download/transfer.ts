import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Failure } from "../../../science/failure.ts";
import { judge, knownSize, requireSize, type Asked, type StartsOver, type Verdict } from "./answer.ts";
import { interrupted, Interruption, nameOf, tooLarge, wrongBytes } from "./failures.ts";
import type { Part } from "./part.ts";
import type { Downloaded, DownloadOptions, DownloadProgress, DownloadRequest } from "./request.ts";
import { requireSpace } from "./space.ts";
import { request, type Opened } from "./transport.ts";

/** Progress that counts: a server that gives a byte and hangs up is not asked for ever. */
const PROGRESS = 65_536;
const REPORT_EVERY = 100;
/** Bytes that are asked for again when a download goes on, and compared: a server may send other ones than it says. */
const OVERLAP = 4096;

/** The work on one file, from what is here to the whole. */
export class Transfer {
	readonly #file: DownloadRequest;
	readonly #options: DownloadOptions;
	readonly #part: Part;
	#reported = 0;
	/** What the publisher's server told, for the check at the end. */
	#published: string | null = null;

	constructor(file: DownloadRequest, options: DownloadOptions, part: Part) {
		this.#file = file;
		this.#options = options;
		this.#part = part;
	}

	async run(): Promise<Downloaded> {
		try {
			await this.#recall();
			await this.#patiently();
			return await this.#finish();
		} finally {
			await this.#part.close();
		}
	}

	/** Looks whether what is here can go on. */
	async #recall(): Promise<void> {
		const { url, bytes, sha256 } = this.#file;
		const part = this.#part;
		if (part.position === 0) {
			return;
		}
		const checkable = sha256 !== null || (part.state?.sha256 ?? null) !== null;
		const state = part.state ?? (sha256 === null ? undefined : { url, etag: null, lastModified: null, bytes: null, sha256: null, ranges: true });
		const total = bytes ?? state?.bytes ?? null;
		const usable = state !== undefined && state.url === url && state.ranges && (state.etag !== null || state.lastModified !== null || checkable) && (total === null || part.position <= total);
		if (!usable) {
			this.#startsOver(state !== undefined && !state.ranges ? "no-ranges" : "unknown");
			await part.begin(undefined);
			return;
		}
		part.state = state;
		this.#published = state.sha256;
		await part.recall(this.#options.signal, (done) => this.#report("checking", done, total));
	}

	/** Tries until nothing is missing, or too often without progress. */
	async #patiently(): Promise<void> {
		const { attempts = 6, backOff = 1000, signal } = this.#options;
		let furthest = this.#part.position;
		for (let failed = 0; ; ) {
			try {
				if (await this.#attempt()) {
					return;
				}
			} catch (error) {
				if (!(error instanceof Interruption)) {
					throw error;
				}
				failed = this.#part.position >= furthest + PROGRESS ? 1 : failed + 1;
				if (failed >= attempts) {
					throw error.failure;
				}
				const wait = Math.max(error.wait ?? 0, Math.min(backOff * 2 ** (failed - 1), backOff * 30) * (0.75 + Math.random() / 2));
				this.#options.notice?.({ kind: "tries-again", wait, sentence: `${error.failure.message.split(/(?<=\.) /)[0]} Trying again.` });
				await pause(wait, undefined, { signal }).catch(() => signal?.throwIfAborted());
			}
			furthest = Math.max(furthest, this.#part.position);
		}
	}

	/** One request; whether the file is whole then. */
	async #attempt(): Promise<boolean> {
		const part = this.#part;
		const known = this.#file.bytes ?? part.state?.bytes ?? null;
		if (part.position > 0 && part.position === known) {
			return true;
		}
		const asked: Asked = { from: Math.max(0, part.position - OVERLAP), state: part.state };
		const { fetch, signal, stall = 30_000, longestWait = 120_000 } = this.#options;
		const opened = await request(this.#file.url, headersFor(asked), { fetch, signal, stall });
		try {
			const verdict = judge(opened, this.#file, asked, longestWait);
			return await this.#follow(verdict, opened, asked);
		} catch (error) {
			await this.#after(error);
			throw error;
		} finally {
			await opened.discard();
		}
	}

	async #follow(verdict: Verdict, opened: Opened, { from }: Asked): Promise<boolean> {
		if (verdict.kind === "rest") {
			this.#published = opened.published.sha256 ?? this.#published;
			return this.#goOn(verdict, opened, from);
		}
		if (verdict.because !== undefined) {
			this.#startsOver(verdict.because);
		}
		await this.#part.begin(verdict.kind === "whole" ? verdict.state : undefined);
		if (verdict.kind === "again") {
			return false;
		}
		const { bytes, sha256 } = verdict.state;
		this.#published = sha256;
		const { approximateBytes } = this.#file;
		await this.#take(opened.chunks(), bytes ?? knownSize(this.#file, opened) ?? (approximateBytes === null ? Number.MAX_SAFE_INTEGER : Math.ceil(approximateBytes * 1.02)), bytes);
		return this.#isWhole(bytes);
	}

	/** Writes what comes after what is here; whether the file is whole then. */
	async #goOn({ end, bytes }: Extract<Verdict, { kind: "rest" }>, opened: Opened, from: number): Promise<boolean> {
		const part = this.#part;
		const before = part.position;
		const tail = await part.tail(before - from);
		const fresh = beyond(opened.chunks(), tail);
		try {
			await this.#take(fresh, end, bytes);
		} catch (error) {
			if (error instanceof Differs) {
				this.#startsOver("changed");
				await part.begin(undefined);
				return false;
			}
			throw error;
		}
		// A server may give less than was asked for, as long as it is not too little.
		return part.position === end && end < bytes && end - before >= PROGRESS ? false : this.#isWhole(bytes);
	}

	/** @param limit bytes of the file that may be here at the end */
	async #take(chunks: AsyncIterable<Uint8Array>, limit: number, total: number | null): Promise<void> {
		const part = this.#part;
		await requireSpace(path.dirname(this.#file.target), limit === Number.MAX_SAFE_INTEGER ? 0 : Math.max(limit, total ?? 0) - part.position);
		for await (const chunk of chunks) {
			if (part.position + chunk.length > limit) {
				throw tooLarge(this.#file.url, limit);
			}
			await part.append(chunk);
			this.#report("downloading", part.position, total);
		}
	}

	#isWhole(total: number | null): true {
		if (total !== null && this.#part.position < total) {
			throw new Interruption(interrupted(`${this.#part.position} of ${total} bytes`));
		}
		return true;
	}

	/** What cannot become the file goes; a server that gives wrong ranges is not asked for them again. */
	async #after(error: unknown): Promise<void> {
		if (error instanceof Failure && error.code === "download-too-large") {
			await this.#part.remove();
		} else if (error instanceof Failure && error.code === "download-wrong-range" && this.#part.state !== undefined) {
			await this.#part.remember({ ...this.#part.state, ranges: false });
		}
	}

	async #finish(): Promise<Downloaded> {
		const part = this.#part;
		const found = part.digest();
		const expected = this.#file.sha256 ?? this.#published;
		try {
			requireSize(part.position, this.#file);
			if (expected !== null && expected !== found) {
				throw wrongBytes(this.#file.url, expected, found);
			}
		} catch (error) {
			await part.remove();
			throw error;
		}
		await part.complete();
		this.#reported = 0;
		this.#report("downloading", part.position, part.position);
		return { bytes: part.position, sha256: found, checkedWith: this.#file.sha256 !== null ? "catalogue" : this.#published !== null ? "publisher" : "nobody" };
	}

	#report(phase: DownloadProgress["phase"], done: number, total: number | null): void {
		const now = performance.now();
		if (now - this.#reported >= REPORT_EVERY) {
			this.#reported = now;
			this.#options.report?.({ phase, done, total });
		}
	}

	#startsOver(reason: StartsOver): void {
		const name = nameOf(this.#file.url);
		const why = { changed: `${name} has changed at its address since the download began`, "no-ranges": `The server cannot resume ${name}`, unknown: `Nobody can tell whether what is here of ${name} is still right` }[reason];
		this.#options.notice?.({ kind: "starts-over", reason, sentence: `${why}; it begins from the start.` });
	}
}

/** Thrown where bytes that are here come otherwise. */
class Differs extends Error {}

/** What comes after the bytes that are here already. */
async function* beyond(chunks: AsyncIterable<Uint8Array>, known: Uint8Array): AsyncGenerator<Uint8Array> {
	let compared = 0;
	for await (const chunk of chunks) {
		const length = Math.min(chunk.length, known.length - compared);
		if (Buffer.compare(chunk.subarray(0, length), known.subarray(compared, compared + length)) !== 0) {
			throw new Differs("other bytes than before");
		}
		compared += length;
		if (length < chunk.length) {
			yield chunk.subarray(length);
		}
	}
}

function headersFor({ from, state }: Asked): Record<string, string> {
	// Ranges and sizes are those of the file itself, not of a packed one.
	const headers: Record<string, string> = { "Accept-Encoding": "identity" };
	const validator = state?.etag ?? state?.lastModified ?? null;
	if (from > 0) {
		headers["Range"] = `bytes=${from}-`;
		if (validator !== null) {
			headers["If-Range"] = validator;
		}
	}
	return headers;
}
