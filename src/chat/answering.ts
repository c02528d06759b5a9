import type { AnswerToken, AskEvent, AskRequest, Engine, Notice } from "../inference/engine.ts";
import { Failure, failureData } from "../science/failure.ts";
import { type ChatAnswer, withMore } from "./exchange.ts";
import { Pen } from "./pen.ts";
import type { Journal } from "./store/threadLog.ts";

export interface AnsweringServices {
	readonly engine: Pick<Engine, "ask">;
	readonly journal: Journal;
	/** The sentence for an answer that ends without being done. */
	readonly unfinished: () => string;
	/** Whether this is still the answer of its question, and the question still in the thread. */
	readonly current: () => boolean;
	readonly changed: (what: "answer" | "text") => void;
	/** It is written: called once. */
	readonly ended: () => void;
}

/** Has one answer written, and writes it down as it comes. */
export class Answering {
	readonly answer: ChatAnswer;
	readonly #services: AnsweringServices;
	readonly #abort = new AbortController();
	readonly #pen: Pen;
	readonly #reasoningPen: Pen;
	#tokens: AnswerToken[] = [];
	/** What was known only at the end. */
	#later: readonly Notice[] = [];

	constructor(answer: ChatAnswer, services: AnsweringServices) {
		this.answer = answer;
		this.#services = services;
		this.#pen = new Pen(
			(text) => services.journal.append({ kind: "text", answer: answer.id, text }),
			(piece) => this.#show("text", piece),
		);
		this.#reasoningPen = new Pen(
			(text) => services.journal.append({ kind: "reasoning", answer: answer.id, text }),
			(piece) => this.#show("reasoning", piece),
		);
	}

	/** Settles when the answer has ended, however it ended. */
	async run(request: AskRequest): Promise<void> {
		const { answer } = this;
		try {
			for await (const event of this.#services.engine.ask(request, this.#abort.signal)) {
				await this.#take(event, request);
			}
			if (answer.state === "writing") {
				throw new Failure("answer-unfinished", this.#services.unfinished());
			}
		} catch (error) {
			await this.#written();
			if (answer.state === "writing") { // otherwise it was stopped: that the engine gave up is what was wanted
				answer.failure = failureData(error);
				this.#end("failed");
			}
		}
	}

	/** Ends the answer at once with the text that is shown; the engine winds down behind it. */
	stop(): void {
		if (this.answer.state === "writing") {
			this.#pen.drop();
			this.#reasoningPen.drop();
			this.answer.stop = "cancelled";
			this.#abort.abort();
			this.#end("stopped");
		}
	}

	async #take(event: AskEvent, request: AskRequest): Promise<void> {
		const { answer } = this;
		if (event.type === "done") {
			await this.#done(event);
		} else if (answer.state !== "writing") {
			return; // what arrives after Stop was never seen, so it is no part of the dialogue
		} else if (event.type === "text") {
			this.#tokens.push(...event.tokens);
			answer.tokens = (answer.tokens ?? 0) + event.ids.length;
			this.#reasoningPen.write(event.reasoning ?? "");
			this.#pen.write(event.text);
		} else if (event.type === "stage") {
			answer.stage = event.stage;
			this.#services.changed("answer");
		} else {
			this.#prompted(event, request.fresh ?? false);
		}
	}

	#prompted({ segments, notices, settings, model, reading }: Extract<AskEvent, { readonly type: "prompt" }>, fresh: boolean): void {
		const softTokens = segments.reduce((sum, segment) => sum + (segment.kind === "entity" ? segment.softTokens : 0), 0);
		const known = { model, settings, notices, softTokens, device: reading?.device, fresh }; // the model here already, so that an answer that breaks off is signed too
		Object.assign(this.answer, known);
		void this.#services.journal.append({ kind: "prompt", answer: this.answer.id, ...known });
		void this.#services.journal.append({ kind: "segments", answer: this.answer.id, segments });
		this.#services.changed("answer");
	}

	#show(part: "text" | "reasoning", piece: string): void {
		const { answer } = this;
		const first = answer[part] === "";
		answer[part] += piece;
		answer.stage = undefined;
		this.#services.changed(first ? "answer" : "text");
	}

	async #done({ answer: final }: Extract<AskEvent, { readonly type: "done" }>): Promise<void> {
		const { answer } = this;
		await this.#written();
		answer.model = final.model;
		answer.timings = final.timings;
		if (answer.state === "writing") {
			answer.stop = final.stop;
			answer.text = final.text;
			answer.reasoning = final.reasoning ?? "";
			answer.notices = withMore(answer.notices, final.notices);
			this.#later = final.notices ?? [];
			answer.tokens = final.generatedIds.length;
			this.#tokens = [...final.tokens]; // those too whose text was held back
			this.#end(final.stop === "cancelled" ? "stopped" : "done");
		} else if (this.#services.current()) {
			this.#writeEnd(answer.state);
			this.#services.changed("answer");
		}
	}

	#end(state: "done" | "stopped" | "failed"): void {
		this.answer.state = state;
		this.answer.stage = undefined;
		this.#writeEnd(state);
		const tokens = tokensOf(this.answer, this.#tokens);
		if (tokens.length > 0) {
			void this.#services.journal.append({ kind: "tokens", answer: this.answer.id, tokens });
		}
		this.#services.ended();
	}

	#writeEnd(state: "done" | "stopped" | "failed"): void {
		const { id, text, reasoning, stop, model, timings, tokens, failure } = this.answer;
		const notices = this.#later.length === 0 ? undefined : this.#later;
		void this.#services.journal.append({ kind: "ended", answer: id, state, text: unless(text, this.#pen.written), reasoning: unless(reasoning, this.#reasoningPen.written), notices, stop, model, timings, tokens, failure });
	}

	/** Settles when everything that has come is shown. */
	async #written(): Promise<void> {
		await Promise.all([this.#reasoningPen.finish(), this.#pen.finish()]);
	}
}

function unless(text: string, known: string): string | undefined {
	return text === known ? undefined : text;
}

/** The tokens of what is shown: of an answer that was stopped there may be more. */
function tokensOf({ text, reasoning }: ChatAnswer, tokens: readonly AnswerToken[]): readonly AnswerToken[] {
	const shown: AnswerToken[] = [];
	let restOfText = text.length;
	let restOfReasoning = reasoning.length;
	for (const token of tokens) {
		if (restOfText <= 0 && restOfReasoning <= 0) {
			break;
		}
		const thought = token.reasoning?.slice(0, Math.max(0, restOfReasoning));
		shown.push({ ...token, text: token.text.slice(0, Math.max(0, restOfText)), ...(thought === undefined ? {} : { reasoning: thought }) });
		restOfText -= token.text.length;
		restOfReasoning -= token.reasoning?.length ?? 0;
	}
	return shown;
}
