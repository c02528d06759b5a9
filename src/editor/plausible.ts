import type { Chemistry } from "../science/chemistry.ts";
import type { Located } from "../science/recognition/located.ts";

/**
 * Leaves out what only looked like a structure: no certain cue speaks for it, and RDKit cannot make a molecule of it. Where one
 * does, it is kept, and said to be wrong.
 */
export async function plausible(located: readonly Located[], chemistry: Pick<Chemistry, "checkAll">, signal: AbortSignal): Promise<readonly Located[]> {
	const doubtful = located.filter(isDoubtful);
	const failures = await chemistry.checkAll(doubtful.map(({ found }) => found.text), signal);
	const dropped = new Set(doubtful.filter((_, index) => failures[index]?.code === "invalid-smiles"));
	return dropped.size === 0 ? located : located.filter((one) => !dropped.has(one));
}

export function isDoubtful({ found }: Located): boolean {
	return found.cue !== "certain" && (found.notation === "smiles" || found.notation === "cxsmiles");
}
