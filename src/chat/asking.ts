import * as vscode from "vscode";
import type { Entity } from "../science/entity.ts";
import type { Chat } from "./chat.ts";
import { onItsOwn, type Asking } from "./exchange.ts";
import { drawnMentions } from "./mentions.ts";
import type { SlashCommands } from "./parts.ts";
import type { ChatThread } from "./thread.ts";
import { titleOf } from "./viewModel.ts";
import { threadTexts } from "./wording.ts";

/** Milliseconds until it is said that something takes a while: what is quicker needs no words. */
const SAY_SO_AFTER = 300;

/** What a command is about. */
interface About {
	readonly chips: readonly Entity[];
	/** Where neither the chips nor its own words say it: what was asked about before. */
	readonly earlier: readonly Entity[];
}

/** A command that cannot be done: the message says why. */
class Refused extends Error {}

/** Asks what was typed, which may be a command. */
export class Questions {
	readonly #chat: Chat;
	/** The threads in which a text is being made a question. */
	readonly #preparing = new Map<ChatThread, AbortController>();

	constructor(chat: Chat) {
		this.#chat = chat;
	}

	async ask(text: string): Promise<void> {
		const thread = await this.#chat.start();
		thread.setDraft(""); // the page has emptied its box: what is there later was typed later
		if (thread.busy || this.#preparing.has(thread)) {
			this.#notYet(thread, text);
			return;
		}
		this.#chat.nextNote();
		const attached = thread.attachments.map(({ entity }) => entity);
		const earlier = thread.exchanges.findLast(({ question }) => question.attachments.length > 0)?.question.attachments ?? [];
		await this.#held(thread, text, async (signal) => {
			const asking = await this.#prepare(text, { chips: attached, earlier: attached.length === 0 ? earlier.map(({ entity }) => entity) : [] }, signal);
			if (asking === "new" || asking === "export") {
				return asking;
			}
			const typed = thread.draft;
			void thread.ask(text, asking);
			thread.setDraft(typed);
			return undefined;
		});
	}

	/** Asks a changed question in the place of an earlier one. */
	async edit(id: string, text: string): Promise<void> {
		const thread = await this.#chat.start();
		const attachments = thread.exchanges.find(({ question }) => question.id === id)?.question.attachments;
		if (attachments === undefined) {
			return;
		}
		if (this.#preparing.has(thread)) {
			this.#notYet(thread, text);
			return;
		}
		this.#chat.nextNote();
		const chips = attachments.filter(({ written }) => written !== true).map(({ entity }) => entity);
		await this.#held(thread, text, async (signal) => {
			const asking = await this.#prepare(text, { chips, earlier: chips.length === 0 ? attachments.map(({ entity }) => entity) : [] }, signal);
			if (asking === "new" || asking === "export") {
				return asking;
			}
			this.#replace(thread, id, text, asking);
			return undefined;
		});
	}

	/** Asks the last question again. */
	async retry(thread: ChatThread, id: string): Promise<void> {
		if (this.#preparing.has(thread)) {
			this.#notYet(thread, "");
		} else {
			this.#chat.nextNote({ keepUndo: true }); // what an edit removed is wanted back even more when its answer failed
			await thread.retry(id);
		}
	}

	/** Ends the commands that are still computing. */
	stop(): void {
		this.#preparing.forEach((abort) => abort.abort());
	}

	#replace(thread: ChatThread, id: string, text: string, asking: Asking): void {
		const before = thread.exchanges.length;
		const undo = thread.edit(id, text, asking);
		if (undo !== undefined && thread === this.#chat.thread) {
			const removed = before - thread.exchanges.length; // the new one stands in the place of the edited one
			this.#chat.note(removed === 0 ? vscode.l10n.t("The earlier answer was replaced.") : removed === 1 ? vscode.l10n.t("1 later question was removed.") : vscode.l10n.t("{0} later questions were removed.", removed), undo, thread);
		}
	}

	/**
	 * Has a text asked in its thread, which stays while a command computes, whatever the user opens meanwhile. A text that is not asked goes back
	 * to the composer.
	 */
	async #held(thread: ChatThread, text: string, work: (signal: AbortSignal) => Promise<"new" | "export" | undefined>): Promise<void> {
		const abort = new AbortController();
		this.#preparing.set(thread, abort);
		const release = this.#chat.hold(thread, () => {
			giveBack(thread, text);
			abort.abort();
		});
		let next: "new" | "export" | undefined;
		try {
			next = await work(abort.signal);
		} catch (error) {
			giveBack(thread, text); // it is not lost: the note says what is missing
			if (error instanceof Refused) {
				this.#chat.note(error.message);
			} else if (!abort.signal.aborted) {
				throw error;
			}
		} finally {
			this.#preparing.delete(thread);
			release();
		}
		await (next === "new" ? this.#chat.newThread() : next === "export" ? this.export() : undefined);
	}

	/** Rejects where a command is refused or stopped. */
	async #prepare(text: string, about: About, signal: AbortSignal): Promise<Asking | "new" | "export"> {
		const { slash } = this.#chat.services;
		if (slash === undefined) {
			return {};
		}
		let takeAway: (() => void) | undefined;
		const timer = setTimeout(() => {
			takeAway = this.#chat.note(vscode.l10n.t("Computing… Escape stops it."));
		}, SAY_SO_AFTER);
		try {
			const asking = await this.#run(slash, text.trim(), about, signal);
			signal.throwIfAborted();
			return asking;
		} finally {
			clearTimeout(timer);
			takeAway?.();
		}
	}

	async #run(slash: SlashCommands, text: string, { chips, earlier }: About, signal: AbortSignal): Promise<Asking | "new" | "export"> {
		let outcome = await slash.run(text, chips, signal);
		let attach: readonly Entity[] | undefined;
		if (outcome?.kind === "refused" && earlier.length > 0) {
			outcome = await slash.run(text, earlier, signal);
			attach = earlier;
		}
		switch (outcome?.kind) {
			case undefined:
				return {};
			case "question":
				return { prompt: outcome.text, computed: outcome.computed, attach: attach ?? outcome.attach };
			case "computed":
				return { computed: outcome.markdown, attach: attach ?? outcome.attach, only: await drawnMentions(outcome.draw, { chemistry: this.#chat.services.chemistry, texts: threadTexts }, signal) };
			case "refused":
				throw new Refused(outcome.message);
			case "new":
			case "export":
				return outcome.kind;
		}
	}

	#notYet(thread: ChatThread, text: string): void {
		giveBack(thread, text);
		this.#chat.note(vscode.l10n.t("Not sent: the question before it is still being answered. Wait until it is, or stop it with Escape."));
	}

	/** Asks for a format and a file. */
	async export(): Promise<void> {
		const thread = await this.#chat.start();
		if (thread.exchanges.length === 0) {
			this.#chat.note(vscode.l10n.t("There is nothing to export yet: ask something first."));
			return;
		}
		if (await this.#chat.services.takeAway?.exportThread({ title: titleOf(thread), exchanges: thread.exchanges.map((each) => onItsOwn(thread.exchanges, each)) })) {
			this.#chat.note(vscode.l10n.t("The chat was exported."));
		}
	}
}

/** Only into an empty composer: what was typed meanwhile counts. */
function giveBack(thread: ChatThread, text: string): void {
	if (thread.draft === "" && text !== "") {
		thread.setDraft(text, { show: true });
	}
}
