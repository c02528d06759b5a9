import type { AskEvent, Engine } from "../inference/engine.ts";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { Failure, failureData } from "../science/failure.ts";
import { Emitter } from "./emitter.ts";
import { type Attachment, type ChatAnswer, type Exchange, freshAnswer, turnsFor } from "./exchange.ts";
import { FactsBook } from "./factsBook.ts";

export interface ChatThreadServices {
	readonly engine: Pick<Engine, "ask">;
	readonly chemistry: Pick<Chemistry, "facts">;
	/** The sentence for an answer that ends without being done; from outside because this file knows no `vscode`. */
	readonly unfinished: () => string;
	/** Milliseconds since the epoch; for tests. */
	readonly now?: (() => number) | undefined;
}

/** What a listener has to show anew. `text` is fired for every piece of an answer: hundreds of times per second. */
export type ThreadChange =
	| { readonly kind: "all" }
	| { readonly kind: "exchange"; readonly exchange: Exchange }
	| { readonly kind: "answer"; readonly exchange: Exchange }
	| { readonly kind: "text"; readonly exchange: Exchange }
	| { readonly kind: "composer" };

type Open = { -readonly [K in keyof Exchange]: K extends "answer" ? ChatAnswer : Exchange[K] };

/**
 * One dialogue: the truth that every view of it only shows.
 *
 * It knows no webview: views come, go and reload while an answer is written, and find here all of it.
 */
export class ChatThread {
	/** The unsent text of the composer: kept here because a hidden webview is thrown away. */
	draft = "";
	readonly facts: FactsBook;
	readonly #services: ChatThreadServices;
	readonly #changed = new Emitter<ThreadChange>();
	#exchanges: Open[] = [];
	#attachments: readonly Attachment[] = [];
	#running: { readonly answer: ChatAnswer; readonly abort: AbortController } | undefined;
	#nextId = 1;

	constructor(services: ChatThreadServices) {
		this.#services = services;
		this.facts = new FactsBook(services.chemistry);
		this.facts.onChange((smiles) => this.#factsChanged(smiles));
	}

	get exchanges(): readonly Exchange[] {
		return this.#exchanges;
	}

	/** The entities of the next question. */
	get attachments(): readonly Attachment[] {
		return this.#attachments;
	}

	/** An answer is being written. */
	get busy(): boolean {
		return this.#running !== undefined;
	}

	now(): number {
		return (this.#services.now ?? Date.now)();
	}

	onChange(listener: (change: ThreadChange) => void): { dispose(): void } {
		return this.#changed.on(listener);
	}

	/** Adds an entity to the next question; one that is there already is not added twice. */
	attach(entity: Entity): Attachment {
		const known = this.#attachments.find((each) => sameEntity(each.entity, entity));
		if (known !== undefined) {
			return known;
		}
		const attachment = { id: this.#id("entity"), entity };
		this.#attachments = [...this.#attachments, attachment];
		this.facts.request(entity);
		this.#changed.fire({ kind: "composer" });
		return attachment;
	}

	detach(id: string): void {
		this.#attachments = this.#attachments.filter((each) => each.id !== id);
		this.#forgetFacts();
		this.#changed.fire({ kind: "composer" });
	}

	/** Asks about the attached entities. Settles when the answer has ended, however it ended; an empty text or a second question at a time is ignored. */
	async ask(text: string): Promise<void> {
		const trimmed = text.trim();
		if (trimmed === "" || this.busy) {
			return;
		}
		const question = { id: this.#id("question"), text: trimmed, attachments: this.#attachments };
		const exchange: Open = { question, answer: freshAnswer(this.#id("answer"), this.now()) };
		this.#exchanges.push(exchange);
		this.#attachments = [];
		this.draft = "";
		this.#changed.fire({ kind: "composer" });
		await this.#answer(exchange);
	}

	/** Asks the last question again; its answer so far is replaced. */
	async retry(answerId: string): Promise<void> {
		const exchange = this.#exchanges.at(-1);
		if (this.busy || exchange?.answer.id !== answerId) {
			return;
		}
		const asked = new Set(exchange.question.attachments.map((each) => each.id));
		this.#attachments = this.#attachments.filter((each) => !asked.has(each.id));
		if (this.draft === exchange.question.text) {
			this.draft = "";
		}
		this.#changed.fire({ kind: "all" });
		exchange.answer = freshAnswer(answerId, this.now());
		await this.#answer(exchange);
	}

	/** Ends the answer at once with the text it has; the engine winds down behind it. */
	stop(): void {
		const running = this.#running;
		if (running === undefined) {
			return;
		}
		this.#running = undefined;
		running.answer.state = "stopped";
		running.answer.stop = "cancelled";
		running.abort.abort();
		const exchange = this.#exchanges.find((each) => each.answer === running.answer);
		if (exchange !== undefined) {
			this.#ended(exchange);
		}
	}

	/** Starts anew: stops, and forgets questions, answers and attachments. */
	clear(): void {
		this.stop();
		this.#exchanges = [];
		this.#attachments = [];
		this.draft = "";
		this.#forgetFacts();
		this.#changed.fire({ kind: "all" });
	}

	dispose(): void {
		this.#changed.dispose();
		this.stop();
		this.facts.dispose();
	}

	async #answer(exchange: Open): Promise<void> {
		const { answer } = exchange;
		const abort = new AbortController();
		this.#running = { answer, abort };
		for (const { entity } of exchange.question.attachments) {
			this.facts.request(entity);
		}
		this.#changed.fire({ kind: "exchange", exchange });
		try {
			for await (const event of this.#services.engine.ask({ turns: turnsFor(this.#exchanges, exchange) }, abort.signal)) {
				this.#take(exchange, answer, event);
			}
			if (answer.state === "writing") {
				throw new Failure("answer-unfinished", this.#services.unfinished());
			}
		} catch (error) {
			if (answer.state !== "writing") {
				return; // the user has stopped it: that the engine gave up is what was wanted
			}
			answer.state = "failed";
			answer.failure = failureData(error);
			this.#running = undefined;
			this.#ended(exchange);
		}
	}

	#take(exchange: Open, answer: ChatAnswer, event: AskEvent): void {
		const writing = answer.state === "writing";
		if (event.type === "done") {
			answer.model = event.answer.model;
			answer.timings = event.answer.timings;
			if (writing) {
				answer.state = event.answer.stop === "cancelled" ? "stopped" : "done";
				answer.stop = event.answer.stop;
				answer.text = event.answer.text;
				this.#running = undefined;
				this.#ended(exchange);
			} else if (exchange.answer === answer && this.#exchanges.includes(exchange)) {
				this.#changed.fire({ kind: "answer", exchange });
			}
		} else if (!writing) {
			return; // what arrives after Stop was never seen, so it is no part of the dialogue
		} else if (event.type === "text") {
			const first = answer.text === "";
			answer.text += event.text;
			answer.stage = undefined;
			this.#changed.fire({ kind: first ? "answer" : "text", exchange });
		} else {
			if (event.type === "stage") {
				answer.stage = event.stage;
			} else {
				answer.notices = event.notices;
				answer.model = event.model; // so that an answer that breaks off is signed too
				answer.softTokens = event.segments.reduce((sum, segment) => sum + (segment.kind === "entity" ? segment.softTokens : 0), 0);
			}
			this.#changed.fire({ kind: "answer", exchange });
		}
	}

	#ended(exchange: Open): void {
		exchange.answer.stage = undefined;
		const { attachments } = exchange.question;
		if (exchange.answer.text.trim() === "" && this.#attachments.length === 0 && attachments.length > 0) {
			// The model will not read this exchange later (see turnsFor), so the next question must bring its entities along, visibly.
			this.#attachments = attachments;
			this.#changed.fire({ kind: "composer" });
		}
		if (exchange.answer.state === "failed" && exchange.answer.text === "" && this.draft === "") {
			// "Shorten the question" must be possible: it comes back to be edited.
			this.draft = exchange.question.text;
			this.#changed.fire({ kind: "all" });
			return;
		}
		this.#changed.fire({ kind: "answer", exchange });
	}

	/** Keeps what a chip or an answer still shows: a session may see thousands of molecules. */
	#forgetFacts(): void {
		this.facts.keep([...this.#attachments, ...this.#exchanges.flatMap((each) => each.question.attachments)].map((each) => each.entity));
	}

	#factsChanged(smiles: string): void {
		const concerns = ({ entity }: Attachment): boolean => entity.kind === "molecule" && entity.smiles === smiles;
		if (this.#attachments.some(concerns)) {
			this.#changed.fire({ kind: "composer" });
		}
		for (const exchange of this.#exchanges) {
			if (exchange.question.attachments.some(concerns)) {
				this.#changed.fire({ kind: "exchange", exchange });
			}
		}
	}

	#id(kind: string): string {
		return `${kind}-${this.#nextId++}`;
	}
}

function sameEntity(one: Entity, other: Entity): boolean {
	return one.kind === "molecule" ? other.kind === "molecule" && one.smiles === other.smiles : other.kind === "protein" && one.sequence === other.sequence;
}
