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
 * In a structure's sequence no match goes over a break, and a break is no end of the chain: what stands behind it is not known.
 *
 * A regular expression can take longer than the universe is old: call it in a thread that can be ended ({@link MotifClient}).
 *
 * @param breaks indices before which residues are missing, ascending
 * @throws {Failure} `invalid-motif`
 */
export function findMotif(pattern: string, sequence: string, breaks: Iterable<number> = []): MotifMatches {
	const expression = compiled(pattern);
	const starts: number[] = [];
	const ends: number[] = [];
	let from = 0;
	for (const to of [...breaks, sequence.length]) {
		const piece = pieceOf(sequence, from, to);
		for (let at = from; at < to; at++) {
			const length = lengthAt(expression, piece, at - from);
			if (length > 0) {
				starts.push(at);
				ends.push(at + length);
			}
		}
		from = to;
	}
	return { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}

/** Residues that follow each other without a break. */
interface Piece {
	/** Begins behind a gap, unless it begins the chain. */
	readonly text: string;
	/** Ends with a gap, unless it ends the chain. */
	readonly open: string;
	/** Index of its first residue in `text`. */
	readonly first: number;
}

/** Stands for what is missing; no residue, and where the expressions have no flag `m` no end for `^` and `$`. */
const GAP = "\n";

function pieceOf(sequence: string, from: number, to: number): Piece {
	const text = `${from > 0 ? GAP : ""}${sequence.slice(from, to)}`;
	return { text, open: to < sequence.length ? text + GAP : text, first: from > 0 ? 1 : 0 };
}

/** Without the gap `$` would match at its edge, with it `[^P]` would take it for a residue: a match is what both have. */
function lengthAt(expression: RegExp, { text, open, first }: Piece, at: number): number {
	const matched = (where: string): number => {
		expression.lastIndex = first + at;
		return expression.exec(where)?.[0].length ?? 0;
	};
	const length = matched(text);
	return length === 0 || open === text ? length : Math.min(length, matched(open));
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
