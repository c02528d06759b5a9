import type { Entity } from "../science/entity.ts";
import type { FailureData } from "../science/failure.ts";
import type { ModelIdentity, Notice, StopReason } from "./engine.ts";

/** A JSON schema as far as llama.cpp's grammars go: objects, arrays, enums, strings, numbers, booleans. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What is done with each item; deterministic, whatever else is in the batch. */
export type BatchTask =
	/** Greedy text, the same as `Engine.ask` at temperature 0 gives; without the reasoning of a model that thinks first. */
	| { readonly kind: "write"; readonly maxTokens?: number | undefined }
	/** One of the choices, with its probability among them; a model that thinks first is told to choose at once. */
	| { readonly kind: "choose"; readonly choices: readonly string[] }
	/** Greedy text under a grammar, without reasoning: always valid by the schema, or a failure where the length does not suffice. */
	| { readonly kind: "json"; readonly schema: JsonSchema; readonly maxTokens?: number | undefined }
	/** The encoder's output, averaged over atoms or windows; needs no language model and no text. */
	| { readonly kind: "embed" };

/** One single question, or one entity to embed. */
export interface BatchItem {
	readonly text: string;
	readonly entities: readonly Entity[];
}

export type BatchValue =
	| { readonly kind: "written"; readonly text: string; readonly stop: StopReason; readonly notices: readonly Notice[] }
	/** Probabilities in the order of the choices; they add up to 1. */
	| { readonly kind: "chosen"; readonly choice: number; readonly probabilities: readonly number[]; readonly notices: readonly Notice[] }
	| { readonly kind: "json"; readonly json: string; readonly notices: readonly Notice[] }
	| { readonly kind: "embedding"; readonly vector: Float32Array; readonly notices: readonly Notice[] };

/** An item's own failure does not end the batch. */
export interface BatchResult {
	/** Of the item among those that were given. */
	readonly index: number;
	readonly result: BatchValue | { readonly kind: "failed"; readonly failure: FailureData };
	readonly model: ModelIdentity;
}
