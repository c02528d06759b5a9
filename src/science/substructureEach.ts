import type { Chemistry } from "./chemistry.ts";
import { Failure, failureData } from "./failure.ts";
import type { SubstructureResult } from "./molecule/substructure.ts";

/**
 * `Chemistry.substructure`, where a molecule that ends the thread fails alone: a fullerene and a pattern of many `~*` take RDKit
 * longer than it is given, and its neighbours in the batch have nothing to do with it.
 *
 * @param molecules at most `MAX_BATCH`
 * @throws Failure what is no matter of one molecule: `invalid-smarts`, `cancelled`, `chemistry-unavailable`
 */
export async function substructureEach(chemistry: Pick<Chemistry, "substructure">, smarts: string, molecules: readonly string[], signal: AbortSignal): Promise<readonly SubstructureResult[]> {
	try {
		return await chemistry.substructure(smarts, molecules, signal);
	} catch (error) {
		if (!(error instanceof Failure) || !isLimit(error)) {
			throw error;
		}
		if (molecules.length === 1) {
			return [{ failure: failureData(error) }];
		}
	}
	const results: SubstructureResult[] = [];
	for (const molecule of molecules) {
		results.push(...(await substructureEach(chemistry, smarts, [molecule], signal)));
	}
	return results;
}

/** Whether the molecule and the pattern together were too much for the thread; nothing is said of either alone. */
export function isLimit({ code }: { readonly code?: unknown }): boolean {
	return code === "chemistry-timeout" || code === "chemistry-crashed";
}
