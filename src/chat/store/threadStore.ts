import { mkdir, readdir, readFile, rename, rm, stat, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { linesOf, nothingThere } from "./lines.ts";
import { type Draft, draftText, type EvidenceRecord, parseDraft, parseRecord, startsAs, THREAD_VERSION } from "./records.ts";
import { Replay, type StoredThread } from "./replay.ts";
import { digest, excerptOf, type ThreadDigest } from "./summaries.ts";
import { ThreadLog } from "./threadLog.ts";

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
const ENDING = ".jsonl";
/** How long a deleted thread can be brought back, at least. Milliseconds. */
const KEPT = 3_600_000;
/** More than anybody reads through. */
const MOST_FOUND = 100;
/** Files that are looked at together. */
const TOGETHER = 8;

/** The threads of a workspace: a folder with a file for each. */
export class ThreadStore {
	readonly #folder: string;
	readonly #services: StoreServices;
	/** What the list says of a file, for as long as the file stays as it is. */
	readonly #digests = new Map<string, { readonly stamp: string; readonly digest: ThreadDigest | undefined }>();

	constructor(folder: string, services: StoreServices) {
		this.#folder = folder;
		this.#services = services;
	}

	/** Where what happens in a thread is written down. */
	log(id: string): ThreadLog {
		return new ThreadLog(id, this.#file(id), this.#services.now, this.#services.trouble);
	}

	/** A thread with everything that was shown of it; undefined where there is none. Fails with `thread-newer`. */
	async load(id: string, signal?: AbortSignal): Promise<StoredThread | undefined> {
		const replay = new Replay();
		let lines = 0;
		for await (const portion of linesOf(this.#file(id), (beginning) => !startsAs(beginning, "segments", "tokens"), signal)) {
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

	/** All threads with a question, the one that changed last first. */
	async entries(signal?: AbortSignal): Promise<readonly ThreadEntry[]> {
		const names = ((await readdir(this.#folder).catch(nothingThere)) ?? []).filter((name) => name.endsWith(ENDING) && ID.test(name.slice(0, -ENDING.length)));
		const entries: ThreadEntry[] = [];
		for (let first = 0; first < names.length; first += TOGETHER) {
			signal?.throwIfAborted();
			const some = await Promise.all(names.slice(first, first + TOGETHER).map((name) => this.entry(name.slice(0, -ENDING.length), signal)));
			entries.push(...some.filter((each) => each !== undefined && each.questions > 0) as ThreadEntry[]);
		}
		return entries.sort((one, other) => other.changedAt - one.changedAt);
	}

	/** The threads whose title, questions or answers contain `query`, in upper or lower case. */
	async search(query: string, signal?: AbortSignal): Promise<readonly FoundThread[]> {
		const wanted = query.trim().toLowerCase();
		const found: FoundThread[] = [];
		for (const entry of await this.entries(signal)) {
			const inTitle = wanted === "" || (entry.title ?? entry.firstQuestion).toLowerCase().includes(wanted);
			const excerpt = inTitle ? "" : await this.#find(entry.id, wanted, signal);
			if (excerpt !== undefined) {
				found.push({ ...entry, excerpt });
			}
			if (wanted !== "" && found.length === MOST_FOUND) {
				break;
			}
		}
		return found;
	}

	/** Puts a thread where nobody lists it; its log must be closed. */
	async delete(id: string): Promise<void> {
		await this.purge();
		await mkdir(this.#trash, { recursive: true, mode: 0o700 });
		await rename(this.#file(id), this.#deleted(id, this.#services.now())).catch(nothingThere);
		await rm(this.#draftFile(id), { force: true });
	}

	/** Brings a deleted thread back; false where it is gone for good. */
	async undelete(id: string): Promise<boolean> {
		const file = this.#file(id);
		const name = (await this.#trashed()).find((each) => each.endsWith(`_${path.basename(file)}`));
		if (name === undefined) {
			return false;
		}
		await rename(path.join(this.#trash, name), file);
		return true;
	}

	/** Ends what was deleted long enough ago. */
	async purge(): Promise<void> {
		const ended = (await this.#trashed()).filter((name) => !(Number.parseInt(name, 10) > this.#services.now() - KEPT));
		await Promise.all(ended.map((name) => rm(path.join(this.#trash, name), { force: true })));
	}

	/** What was not sent yet in a thread; undefined where nothing was, or where it cannot be read. */
	async draft(id: string): Promise<Draft | undefined> {
		const content = await readFile(this.#draftFile(id), "utf8").catch(nothingThere);
		return content === undefined ? undefined : parseDraft(content);
	}

	/** Keeps what is not sent yet; a crash leaves the one before. */
	async keepDraft(id: string, draft: Draft): Promise<void> {
		const file = this.#draftFile(id);
		if (draft.text === "" && draft.attachments.length === 0) {
			await unlink(file).catch(nothingThere);
			return;
		}
		await mkdir(this.#folder, { recursive: true, mode: 0o700 });
		await writeFile(`${file}.${process.pid}`, draftText(draft), { mode: 0o600 });
		await rename(`${file}.${process.pid}`, file);
	}

	get #trash(): string {
		return path.join(this.#folder, "deleted");
	}

	#file(id: string): string {
		if (!ID.test(id)) {
			throw new Error(`${JSON.stringify(id.slice(0, 100))} is not the id of a thread`);
		}
		return path.join(this.#folder, id + ENDING);
	}

	#draftFile(id: string): string {
		return `${this.#file(id).slice(0, -ENDING.length)}.draft.json`;
	}

	#deleted(id: string, at: number): string {
		return path.join(this.#trash, `${at}_${path.basename(this.#file(id))}`);
	}

	async #trashed(): Promise<readonly string[]> {
		return (await readdir(this.#trash).catch(nothingThere)) ?? [];
	}

	/** One thread of the list; undefined where there is none, or a later version has written it. */
	async entry(id: string, signal?: AbortSignal): Promise<ThreadEntry | undefined> {
		const file = this.#file(id);
		const seen = await stat(file).catch(nothingThere);
		if (seen === undefined) {
			this.#digests.delete(id);
			return undefined; // deleted by another window just now
		}
		const stamp = `${seen.mtimeMs} ${seen.size}`;
		const known = this.#digests.get(id);
		const entry = known?.stamp === stamp ? known : { stamp, digest: await digest(file, signal) };
		this.#digests.set(id, entry);
		return entry.digest && { ...entry.digest, id, changedAt: seen.mtimeMs };
	}

	async #find(id: string, wanted: string, signal: AbortSignal | undefined): Promise<string | undefined> {
		const thread = await this.load(id, signal);
		for (const { question, answer } of thread?.exchanges ?? []) {
			const excerpt = excerptOf(question.text, wanted) ?? excerptOf(answer.computed, wanted) ?? excerptOf(answer.text, wanted);
			if (excerpt !== undefined) {
				return excerpt;
			}
		}
		return undefined;
	}
}
