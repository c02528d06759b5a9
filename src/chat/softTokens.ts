import type { ModelDescription } from "../inference/engine.ts";
import type { Entity } from "../science/entity.ts";

/**
 * Soft tokens that an entity becomes.
 *
 * @param atoms heavy atoms of a molecule's graph, where they are known
 * @returns undefined where that is not known, where the model reads the entity as text, or cannot read it
 */
export function softTokensOf(model: ModelDescription | undefined, entity: Entity, atoms: number | undefined): number | undefined {
	const soft = model?.[entity.kind].soft;
	const units = entity.kind === "protein" ? entity.sequence.length : atoms;
	if (soft === undefined || units === undefined || (entity.kind === "molecule" && units > soft.maximum)) {
		return undefined; // a molecule is never cut: it is refused
	}
	return Math.ceil((Math.min(units, soft.maximum) + soft.extra) / soft.window);
}

/** How a model without an encoder reads a kind of entity; undefined where it has one, or nothing is known of it. */
export function readsText(model: ModelDescription | undefined, kind: Entity["kind"]): "text" | "facts" | "nothing" | undefined {
	const reading = model?.[kind];
	if (reading === undefined || reading.soft !== undefined) {
		return undefined;
	}
	return reading.asText > 0 ? "text" : reading.facts > 0 ? "facts" : "nothing";
}
