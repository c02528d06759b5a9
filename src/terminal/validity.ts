import type { Chemistry } from "../science/chemistry.ts";
import type { FailureData } from "../science/failure.ts";
import { failureData } from "../science/failure.ts";
import type { Located } from "../science/recognition/located.ts";

/** `valid` is null where RDKit could not decide (too large, too slow); `reason` says why it is not true. */
export interface Verdict {
	readonly valid: boolean | null;
	readonly reason: string | null;
}

export type Judge = Pick<Chemistry, "checkAll" | "inchiKey">;

const VALID: Verdict = { valid: true, reason: null };
/** Limits of ours, not mistakes in the structure. */
const UNDECIDED = new Set(["molecule-too-large", "chemistry-timeout", "chemistry-crashed"]);
/** Nothing can be said about any structure. */
const FATAL = new Set(["cancelled", "disposed", "chemistry-unavailable", "unexpected"]);

/**
 * Says what is valid: the grammar has been looked at while it was found, RDKit decides about structures. Sequences are valid by
 * their letters.
 */
export async function verdictsOf(found: readonly Located[], chemistry: Judge, signal: AbortSignal): Promise<readonly Verdict[]> {
	const verdicts = found.map(({ problem, found: { unread } }): Verdict => (problem === undefined ? VALID : { valid: unread === "too-large" ? null : false, reason: problem.message }));
	const structures = found.flatMap((one, index) => (one.problem === undefined && isStructure(one) && one.found.notation !== "inchi" ? [index] : []));
	const failures = structures.length === 0 ? [] : await chemistry.checkAll(structures.map((index) => found[index]?.found.text ?? ""), signal);
	structures.forEach((index, place) => {
		verdicts[index] = verdictOf(failures[place]);
	});
	for (const [index, one] of found.entries()) {
		// One with other settings is right too; only a standard one has a key.
		if (one.problem === undefined && one.found.notation === "inchi" && !one.found.text.startsWith("InChI=1/")) {
			verdicts[index] = verdictOf(await failureOf(chemistry.inchiKey(one.found.text, signal)));
		}
	}
	return verdicts;
}

function isStructure({ found: { kind } }: Located): boolean {
	return kind === "molecule" || kind === "reaction";
}

function verdictOf(failure: FailureData | undefined): Verdict {
	return failure === undefined ? VALID : { valid: UNDECIDED.has(failure.code) ? null : false, reason: failure.message };
}

async function failureOf(result: Promise<unknown>): Promise<FailureData | undefined> {
	try {
		await result;
		return undefined;
	} catch (error) {
		const failure = failureData(error);
		if (FATAL.has(failure.code)) {
			throw error;
		}
		return failure;
	}
}
