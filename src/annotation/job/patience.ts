import { setTimeout as sleep } from "node:timers/promises";
import { refuseAborted } from "../survey.ts";

/** Milliseconds between two attempts to write on a full disk. */
const PAUSE = 3000;

export interface Patience {
	readonly signal: AbortSignal;
	/** Told why nothing goes on, and undefined when it does again. */
	readonly waiting: (why: string | undefined) => void;
	/** Milliseconds between two attempts; 3,000 if absent. */
	readonly pause?: number | undefined;
}

/**
 * Does something that writes; where the disk is full it is done again until there is room, because hours of work are not given up for
 * something that a user mends in a minute.
 *
 * @throws what `work` throws for another reason, `cancelled`
 */
export async function patiently<Result>(work: () => Promise<Result>, { signal, waiting, pause = PAUSE }: Patience): Promise<Result> {
	for (let told = false; ; told = true) {
		try {
			const result = await work();
			if (told) {
				waiting(undefined);
			}
			return result;
		} catch (error) {
			const why = fullness(error);
			if (why === undefined) {
				throw error;
			}
			waiting(why);
			await sleep(pause, undefined, { signal }).catch(() => undefined);
			refuseAborted(signal);
		}
	}
}

function fullness(error: unknown): string | undefined {
	switch (error instanceof Error && "code" in error ? error.code : undefined) {
		case "ENOSPC": return "The disk is full. Nothing is lost: make room, and it goes on by itself.";
		case "EDQUOT": return "Your quota on this disk is used up. Nothing is lost: make room, and it goes on by itself.";
		default: return undefined;
	}
}
