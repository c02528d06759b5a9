/** An entry of a library and how similar it is to what was asked about, 0 to 1. */
export interface Neighbour {
	readonly place: number;
	readonly similarity: number;
}

/** The places of the highest similarities, the earlier of equals first. */
export function highest(similarities: Float64Array, count: number): Neighbour[] {
	const found: Neighbour[] = [];
	similarities.forEach((similarity, place) => {
		const last = found.at(-1);
		if (found.length === count && last !== undefined && similarity <= last.similarity) {
			return;
		}
		const before = found.findIndex((other) => other.similarity < similarity);
		found.splice(before < 0 ? found.length : before, 0, { place, similarity });
		found.length = Math.min(found.length, count);
	});
	return found;
}

/**
 * What the line of facts tells of neighbours, as the training wrote it (`models/training/known.py`): `412: text | 388: text`, similarities in
 * thousandths; `none` where nothing is in common.
 */
export function told(neighbours: readonly Neighbour[], textOf: (place: number) => string): string {
	const near = neighbours.map(({ place, similarity }) => ({ place, thousandths: Math.floor(1000 * similarity + 0.5) })).filter(({ thousandths }) => thousandths >= 1);
	return near.map(({ place, thousandths }) => `${thousandths}: ${textOf(place)}`).join(" | ") || "none";
}
