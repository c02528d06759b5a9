/** Bytes of a line that are looked at: it may hold a hundred megabytes. */
const HEAD = 4096;
const LINE_FEED = 10;
const RETURN = 13;

/** The beginning of a line: `bytes` from `from` to `to`, without its break. */
export interface LineHead {
	readonly bytes: Buffer;
	readonly from: number;
	readonly to: number;
	/** Where it begins in the file. */
	readonly start: number;
	/** Where the next one begins. */
	readonly next: number;
	/** From 0. */
	readonly line: number;
}

/** Parts pieces of a file into lines. The object it tells of is used again. */
export class LineScanner {
	private readonly carried: Buffer = Buffer.allocUnsafe(HEAD);
	private carriedLength = 0;
	/** A line has begun in an earlier piece. */
	private isOpen = false;
	private offset = 0;
	private readonly head: { -readonly [Key in keyof LineHead]: LineHead[Key] } = { bytes: this.carried, from: 0, to: 0, start: 0, next: 0, line: 0 };

	constructor(private readonly onLine: (line: LineHead) => void) {}

	take(piece: Buffer): void {
		for (let at = 0; at < piece.length; ) {
			const feed = piece.indexOf(LINE_FEED, at);
			const stop = feed < 0 ? piece.length : feed;
			if (feed < 0 || this.isOpen) {
				this.carry(piece, at, stop);
			}
			if (feed >= 0) {
				this.tell(piece, at, stop);
			}
			at = stop + 1;
		}
		this.offset += piece.length;
	}

	end(): void {
		if (this.isOpen) {
			this.isOpen = false;
			this.told(this.carried, 0, this.carriedLength, this.offset);
		}
	}

	private carry(piece: Buffer, at: number, stop: number): void {
		if (!this.isOpen) {
			this.isOpen = true;
			this.carriedLength = 0;
		}
		this.carriedLength += piece.copy(this.carried, this.carriedLength, at, Math.min(stop, at + HEAD - this.carriedLength));
	}

	private tell(piece: Buffer, at: number, stop: number): void {
		const next = this.offset + stop + 1;
		if (this.isOpen) {
			this.isOpen = false;
			this.told(this.carried, 0, this.carriedLength, next);
		} else {
			this.told(piece, at, Math.min(stop, at + HEAD), next);
		}
	}

	private told(bytes: Buffer, from: number, to: number, next: number): void {
		const { head } = this;
		head.bytes = bytes;
		head.from = from;
		head.to = to > from && bytes[to - 1] === RETURN ? to - 1 : to;
		head.next = next;
		this.onLine(head);
		head.start = next;
		head.line++;
	}
}

/** Whether nothing but blanks stands in what is seen of a line. */
export function isBlankHead({ bytes, from, to }: LineHead): boolean {
	for (let at = from; at < to; at++) {
		const byte = bytes[at] ?? 0;
		if (byte !== 32 && byte !== 9 && byte !== RETURN) {
			return false;
		}
	}
	return true;
}
