import { randomUUID } from "node:crypto";
import type { MentionModel } from "../../webview/protocol.ts";
import type { AskRequest, Engine, ModelDescription } from "../inference/engine.ts";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { Answering } from "./answering.ts";
import { AskedOrder } from "./askedOrder.ts";
import type { ThreadChange } from "./changes.ts";
import { Composer } from "./composer.ts";
import { Emitter } from "./emitter.ts";
import { type Asking, type Attachment, type ChatAnswer, type ChatQuestion, type Exchange, freshAnswer, meantBy, type OpenExchange, turnsFor } from "./exchange.ts";
import { FactsBook } from "./factsBook.ts";
import { MentionBook } from "./mentionBook.ts";
import type { MentionChemistry, SequenceTexts } from "./mentions.ts";
import { type Draft, noDraft } from "./store/records.ts";
import type { StoredThread } from "./store/replay.ts";
import type { Journal } from "./store/threadLog.ts";

export interface ChatThreadServices {
	readonly engine: Pick<Engine, "ask">;
	readonly chemistry: MentionChemistry & Pick<Chemistry, "graph">;
	readonly journal: Journal;
	/** What the model reads; undefined while that is not known. */
	readonly model: () => ModelDescription | undefined;
	/** From outside because this file knows no `vscode`. */
	readonly texts: SequenceTexts & {
		/** The sentence for an answer that ends without being done. */
		readonly unfinished: () => string;
	};
	/** Milliseconds since the epoch; for tests. */
	readonly now?: (() => number) | undefined;
}

/**
 * One dialogue: the truth that every view of it only shows.
 *
 * It knows no webview: views come, go and reload while an answer is written, and find here all of it.
 */
export class ChatThread {
	readonly id: string;
	readonly facts: FactsBook;
	readonly #services: ChatThreadServices;
	readonly #changed = new Emitter<ThreadChange>();
	readonly #mentions: MentionBook;
	readonly #composer: Composer;
	#exchanges: OpenExchange[];
	readonly #order = new AskedOrder();
	#title: string | undefined;
	#running: Answering | undefined;

	constructor(services: ChatThreadServices, stored: StoredThread = { id: randomUUID(), title: undefined, exchanges: [] }, draft: Draft = noDraft) {
		this.#services = services;
		this.id = stored.id;
		this.#title = stored.title;
		this.#exchanges = [...stored.exchanges];
		this.#order.add(stored.exchanges);
		this.#composer = new Composer(draft);
		this.#mentions = new MentionBook(services, (exchange) => this.#mentioned(exchange));
		this.facts = new FactsBook(services.chemistry);
		this.facts.onChange((smiles) => this.#factsChanged(smiles));
		this.#composer.attachments.forEach(({ entity }) => this.facts.request(entity));
	}

	get exchanges(): readonly Exchange[] {
		return this.#exchanges;
	}

	/** As its file tells it. */
	get stored(): StoredThread {
		return { id: this.id, title: this.#title, exchanges: this.#exchanges };
	}

	/** The entities of the next question. */
	get attachments(): readonly Attachment[] {
		return this.#composer.attachments;
	}

	/** As the user called it. */
	get title(): string | undefined {
		return this.#title;
	}

	/** The unsent text. */
	get draft(): string {
		return this.#composer.text;
	}

	/** An answer is being written. */
	get busy(): boolean {
		return this.#running !== undefined;
	}

	get model(): ModelDescription | undefined {
		return this.#services.model();
	}

	now(): number {
		return (this.#services.now ?? Date.now)();
	}

	onChange(listener: (change: ThreadChange) => void): { dispose(): void } {
		return this.#changed.on(listener);
	}

	/** What was typed; `show` where it was not the page that said so. */
	setDraft(text: string, { show = false } = {}): void {
		this.#composer.text = text;
		this.#changed.fire({ kind: show ? "all" : "draft" });
	}

	rename(title: string): void {
		this.#title = title;
		void this.#services.journal.append({ kind: "title", title });
		this.#changed.fire({ kind: "title" });
	}

	/** Adds an entity to the next question; one that is there already is not added twice. Undefined where there are too many. */
	attach(entity: Entity, origin = ""): Attachment | undefined {
		const attached = this.#composer.attach(entity, origin);
		if (attached?.added === true) {
			this.facts.request(entity);
			this.#changed.fire({ kind: "composer" });
		}
		return attached?.attachment;
	}

	detach(id: string): void {
		this.#composer.detach(id);
		this.#forgetFacts();
		this.#changed.fire({ kind: "composer" });
	}

	/** Asks about the attached entities. Settles when the answer has ended, however it ended; an empty text or a second question at a time is ignored. */
	async ask(text: string, asking: Asking = {}): Promise<void> {
		if (text.trim() === "" || this.busy) {
			return;
		}
		const taken = this.#composer.take();
		this.#changed.fire({ kind: "composer" });
		await this.#begin(text.trim(), taken.length > 0 || asking.attach !== undefined ? taken : meantBy(this.#exchanges), asking);
	}

	/**
	 * Asks a changed question in the place of an earlier one, which goes with all that follows it.
	 *
	 * @returns what brings them back, in the place of what came instead; undefined where there is no such question
	 */
	edit(questionId: string, text: string, asking: Asking = {}): (() => void) | undefined {
		const index = this.#exchanges.findIndex(({ question }) => question.id === questionId);
		const edited = this.#exchanges[index];
		if (edited === undefined || text.trim() === "") {
			return undefined;
		}
		this.stop();
		const removed = this.#exchanges.splice(index);
		this.#takeBack(removed);
		void this.#services.journal.append({ kind: "removed", questions: removed.map(({ question }) => question.id) });
		this.#changed.fire({ kind: "all" });
		const { attachments } = edited.question;
		void this.#begin(text.trim(), asking.attach === undefined ? attachments : attachments.filter(({ written }) => written !== true), asking);
		return () => this.#restore(index, removed);
	}

	/** Asks the last question again; its answer so far is replaced. */
	async retry(answerId: string): Promise<void> {
		const exchange = this.#exchanges.at(-1);
		if (this.busy || exchange?.answer.id !== answerId || !exchange.question.asksModel) {
			return;
		}
		this.#takeBack([exchange]);
		this.#changed.fire({ kind: "all" });
		exchange.answer = freshAnswer(answerId, this.now(), exchange.answer.computed);
		await this.#answer(exchange);
	}

	/** Takes over what stands in its file: another window has asked there. */
	adopt({ title, exchanges }: StoredThread): void {
		this.#title = title;
		this.#exchanges = [...exchanges];
		this.#order.add(exchanges);
		this.#changed.fire({ kind: "all" });
	}

	/** Ends the answer at once with the text it has. */
	stop(): void {
		this.#running?.stop();
	}

	/** Forgets what is not sent. */
	clearComposer(): void {
		this.#composer.take();
		this.#forgetFacts();
		this.#changed.fire({ kind: "all" });
	}

	/** What asking this again would send to the model, but for the settings. */
	requestFor(exchange: Exchange): AskRequest {
		const turns = turnsFor(this.#exchanges, exchange, { dialogues: this.model?.dialogues !== false });
		// Where it costs little, everything is read anew, so that the same question can be asked again exactly.
		return { turns, fresh: turns.length === 1 || this.model?.dialogues !== true };
	}

	/** Tells what running an answer again has found. */
	setRepetition(exchange: Exchange, text: string | undefined, { keep }: { readonly keep: boolean }): void {
		const open = this.#exchanges.find((each) => each === exchange);
		if (open !== undefined) {
			open.answer.repetition = text;
			if (keep && text !== undefined) {
				void this.#services.journal.append({ kind: "repetition", answer: open.answer.id, text });
			}
			this.#changed.fire({ kind: "answer", exchange });
		}
	}

	/** These exchanges are shown: computes what has not been computed for them. */
	reveal(exchanges: readonly Exchange[]): void {
		for (const exchange of exchanges) {
			exchange.question.attachments.forEach(({ entity }) => this.facts.request(entity));
			this.#mentions.request(exchange);
		}
	}

	dispose(): void {
		this.#changed.dispose();
		this.stop();
		this.#mentions.dispose();
		this.facts.dispose();
	}

	async #begin(text: string, before: readonly Attachment[], { prompt = text, computed = "", only, attach = [] }: Asking): Promise<void> {
		const attachments = [...before, ...attach.map((entity) => ({ id: randomUUID(), entity, origin: "", written: true }))];
		const question: ChatQuestion = { id: randomUUID(), at: this.now(), text, prompt, asksModel: only === undefined, attachments };
		const exchange: OpenExchange = { question, answer: freshAnswer(randomUUID(), this.now(), computed) };
		this.#exchanges.push(exchange);
		this.#order.add([exchange]);
		void this.#services.journal.append({ kind: "question", ...question });
		if (only === undefined) {
			await this.#answer(exchange);
		} else {
			this.#answerComputed(exchange, only);
		}
	}

	#answerComputed(exchange: OpenExchange, mentions: readonly MentionModel[]): void {
		this.#journalBegin(exchange);
		exchange.answer.state = "done";
		exchange.answer.mentions = mentions;
		void this.#services.journal.append({ kind: "ended", answer: exchange.answer.id, state: "done" });
		void this.#services.journal.append({ kind: "mentions", answer: exchange.answer.id, mentions });
		exchange.question.attachments.forEach(({ entity }) => this.facts.request(entity));
		this.#changed.fire({ kind: "exchange", exchange });
		this.#handBack(exchange);
	}

	async #answer(exchange: OpenExchange): Promise<void> {
		const { answer } = exchange;
		const current = (): boolean => exchange.answer === answer && this.#exchanges.includes(exchange);
		this.#journalBegin(exchange);
		const running = new Answering(answer, {
			...this.#services,
			unfinished: this.#services.texts.unfinished,
			current,
			changed: (kind) => current() && this.#changed.fire({ kind, exchange }),
			ended: () => {
				this.#running = undefined;
				this.#ended(exchange, answer);
			},
		});
		this.#running = running;
		exchange.question.attachments.forEach(({ entity }) => this.facts.request(entity));
		this.#changed.fire({ kind: "exchange", exchange });
		await running.run(this.requestFor(exchange));
	}

	#journalBegin({ question, answer }: Exchange): void {
		void this.#services.journal.append({ kind: "answer", id: answer.id, question: question.id, at: answer.startedAt, computed: answer.computed });
	}

	#ended(exchange: OpenExchange, answer: ChatAnswer): void {
		this.#handBack(exchange);
		if (answer.state === "failed" && answer.text === "" && this.#composer.text === "") {
			// "Shorten the question" must be possible: it comes back to be edited.
			this.setDraft(exchange.question.text, { show: true });
		} else {
			this.#changed.fire({ kind: "answer", exchange });
		}
		this.#mentions.request(exchange);
	}

	/**
	 * The model does not read an exchange without text later (see turnsFor), so the next question must bring its entities along, visibly.
	 * Behind a computed answer, asking does that: see `meantBy`.
	 */
	#handBack({ question: { attachments, asksModel }, answer }: Exchange): void {
		if (asksModel && answer.text.trim() === "" && this.#composer.giveBack(attachments)) {
			this.#changed.fire({ kind: "composer" });
		}
	}

	/** What these gave back to the composer would otherwise go along with the next question. */
	#takeBack(exchanges: readonly Exchange[]): void {
		exchanges.forEach(({ question }) => this.#composer.takeBack(question));
	}

	#mentioned(exchange: OpenExchange): void {
		if (this.#exchanges.includes(exchange)) {
			const { id, mentions = [] } = exchange.answer;
			void this.#services.journal.append({ kind: "mentions", answer: id, mentions });
			this.#changed.fire({ kind: "answer", exchange });
		}
	}

	#restore(index: number, removed: readonly OpenExchange[]): void {
		this.stop();
		const instead = this.#exchanges.splice(index, Infinity, ...removed);
		// What stands before them may have been asked later, in another edit.
		this.#exchanges.sort(this.#order.compare);
		this.#takeBack(instead);
		void this.#services.journal.append({ kind: "removed", questions: instead.map(({ question }) => question.id) });
		void this.#services.journal.append({ kind: "restored", questions: removed.map(({ question }) => question.id) });
		this.#changed.fire({ kind: "all" });
	}

	/** Keeps what a chip or an answer still shows: a session may see thousands of molecules. */
	#forgetFacts(): void {
		this.facts.keep([...this.attachments, ...this.#exchanges.flatMap((each) => each.question.attachments)].map((each) => each.entity));
	}

	#factsChanged(smiles: string): void {
		const concerns = ({ entity }: Attachment): boolean => entity.kind === "molecule" && entity.smiles === smiles;
		if (this.attachments.some(concerns)) {
			this.#changed.fire({ kind: "composer" });
		}
		this.#exchanges.filter(({ question }) => question.attachments.some(concerns)).forEach((exchange) => this.#changed.fire({ kind: "exchange", exchange }));
	}
}
