import type { RecogniseContext } from "./recognition/formats.ts";
import { beginningOf } from "./recognition/formats.ts";
import type { Found, Resume } from "./recognition/found.ts";
import { isFound, isMark } from "./recognition/found.ts";
import type { Located } from "./recognition/located.ts";
import { Places } from "./recognition/located.ts";

/** Milliseconds of work between two chances for the caller to do something else. */
const SLICE = 5;
/** Characters of a stream that are looked at together. */
const PIECE = 1_000_000;

/**
 * Finds the molecules, reactions, proteins and nucleotides of a text in one linear scan, in the order of the text.
 *
 * Only the grammar is checked: a molecule found still has to pass RDKit. Words without a cue must look like nothing but a
 * structure (atoms, and bonds, branches or rings), so ordinary code and prose give none.
 */
export function recognise(text: string, context: RecogniseContext): Found[] {
	const found: Found[] = [];
	for (const step of beginningOf(context)(text, text.length)) {
		if (isFound(step)) {
			found.push(step);
		}
	}
	return found;
}

/**
 * {@link recognise} for big texts: gives what was found after each slice of work, so that the caller can let other work in
 * between, or stop.
 *
 * @param milliseconds length of a slice
 */
export function* recogniseInSlices(text: string, context: RecogniseContext, milliseconds = SLICE): Generator<Found[]> {
	let found: Found[] = [];
	let since = performance.now();
	for (const step of beginningOf(context)(text, text.length)) {
		if (isFound(step)) {
			found.push(step);
		}
		if (performance.now() - since > milliseconds) {
			yield found;
			found = [];
			since = performance.now();
		}
	}
	yield found;
}

/**
 * {@link recognise} for files of any size: takes the text in pieces as they are read and gives what was found with its place
 * in the whole, in portions. Holds one piece at a time, or one construct (a record, a comment) where that is longer.
 *
 * @param size characters of a piece: where nothing may be blocked for long, a small one
 */
export async function* recogniseStream(pieces: AsyncIterable<string>, context: RecogniseContext, size = PIECE): AsyncGenerator<readonly Located[]> {
	const reader = new StreamReader(beginningOf(context));
	let held = "";
	for await (const piece of pieces) {
		held += piece;
		if (held.length >= Math.max(size, 2 * reader.rest.length)) {
			yield reader.read(held, false);
			held = "";
		}
	}
	yield reader.read(held, true);
}

class StreamReader {
	/** Behind the last mark: read again with what follows. */
	rest = "";
	private line = 0;

	constructor(private resume: Resume) {}

	read(more: string, last: boolean): Located[] {
		const text = this.rest + more;
		const newline = text.lastIndexOf("\n", text.length - 2);
		// The last line, perhaps not whole yet, is only looked at to see what follows.
		const end = last ? text.length : newline + 1;
		const places = new Places(text, this.line);
		const found: Located[] = [];
		let pending: Located[] = [];
		let marked = 0;
		for (const step of this.resume(text, end)) {
			if (isFound(step)) {
				pending.push(places.locate(step));
			} else if (isMark(step)) {
				found.push(...pending);
				pending = [];
				marked = step.mark;
				this.resume = step.resume;
			}
		}
		if (last) {
			return [...found, ...pending];
		}
		this.line = places.at(marked).line;
		this.rest = text.slice(marked);
		return found;
	}
}
