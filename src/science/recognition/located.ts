import type { Found } from "./found.ts";

/** A place in a document as editors count: both from zero, characters as UTF-16 code units. */
export interface Place {
	readonly line: number;
	readonly character: number;
}

export interface PlaceRange {
	readonly start: Place;
	readonly end: Place;
}

/** Something found, with its place in the document. The offsets in `found` are those of the piece of text it was found in. */
export interface Located {
	readonly found: Found;
	readonly range: PlaceRange;
	/** What is wrong with it, and where. */
	readonly problem?: { readonly message: string; readonly range: PlaceRange } | undefined;
}

/** Turns offsets of a piece of text into places of its document. Lines are counted as far as they are asked for: nobody waits for those of a megabyte. */
export class Places {
	private readonly starts: number[] = [0];
	/** The next line break that is not counted yet; negative behind the last one. */
	private nextBreak: number;

	/** @param firstLine the line of the document that the piece begins with */
	constructor(
		private readonly text: string,
		private readonly firstLine = 0,
	) {
		this.nextBreak = text.indexOf("\n");
	}

	at(offset: number): Place {
		while (this.nextBreak >= 0 && this.nextBreak < offset) {
			this.starts.push(this.nextBreak + 1);
			this.nextBreak = this.text.indexOf("\n", this.nextBreak + 1);
		}
		let low = 0;
		let high = this.starts.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if ((this.starts[middle] ?? 0) <= offset) {
				low = middle;
			} else {
				high = middle - 1;
			}
		}
		return { line: this.firstLine + low, character: offset - (this.starts[low] ?? 0) };
	}

	range({ start, end }: { readonly start: number; readonly end: number }): PlaceRange {
		return { start: this.at(start), end: this.at(end) };
	}

	locate(found: Found): Located {
		const { problem } = found;
		return { found, range: this.range(found), problem: problem && { message: problem.message, range: this.range(problem.span) } };
	}
}

/** The same thing so many lines further down. */
export function moved(located: Located, lines: number): Located {
	const { found, range, problem } = located;
	return lines === 0 ? located : { found, range: movedRange(range, lines), problem: problem && { message: problem.message, range: movedRange(problem.range, lines) } };
}

function movedRange({ start, end }: PlaceRange, lines: number): PlaceRange {
	return { start: { line: start.line + lines, character: start.character }, end: { line: end.line + lines, character: end.character } };
}
