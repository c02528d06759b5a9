import type { GeneratedToken } from "./sampling.ts";

/** What a decoder writes for bytes that are not (yet) a whole character. */
const REPLACEMENT = "\uFFFD";
/** A character of UTF-8 has at most four bytes, and the byte fallback spends one token on each. */
const MAX_PENDING = 4;

/** Text of ids that follow other ids. */
export type Decode = (ids: readonly number[], before: readonly number[]) => string;

/** A token with what it wrote. */
export interface Piece {
	readonly token: GeneratedToken;
	readonly text: string;
	/** What it wrote into the part before the one that `text` stands in; absent where it wrote nothing there. */
	readonly before?: string | undefined;
}

/** Turns generated tokens into text: whole characters only, each with the token that begins it. */
export class WholeCharacters {
	private readonly settled: number[] = [];
	/** Tokens of a character that is not complete. */
	private pending: GeneratedToken[] = [];

	constructor(private readonly decode: Decode) {}

	/** Takes the next token; returns those whose text is known now, often this one alone. */
	push(token: GeneratedToken): Piece[] {
		this.pending.push(token);
		const text = this.decodePending();
		return text.endsWith(REPLACEMENT) && this.pending.length < MAX_PENDING ? [] : this.settle(text);
	}

	/** What is left, once no more tokens come. */
	finish(): Piece[] {
		return this.pending.length > 0 ? this.settle(this.decodePending()) : [];
	}

	private settle(text: string): Piece[] {
		const pieces = this.attribute(text);
		this.settled.push(...this.pending.map(({ id }) => id));
		this.pending = [];
		return pieces;
	}

	/** Which pending token wrote what: a character belongs to the token that begins it. */
	private attribute(text: string): Piece[] {
		const written = this.pending.map((token) => ({ token, text: "" }));
		let opener = 0;
		let known = 0;
		written.forEach((current, index) => {
			const complete = index === written.length - 1 ? text.length : Math.min(text.length, this.decodePending(index + 1).replace(/\uFFFD+$/, "").length);
			const [first = "", ...rest] = text.slice(known, complete);
			const beginner = written[opener] ?? current;
			beginner.text += first;
			current.text += rest.join("");
			if (first) {
				opener = index;
			}
			known = Math.max(known, complete);
		});
		return written;
	}

	private decodePending(count = this.pending.length): string {
		return this.decode(this.pending.slice(0, count).map(({ id }) => id), this.settled);
	}
}

/**
 * Gives tokens a text that the decoder writes nothing for: marks such as `</think>` that a vocabulary holds as control tokens.
 *
 * @param marks id → text
 */
export function decodeWithMarks(decode: Decode, marks: ReadonlyMap<number, string>): Decode {
	if (marks.size === 0) {
		return decode;
	}
	return (ids, before) => {
		const at = ids.findIndex((id) => marks.has(id));
		if (at < 0) {
			return decode(ids, before);
		}
		const id = ids[at] ?? 0;
		const behind = ids.slice(at + 1);
		const front = at === 0 ? "" : decode(ids.slice(0, at), before);
		return front + (marks.get(id) ?? "") + (behind.length === 0 ? "" : decodeWithMarks(decode, marks)(behind, [...before.slice(-3), ...ids.slice(0, at + 1)]));
	};
}
