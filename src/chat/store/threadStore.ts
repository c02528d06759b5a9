import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { Drafts } from "./drafts.ts";
import { linesOf, nothingThere } from "./lines.ts";
import { type Draft, type EvidenceRecord, parseRecord, startsAs, THREAD_VERSION } from "./records.ts";
import { Replay, type StoredThread } from "./replay.ts";
import { digest, excerptOf, type ThreadDigest } from "./summaries.ts";
import { ThreadLog } from "./threadLog.ts";
import { Trash } from "./trash.ts";

export interface ThreadEntry extends ThreadDigest {
	readonly id: string;
	/** Milliseconds since the epoch. */
	readonly changedAt: number;
}

export interface FoundThread extends ThreadEntry {
	/** Where the search found something; empty where that is the title. */
	readonly excerpt: string;
}

export interface StoreServices {
	/** Milliseconds since the epoch. */
	readonly now: () => number;
	/** The sentence for a thread that a later version of the product has written. */
	readonly newer: () => string;
	/** Is told that something could not be written. */
	readonly trouble: (error: unknown) => void;
}

/** Ids come from a page, and become the names of files. */
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u;
const ID_LENGTH = 36;
const ENDING = ".jsonl";
const DRAFT_ENDING = ".draft.json";
/** More than anybody reads through. */
const MOST_FOUND = 100;
/** Threads that are kept as they were left. */
const MOST_LEFT = 4;
/** Files that are looked at together. */
const TOGETHER = 8;

/** The threads of a workspace: a folder with a file for each. */
export class ThreadStore {
	readonly #folder: string;
	readonly #services: StoreServices;
	readonly #drafts = new Drafts();
	readonly #trash: Trash;
	/** What the list says of a file, for as long as the file stays as it is. */
	readonly #digests = new Map<string, { readonly stamp: string; readonly digest: ThreadDigest | undefined }>();

	/** Whoever goes to and fro between threads does not wait for them to be read again; the one that was left last comes last. */
	readonly #left = new Map<string, { readonly stamp: string; readonly size: number; readonly thread: StoredThread }>();
	/** Bytes of the files of threads that are open, when they were read. */
	readonly #sizes = new Map<string, number>();

	constructor(folder: string, services: StoreServices) {
		this.#folder = folder;
		this.#services = services;
		this.#trash = new Trash(path.join(folder, "deleted"), services.now);
	}

	/** Where what happens in a thread is written down. */
	log(id: string): ThreadLog {
		return new ThreadLog(id, this.#file(id), this.#services.now, this.#services.trouble);
	}

	/** A thread with everything that was shown of it; undefined where there is none. Fails with `thread-newer`. */
	async load(id: string, signal?: AbortSignal): Promise<StoredThread | undefined> {
		const left = this.#left.get(id);
		if (left !== undefined && left.stamp === (await this.#stamp(id))) {
			this.#sizes.set(id, left.size);
			return left.thread;
		}
		return this.#read(id, signal, (bytes) => this.#sizes.set(id, bytes));
	}

	/**
	 * Remembers a thread as it is left, so that it need not be read again while its file stays as it is.
	 *
	 * @param written bytes that were added to the file since it was loaded; where there are others, another window has asked something there
	 */
	async leave(thread: StoredThread, written: number): Promise<void> {
		const { id } = thread;
		const size = (this.#sizes.get(id) ?? 0) + written;
		const seen = await stat(this.#file(id)).catch(() => undefined); // it is only read again
		this.#left.delete(id);
		this.#sizes.delete(id);
		if (seen?.size === size) {
			this.#left.set(id, { stamp: stampOf(seen), size, thread });
		}
		const [oldest] = this.#left.keys();
		if (this.#left.size > MOST_LEFT && oldest !== undefined) {
			this.#left.delete(oldest);
		}
	}

	/**
	 * A thread as it is now, where another window has written in its file; undefined where nobody has.
	 *
	 * @param written bytes that this window has added since it was loaded
	 * @returns with it, `accept`: from here on this is what was loaded
	 */
	async changed(id: string, written: number): Promise<{ readonly thread: StoredThread; readonly accept: () => void } | undefined> {
		const seen = await stat(this.#file(id)).catch(nothingThere);
		if (seen === undefined || seen.size === (this.#sizes.get(id) ?? 0) + written) {
			return undefined;
		}
		let size = 0;
		const thread = await this.#read(id, undefined, (bytes) => (size = bytes));
		return thread && { thread, accept: () => this.#sizes.set(id, size - written) };
	}

	async #stamp(id: string): Promise<string | undefined> {
		const seen = await stat(this.#file(id)).catch(nothingThere);
		return seen === undefined ? undefined : stampOf(seen);
	}

	async #read(id: string, signal?: AbortSignal, counted?: (bytes: number) => void): Promise<StoredThread | undefined> {
		const replay = new Replay();
		let lines = 0;
		for await (const portion of linesOf(this.#file(id), (beginning) => !startsAs(beginning, "segments", "tokens"), signal, counted)) {
			for (const line of portion) {
				const record = parseRecord(line);
				if (record !== undefined) {
					replay.take(record);
					lines++;
				}
			}
		}
		if (replay.version > THREAD_VERSION) {
			throw new Failure("thread-newer", this.#services.newer());
		}
		return lines === 0 ? undefined : replay.thread(id);
	}

	/** How an answer was made: what was written about it last. */
	async evidence(id: string, answer: string, signal?: AbortSignal): Promise<{ readonly [K in EvidenceRecord["kind"]]?: Extract<EvidenceRecord, { kind: K }> }> {
		const found: { segments?: Extract<EvidenceRecord, { kind: "segments" }>; tokens?: Extract<EvidenceRecord, { kind: "tokens" }> } = {};
		const begins = JSON.stringify({ answer }).slice(1, -1);
		const about = (beginning: string): boolean => (startsAs(beginning, "segments", "tokens") || startsAs(beginning, "answer")) && beginning.includes(begins.slice(begins.indexOf(":") + 1));
		for await (const portion of linesOf(this.#file(id), about, signal)) {
			for (const line of portion) {
				const record = parseRecord(line);
				if (record?.kind === "answer" && record.id === answer) {
					delete found.segments; // asked again: what was known is about the answer before
					delete found.tokens;
				} else if (record?.kind === "segments" && record.answer === answer) {
					found.segments = record;
				} else if (record?.kind === "tokens" && record.answer === answer) {
					found.tokens = record;
				}
			}
		}
		return found;
	}

	/** All threads with a question, also one that was not sent yet; the one that changed last first. A file that cannot be read hides no other. */
	async entries(signal?: AbortSignal): Promise<readonly ThreadEntry[]> {
		const ids = await this.#ids();
		const entries: ThreadEntry[] = [];
		for (let first = 0; first < ids.length; first += TOGETHER) {
			signal?.throwIfAborted();
			const some = await Promise.all(ids.slice(first, first + TOGETHER).map((id) => ifReadable(this.entry(id, signal), signal)));
			signal?.throwIfAborted();
			entries.push(...some.filter((each) => each !== undefined));
		}
		return entries.sort((one, other) => other.changedAt - one.changedAt);
	}

	/** The threads whose title, questions or answers contain `query`, in upper or lower case. */
	async search(query: string, signal?: AbortSignal): Promise<readonly FoundThread[]> {
		const wanted = query.trim().toLowerCase();
		const found: FoundThread[] = [];
		for (const entry of await this.entries(signal)) {
			const inTitle = wanted === "" || (entry.title ?? entry.firstQuestion).toLowerCase().includes(wanted);
			const excerpt = inTitle ? "" : await ifReadable(this.#find(entry.id, wanted, signal), signal);
			if (excerpt !== undefined) {
				found.push({ ...entry, excerpt });
			}
			if (wanted !== "" && found.length === MOST_FOUND) {
				break;
			}
		}
		return found;
	}

	/** Puts a thread where nobody lists it, with what was not sent yet; its log must be closed. */
	async delete(id: string): Promise<void> {
		const draft = this.#draftFile(id);
		this.#left.delete(id);
		await this.#trash.purge();
		await this.#drafts.settled(draft);
		await this.#trash.take(this.#file(id));
		await this.#trash.take(draft);
	}

	/** Brings a deleted thread back, in front of what another window has written in it since; false where it is gone for good. */
	async undelete(id: string): Promise<boolean> {
		const draft = this.#draftFile(id);
		const thread = await this.#trash.giveBackLines(this.#file(id));
		await this.#drafts.settled(draft);
		const unsent = await this.#trash.giveBackLast(draft, { newer: (await stat(draft).catch(nothingThere)) !== undefined });
		return thread || unsent;
	}

	/** Ends what was deleted long enough ago. */
	async purge(): Promise<void> {
		await this.#trash.purge();
	}

	/** What was not sent yet in a thread; undefined where nothing was, or where it cannot be read. */
	async draft(id: string): Promise<Draft | undefined> {
		return this.#drafts.read(this.#draftFile(id));
	}

	/** Keeps what is not sent yet; a crash leaves the one before. */
	async keepDraft(id: string, draft: Draft): Promise<void> {
		await this.#drafts.keep(this.#draftFile(id), draft);
	}

	#file(id: string): string {
		if (!ID.test(id)) {
			throw new Error(`${JSON.stringify(id.slice(0, 100))} is not the id of a thread`);
		}
		return path.join(this.#folder, id + ENDING);
	}

	#draftFile(id: string): string {
		return this.#file(id).slice(0, -ENDING.length) + DRAFT_ENDING;
	}

	async #ids(): Promise<readonly string[]> {
		const names = (await readdir(this.#folder).catch(nothingThere)) ?? [];
		const ids = names.filter((name) => [ENDING, DRAFT_ENDING].includes(name.slice(ID_LENGTH))).map((name) => name.slice(0, ID_LENGTH));
		return [...new Set(ids.filter((id) => ID.test(id)))];
	}

	/** One thread of the list; undefined where there is no question in it, or a later version has written it. */
	async entry(id: string, signal?: AbortSignal): Promise<ThreadEntry | undefined> {
		const file = this.#file(id);
		const seen = await stat(file).catch(nothingThere);
		if (seen === undefined) {
			this.#digests.delete(id);
			return this.#unsent(id, undefined); // not begun, or deleted by another window just now
		}
		const stamp = stampOf(seen);
		const known = this.#digests.get(id);
		const entry = known?.stamp === stamp ? known : { stamp, digest: await digest(file, signal) };
		this.#digests.set(id, entry);
		if (entry.digest === undefined) {
			return undefined;
		}
		return entry.digest.questions > 0 ? { ...entry.digest, id, changedAt: seen.mtimeMs } : this.#unsent(id, entry.digest.title);
	}

	/** A thread without a question is worth a line for what was not sent yet, which names it. */
	async #unsent(id: string, title: string | undefined): Promise<ThreadEntry | undefined> {
		const [draft, seen] = await Promise.all([this.draft(id), stat(this.#draftFile(id)).catch(nothingThere)]);
		return draft === undefined || seen === undefined ? undefined : { id, title, firstQuestion: draft.text, questions: 0, changedAt: seen.mtimeMs };
	}

	async #find(id: string, wanted: string, signal: AbortSignal | undefined): Promise<string | undefined> {
		const thread = await this.#read(id, signal);
		for (const { question, answer } of thread?.exchanges ?? []) {
			const excerpt = excerptOf(question.text, wanted) ?? excerptOf(answer.computed, wanted) ?? excerptOf(answer.text, wanted);
			if (excerpt !== undefined) {
				return excerpt;
			}
		}
		return undefined;
	}
}

/** Another one where a file has changed: it is only ever written at its end. */
function stampOf({ mtimeMs, size }: { readonly mtimeMs: number; readonly size: number }): string {
	return `${mtimeMs} ${size}`;
}

/** Undefined where something cannot be read; fails where nobody wants it any more. */
async function ifReadable<T>(reading: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
	try {
		return await reading;
	} catch {
		signal?.throwIfAborted();
		return undefined;
	}
}
