import { type ChatStrings, parseToHost, type ToHost, type ToView } from "../../webview/protocol.ts";
import type { Exchange } from "./exchange.ts";
import type { ChatThread, ThreadChange } from "./thread.ts";
import { answerModel, composerModel, exchangeModels, threadModel } from "./viewModel.ts";

/** What a view needs from its surroundings. */
export interface LinkServices {
	readonly strings: ChatStrings;
	readonly post: (message: ToView) => void;
	readonly openExternal: (href: string) => void;
	readonly copy: (text: string) => Promise<void>;
	/** Where ignored messages are reported. */
	readonly warn: (message: string) => void;
}

/** Two frames of a 60 Hz screen: text that comes faster is sent together. */
const flushEvery = 24;
/** A page that takes longer to load finds the user elsewhere. Milliseconds. */
const focusWithin = 5000;

/**
 * Shows one thread in one page: sends what has changed, takes what the page says.
 *
 * Messages are complete or say where they belong, so a page that missed some (it was hidden, moved or reloaded) is never wrong for long: it says
 * `ready` and gets everything.
 */
export class ThreadLink {
	readonly #thread: ChatThread;
	readonly #services: LinkServices;
	readonly #subscription: { dispose(): void };
	/** The answer that grows, and how much of it the page has. */
	#growing: { readonly exchange: Exchange; sent: number } | undefined;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#lastFlush = 0;
	#visible = true;
	#ready = false;
	#focusUntil = 0;

	constructor(thread: ChatThread, services: LinkServices) {
		this.#thread = thread;
		this.#services = services;
		this.#subscription = thread.onChange((change) => this.#changed(change));
	}

	/** A hidden page gets nothing (VS Code would queue it all); shown again, it gets the whole thread. */
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
			this.#services.warn(`The chat page sent something that is not a message: ${excerpt(value)}`);
			return;
		}
		this.#handle(message);
	}

	dispose(): void {
		this.#subscription.dispose();
		clearTimeout(this.#timer);
	}

	#handle(message: ToHost): void {
		switch (message.type) {
			case "ready":
				this.#ready = true;
				this.#sendThread();
				break;
			case "ask":
				this.#focusUntil = 0;
				void this.#thread.ask(message.text);
				break;
			case "stop":
				this.#thread.stop();
				break;
			case "retry":
				void this.#thread.retry(message.id);
				break;
			case "copy":
				void this.#copy(message.id);
				break;
			case "detach":
				this.#thread.detach(message.id);
				break;
			case "draft":
				this.#focusUntil = 0;
				this.#thread.draft = message.text;
				break;
			case "open":
				this.#open(message.href);
				break;
		}
	}

	#changed(change: ThreadChange): void {
		if (change.kind === "all") {
			this.#sendThread();
		} else if (change.kind === "composer") {
			this.#post({ type: "composer", ...composerModel(this.#thread) });
		} else if (change.kind === "text") {
			this.#grow(change.exchange);
		} else {
			const models = change.kind === "answer" ? [answerModel(this.#thread, change.exchange)] : exchangeModels(this.#thread, change.exchange);
			for (const message of models) {
				this.#post({ type: "message", message });
			}
			this.#sent(change.exchange);
			if (change.kind === "exchange") {
				this.#demoteBefore(change.exchange);
			}
		}
	}

	/** The answer before a new one can no longer be asked again. */
	#demoteBefore(exchange: Exchange): void {
		const previous = this.#thread.exchanges.at(-2);
		if (previous !== undefined && this.#thread.exchanges.at(-1) === exchange) {
			this.#post({ type: "message", message: answerModel(this.#thread, previous) });
		}
	}

	#grow(exchange: Exchange): void {
		if (this.#growing?.exchange !== exchange) {
			this.#growing = { exchange, sent: 0 };
		}
		this.#timer ??= setTimeout(() => this.#flush(), Math.max(0, this.#lastFlush + flushEvery - Date.now()));
	}

	#flush(): void {
		this.#timer = undefined;
		this.#lastFlush = Date.now();
		const growing = this.#growing;
		if (growing === undefined) {
			return;
		}
		const { answer } = growing.exchange;
		if (answer.text.length > growing.sent) {
			this.#post({ type: "text", id: answer.id, from: growing.sent, text: answer.text.slice(growing.sent) });
			growing.sent = answer.text.length;
		}
	}

	/** The page has all of this exchange's text. Only the last one grows: an earlier one that reports late must not take its place. */
	#sent(exchange: Exchange): void {
		if (exchange !== this.#thread.exchanges.at(-1)) {
			return;
		}
		this.#growing = { exchange, sent: exchange.answer.text.length };
		clearTimeout(this.#timer);
		this.#timer = undefined;
	}

	#sendThread(): void {
		this.#post({ type: "thread", strings: this.#services.strings, thread: threadModel(this.#thread) });
		const last = this.#thread.exchanges.at(-1);
		if (last !== undefined) {
			this.#sent(last);
		}
		this.#sendFocus();
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

	async #copy(id: string): Promise<void> {
		const text = this.#thread.exchanges.find((exchange) => exchange.answer.id === id)?.answer.text;
		if (text === undefined) {
			return;
		}
		try {
			await this.#services.copy(text);
			this.#post({ type: "copied", id });
		} catch (error) {
			this.#services.warn(`The answer could not be copied: ${String(error)}`);
		}
	}

	/** Only the web: a model's text must not run commands or open files. */
	#open(href: string): void {
		let protocol: string;
		try {
			({ protocol } = new URL(href));
		} catch {
			protocol = "";
		}
		if (protocol === "http:" || protocol === "https:") {
			this.#services.openExternal(href);
		} else {
			this.#services.warn(`A link in an answer was not opened, because it does not lead to the web: ${excerpt(href)}`);
		}
	}
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
