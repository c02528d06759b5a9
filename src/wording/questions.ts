import * as vscode from "vscode";
import type { Entity } from "../science/entity.ts";
import type { ReadMessage } from "./message.ts";

/** Words behind a command; empty texts where there were none. */
type Words = Pick<ReadMessage, "asks" | "text" | "textAlone">;

/** The words that the embedded model was trained on. English, whatever the language of the window: the model reads it. */
export function descriptionOf(kind: Entity["kind"]): string {
	return `Please describe this ${kind}.`;
}

/** What `/describe` asks about one molecule or protein. */
export function descriptionQuestion({ asks, textAlone }: Words, kind: Entity["kind"]): string {
	return asks ? `Please describe ${textAlone}` : descriptionOf(kind);
}

/** What `/function` asks about one molecule or protein. */
export function functionQuestion({ asks, textAlone }: Words, kind: Entity["kind"]): string {
	return asks ? textAlone : `What is the function of this ${kind}?`;
}

/** What `/compare` asks about several. */
export function comparisonQuestion({ asks, text }: Words): string {
	return asks ? text : "How do these compare?";
}

export function tooFewToCompare(): string {
	return vscode.l10n.t("Two or more molecules or proteins are needed to compare. Attach another one, or write it behind the command.");
}

/** @param title of the model */
export function notAskedToCompare(title: string): string {
	return vscode.l10n.t("{0} was trained on one molecule or protein at a time, so it is not asked to compare: all of this is computed.", title);
}

/** Each structure or sequence once, in order; one that has a name before one that has none. */
export function distinct(entities: readonly Entity[]): readonly Entity[] {
	const known = new Map<string, Entity>();
	for (const entity of entities) {
		const key = entityKey(entity);
		known.set(key, known.get(key)?.name === undefined ? entity : (known.get(key) ?? entity));
	}
	return [...known.values()];
}

/** The same for the same structure as it is written, or the same sequence, whatever its name. */
export function entityKey(entity: Entity): string {
	return entity.kind === "molecule" ? entity.smiles : `>${entity.sequence}`;
}
