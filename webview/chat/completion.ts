import type { CommandModel, SuggestionModel } from "../protocol.ts";

/** What is being written at the cursor that the chat can complete; `from` to `to` is its place in the text, with the sign. */
export interface Completable {
	readonly kind: "command" | "entity";
	readonly query: string;
	readonly from: number;
	readonly to: number;
}

/** Longer ones are no names that somebody looks for. */
const longestQuery = 60;

/** A `/` counts at the start of the text, a `#` at the start of any word: `C#N` is a nitrile. */
export function completableAt(text: string, cursor: number): Completable | undefined {
	const before = text.slice(0, cursor);
	const command = /^\/([a-z-]*)$/iu.exec(before);
	if (command) {
		return { kind: "command", query: command[1] ?? "", from: 0, to: cursor };
	}
	const entity = /(?:^|\s)#([^\s#]*)$/u.exec(before.slice(-longestQuery - 2));
	if (entity) {
		const query = entity[1] ?? "";
		return { kind: "entity", query, from: cursor - query.length - 1, to: cursor };
	}
	return undefined;
}

/** The commands that begin with `query`, as they come. */
export function matchingCommands(commands: readonly CommandModel[], query: string): readonly CommandModel[] {
	const wanted = query.toLowerCase();
	return commands.filter(({ name }) => name.toLowerCase().startsWith(wanted));
}

/** An option of the list. */
export interface Option {
	readonly id: string;
	readonly icon: string;
	readonly label: string;
	readonly detail: string;
}

export function commandOption({ name, description }: CommandModel): Option {
	return { id: name, icon: "terminal", label: `/${name}`, detail: description };
}

export function entityOption({ id, kind, label, detail }: SuggestionModel): Option {
	return { id, icon: kind === "protein" ? "symbol-string" : "beaker", label, detail };
}

/** The text after a command was chosen, and the place of the cursor. */
export function withCommand(text: string, { from, to }: Completable, name: string): { readonly text: string; readonly cursor: number } {
	const inserted = `/${name} `;
	return { text: text.slice(0, from) + inserted + text.slice(to).trimStart(), cursor: from + inserted.length };
}

/** The text without what was written to find an entity: it becomes a chip. */
export function withoutQuery(text: string, { from, to }: Completable): { readonly text: string; readonly cursor: number } {
	return { text: text.slice(0, from) + text.slice(to).trimStart(), cursor: from };
}
