import type { ChatStrings, ToHost, ToView } from "../../webview/protocol.ts";
import { parseToHost } from "../../webview/parse.ts";
import type { ChatEvent, ThreadChange } from "./changes.ts";
import type { Chat } from "./chat.ts";
import type { Exchange } from "./exchange.ts";
import { inspect, type Requests } from "./requests.ts";
import type { ChatThread } from "./thread.ts";
import { answerModel, composerModel, exchangeModels, messageModels, threadModel, titleOf } from "./viewModel.ts";

/** What a view needs from its surroundings. */
export interface LinkServices {
	readonly strings: ChatStrings;
	readonly post: (message: ToView) => void;
}

/** A page that takes longer to load finds the user elsewhere. Milliseconds. */
const focusWithin = 5000;
/** Questions with their answers that a page gets when a thread is opened: they fill a high screen. */
const atFirst = 12;
/** And then, at a time, as somebody scrolls up. */
const portion = 20;

/**
 * Shows the open thread in one page: sends what has changed, takes what the page says.
 *
 * Messages are complete or say where they belong, so a page that missed some (it was hidden, moved or reloaded) is never wrong for long: it says
 * `ready` and gets the newest messages anew.
 */
export class ThreadLink {
	readonly #chat: Chat;
	readonly #requests: Requests;
	readonly #services: LinkServices;
	readonly #subscription: { dispose(): void };
	/** The answer that grows, and how much of it the page has. */
	#growing: { readonly exchange: Exchange; sent: Lengths } | undefined;
	/** The first exchange that the page shows. */
	#first: Exchange | undefined;
	#inspected: string | undefined;
	#list: { readonly search: string; readonly abort: AbortController } | undefined;
	#visible = true;
	#ready = false;
	#focusUntil = 0;

	constructor(requests: Requests, services: LinkServices) {
		this.#chat = requests.chat;
		this.#requests = requests;
		this.#services = services;
		this.#subscription = this.#chat.onChange((event) => this.#changed(event));
	}

	/** A hidden page gets nothing (VS Code would queue it all); shown again, it gets the thread. */
	setVisible(visible: boolean): void {
		if (visible && !this.#visible) {
			this.#visible = true;
			this.#sendThread();
		}
		this.#visible = visible;
	}

	/** Puts the cursor into the composer, as soon as there is one. */
	focus(): void {
		this.#focusUntil = Date.now() + focusWithin;
		this.#sendFocus();
	}

	/** Takes a message from the page; what is not one of ours is reported and ignored. */
	receive(value: unknown): void {
		const message = parseToHost(value);
		if (message === undefined) {
			this.#chat.services.log.warn(`The chat page sent something that is not a message: ${excerpt(value)}`);
			return;
		}
		this.#handle(message);
	}

	dispose(): void {
		this.#subscription.dispose();
		this.#forgetList();
	}

	#handle(message: ToHost): void {
		switch (message.type) {
			case "ready":
				this.#ready = true;
				this.#forgetList();
				void this.#chat.told(async () => {
					await this.#chat.start();
					this.#sendThread();
				});
				return;
			case "earlier":
				this.#sendEarlier(message.before);
				return;
			case "threads":
				void this.#sendThreads(message.search);
				return;
			case "ask":
			case "edit":
			case "retry":
				this.#forgetList(); // it covers where this comes from
				this.#focusUntil = 0;
				break;
			case "draft":
				this.#focusUntil = 0;
				break;
			case "inspect":
				this.#inspected = message.id;
				this.#sendInspected(this.#chat.thread);
				return;
		}
		void this.#requests.handle(message, (reply) => this.#post(reply));
	}

	#changed(event: ChatEvent): void {
		switch (event.kind) {
			case "thread":
				this.#inspected = undefined;
				this.#sendThread();
				break;
			case "threads":
				if (this.#list !== undefined) {
					void this.#sendThreads(this.#list.search);
				}
				break;
			case "note":
				this.#post(event.note);
				break;
			case "change":
				if (this.#chat.thread !== undefined) {
					this.#threadChanged(this.#chat.thread, event.change);
				}
		}
	}

	#threadChanged(thread: ChatThread, change: ThreadChange): void {
		switch (change.kind) {
			case "all":
				this.#sendThread();
				break;
			case "composer":
				this.#post({ type: "composer", ...composerModel(thread) });
				this.#sendInspected(thread);
				break;
			case "title":
				this.#post({ type: "title", title: titleOf(thread) });
				break;
			case "text":
				this.#grow(change.exchange);
				break;
			case "answer":
			case "exchange":
				this.#exchangeChanged(thread, change);
				break;
			case "draft":
				break; // the page said so
		}
	}

	#exchangeChanged(thread: ChatThread, { kind, exchange }: Extract<ThreadChange, { readonly exchange: Exchange }>): void {
		if (!this.#shows(thread, exchange)) {
			return;
		}
		for (const message of kind === "answer" ? [answerModel(thread, exchange)] : exchangeModels(thread, exchange)) {
			this.#post({ type: "message", message });
		}
		this.#sent(thread, exchange);
		if (kind === "exchange") {
			this.#demoteBefore(thread, exchange);
			this.#sendInspected(thread);
		}
	}

	/** Not what has not been asked for yet; from the end, because what changes is mostly there. */
	#shows(thread: ChatThread, exchange: Exchange): boolean {
		const { exchanges } = thread;
		const first = this.#first === undefined ? -1 : exchanges.lastIndexOf(this.#first);
		return exchanges.lastIndexOf(exchange) >= first;
	}

	/** The answer before a new one can no longer be asked again, and the first question names the thread. */
	#demoteBefore(thread: ChatThread, exchange: Exchange): void {
		if (thread.exchanges.at(-1) !== exchange) {
			return;
		}
		const previous = thread.exchanges.at(-2);
		if (previous !== undefined) {
			this.#post({ type: "message", message: answerModel(thread, previous) });
		} else {
			this.#first = exchange;
			this.#post({ type: "title", title: titleOf(thread) });
		}
	}

	/** Called with every piece that is on disk: dozens of times per second. */
	#grow(exchange: Exchange): void {
		if (this.#growing?.exchange !== exchange) {
			this.#growing = { exchange, sent: { text: 0, reasoning: 0 } };
		}
		const { id, ...texts } = exchange.answer;
		for (const part of ["reasoning", "text"] as const) {
			const from = this.#growing.sent[part];
			if (texts[part].length > from) {
				this.#post({ type: "text", id, ...(part === "reasoning" ? { part } : {}), from, text: texts[part].slice(from) });
			}
		}
		this.#growing.sent = lengths(exchange);
	}

	/** The page has all of this exchange's text. Only the last one grows: an earlier one that reports late must not take its place. */
	#sent(thread: ChatThread, exchange: Exchange | undefined): void {
		if (exchange !== undefined && exchange === thread.exchanges.at(-1)) {
			this.#growing = { exchange, sent: lengths(exchange) };
		}
	}

	#sendThread(): void {
		const { thread } = this.#chat;
		if (thread === undefined || !this.#ready || !this.#visible) {
			return; // it is sent when the thread is read, the page ready and seen
		}
		const from = Math.max(0, thread.exchanges.length - atFirst);
		this.#first = thread.exchanges[from];
		thread.reveal(thread.exchanges.slice(from));
		this.#post({ type: "thread", strings: this.#services.strings, commands: this.#chat.services.slash?.list() ?? [], thread: threadModel(thread, from) });
		this.#sent(thread, thread.exchanges.at(-1));
		this.#sendFocus();
	}

	#sendEarlier(before: string): void {
		const { thread } = this.#chat;
		const to = thread?.exchanges.findIndex(({ question, answer }) => question.id === before || answer.id === before) ?? -1;
		if (thread === undefined || to === -1) {
			return;
		}
		const from = Math.max(0, to - portion);
		this.#first = thread.exchanges[from];
		thread.reveal(thread.exchanges.slice(from, to));
		this.#post({ type: "earlier", messages: messageModels(thread, from, to), earlier: 2 * from });
	}

	/** The page shows it no more: what happens in an answer must not have all threads looked through. */
	#forgetList(): void {
		this.#list?.abort.abort();
		this.#list = undefined;
	}

	async #sendThreads(search: string): Promise<void> {
		this.#list?.abort.abort();
		const abort = new AbortController();
		this.#list = { search, abort };
		await this.#chat.told(async () => {
			try {
				await this.#chat.start();
				this.#post(await this.#requests.list(search, abort.signal));
			} catch (error) {
				if (!abort.signal.aborted) {
					throw error;
				}
			}
		});
	}

	/** A chip with its facts: once, and again when they have come. */
	#sendInspected(thread: ChatThread | undefined): void {
		const id = this.#inspected;
		const inspected = id === undefined || thread === undefined ? undefined : inspect(thread, id);
		if (inspected !== undefined) {
			this.#inspected = inspected.facts?.state === "computing" ? id : undefined;
			this.#post(inspected);
		}
	}

	/** Said again to a page that loads meanwhile: one that was hidden is thrown away just after it is shown. */
	#sendFocus(): void {
		if (Date.now() < this.#focusUntil) {
			this.#post({ type: "focus" });
		}
	}

	#post(message: ToView): void {
		if (this.#visible && this.#ready) {
			this.#services.post(message);
		}
	}
}

/** Characters of an answer that the page has. */
interface Lengths {
	readonly text: number;
	readonly reasoning: number;
}

function lengths({ answer: { text, reasoning } }: Exchange): Lengths {
	return { text: text.length, reasoning: reasoning.length };
}

function excerpt(value: unknown): string {
	let text: string | undefined;
	try {
		text = JSON.stringify(value);
	} catch {
		text = undefined;
	}
	return (text ?? String(value)).slice(0, 200);
}
