import { randomUUID } from "node:crypto";
import type { ToView } from "../../webview/protocol.ts";
import type { ChatThread } from "./thread.ts";

type Note = Extract<ToView, { readonly type: "note" }>;
type Run = () => void | Promise<void>;

/** What can be undone at a time. */
const MOST_UNDOS = 20;

/** The lines above the composer, in all pages: what was said last, and the way back that was offered last. Neither takes the other's place. */
export class Notes {
	readonly #show: (note: Note) => void;
	readonly #undos = new Map<string, { readonly run: Run; readonly thread: ChatThread | undefined }>();
	/** What pages say, unless somebody has closed it there. */
	#said: Note | undefined;
	/** The id of the undo that pages offer. */
	#offered: string | undefined;

	constructor(show: (note: Note) => void) {
		this.#show = show;
	}

	/**
	 * Says something in the place of what was said before. With `thread`, undoing is offered only while that one is open.
	 *
	 * @returns what takes this note away, and no other one that has come since
	 */
	note(text: string, run?: Run, thread?: ChatThread): () => void {
		if (run !== undefined) {
			return this.#offer(text, run, thread);
		}
		const note: Note = { type: "note", text, undo: undefined };
		this.#said = note;
		this.#show(note);
		return () => this.#said === note && this.#unsay();
	}

	/** Whether it is being said. */
	says(text: string): boolean {
		return this.#said?.text === text;
	}

	/** The user does the next thing: what was said about the last one goes. With `keepUndo`, an edit can still be undone; what was deleted comes back at any time. */
	next({ keepUndo = false } = {}): void {
		this.#unsay();
		const offered = this.#offered;
		if (offered !== undefined && !keepUndo && this.#undos.get(offered)?.thread !== undefined) {
			this.#unoffer(offered);
		}
	}

	async undo(id: string): Promise<void> {
		const undo = this.#undos.get(id);
		this.#withdraw(id);
		await undo?.run();
	}

	/** What was changed in a thread cannot be undone in the one that is read anew. */
	forget(thread: ChatThread): void {
		[...this.#undos].filter(([, undo]) => undo.thread === thread).forEach(([id]) => this.#withdraw(id));
	}

	#offer(text: string, run: Run, thread: ChatThread | undefined): () => void {
		const id = randomUUID();
		this.#undos.set(id, { run, thread });
		const [oldest] = this.#undos.keys();
		if (this.#undos.size > MOST_UNDOS && oldest !== undefined) {
			this.#undos.delete(oldest);
		}
		this.#unsay();
		this.#offered = id;
		this.#show({ type: "note", text, undo: id });
		return () => this.#withdraw(id);
	}

	#withdraw(id: string): void {
		this.#undos.delete(id);
		this.#unoffer(id);
	}

	#unoffer(id: string): void {
		if (this.#offered === id) {
			this.#offered = undefined;
			this.#show({ type: "note", text: "", undo: id });
		}
	}

	#unsay(): void {
		if (this.#said !== undefined) {
			this.#said = undefined;
			this.#show({ type: "note", text: "", undo: undefined });
		}
	}
}
