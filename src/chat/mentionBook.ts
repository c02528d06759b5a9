import type { Exchange, OpenExchange } from "./exchange.ts";
import { findMentions, type MentionServices } from "./mentions.ts";

/** Looks once through every answer that has ended, for structures and sequences. */
export class MentionBook {
	readonly #services: MentionServices;
	readonly #found: (exchange: OpenExchange) => void;
	readonly #disposal = new AbortController();

	/** @param found is told of an answer that has some */
	constructor(services: MentionServices, found: (exchange: OpenExchange) => void) {
		this.#services = services;
		this.#found = found;
	}

	request(exchange: Exchange): void {
		const { answer } = exchange;
		if (answer.state !== "writing" && answer.mentions === undefined) {
			void this.#look(exchange);
		}
	}

	dispose(): void {
		this.#disposal.abort();
	}

	async #look(exchange: OpenExchange): Promise<void> {
		const { answer } = exchange;
		answer.mentions = [];
		try {
			answer.mentions = answer.text === "" ? [] : await findMentions(answer.text, this.#services, this.#disposal.signal);
			if (answer.mentions.length > 0 && exchange.answer === answer) {
				this.#found(exchange);
			}
		} catch {
			answer.mentions = undefined; // the thread was closed, or the chemistry was: looked for again when it is shown
		}
	}
}
