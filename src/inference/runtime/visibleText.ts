import type { Piece } from "./wholeCharacters.ts";

/**
 * Text that grows until one of its stop strings is written: nothing of a stop string shows, and it is trimmed at both ends.
 *
 * A piece is released when all of its text may show, and each exactly once.
 */
export class VisibleText {
	/** Not released yet; their texts end `raw`. */
	private held: { -readonly [K in keyof Piece]: Piece[K] }[] = [];
	private raw = "";
	private emitted = 0;
	private found: { readonly stop: string; readonly from: number; readonly to: number } | undefined;

	/** @param stops strings that end the text and do not belong to it */
	constructor(private readonly stops: readonly string[]) {}

	/** The stop string that was written. */
	get stop(): string | undefined {
		return this.found?.stop;
	}

	/** Takes more text; returns what shows now. */
	add(pieces: readonly Piece[]): Piece[] {
		for (const piece of pieces) {
			this.raw += piece.text;
			this.held.push({ ...piece });
		}
		if (this.emitted === 0) {
			this.trimStart();
		}
		this.found ??= this.firstStop();
		return this.release(this.visibleLength());
	}

	/**
	 * Releases what was held back, once nothing more comes or a stop string was written.
	 *
	 * @returns what is shown of each piece, maybe nothing, and what it wrote behind the stop string; undefined where it ends before that
	 */
	finish(): { readonly shown: Piece; readonly behind: string | undefined }[] {
		const length = this.end().trimEnd().length;
		const to = this.found?.to ?? Number.POSITIVE_INFINITY;
		return this.held.splice(0).map((piece) => {
			const from = this.emitted;
			this.emitted += piece.text.length;
			const text = piece.text.slice(0, Math.max(0, length - from));
			return { shown: { ...piece, text }, behind: this.emitted > to || from >= to ? piece.text.slice(Math.max(0, to - from)) : undefined };
		});
	}

	/** Beginnings of stop strings are held back, so none can start before what was emitted. Of two at one place, the longer. */
	private firstStop(): VisibleText["found"] {
		const found = this.stops.map((stop) => ({ stop, from: this.raw.indexOf(stop, this.emitted), to: 0 })).filter(({ from }) => from >= 0);
		const [first] = found.sort((one, other) => one.from - other.from || other.stop.length - one.stop.length);
		return first && { ...first, to: first.from + first.stop.length };
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
		return this.found === undefined ? this.raw : this.raw.slice(0, this.found.from);
	}

	/** Without trailing whitespace (it may be the end) and without a possible beginning of a stop string. */
	private visibleLength(): number {
		const text = this.end();
		if (this.found !== undefined) {
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

	/** The pieces that end within so much text. */
	private release(length: number): Piece[] {
		const shown: Piece[] = [];
		for (let next = this.held[0]; next && this.emitted + next.text.length <= length; next = this.held[0]) {
			this.held.shift();
			this.emitted += next.text.length;
			shown.push(next);
		}
		return shown;
	}
}
