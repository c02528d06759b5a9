import type { RecordIndex, Scanner } from "./recordIndex.ts";

const LINE_FEED = 10;
const RETURN = 13;
const QUOTE = 34;
/** A quote that is still open after so many bytes was none. */
const LONGEST_QUOTED = 1_000_000;
/** After so many of those, no quote reaches over a line: else a hostile file would be read again for each of its rows. */
const MOST_MISTAKES = 3;

export interface TableScannerOptions {
	readonly separator: string;
	/** The first row holds the titles. */
	readonly skipsFirst: boolean;
}

/** Finds the rows of a CSV or TSV: a quoted cell may hold line breaks. */
export class TableScanner implements Scanner {
	private readonly separator: number;
	private offset = 0;
	private line = 0;
	private begin = 0;
	private beginLine = 0;
	private isBlank = true;
	private inQuotes = false;
	/** A quote may stand here: at the beginning of a cell, or right behind another one. */
	private mayOpen = true;
	/** The first break between quotes: there the row ends if the quote is never closed. */
	private firstBreak = -1;
	private firstBreakLine = 0;
	private mistakes = 0;

	constructor(
		private readonly index: RecordIndex,
		private options: TableScannerOptions,
	) {
		this.separator = options.separator.charCodeAt(0);
	}

	take(piece: Buffer): number | undefined {
		for (let at = 0; at < piece.length; at++) {
			const byte = piece[at] ?? 0;
			if (byte === LINE_FEED) {
				this.feed(this.offset + at);
			} else if (byte === QUOTE) {
				this.quote();
			} else if (!this.inQuotes) {
				this.mayOpen = byte === this.separator;
			}
			if (byte !== LINE_FEED && byte !== RETURN) {
				this.isBlank = false;
			}
		}
		this.offset += piece.length;
		return this.inQuotes && this.firstBreak >= 0 && this.offset - this.begin > LONGEST_QUOTED ? this.again() : undefined;
	}

	end(): number | undefined {
		if (this.inQuotes && this.firstBreak >= 0) {
			return this.again();
		}
		if (!this.isBlank) {
			this.row(this.offset);
		}
		this.isBlank = true;
		return undefined;
	}

	private quote(): void {
		if (this.inQuotes) {
			this.inQuotes = false;
			this.mayOpen = true;
		} else {
			this.inQuotes = this.mayOpen;
		}
	}

	private feed(at: number): void {
		this.line++;
		if (this.inQuotes && this.mistakes < MOST_MISTAKES) {
			if (this.firstBreak < 0) {
				this.firstBreak = at;
				this.firstBreakLine = this.line;
			}
			return;
		}
		this.row(at + 1);
		this.next(at + 1, this.line);
	}

	private row(end: number): void {
		if (this.isBlank) {
			return;
		}
		if (this.options.skipsFirst) {
			this.options = { ...this.options, skipsFirst: false };
		} else {
			this.index.add(this.begin, end, this.beginLine);
		}
	}

	private next(begin: number, line: number): void {
		this.begin = begin;
		this.beginLine = line;
		this.isBlank = true;
		this.inQuotes = false;
		this.mayOpen = true;
		this.firstBreak = -1;
	}

	/** The quote was none: the row ends with its line. */
	private again(): number {
		this.mistakes++;
		const next = this.firstBreak + 1;
		this.row(next);
		this.line = this.firstBreakLine;
		this.offset = next;
		this.next(next, this.line);
		return next;
	}
}
