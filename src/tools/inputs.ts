import { z } from "zod";

/** Longest structure or sequence that is taken (UTF-16 code units): titin, the longest human protein, has 34,350 residues. */
const LONGEST = 100_000;

/** A structure or sequence of an agent's input. */
export function structure(description: string): z.ZodString {
	return z.string().min(1).max(LONGEST).describe(description);
}
