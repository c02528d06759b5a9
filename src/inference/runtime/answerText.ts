/** What a decoder writes for bytes that are not (yet) a whole character. */
const REPLACEMENT = "\uFFFD";
/** A character of UTF-8 has at most four bytes, and the byte fallback spends one token on each. */
const MAX_PENDING = 4;

/**
 * Turns generated ids into the answer's text as they come: whole characters only, nothing of a stop string, trimmed.
 *
 * What `push` and `finish` return, joined, is exactly `text`.
 */
export class AnswerText {
	private readonly settled: number[] = [];
	private pending: number[] = [];
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

	/** Takes the next id; returns what the visible text grows by, often nothing. */
	push(id: number): string {
		this.pending.push(id);
		const piece = this.decode(this.pending, this.settled);
		if (piece.endsWith(REPLACEMENT) && this.pending.length < MAX_PENDING) {
			return "";
		}
		return this.settle(piece);
	}

	/** Releases what was held back, once no more ids come. */
	finish(): string {
		const rest = this.pending.length > 0 ? this.settle(this.decode(this.pending, this.settled)) : "";
		return rest + this.emit(this.end().trimEnd().length);
	}

	private settle(piece: string): string {
		this.raw += piece;
		if (this.emitted === 0) {
			this.raw = this.raw.trimStart();
		}
		this.settled.push(...this.pending);
		this.pending = [];
		// Beginnings of stop strings are held back, so none can start before what was emitted.
		const found = this.stops.map((stop) => this.raw.indexOf(stop, this.emitted)).filter((index) => index >= 0);
		if (found.length > 0) {
			this.cut = Math.min(...found);
		}
		return this.emit(this.visibleLength());
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

	private emit(length: number): string {
		const text = this.raw.slice(this.emitted, Math.max(this.emitted, length));
		this.emitted += text.length;
		return text;
	}
}
