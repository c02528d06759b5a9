import type { ItemResult } from "./results.ts";

export type PropertyAnswer = Extract<ItemResult, { readonly kind: "predicted" | "failed" }>;

/** What predicts measured properties of molecules: a model with heads for them. */
export interface PropertyPredictor {
	/**
	 * @param molecules SMILES
	 * @param titles of the benchmark's properties
	 * @returns in the order of the molecules: `predicted`, with probabilities for classes, in the order of the titles; or why there is nothing for one
	 * @throws Failure what every molecule would meet alike, `cancelled`
	 */
	predict(molecules: readonly string[], titles: readonly string[], signal: AbortSignal): Promise<readonly PropertyAnswer[]>;
}
