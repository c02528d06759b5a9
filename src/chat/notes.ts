import { randomUUID } from "node:crypto";
import type { ToView } from "../../webview/protocol.ts";
import type { ChatThread } from "./thread.ts";

type Note = Extract<ToView, { readonly type: "note" }>;
type Run = () => void | Promise<void>;

/** What can be undone at a time. */
const MOST_UNDOS = 20;

/** The line above the composer, in all pages, and what it offers to undo. */
export class Notes {
	readonly #show: (note: Note) => void;
	readonly #undos = new Map<string, { readonly run: Run; readonly thread: ChatThread | undefined }>();
	/** The note that pages show, unless somebody has closed it there. */
	#shown: Note | undefined;

	constructor(show: (note: Note) => void) {
		this.#show = show;
	}

	/**
	 * Says something in the place of what was said before. With `thread`, undoing is offered only while that one is open.
	 *
	 * @returns what takes this note away, and no other one that has come since
	 */
	note(text: string, run?: Run, thread?: ChatThread): () => void {
		let id: string | undefined;
		if (run !== undefined) {
			id = randomUUID();
			this.#undos.set(id, { run, thread });
			const [oldest] = this.#undos.keys();
			if (this.#undos.size > MOST_UNDOS && oldest !== undefined) {
				this.#undos.delete(oldest);
			}
		}
		const note: Note = { type: "note", text, undo: id };
		this.#shown = note;
		this.#show(note);
		return () => this.#takeAway(this.#shown === note);
	}

	/** The user does the next thing: what was said about the last one goes. With `keepUndo`, not where it can still be undone. */
	next({ keepUndo = false } = {}): void {
		this.#takeAway(!keepUndo || this.#shown?.undo === undefined);
	}

	async undo(id: string): Promise<void> {
		const undo = this.#undos.get(id);
		this.#undos.delete(id);
		this.#takeAway();
		await undo?.run();
	}

	/** What was changed in a thread cannot be undone in the one that is read anew. */
	forget(thread: ChatThread): void {
		for (const [id, undo] of this.#undos) {
			if (undo.thread === thread) {
				this.#undos.delete(id);
				this.#takeAway(id === this.#shown?.undo);
			}
		}
	}

	#takeAway(really = true): void {
		if (really && this.#shown !== undefined) {
			this.#shown = undefined;
			this.#show({ type: "note", text: "", undo: undefined });
		}
	}
}
