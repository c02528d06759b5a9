import { freshAnswer, type OpenExchange, withMore } from "../exchange.ts";
import type { ThreadRecord } from "./records.ts";

/** A thread as its file tells it. */
export interface StoredThread {
	readonly id: string;
	/** As the user called it; undefined where it has the name of its first question. */
	readonly title: string | undefined;
	readonly exchanges: readonly OpenExchange[];
}

/** Makes a thread of its records, one after the other. Records about something that is not there cost nothing. */
export class Replay {
	/** Greater than ours where a later version has written it. */
	version = 0;
	#title: string | undefined;
	readonly #exchanges = new Map<string, OpenExchange>();
	/** By the id of the answer; a retry begins with nothing. */
	readonly #writing = new Map<string, { readonly exchange: OpenExchange; readonly texts: string[]; readonly reasoning: string[]; ended: boolean }>();
	readonly #removed = new Set<string>();

	take(record: ThreadRecord): void {
		switch (record.kind) {
			case "head":
				this.version = Math.max(this.version, record.version);
				break;
			case "title":
				this.#title = record.title;
				break;
			case "question": {
				const { id, at, text, prompt, asksModel, attachments } = record;
				this.#exchanges.set(id, { question: { id, at, text, prompt, asksModel, attachments }, answer: freshAnswer(`unanswered-${record.id}`, record.at) });
				break;
			}
			case "answer":
				this.#begin(record);
				break;
			case "removed":
				record.questions.forEach((id) => this.#removed.add(id));
				break;
			case "restored":
				record.questions.forEach((id) => this.#removed.delete(id));
				break;
			case "segments":
			case "tokens":
				break; // read when somebody asks
			default:
				this.#grow(record);
		}
	}

	thread(id: string): StoredThread {
		for (const { exchange, texts, reasoning, ended } of this.#writing.values()) {
			const { answer } = exchange;
			answer.text = texts.join("");
			answer.reasoning = reasoning.join("");
			if (!ended) {
				interrupt(answer);
			}
		}
		const exchanges = [...this.#exchanges.values()].filter(({ question }) => !this.#removed.has(question.id));
		// A question whose answer never began: it was asked all the same.
		exchanges.filter(({ answer }) => answer.state === "writing").forEach(({ answer }) => interrupt(answer));
		return { id, title: this.#title, exchanges };
	}

	#begin(record: Extract<ThreadRecord, { kind: "answer" }>): void {
		const exchange = this.#exchanges.get(record.question);
		if (exchange !== undefined) {
			this.#writing.delete(exchange.answer.id);
			exchange.answer = freshAnswer(record.id, record.at, record.computed);
			this.#writing.set(record.id, { exchange, texts: [], reasoning: [], ended: false });
		}
	}

	#grow(record: Extract<ThreadRecord, { kind: "prompt" | "text" | "reasoning" | "ended" | "mentions" | "repetition" }>): void {
		const writing = this.#writing.get(record.answer);
		if (writing === undefined) {
			return;
		}
		const { answer } = writing.exchange;
		switch (record.kind) {
			case "prompt": {
				const { model, settings, notices, softTokens, device, fresh } = record;
				Object.assign(answer, { model, settings, notices, softTokens, device, fresh });
				break;
			}
			case "text":
				writing.texts.push(record.text);
				break;
			case "reasoning":
				writing.reasoning.push(record.text);
				break;
			case "ended": {
				const { state, stop, failure } = record;
				writing.ended = true;
				if (record.text !== undefined) {
					writing.texts.splice(0, Infinity, record.text);
				}
				if (record.reasoning !== undefined) {
					writing.reasoning.splice(0, Infinity, record.reasoning);
				}
				Object.assign(answer, { state, stop, failure, notices: withMore(answer.notices, record.notices), model: record.model ?? answer.model, timings: record.timings ?? answer.timings, tokens: record.tokens ?? answer.tokens });
				break;
			}
			case "mentions":
				answer.mentions = record.mentions;
				break;
			case "repetition":
				answer.repetition = record.text;
				break;
		}
	}
}

function interrupt(answer: OpenExchange["answer"]): void {
	answer.state = "stopped";
	answer.interrupted = true;
}
