import type { Resume } from "./found.ts";
import { isFound, isMark } from "./found.ts";
import type { Located } from "./located.ts";
import { Places, moved } from "./located.ts";

/** The lines of a document as it is now. */
export interface LineSource {
	readonly lineCount: number;
	/** Lines from `first` up to, not including, `last`, each with its line break where it has one. */
	lines(first: number, last: number): string;
}

/** Lines between two marks. */
interface Piece {
	readonly lines: number;
	readonly resume: Resume;
	readonly key: string;
	/** Something in it is never closed: what is written behind it may close it. */
	readonly unclosed?: boolean | undefined;
	/** Not read since the last change: what it holds and where its marks are is not known. */
	readonly dirty: boolean;
}

interface Lines {
	readonly first: number;
	readonly last: number;
}

/** Lines of a dirty piece that are read together. */
interface Chunk {
	readonly start: number;
	readonly lines: number;
	readonly text: string;
	/** None of them was asked for. */
	readonly marksOnly: boolean;
}

/** Characters read at a time: small enough that the first screenful comes at once. */
const CHUNK = 65_536;
/** Of the line behind a piece, which only tells whether something ends there. */
const LOOK_AHEAD = 200;
/** Entities kept for lines that were asked for; all others are found again when they are. */
const MAX_KEPT = 20_000;

/**
 * Where the entities of a document are, kept up to date while it is edited.
 *
 * The document is cut into pieces of some kilobytes at places where a scan can begin again. A change makes the pieces it
 * touches dirty; reading them again ends where the scan meets the old pieces in the same state. Kept are the cuts, and the
 * entities of pieces that somebody looked at.
 */
export class EntityIndex {
	private readonly pieces: Piece[];
	private readonly kept = new Map<Piece, readonly Located[]>();
	private count = 0;
	/** Changes so far: a reading that was interrupted by one gives up. */
	private revision = 0;

	constructor(beginning: Resume, lineCount: number) {
		this.pieces = [{ lines: lineCount, resume: beginning, key: "beginning", dirty: true }];
	}

	get lineCount(): number {
		return this.pieces.reduce((sum, { lines }) => sum + lines, 0);
	}

	/** Lines from `first` on, `removed` of them, were replaced by `inserted` others. */
	edit(first: number, removed: number, inserted: number): void {
		this.revision++;
		let start = 0;
		let from = 0;
		while (from < this.pieces.length - 1 && start + (this.pieces[from]?.lines ?? 0) <= first) {
			start += this.pieces[from++]?.lines ?? 0;
		}
		// Where a piece ends was decided by the line behind it.
		if (start === first && from > 0) {
			start -= this.pieces[--from]?.lines ?? 0;
		}
		let to = from;
		let end = start + (this.pieces[from]?.lines ?? 0);
		while (to < this.pieces.length - 1 && end < first + removed) {
			end += this.pieces[++to]?.lines ?? 0;
		}
		const { resume, key } = this.pieces[from] ?? { resume: nothing, key: "" };
		this.replace(from, to - from + 1, [{ lines: Math.max(1, end - start - removed + inserted), resume, key, dirty: true }]);
		this.reopen(from);
	}

	/** Pieces above an edit in which something is never closed have to be read again. */
	private reopen(before: number): void {
		for (let at = 0; at < before; at++) {
			const piece = this.pieces[at];
			if (piece?.unclosed === true) {
				this.replace(at, 1, [{ lines: piece.lines, resume: piece.resume, key: piece.key, dirty: true }]);
			}
		}
	}

	/**
	 * What begins, ends or passes on these lines, both included, in text order. Yields after about a millisecond of work;
	 * undefined where the document changed meanwhile.
	 */
	*inLines(source: LineSource, first: number, last: number): Generator<void, readonly Located[] | undefined> {
		const { revision } = this;
		const found: Located[] = [];
		let start = 0;
		for (let at = 0; at < this.pieces.length && start <= last; ) {
			const piece = this.pieces[at];
			if (piece === undefined) {
				break;
			}
			if (piece.dirty) {
				yield* this.clean(source, at, start, { first, last });
				if (revision !== this.revision) {
					return undefined;
				}
				continue;
			}
			if (start + piece.lines > first) {
				const inPiece = this.kept.get(piece) ?? (yield* this.read(source, piece, start));
				if (revision !== this.revision) {
					return undefined;
				}
				this.keep(piece, inPiece);
				for (const one of inPiece) {
					const placed = moved(one, start);
					if (placed.range.start.line <= last && placed.range.end.line >= first) {
						found.push(placed);
					}
				}
			}
			start += piece.lines;
			at++;
		}
		return found;
	}

	/** Reads some of a dirty piece: it becomes clean pieces and, where it is long, a shorter dirty one. */
	private *clean(source: LineSource, at: number, start: number, wanted: Lines): Generator<void> {
		const { revision } = this;
		for (let chunk = CHUNK; ; chunk *= 2) {
			const piece = this.pieces[at];
			if (piece === undefined) {
				return;
			}
			const { lines, text } = readLines(source, start, piece.lines, chunk);
			const marksOnly = start > wanted.last || start + lines <= wanted.first;
			const done = yield* this.cleanLines(source, at, { start, lines, text, marksOnly });
			if (done || revision !== this.revision) {
				return;
			}
			if (lines === piece.lines) {
				this.join(at, 2 * lines);
			}
		}
	}

	/** False where these lines hold no mark: more have to be read together. */
	private *cleanLines(source: LineSource, at: number, { start, lines, text, marksOnly }: Chunk): Generator<void, boolean> {
		const { revision } = this;
		const piece = this.pieces[at];
		if (piece === undefined) {
			return true;
		}
		const stop = start + lines;
		const final = stop >= source.lineCount;
		const places = new Places(text);
		const fresh: Piece[] = [];
		let pending: Located[] = [];
		let open: Omit<Piece, "lines"> = { resume: piece.resume, key: piece.key, dirty: false };
		let line = 0;
		const close = (end: number): void => {
			const part: Piece = { ...open, lines: end - line };
			if (part.lines > 0) {
				fresh.push(part);
				if (!marksOnly) {
					this.keep(part, pending.map((one) => moved(one, -line)));
					pending = [];
				}
			}
			line = end;
		};
		for (const step of piece.resume(text + lookAhead(source, stop), text.length, marksOnly)) {
			if (step === undefined) {
				yield;
				if (revision !== this.revision) {
					return true;
				}
			} else if (isFound(step)) {
				if (!marksOnly) {
					pending.push(places.locate(step));
				}
			} else if (!isMark(step)) {
				open = { ...open, unclosed: true };
			} else {
				close(places.at(step.mark).line);
				open = { resume: step.resume, key: step.key, dirty: false };
			}
		}
		if (final) {
			close(lines);
		} else if (fresh.length === 0) {
			return false;
		}
		this.settle(at, piece, fresh, open, line);
		return true;
	}

	/** Puts the clean pieces in place of the dirty one; what is left of it, or the piece behind it, may have to be read too. */
	private settle(at: number, piece: Piece, fresh: readonly Piece[], open: Omit<Piece, "lines">, read: number): void {
		const left = piece.lines - read;
		const { resume, key } = open;
		const rest: Piece[] = left > 0 ? [{ resume, key, lines: left, dirty: true }] : [];
		this.replace(at, 1, [...fresh, ...rest]);
		const behind = at + fresh.length;
		const next = this.pieces[behind];
		if (left === 0 && next !== undefined && (next.dirty || next.key !== open.key)) {
			this.replace(behind, 1, [{ resume, key, lines: next.lines, dirty: true }]);
		}
	}

	/** Joins a piece with those behind it until it has so many lines: twice as many each time, or reading on would be quadratic. */
	private join(at: number, wanted: number): void {
		const piece = this.pieces[at];
		if (piece === undefined) {
			return;
		}
		let { lines } = piece;
		let end = at + 1;
		for (; end < this.pieces.length && lines < wanted; end++) {
			lines += this.pieces[end]?.lines ?? 0;
		}
		if (end > at + 1) {
			this.replace(at, end - at, [{ ...piece, lines }]);
		}
	}

	/** Finds the entities of a clean piece again. */
	private *read(source: LineSource, piece: Piece, start: number): Generator<void, readonly Located[]> {
		const text = source.lines(start, start + piece.lines);
		const places = new Places(text);
		const found: Located[] = [];
		for (const step of piece.resume(text + lookAhead(source, start + piece.lines), text.length)) {
			if (step === undefined) {
				yield;
			} else if (isFound(step)) {
				found.push(places.locate(step));
			}
		}
		return found;
	}

	private keep(piece: Piece, found: readonly Located[]): void {
		this.drop(piece);
		this.kept.set(piece, found);
		this.count += found.length + 1;
		for (const oldest of this.kept.keys()) {
			if (this.count <= MAX_KEPT || oldest === piece) {
				break;
			}
			this.drop(oldest);
		}
	}

	private drop(piece: Piece): void {
		const found = this.kept.get(piece);
		if (found !== undefined) {
			this.count -= found.length + 1;
			this.kept.delete(piece);
		}
	}

	private replace(at: number, removed: number, pieces: readonly Piece[]): void {
		for (const piece of this.pieces.splice(at, removed, ...pieces)) {
			this.drop(piece);
		}
	}
}

function lookAhead(source: LineSource, line: number): string {
	return line < source.lineCount ? source.lines(line, line + 1).slice(0, LOOK_AHEAD) : "";
}

/** Lines that make up about so many characters, at most `limit` of them. */
function readLines(source: LineSource, start: number, limit: number, characters: number): { readonly lines: number; readonly text: string } {
	let lines = 0;
	let text = "";
	for (let step = 64; lines < limit && text.length < characters; step = Math.min(4096, step * 2)) {
		const next = Math.min(limit, lines + step);
		text += source.lines(start + lines, start + next);
		lines = next;
	}
	return { lines, text };
}

function* nothing(): Generator<never> {
	// An index without pieces does not exist.
}
