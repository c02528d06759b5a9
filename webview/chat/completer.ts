import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { CommandModel, SuggestionModel } from "../protocol.ts";
import { commandOption, completableAt, entityOption, matchingCommands, type Option, withCommand, withoutQuery } from "./completion.ts";
import type { OpenList } from "./completionList.ts";
import { replaceRange } from "./textBox.ts";

/** Entities are looked up when typing pauses. Milliseconds. */
const pause = 120;

export interface CompleterServices {
	readonly box: () => HTMLTextAreaElement | undefined;
	readonly commands: () => readonly CommandModel[];
	readonly lookUp: (query: string) => void;
	readonly attach: (id: string) => void;
}

/** The list of commands or entities at the cursor: when it opens, what the keys do in it, what choosing does to the text. */
export class Completer implements ReactiveController {
	list: OpenList | undefined;
	readonly #host: ReactiveControllerHost;
	readonly #services: CompleterServices;
	/** Where Escape has closed the list; it opens again at another place. */
	#closedAt: number | undefined;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(host: ReactiveControllerHost, services: CompleterServices) {
		this.#host = host;
		this.#services = services;
		host.addController(this);
	}

	hostDisconnected(): void {
		this.close();
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#show(undefined);
	}

	/** Opens, narrows or closes the list, by what stands before the cursor. */
	look(): void {
		const box = this.#services.box();
		const completable = box === undefined || box.selectionStart !== box.selectionEnd ? undefined : completableAt(box.value, box.selectionStart);
		clearTimeout(this.#timer);
		if (completable === undefined || completable.from === this.#closedAt) {
			this.#closedAt = completable?.from;
			this.#show(undefined);
		} else if (completable.kind === "command") {
			const options = matchingCommands(this.#services.commands(), completable.query).map(commandOption);
			this.#show(options.length === 0 ? undefined : { completable, options, active: 0 });
		} else {
			const before = this.list?.completable.kind === "entity" ? this.list.options : undefined;
			this.#show({ completable, options: before, active: 0 });
			this.#timer = setTimeout(() => this.#services.lookUp(completable.query), pause);
		}
	}

	/** What the host has found; ignored where something else is being written by now. */
	found(query: string, found: readonly SuggestionModel[]): void {
		if (this.list?.completable.kind === "entity" && this.list.completable.query === query) {
			this.#show({ ...this.list, options: found.map(entityOption), active: 0 });
		}
	}

	/** Whether the key was for the list. */
	pressed(event: KeyboardEvent): boolean {
		const { list } = this;
		const count = list?.options?.length ?? 0;
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (list === undefined || (count === 0 && event.key !== "Escape")) {
			return false;
		}
		if (event.key === "Escape") {
			this.#closedAt = list.completable.from;
			this.close();
		} else if (step !== undefined) {
			this.#show({ ...list, active: (list.active + step + count) % count });
		} else if (event.key === "Enter" && list.completable.kind === "command" && list.options?.[list.active]?.id === list.completable.query) {
			this.close(); // written out: it is sent
			return false;
		} else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
			this.choose(list.options?.[list.active]);
		} else {
			return false;
		}
		event.preventDefault();
		return true;
	}

	choose(option: Option | undefined): void {
		const { list } = this;
		const box = this.#services.box();
		if (list === undefined || box === undefined || option === undefined) {
			return;
		}
		const isCommand = list.completable.kind === "command";
		const { text, cursor } = isCommand ? withCommand(box.value, list.completable, option.id) : withoutQuery(box.value, list.completable);
		replaceRange(box, 0, box.value.length, text);
		box.setSelectionRange(cursor, cursor);
		this.close();
		if (!isCommand) {
			this.#services.attach(option.id);
		}
	}

	#show(list: OpenList | undefined): void {
		if (list !== this.list) {
			this.list = list;
			this.#host.requestUpdate();
		}
	}
}
