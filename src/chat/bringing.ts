import * as vscode from "vscode";
import type { SuggestionModel } from "../../webview/protocol.ts";
import type { Chat } from "./chat.ts";
import { mostAttachments, sameEntity } from "./composer.ts";
import { entityModel } from "./entityModel.ts";
import type { Brought, EntitySources, SourcedEntity } from "./parts.ts";

/** Milliseconds until it is said that something takes a while: what is quicker needs no words. */
const SAY_SO_AFTER = 300;

/** Brings molecules and proteins into the composer, from wherever the user has them. */
export class Bringing {
	readonly #chat: Chat;
	#abort: AbortController | undefined;
	/** Files that are dropped together come one by one: each waits for those before it, and all end together. */
	#files: Promise<void> = Promise.resolve();
	#stops = 0;
	#offer: AbortController | undefined;
	/** What was offered behind `#` last, by the ids that the page knows. */
	#offered = new Map<string, SourcedEntity>();

	constructor(chat: Chat) {
		this.#chat = chat;
	}

	async text(text: string): Promise<void> {
		await this.#bring((sources, signal) => sources.fromText(text, signal), { silent: true }); // ordinary words may look like a structure
	}

	async uris(uris: readonly string[]): Promise<void> {
		await this.#bring((sources, signal) => sources.fromUris(uris.map((each) => vscode.Uri.parse(each, true)), signal));
	}

	async content(name: string, content: string): Promise<void> {
		const stops = this.#stops;
		const read = async (): Promise<void> => (stops === this.#stops ? this.#bring((sources, signal) => sources.fromContent(name, content, signal)) : undefined);
		const done = this.#files.then(read);
		this.#files = done.catch(() => undefined); // whoever asked for that file is told
		await done;
	}

	async pick(): Promise<void> {
		await this.#bring(async (sources, signal) => sources.pick(signal), { quiet: true });
	}

	/** What the editor has to offer; undefined where somebody has typed on meanwhile. */
	async inEditor(query: string): Promise<readonly SuggestionModel[] | undefined> {
		this.#offer?.abort();
		const abort = new AbortController();
		this.#offer = abort;
		let found = await this.#lookedUp(query, abort.signal);
		if (abort.signal.aborted) {
			return undefined;
		}
		const attached = (await this.#chat.start()).attachments;
		found = found.filter(({ entity }) => !attached.some((each) => sameEntity(each.entity, entity)));
		this.#offered = new Map(found.map((each, index) => [`editor-${index}`, each]));
		return found.map(({ entity, label, detail }, index) => ({ id: `editor-${index}`, kind: entity.kind, label, detail }));
	}

	/** Rejects only where it was not given up. */
	async #lookedUp(query: string, signal: AbortSignal): ReturnType<EntitySources["inEditor"]> {
		try {
			return (await this.#chat.services.sources?.inEditor(query, signal)) ?? [];
		} catch (error) {
			if (signal.aborted) {
				return [];
			}
			throw error;
		}
	}

	async suggestion(id: string): Promise<void> {
		const offered = this.#offered.get(id);
		if (offered !== undefined) {
			await this.#attach([offered], []);
		}
	}

	/** Ends what is being read; true where something was. */
	stop(): boolean {
		const running = this.#abort !== undefined;
		this.#stops++;
		this.#abort?.abort();
		return running;
	}

	async #bring(read: (sources: EntitySources, signal: AbortSignal) => Promise<Brought | undefined>, { quiet = false, silent = false } = {}): Promise<void> {
		const { sources } = this.#chat.services;
		if (sources === undefined) {
			return;
		}
		this.#abort?.abort();
		const abort = new AbortController();
		this.#abort = abort;
		let takeAway: (() => void) | undefined;
		const timer = quiet
			? undefined
			: setTimeout(() => {
					takeAway = this.#chat.note(vscode.l10n.t("Reading… Escape stops it."));
				}, SAY_SO_AFTER);
		try {
			const brought = await read(sources, abort.signal);
			if (brought !== undefined && !abort.signal.aborted) {
				const nothing = brought.remarks.length === 0 && brought.entities.length === 0 && !silent;
				await this.#attach(brought.entities, !nothing ? brought.remarks : [vscode.l10n.t("No molecule or protein was found there.")]);
			}
		} catch (error) {
			if (!abort.signal.aborted) {
				throw error;
			}
		} finally {
			clearTimeout(timer);
			this.#abort = this.#abort === abort ? undefined : this.#abort;
			takeAway?.();
		}
	}

	async #attach(entities: readonly SourcedEntity[], remarks: readonly string[]): Promise<void> {
		const thread = await this.#chat.start();
		const before = new Set(thread.attachments.map(({ id }) => id));
		const attached = entities.flatMap(({ entity, origin }) => thread.attach(entity, origin) ?? []);
		const left = entities.length - attached.length;
		const limit = left === 0 ? [] : [vscode.l10n.t("{0} were not attached: a question takes {1} at most.", left, mostAttachments)];
		// Where nothing is new nothing happens on the page: it would look as if nothing had been understood.
		const nothingNew = attached.length > 0 && attached.every(({ id }) => before.has(id));
		const all = [...remarks, ...limit, ...(nothingNew ? [thereText(attached.map((each) => entityModel(thread, each).label))] : [])];
		if (all.length > 0) {
			this.#chat.note(all.join(" "));
		}
	}
}

function thereText([first = "", ...others]: readonly string[]): string {
	return others.length === 0 ? vscode.l10n.t("“{0}” is attached already.", first) : vscode.l10n.t("All {0} are attached already.", others.length + 1);
}
