import type { Entity } from "../science/entity.ts";
import type { FailureData } from "../science/failure.ts";
import type { FactsSource } from "../science/factsPool.ts";

type Read = Entity | { readonly failure: FailureData };

/**
 * Molecules written in RDKit's canonical SMILES; proteins as they are.
 *
 * @returns in order; why RDKit refuses one in its place
 * @throws Failure those of {@link FactsSource.factsOf}
 */
export async function canonicalSmiles(entities: readonly Read[], facts: FactsSource, signal: AbortSignal): Promise<readonly Read[]> {
	const written = [...new Set(entities.flatMap((entity) => ("kind" in entity && entity.kind === "molecule" ? [entity.smiles] : [])))];
	if (written.length === 0) {
		return entities;
	}
	const { rows } = await facts.factsOf(written, ["canonicalSmiles"], signal);
	const canonical = new Map(written.map((smiles, index) => [smiles, rows[index]]));
	return entities.map((entity): Read => {
		const row = "kind" in entity && entity.kind === "molecule" ? canonical.get(entity.smiles) : undefined;
		if (row === undefined || "failure" in entity) {
			return entity;
		}
		return "failure" in row ? row : { kind: "molecule", smiles: String(row.values[0]) };
	});
}
