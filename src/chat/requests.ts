import type { ToHost, ToView } from "../../webview/protocol.ts";
import type { Entity } from "../science/entity.ts";
import { Questions } from "./asking.ts";
import { Bringing } from "./bringing.ts";
import type { Chat } from "./chat.ts";
import { entityModel, factsModel } from "./entityModel.ts";
import { evidenceOf } from "./evidence.ts";
import { onItsOwn, type Attachment, type Exchange } from "./exchange.ts";
import type { TakeAway } from "./parts.ts";
import { Repetition } from "./repetition.ts";
import type { ChatThread } from "./thread.ts";
import { titleText } from "./viewModel.ts";
import { threadDetail } from "./wording.ts";

/** What only the surroundings of a page can do. */
export interface Surroundings {
	readonly openExternal: (href: string) => void;
	readonly copy: (text: string) => Promise<void>;
	/** Shows it in a panel of its own. */
	readonly preview: (entity: Entity, origin: string) => Promise<void>;
}

/** Does what pages and commands ask for. One for all pages, so that Escape in one stops what another has begun. */
export class Requests {
	readonly chat: Chat;
	readonly #questions: Questions;
	readonly #bringing: Bringing;
	readonly #repetition: Repetition;
	readonly #surroundings: Surroundings;

	constructor(chat: Chat, surroundings: Surroundings) {
		this.chat = chat;
		this.#surroundings = surroundings;
		this.#questions = new Questions(chat);
		this.#bringing = new Bringing(chat);
		this.#repetition = new Repetition(chat.services.engine);
	}

	/** Does it; `reply` goes to the page that asked. */
	async handle(message: ToHost, reply: (message: ToView) => void): Promise<void> {
		await this.chat.told(async () => {
			const thread = await this.chat.start();
			await (this.#ofThread(message, thread, reply) ?? this.#ofChat(message, reply));
		});
	}

	/** Each of these says that Escape stops it. */
	stop(): void {
		this.#questions.stop();
		this.#bringing.stop();
		this.#repetition.stop();
		this.chat.thread?.stop();
	}

	async export(): Promise<void> {
		await this.chat.told(async () => this.#questions.export());
	}

	/** The list of threads, or of those in which something is found. */
	async list(search: string, signal: AbortSignal): Promise<Extract<ToView, { readonly type: "threads" }>> {
		const found = await this.chat.search(search, signal);
		const now = Date.now();
		return {
			type: "threads",
			threads: found.map(({ id, title, firstQuestion, questions, changedAt, excerpt }) => ({
				id,
				title: titleText(title, firstQuestion),
				detail: threadDetail(questions, changedAt, now),
				excerpt,
				current: id === this.chat.thread?.id,
			})),
		};
	}

	/** What is about one exchange or chip of the open thread; undefined for all else. */
	#ofThread(message: ToHost, thread: ChatThread, reply: (message: ToView) => void): Promise<void> | undefined {
		switch (message.type) {
			case "retry":
				return this.#questions.retry(thread, message.id);
			case "copy":
				return this.#copy(thread, message.id, reply);
			case "detach":
				thread.detach(message.id);
				return Promise.resolve();
			case "openPreview": {
				const attachment = findAttachment(thread, message.id);
				return attachment === undefined ? Promise.resolve() : this.#surroundings.preview(attachment.entity, attachment.origin);
			}
			case "draft":
				thread.setDraft(message.text);
				return Promise.resolve();
			case "evidence":
				return this.#evidence(thread, message.id, reply);
			case "runAgain":
				return withAnswer(thread, message.id, (exchange) => this.#repetition.run(thread, exchange));
			case "insertCell":
				return withAnswer(thread, message.id, (exchange) => this.#insert("insertCell", onItsOwn(thread.exchanges, exchange)));
			case "insertComment":
				return withAnswer(thread, message.id, (exchange) => this.#insert("insertComment", onItsOwn(thread.exchanges, exchange)));
			default:
				return undefined;
		}
	}

	async #ofChat(message: ToHost, reply: (message: ToView) => void): Promise<void> {
		switch (message.type) {
			case "ask":
				return this.#questions.ask(message.text);
			case "edit":
				return this.#questions.edit(message.id, message.text);
			case "stop":
				return this.stop();
			case "attachText":
				return this.#bringing.text(message.text);
			case "attachUris":
				return this.#bringing.uris(message.uris);
			case "attachFile":
				return this.#bringing.content(message.name, message.content);
			case "pickFiles":
				return this.#bringing.pick();
			case "attachSuggestion":
				return this.#bringing.suggestion(message.id);
			case "editorEntities": {
				const found = await this.#bringing.inEditor(message.query);
				return found && reply({ type: "editorEntities", query: message.query, found });
			}
			case "newThread":
				return this.chat.newThread();
			case "openThread":
				return this.chat.openThread(message.id);
			case "renameThread":
				return this.chat.renameThread(message.id, message.title);
			case "deleteThread":
				return this.chat.deleteThread(message.id);
			case "undo":
				return this.chat.undo(message.id);
			case "exportThread":
				return this.#questions.export();
			case "open":
				return this.#open(message.href);
			default:
				return; // what concerns one page only is done by its link
		}
	}

	async #insert(how: "insertCell" | "insertComment", exchange: Exchange): Promise<void> {
		await this.chat.services.takeAway?.[how satisfies keyof TakeAway](exchange);
	}

	async #evidence(thread: ChatThread, id: string, reply: (message: ToView) => void): Promise<void> {
		await withAnswer(thread, id, async (exchange) => reply({ type: "evidence", id, evidence: await evidenceOf(this.chat.services.store, thread.id, exchange) }));
	}

	async #copy(thread: ChatThread, id: string, reply: (message: ToView) => void): Promise<void> {
		for (const { question, answer } of thread.exchanges) {
			if (question.id === id || answer.id === id) {
				await this.#surroundings.copy(question.id === id ? question.text : [answer.computed, answer.text].filter((each) => each !== "").join("\n\n"));
				reply({ type: "copied", id });
				return;
			}
		}
	}

	/** Only the web: a model's text must not run commands or open files. */
	#open(href: string): void {
		const protocol = URL.canParse(href) ? new URL(href).protocol : "";
		if (protocol === "http:" || protocol === "https:") {
			this.#surroundings.openExternal(href);
		} else {
			this.chat.services.log.warn(`A link in an answer was not opened, because it does not lead to the web: ${JSON.stringify(href).slice(0, 200)}`);
		}
	}
}

/** A chip of the composer or of a question, with its facts as far as they are known. */
export function inspect(thread: ChatThread, id: string): Extract<ToView, { readonly type: "inspected" }> | undefined {
	const attachment = findAttachment(thread, id);
	return attachment && { type: "inspected", id, entity: entityModel(thread, attachment), facts: factsModel(thread, attachment) };
}

function findAttachment(thread: ChatThread, id: string): Attachment | undefined {
	const among = (attachments: readonly Attachment[]): Attachment | undefined => attachments.find((each) => each.id === id);
	return among(thread.attachments) ?? thread.exchanges.map(({ question }) => among(question.attachments)).find((each) => each !== undefined);
}

async function withAnswer(thread: ChatThread, id: string, work: (exchange: Exchange) => Promise<void>): Promise<void> {
	const exchange = thread.exchanges.find(({ answer }) => answer.id === id);
	if (exchange !== undefined) {
		await work(exchange);
	}
}
