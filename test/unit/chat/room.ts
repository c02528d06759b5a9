import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Entity } from "../../../src/science/entity.ts";
import type { ToHost, ToView } from "../../../webview/protocol.ts";
import { Chat } from "../../../src/chat/chat.ts";
import type { ChatServices } from "../../../src/chat/parts.ts";
import { ThreadLink } from "../../../src/chat/link.ts";
import { Requests } from "../../../src/chat/requests.ts";
import type { ThreadLog } from "../../../src/chat/store/threadLog.ts";
import { ThreadStore } from "../../../src/chat/store/threadStore.ts";
import { chatStrings } from "../../../src/chat/strings.ts";
import type { ChatThread } from "../../../src/chat/thread.ts";
import { FakeChemistry, FakeEngine, settled } from "./fakes.ts";

interface Work {
	pending: number;
}

/** A store that knows what it still has to do. */
class WatchedStore extends ThreadStore {
	readonly #work: Work;

	constructor(work: Work, ...rest: ConstructorParameters<typeof ThreadStore>) {
		super(...rest);
		this.#work = work;
	}

	override log(id: string): ThreadLog {
		const log = super.log(id);
		const append = log.append.bind(log);
		log.append = async (record) => this.#watch(append(record));
		return log;
	}

	override async load(...rest: Parameters<ThreadStore["load"]>): ReturnType<ThreadStore["load"]> {
		return this.#watch(super.load(...rest));
	}

	override async evidence(...rest: Parameters<ThreadStore["evidence"]>): ReturnType<ThreadStore["evidence"]> {
		return this.#watch(super.evidence(...rest));
	}

	override async search(...rest: Parameters<ThreadStore["search"]>): ReturnType<ThreadStore["search"]> {
		return this.#watch(super.search(...rest));
	}

	override async delete(id: string): Promise<void> {
		return this.#watch(super.delete(id));
	}

	override async undelete(id: string): Promise<boolean> {
		return this.#watch(super.undelete(id));
	}

	async #watch<T>(work: Promise<T>): Promise<T> {
		this.#work.pending++;
		try {
			return await work;
		} finally {
			this.#work.pending--;
		}
	}
}

/** The chat of a window with one page, on a real folder; the model, RDKit and VS Code are the test's. */
export class Room {
	readonly engine = new FakeEngine();
	readonly chemistry: FakeChemistry;
	readonly chat: Chat;
	readonly requests: Requests;
	readonly store: ThreadStore;
	readonly sent: ToView[] = [];
	readonly opened: string[] = [];
	readonly copied: string[] = [];
	readonly previewed: { readonly entity: Entity; readonly origin: string }[] = [];
	readonly warnings: string[] = [];
	link: ThreadLink;
	readonly #folder: string;
	readonly #memory: { id: string | undefined };
	readonly #parts: Parts;
	readonly #work: Work = { pending: 0 };

	private constructor(folder: string, memory: { id: string | undefined }, parts: Parts) {
		this.#folder = folder;
		this.#memory = memory;
		this.#parts = parts;
		this.chemistry = parts.chemistry ?? new FakeChemistry();
		this.store = new WatchedStore(this.#work, folder, { now: Date.now, newer: () => "Update.", trouble: (error) => this.chat.notSaved(error) });
		this.chat = new Chat({ engine: this.engine, chemistry: this.chemistry, store: this.store, memory: { get: () => memory.id, set: (id) => (memory.id = id) }, log: { warn: (message) => this.warnings.push(message) }, ...parts });
		this.requests = new Requests(this.chat, { openExternal: (href) => this.opened.push(href), copy: async (text) => void this.copied.push(text), preview: async (entity, origin) => void this.previewed.push({ entity, origin }) });
		this.link = this.page();
	}

	static async open(parts: Parts = {}): Promise<Room> {
		return new Room(await mkdtemp(path.join(tmpdir(), "biomedgpt-chat-")), { id: undefined }, parts);
	}

	/** The window is closed and opened again. */
	async reload(): Promise<Room> {
		await this.chat.dispose();
		return new Room(this.#folder, this.#memory, this.#parts);
	}

	/** The window is killed: nothing of it is told, and another one opens. */
	async kill(): Promise<Room> {
		this.link.dispose();
		return new Room(this.#folder, this.#memory, this.#parts);
	}

	/** A page as VS Code loads it. */
	page(): ThreadLink {
		return new ThreadLink(this.requests, { strings: chatStrings(), post: (message) => this.sent.push(JSON.parse(JSON.stringify(message)) as ToView) });
	}

	/** What the page says; then what follows from it has happened. */
	async say(message: ToHost): Promise<void> {
		this.link.receive(message);
		await this.settled();
	}

	/** Everything that is due has happened, however slow the disk is. */
	async settled(): Promise<void> {
		do {
			await settled();
		} while (this.#work.pending > 0);
	}

	/** A question, and a whole answer of the model. */
	async exchange(question: string, ...answer: readonly string[]): Promise<void> {
		await this.say({ type: "ask", text: question });
		this.engine.last.prompt([]).text(...answer).done();
		await this.settled();
	}

	get thread(): ChatThread {
		if (this.chat.thread === undefined) {
			throw new Error("No thread is open.");
		}
		return this.chat.thread;
	}

	/** The last message of this type that the page got. */
	last<T extends ToView["type"]>(type: T): Extract<ToView, { readonly type: T }> {
		const found = this.sent.findLast((each) => each.type === type);
		if (found === undefined) {
			throw new Error(`The page got no “${type}”.`);
		}
		return found as Extract<ToView, { readonly type: T }>;
	}

	async close(): Promise<void> {
		await this.chat.dispose();
		await rm(this.#folder, { recursive: true, force: true });
	}
}

export interface Parts extends Partial<Pick<ChatServices, "sources" | "slash" | "takeAway">> {
	readonly chemistry?: FakeChemistry;
}
