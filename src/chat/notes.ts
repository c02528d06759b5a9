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
	/** The undo of the note that is shown. */
	#offered: string | undefined;

	constructor(show: (note: Note) => void) {
		this.#show = show;
	}

	/** Without text it is taken away. With `thread`, undoing is offered only while that one is open. */
	note(text: string, run?: Run, thread?: ChatThread): void {
		let id: string | undefined;
		if (run !== undefined) {
			id = randomUUID();
			this.#undos.set(id, { run, thread });
			const [oldest] = this.#undos.keys();
			if (this.#undos.size > MOST_UNDOS && oldest !== undefined) {
				this.#undos.delete(oldest);
			}
		}
		this.#offered = id;
		this.#show({ type: "note", text, undo: id });
	}

	async undo(id: string): Promise<void> {
		const undo = this.#undos.get(id);
		this.#undos.delete(id);
		this.note("");
		await undo?.run();
	}

	/** What was changed in a thread cannot be undone in the one that is read anew. */
	forget(thread: ChatThread): void {
		for (const [id, undo] of this.#undos) {
			if (undo.thread === thread) {
				this.#undos.delete(id);
				if (id === this.#offered) {
					this.note("");
				}
			}
		}
	}
}
