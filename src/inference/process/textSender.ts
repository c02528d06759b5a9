import type { AnswerToken, AskEvent } from "../engine.ts";

/** Text waits at most this long (ms) before it is sent: each message takes a tiny model's processor from it for a moment. */
export const FLUSH_INTERVAL = 16;

/** Sends an answer's text in small bundles: the first at once, what comes faster together. */
export class TextSender {
	text = "";
	reasoning = "";
	readonly tokens: AnswerToken[] = [];
	private waiting: AnswerToken[] = [];
	private ids: number[] = [];
	private since = 0;
	private sentAt = Number.NEGATIVE_INFINITY;
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly emit: (event: AskEvent) => void) {}

	/** @param id the token that was generated; `shown` may be others, since text is held back */
	add(shown: readonly AnswerToken[], id?: number): void {
		this.since ||= performance.timeOrigin + performance.now();
		this.waiting.push(...shown);
		if (id !== undefined) {
			this.ids.push(id);
		}
		const wait = this.sentAt + FLUSH_INTERVAL - performance.now();
		if (wait <= 0) {
			this.flush();
		} else {
			// The next token of a large model may take long: what is there must not wait for it.
			this.timer ??= setTimeout(() => this.flush(), wait);
		}
	}

	flush(): void {
		this.cancel();
		if (this.waiting.length > 0 || this.ids.length > 0) {
			const text = this.waiting.map((token) => token.text).join("");
			const reasoning = this.waiting.map((token) => token.reasoning ?? "").join("");
			this.text += text;
			this.reasoning += reasoning;
			this.tokens.push(...this.waiting);
			this.emit({ type: "text", text, ...(reasoning === "" ? {} : { reasoning }), ids: this.ids, tokens: this.waiting, producedAt: this.since });
			this.waiting = [];
			this.ids = [];
			this.sentAt = performance.now();
		}
		this.since = 0;
	}

	/** Sends nothing more. */
	cancel(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
	}
}
