import * as vscode from "vscode";
import type { Entity } from "../science/entity.ts";
import type { Chat } from "./chat.ts";
import { drawnMentions } from "./mentions.ts";
import type { Asking } from "./thread.ts";
import { titleOf } from "./viewModel.ts";
import { threadTexts } from "./wording.ts";

/** Milliseconds until it is said that something takes a while: what is quicker needs no words. */
const SAY_SO_AFTER = 300;

/** Asks what was typed, which may be a command. */
export class Questions {
	readonly #chat: Chat;
	#preparing: AbortController | undefined;

	constructor(chat: Chat) {
		this.#chat = chat;
	}

	async ask(text: string): Promise<void> {
		const thread = await this.#chat.start();
		if (thread.busy || this.#preparing !== undefined) {
			return;
		}
		let asking: Asking | "done" | undefined;
		try {
			const attached = thread.attachments.map(({ entity }) => entity);
			const earlier = thread.exchanges.findLast(({ question }) => question.attachments.length > 0)?.question.attachments ?? [];
			asking = await this.#prepare(text, attached, attached.length === 0 ? earlier.map(({ entity }) => entity) : []);
		} finally {
			if (asking === undefined) {
				thread.setDraft(text, { show: true }); // it is not lost: the note says what is missing
			}
		}
		if (asking !== undefined && asking !== "done") {
			await thread.ask(text, asking);
		}
	}

	/** Asks a changed question in the place of an earlier one. */
	async edit(id: string, text: string): Promise<void> {
		const thread = await this.#chat.start();
		const entities = thread.exchanges.find(({ question }) => question.id === id)?.question.attachments.map(({ entity }) => entity);
		if (entities === undefined || this.#preparing !== undefined) {
			return;
		}
		const asking = await this.#prepare(text, entities);
		if (asking === undefined || asking === "done") {
			return;
		}
		const before = thread.exchanges.length;
		const undo = thread.edit(id, text, asking);
		if (undo !== undefined) {
			const removed = before - thread.exchanges.length; // the new one stands in the place of the edited one
			this.#chat.note(removed === 0 ? vscode.l10n.t("The earlier answer was replaced.") : removed === 1 ? vscode.l10n.t("1 later question was removed.") : vscode.l10n.t("{0} later questions were removed.", removed), undo);
		}
	}

	/** Ends a command that is still computing; true where one was. */
	stop(): boolean {
		this.#preparing?.abort();
		return this.#preparing !== undefined;
	}

	/**
	 * How a text is asked; `"done"` where a command did something else, undefined where it was refused or stopped.
	 *
	 * @param earlier what a command is about where neither chips nor its own text say it: what was asked about last
	 */
	async #prepare(text: string, entities: readonly Entity[], earlier: readonly Entity[] = []): Promise<Asking | "done" | undefined> {
		const { slash } = this.#chat.services;
		if (slash === undefined || !text.trimStart().startsWith("/")) {
			return {};
		}
		const abort = new AbortController();
		this.#preparing = abort;
		let said = false;
		const timer = setTimeout(() => {
			said = true;
			this.#chat.note(vscode.l10n.t("Computing… Escape stops it."));
		}, SAY_SO_AFTER);
		try {
			let outcome = await slash.run(text.trim(), entities, abort.signal);
			let attach: readonly Entity[] | undefined;
			if (outcome?.kind === "refused" && earlier.length > 0) {
				outcome = await slash.run(text.trim(), earlier, abort.signal);
				attach = earlier;
			}
			switch (outcome?.kind) {
				case undefined:
					return {};
				case "question":
					return { prompt: outcome.text, computed: outcome.computed, attach: attach ?? outcome.attach };
				case "computed":
					return { computed: outcome.markdown, attach: attach ?? outcome.attach, only: await drawnMentions(outcome.draw, { chemistry: this.#chat.services.chemistry, texts: threadTexts }, abort.signal) };
				case "refused":
					said = false;
					this.#chat.note(outcome.message);
					return undefined;
				case "new":
					await this.#chat.newThread();
					return "done";
				case "export":
					said = false;
					await this.export();
					return "done";
			}
		} catch (error) {
			if (abort.signal.aborted) {
				return undefined;
			}
			throw error;
		} finally {
			clearTimeout(timer);
			this.#preparing = undefined;
			if (said) {
				this.#chat.note("");
			}
		}
	}

	/** Asks for a format and a file. */
	async export(): Promise<void> {
		const thread = await this.#chat.start();
		if (thread.exchanges.length === 0) {
			this.#chat.note(vscode.l10n.t("There is nothing to export yet: ask something first."));
			return;
		}
		if (await this.#chat.services.takeAway?.exportThread({ title: titleOf(thread), exchanges: thread.exchanges })) {
			this.#chat.note(vscode.l10n.t("The chat was exported."));
		}
	}
}
