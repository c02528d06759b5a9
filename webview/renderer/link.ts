import { parseToView, type OutputSubject, type OutputTheme, type RendererStrings, type ToHost, type ToView } from "../protocol/renderer.ts";
import type { RendererContext } from "./context.ts";
import { englishStrings } from "./englishStrings.ts";

/** How long the host may take to be there before outputs are shown without it: it may just be starting. Milliseconds. */
const patience = 4000;
/** How long it may take to answer a question. Milliseconds. */
const longestAnswer = 30_000;

type Question = ToHost extends infer Each ? (Each extends { readonly id: number } ? Omit<Each, "id"> : never) : never;
type Answer = Extract<ToView, { readonly id: number }>;

/** The extension host as the outputs see it: it may be late, or not there at all. */
export class HostLink {
	/** `waiting` until the host has answered or has not for a while; it may come later still. */
	state: "waiting" | "here" | "absent";
	strings: RendererStrings = englishStrings;
	/** Whether asking and copying are offered. */
	actions = false;
	previews = false;
	readonly #post: ((message: ToHost) => void) | undefined;
	readonly #waiting = new Map<number, (answer: Answer | undefined) => void>();
	readonly #listeners = new Set<() => void>();
	#last = 0;

	constructor({ postMessage, onDidReceiveMessage }: RendererContext) {
		this.#post = onDidReceiveMessage === undefined ? undefined : postMessage;
		this.state = this.#post === undefined ? "absent" : "waiting";
		onDidReceiveMessage?.((message) => this.#receive(parseToView(message)));
		this.#post?.({ type: "hello" });
		setTimeout(() => this.#giveUp(), patience);
	}

	/** Calls `listener` whenever state, strings or actions change, until the returned function is called. */
	onChange(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** RDKit's drawing as the address of a picture. */
	async draw(structure: string, theme: OutputTheme, width: number, height: number): Promise<Answer | undefined> {
		return this.#question({ type: "draw", structure, theme, width, height });
	}

	async facts(structure: string): Promise<Answer | undefined> {
		return this.#question({ type: "facts", structure });
	}

	async act(action: "ask" | "preview", subject: OutputSubject): Promise<Answer | undefined> {
		return this.#question({ type: action, subject });
	}

	async copy(text: string): Promise<Answer | undefined> {
		return this.#question({ type: "copy", text });
	}

	/** Undefined where nobody answers. */
	async #question(question: Question): Promise<Answer | undefined> {
		const post = this.#post;
		if (post === undefined) {
			return undefined;
		}
		const id = ++this.#last;
		return new Promise((resolve) => {
			const timer = setTimeout(() => finish(undefined), longestAnswer);
			const finish = (answer: Answer | undefined): void => {
				clearTimeout(timer);
				this.#waiting.delete(id);
				resolve(answer);
			};
			this.#waiting.set(id, finish);
			post({ ...question, id });
		});
	}

	#receive(message: ToView | undefined): void {
		if (message === undefined) {
			console.warn("BioMedGPT: ignored something that is not a message");
		} else if (message.type === "welcome") {
			this.state = "here";
			this.strings = message.strings;
			this.actions = message.actions;
			this.previews = message.previews;
			this.#changed();
		} else {
			this.#waiting.get(message.id)?.(message);
		}
	}

	#giveUp(): void {
		if (this.state === "waiting") {
			this.state = "absent";
			this.#changed();
		}
	}

	#changed(): void {
		for (const listener of [...this.#listeners]) {
			listener();
		}
	}
}
