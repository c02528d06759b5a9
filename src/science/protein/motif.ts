import { Failure } from "../failure.ts";

/** Where a motif stands in a sequence: `starts[i]` to `ends[i]`, zero-based and half-open, by start; at most one for each start. */
export interface MotifMatches {
	readonly starts: Uint32Array;
	readonly ends: Uint32Array;
}

/** Characters of a pattern: far above any motif, and a bound for what is compiled. */
const LONGEST_PATTERN = 1000;

/**
 * Finds a motif, plain residues (`RGD`) or a regular expression (`N[^P][ST]`), wherever it begins: also where matches overlap, as `NNTS` holds the
 * sequon twice. Upper and lower case are the same; `^` and `$` are the ends of the chain. Matches without a residue are none.
 *
 * A regular expression can take longer than the universe is old: call it in a thread that can be ended ({@link MotifClient}).
 *
 * @throws {Failure} `invalid-motif`
 */
export function findMotif(pattern: string, sequence: string): MotifMatches {
	const expression = compiled(pattern);
	const starts: number[] = [];
	const ends: number[] = [];
	for (let at = 0; at < sequence.length; at++) {
		expression.lastIndex = at;
		const length = expression.exec(sequence)?.[0].length ?? 0;
		if (length > 0) {
			starts.push(at);
			ends.push(at + length);
		}
	}
	return { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}

/** @throws {Failure} `invalid-motif` with the reason */
function compiled(pattern: string): RegExp {
	if (pattern.length > LONGEST_PATTERN) {
		throw new Failure("invalid-motif", `A motif may have ${LONGEST_PATTERN} characters, and this one has ${pattern.length}. Shorten it.`);
	}
	try {
		return new RegExp(pattern, "iy");
	} catch (error) {
		// V8 says "Invalid regular expression: /N[^P/iy: Unterminated character class".
		const reason = /: ([^:]+)$/.exec(error instanceof Error ? error.message : "")?.[1] ?? "it is no regular expression";
		throw new Failure("invalid-motif", `This motif cannot be read: ${reason.toLowerCase()}. Write residues, as in RGD, or a regular expression, as in N[^P][ST].`);
	}
}
