import type { AnswerModel, MessageModel } from "../protocol.ts";
import { Announcer } from "../ui/announcer.ts";

/** Tells screen readers what happens in a thread: the answer as it grows, how it ended, what "Run again exactly" has found. */
export class Narrator {
	readonly #announcer: Announcer;

	/** `region` is an element with `aria-live="polite"`. */
	constructor(region: HTMLElement) {
		this.#announcer = new Announcer(region);
	}

	/** An answer that grows. */
	text(id: string, text: string): void {
		this.#announcer.follow(id, text);
	}

	/**
	 * A message that is new or has changed.
	 *
	 * @param reasoning said when a model begins to reason; what it thinks is not read aloud
	 */
	message(before: MessageModel | undefined, now: MessageModel, reasoning: string): void {
		if (now.role === "user") {
			return;
		}
		if (now.state === "writing" && now.text === "" && now.reasoning !== "" && !(before?.role === "assistant" && before.reasoning !== "")) {
			this.#announcer.say(reasoning);
		}
		if (now.state === "writing") {
			this.#announcer.follow(now.id, now.text);
		} else if (before?.role === "assistant" && before.state === "writing") {
			this.#announcer.follow(now.id, now.text);
			this.#announcer.finish(ending(now));
		}
	}

	say(text: string): void {
		this.#announcer.say(text);
	}
}

function ending({ failure = "", ending, attribution }: AnswerModel): string {
	return [failure, ending, attribution].filter((each) => each !== "").join(" ");
}
