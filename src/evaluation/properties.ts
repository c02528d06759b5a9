import type { ItemResult } from "./results.ts";

/** What predicts measured properties of molecules: a model with heads for them. */
export interface PropertyPredictor {
	/**
	 * @param titles of the benchmark's properties
	 * @returns `predicted`, with probabilities for classes, in the order of the titles; or why there is nothing for this molecule
	 * @throws Failure what every molecule would meet alike, `cancelled`
	 */
	predict(smiles: string, titles: readonly string[], signal: AbortSignal): Promise<Extract<ItemResult, { readonly kind: "predicted" | "failed" }>>;
}
