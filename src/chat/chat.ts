import { randomUUID } from "node:crypto";
import type { ModelDescription } from "../inference/engine.ts";
import type { Entity } from "../science/entity.ts";
import { failureData } from "../science/failure.ts";
import { tidyName } from "../science/name.ts";
import type { ChatEvent, ThreadChange } from "./changes.ts";
import { Emitter } from "./emitter.ts";
import { Notes } from "./notes.ts";
import type { ChatServices } from "./parts.ts";
import { type Draft, noDraft } from "./store/records.ts";
import type { StoredThread } from "./store/replay.ts";
import type { ThreadLog } from "./store/threadLog.ts";
import type { FoundThread } from "./store/threadStore.ts";
import { ChatThread } from "./thread.ts";
import { titleOf, titleText } from "./viewModel.ts";
import { deletedText, notSavedText, threadTexts, undeletedTooLateText } from "./wording.ts";

/** Milliseconds between a keystroke and the unsent question being on disk. */
const DRAFT_PAUSE = 500;

interface Live {
	readonly thread: ChatThread;
	readonly log: ThreadLog;
	draft: ReturnType<typeof setTimeout> | undefined;
	/** Something is computed for it: gives that up. */
	giveUp: (() => void) | undefined;
}

/** The chat of a window: the thread that is open, those that still write their answers, and the list of all. */
export class Chat {
	readonly services: ChatServices;
	readonly #changed = new Emitter<ChatEvent>();
	readonly #live = new Map<string, Live>();
	/** Those that are being put away: they are not read before that. */
	readonly #closing = new Map<string, Promise<void>>();
	/** Those that are being read: what changes meanwhile they may not have. */
	readonly #reading = new Map<string, Promise<unknown>>();
	readonly #notes = new Notes((note) => this.#changed.fire({ kind: "note", note }));
	#current: ChatThread | undefined;
	#started: Promise<ChatThread> | undefined;
	#model: ModelDescription | undefined;
	/** Counts the threads that were asked for: the one asked for last is shown, whatever is read sooner. */
	#wanted = 0;

	constructor(services: ChatServices) {
		this.services = services;
	}

	/** The open thread; undefined until {@link start} has read it. */
	get thread(): ChatThread | undefined {
		return this.#current;
	}

	onChange(listener: (event: ChatEvent) => void): { dispose(): void } {
		return this.#changed.on(listener);
	}

	/** The open thread: at first the one that was open last in this workspace. */
	async start(): Promise<ChatThread> {
		this.#started ??= this.#restore();
		const first = await this.#started;
		return this.#current ?? first;
	}

	async attach(entity: Entity, origin = ""): Promise<void> {
		(await this.start()).attach(entity, origin);
	}

	/** A new thread; the one that has not begun yet is emptied. An answer that is being written is written to its end. */
	async newThread(): Promise<void> {
		const current = await this.start();
		this.nextNote();
		this.#wanted++;
		if (current.exchanges.length === 0 && this.#live.get(current.id)?.giveUp === undefined) {
			current.clearComposer();
		} else {
			this.#show(this.#open({ id: randomUUID(), title: undefined, exchanges: [] }, noDraft));
		}
	}

	/** Fails with `thread-newer`; a thread that is gone is left out. */
	async openThread(id: string): Promise<void> {
		await this.start();
		const wanted = ++this.#wanted;
		const thread = this.#live.get(id)?.thread ?? (await this.#read(id));
		if (thread !== undefined && wanted === this.#wanted) {
			this.#show(thread);
		}
	}

	/** Shows what another window has asked in the open thread meanwhile; not while something is written here, or could not be. */
	async catchUp(): Promise<void> {
		const live = this.#current && this.#live.get(this.#current.id);
		const idle = (): boolean => live !== undefined && live.thread === this.#current && !live.thread.busy && live.giveUp === undefined;
		if (live === undefined || !idle()) {
			return;
		}
		await live.log.settled();
		const { written, whole } = live.log;
		const changed = whole && (await this.services.store.changed(live.thread.id, written));
		if (changed && idle() && live.log.written === written) {
			changed.accept();
			this.#notes.forget(live.thread); // its Undo is of what was read before
			live.thread.adopt(changed.thread);
		}
	}

	/** An empty title gives it the name of its first question again. */
	async renameThread(id: string, title: string): Promise<void> {
		const live = this.#live.get(id);
		const name = tidyName(title);
		if (live !== undefined) {
			live.thread.rename(name);
		} else if ((await this.services.store.entry(id)) !== undefined) {
			await this.services.store.log(id).append({ kind: "title", title: name });
			await this.#reading.get(id)?.catch(() => undefined); // whoever asked for it is told
			this.#live.get(id)?.thread.rename(name); // it may have been read before that was written
		}
		this.#changed.fire({ kind: "threads" });
	}

	/** Takes a thread out of the list; a note offers to bring it back. */
	async deleteThread(id: string): Promise<void> {
		const live = this.#live.get(id);
		const entry = live === undefined ? await this.services.store.entry(id) : undefined;
		const title = live === undefined ? titleText(entry?.title, entry?.firstQuestion ?? "") : titleOf(live.thread);
		if (live !== undefined && live.thread === this.#current) {
			this.#show(this.#open({ id: randomUUID(), title: undefined, exchanges: [] }, noDraft)); // first: what is asked from here on must not go to a thread that goes
		}
		await (live !== undefined && this.#live.get(id) === live ? this.#close(live) : this.#closing.get(id));
		await this.services.store.delete(id);
		this.#changed.fire({ kind: "threads" });
		this.note(deletedText(title), async () => {
			const back = await this.services.store.undelete(id);
			this.#changed.fire({ kind: "threads" });
			await (back ? this.openThread(id) : this.note(undeletedTooLateText()));
		});
	}

	search(query: string, signal: AbortSignal): Promise<readonly FoundThread[]> {
		return this.services.store.search(query, signal);
	}

	/**
	 * Keeps a thread that is left while something is computed for it, until what it returns is called.
	 *
	 * @param giveUp called where the thread is closed all the same: what was sent has to go back to the composer at once
	 */
	hold(thread: ChatThread, giveUp: () => void): () => void {
		const live = this.#live.get(thread.id);
		if (live?.thread === thread) {
			live.giveUp = giveUp;
		}
		return () => {
			if (live?.giveUp === giveUp) {
				live.giveUp = undefined;
				this.#leave(thread);
			}
		};
	}

	/** See {@link Notes.note}. */
	note(...note: Parameters<Notes["note"]>): () => void {
		return this.#notes.note(...note);
	}

	/** See {@link Notes.next}. */
	nextNote(...how: Parameters<Notes["next"]>): void {
		this.#notes.next(...how);
	}

	undo(id: string): Promise<void> {
		return this.#notes.undo(id);
	}

	/** For what a page or a command has asked for: a failure is told as a note. */
	async told(work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			const { code, message, detail } = failureData(error);
			if (code !== "cancelled") {
				this.services.log.warn(`${code}: ${message} ${detail ?? ""}`);
				this.note(message);
			}
		}
	}

	/** Something could not be written: not said again with every word while it stands there, but with the next question. */
	notSaved(error: unknown): void {
		const message = error instanceof Error ? error.message : failureData(error).message;
		this.services.log.warn(`A chat could not be written: ${message}`);
		const text = notSavedText(message);
		if (!this.#notes.says(text)) {
			this.note(text);
		}
	}

	/** Settles when everything is on disk. An answer that is being written is not stopped by the user: it is found as interrupted. */
	async dispose(): Promise<void> {
		this.#changed.dispose();
		const closed = [...this.#live.values()].map(async (live) => {
			const written = live.log.close(); // before the answer ends
			await this.#close(live);
			await written;
		});
		await Promise.all([...closed, ...this.#closing.values()]);
	}

	async #restore(): Promise<ChatThread> {
		const { store, memory } = this.services;
		void store.purge().catch((error: unknown) => this.services.log.warn(`Deleted chats could not be removed: ${String(error)}`));
		await this.describe();
		const id = memory.get();
		let thread: ChatThread | undefined;
		try {
			thread = id === undefined ? undefined : await this.#read(id, { orNew: true });
		} catch (error) {
			this.services.log.warn(`The chat that was open last could not be opened: ${failureData(error).message}`);
		}
		this.#current = thread ?? this.#open({ id: randomUUID(), title: undefined, exchanges: [] }, noDraft);
		memory.set(this.#current.id);
		return this.#current;
	}

	/** A thread without questions has no file, but perhaps a question that was not sent. */
	#read(id: string, { orNew = false } = {}): Promise<ChatThread | undefined> {
		const reading = this.#load(id, orNew);
		this.#reading.set(id, reading);
		return reading.finally(() => this.#reading.delete(id));
	}

	async #load(id: string, orNew: boolean): Promise<ChatThread | undefined> {
		const { store } = this.services;
		await this.#closing.get(id);
		const [stored, draft] = await Promise.all([store.load(id), store.draft(id)]);
		// Somebody else may have asked for it meanwhile.
		return this.#live.get(id)?.thread ?? (stored || draft || orNew ? this.#open(stored ?? { id, title: undefined, exchanges: [] }, draft ?? noDraft) : undefined);
	}

	#open(stored: StoredThread, draft: Draft): ChatThread {
		const { engine, chemistry, store } = this.services;
		const log = store.log(stored.id);
		const thread = new ChatThread({ engine, chemistry, journal: log, model: () => this.#model, texts: threadTexts }, stored, draft);
		const live: Live = { thread, log, draft: undefined, giveUp: undefined };
		this.#live.set(thread.id, live);
		thread.onChange((change) => this.#threadChanged(live, change));
		return thread;
	}

	#show(thread: ChatThread): void {
		const before = this.#current;
		this.#current = thread;
		this.services.memory.set(thread.id);
		this.#changed.fire({ kind: "thread" });
		this.#changed.fire({ kind: "threads" });
		void this.describe();
		if (before !== undefined && before !== thread) {
			this.#notes.forget(before);
			this.#leave(before);
		}
	}

	/** A thread that nobody sees stays until its answer is written. */
	#leave(thread: ChatThread): void {
		const live = this.#live.get(thread.id);
		if (live?.thread === thread && thread !== this.#current && !thread.busy && live.giveUp === undefined) {
			void this.#close(live).then(() => this.#changed.fire({ kind: "threads" })); // now with what was not sent
		}
	}

	async #close(live: Live): Promise<void> {
		const { id } = live.thread;
		this.#live.delete(id); // first: what is given back must not have it closed again
		live.giveUp?.();
		live.thread.stop();
		const closing = this.#putAway(live);
		this.#closing.set(id, closing);
		live.thread.dispose();
		await closing;
		if (this.#closing.get(id) === closing) {
			this.#closing.delete(id);
		}
	}

	async #putAway(live: Live): Promise<void> {
		await this.#keepDraft(live);
		await live.log.close();
		if (live.log.whole) {
			await this.services.store.leave(live.thread.stored, live.log.written);
		}
	}

	#threadChanged(live: Live, change: ThreadChange): void {
		if (change.kind === "composer" || change.kind === "draft" || change.kind === "all") {
			live.draft ??= setTimeout(() => void this.#keepDraft(live), DRAFT_PAUSE);
			if (change.kind === "composer" && live.thread.draft === "" && live.thread.attachments.length === 0) {
				void this.#keepDraft(live); // it was sent: a window that is killed now must not offer it again
			}
		}
		if (live.thread === this.#current) {
			this.#changed.fire({ kind: "change", change });
		} else if (change.kind === "answer" || change.kind === "all") { // a failed one gives its question back
			this.#leave(live.thread);
		}
		if (change.kind === "title" || change.kind === "exchange") {
			this.#changed.fire({ kind: "threads" });
		}
	}

	async #keepDraft(live: Live): Promise<void> {
		if (live.draft !== undefined) {
			clearTimeout(live.draft);
			live.draft = undefined;
			const { id, draft, attachments } = live.thread;
			await this.services.store.keepDraft(id, { text: draft, attachments }).catch((error: unknown) => this.notSaved(error));
		}
	}

	/** Looks what the model that answers now reads, for the chips. Where that fails, the first question says why. */
	async describe(): Promise<void> {
		try {
			this.#model = await this.services.engine.describe();
		} catch (error) {
			this.services.log.warn(failureData(error).message);
		}
	}
}
