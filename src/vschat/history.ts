import type { Entity } from "../science/entity.ts";
import type { Turn } from "../inference/engine.ts";

/** A question to the participant and what came of it. VS Code keeps it as JSON in the result's metadata and gives it back. */
export interface Exchange {
	readonly question: string;
	readonly entities: readonly Entity[];
	/** Generated text; empty where nothing was generated. */
	readonly answer: string;
}

/** The part of `ChatContext.history` that is read: only responses have a result. */
export type HistoryTurn = { readonly result?: { readonly metadata?: Readonly<Record<string, unknown>> | undefined } | undefined };

/** Oldest first; what is no exchange of ours is left out (another version may have written it). */
export function exchangesOf(history: readonly HistoryTurn[]): readonly Exchange[] {
	return history.map((turn) => turn.result?.metadata?.["exchange"]).filter(isExchange);
}

/**
 * What the model reads before a question: exchanges with generated text. Two questions in a row are no dialogue in any prompt
 * format.
 */
export function turnsOf(exchanges: readonly Exchange[]): readonly Turn[] {
	return exchanges.filter(({ answer }) => answer.trim() !== "").flatMap(({ question, entities, answer }): Turn[] => [{ role: "user", text: question, entities }, { role: "assistant", text: answer }]);
}

/** What “it” means in a question without a structure. */
export function lastEntities(exchanges: readonly Exchange[]): readonly Entity[] {
	return exchanges.findLast(({ entities }) => entities.length > 0)?.entities ?? [];
}

function isExchange(value: unknown): value is Exchange {
	return isObject(value) && typeof value["question"] === "string" && typeof value["answer"] === "string" && Array.isArray(value["entities"]) && value["entities"].every(isEntity);
}

function isEntity(value: unknown): value is Entity {
	const named = isObject(value) && (value["name"] === undefined || value["name"] === null || typeof value["name"] === "string");
	return named && ((value["kind"] === "molecule" && typeof value["smiles"] === "string") || (value["kind"] === "protein" && typeof value["sequence"] === "string"));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null;
}
