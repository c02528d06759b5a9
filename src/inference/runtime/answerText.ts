import type { AnswerToken } from "../engine.ts";
import type { GeneratedToken } from "./sampling.ts";

/** What a decoder writes for bytes that are not (yet) a whole character. */
const REPLACEMENT = "\uFFFD";
/** A character of UTF-8 has at most four bytes, and the byte fallback spends one token on each. */
const MAX_PENDING = 4;

/**
 * Turns generated tokens into the answer's text as they come: whole characters only, nothing of a stop string, trimmed.
 *
 * A token is released when all of its text may show, and each exactly once: the texts of all that `push` and `finish` return, joined, are the answer.
 */
export class AnswerText {
	private readonly settled: number[] = [];
	/** Tokens of a character that is not complete. */
	private pending: GeneratedToken[] = [];
	/** Whole characters, not released yet; their texts end `raw`. */
	private held: { readonly token: GeneratedToken; text: string }[] = [];
	private raw = "";
	private emitted = 0;
	private cut: number | undefined;

	/**
	 * @param decode text of ids that follow other ids
	 * @param stops strings that end the answer and do not belong to it
	 */
	constructor(
		private readonly decode: (ids: readonly number[], before: readonly number[]) => string,
		private readonly stops: readonly string[],
	) {}

	/** Whether a stop string was written. */
	get stopped(): boolean {
		return this.cut !== undefined;
	}

	/** Takes the next token; returns those that show now, often none. */
	push(token: GeneratedToken): AnswerToken[] {
		this.pending.push(token);
		const piece = this.decodePending();
		if (piece.endsWith(REPLACEMENT) && this.pending.length < MAX_PENDING) {
			return [];
		}
		this.settle(piece);
		return this.release(this.visibleLength());
	}

	/** Releases what was held back, once no more tokens come; what never shows has an empty text. */
	finish(): AnswerToken[] {
		if (this.pending.length > 0) {
			this.settle(this.decodePending());
		}
		const length = this.end().trimEnd().length;
		const shown = this.release(length);
		for (const { token, text } of this.held.splice(0)) {
			const visible = text.slice(0, Math.max(0, length - this.emitted));
			this.emitted += visible.length;
			shown.push({ ...token, text: visible });
		}
		return shown;
	}

	private settle(piece: string): void {
		this.raw += piece;
		this.held.push(...this.attribute(piece));
		this.settled.push(...this.pending.map(({ id }) => id));
		this.pending = [];
		if (this.emitted === 0) {
			this.trimStart();
		}
		// Beginnings of stop strings are held back, so none can start before what was emitted.
		const found = this.stops.map((stop) => this.raw.indexOf(stop, this.emitted)).filter((index) => index >= 0);
		if (found.length > 0) {
			this.cut = Math.min(...found);
		}
	}

	/** Which pending token wrote what: a character belongs to the token that begins it. */
	private attribute(piece: string): { token: GeneratedToken; text: string }[] {
		const written = this.pending.map((token) => ({ token, text: "" }));
		let opener = 0;
		let known = 0;
		written.forEach((current, index) => {
			const complete = index === written.length - 1 ? piece.length : Math.min(piece.length, this.decodePending(index + 1).replace(/\uFFFD+$/, "").length);
			const [first = "", ...rest] = piece.slice(known, complete);
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

	private trimStart(): void {
		const trimmed = this.raw.trimStart();
		let surplus = this.raw.length - trimmed.length;
		for (const held of this.held) {
			const cut = Math.min(surplus, held.text.length);
			held.text = held.text.slice(cut);
			surplus -= cut;
		}
		this.raw = trimmed;
	}

	private end(): string {
		return this.cut === undefined ? this.raw : this.raw.slice(0, this.cut);
	}

	/** Without trailing whitespace (it may be the end) and without a possible beginning of a stop string. */
	private visibleLength(): number {
		const text = this.end();
		if (this.cut !== undefined) {
			return text.trimEnd().length;
		}
		let held = 0;
		for (const stop of this.stops) {
			for (let length = Math.min(stop.length - 1, text.length); length > held; length--) {
				if (text.endsWith(stop.slice(0, length))) {
					held = length;
				}
			}
		}
		return text.slice(0, text.length - held).trimEnd().length;
	}

	/** The tokens that end within so much text. */
	private release(length: number): AnswerToken[] {
		const shown: AnswerToken[] = [];
		for (let next = this.held[0]; next && this.emitted + next.text.length <= length; next = this.held[0]) {
			this.held.shift();
			this.emitted += next.text.length;
			shown.push({ ...next.token, text: next.text });
		}
		return shown;
	}
}
