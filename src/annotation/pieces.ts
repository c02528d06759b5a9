import { setImmediate as breath } from "node:timers/promises";
import { Failure } from "../science/failure.ts";

/** Characters of one row that are held: room for several cells of ten million. More is no table at all. */
const LONGEST_ROW = 33_000_000;

/** What a reader made of the beginning of a text, and where the rest begins that it could not read yet. */
export interface Taken<Row> {
	readonly rows: readonly Row[];
	readonly rest: number;
	/** It stopped at {@link MOST_ROWS}, and would go on at once. */
	readonly more?: boolean | undefined;
}

/** Rows that are made of one text: behind a quote that was looked for in vain there may be millions. */
export const MOST_ROWS = 5000;

/** Characters at the top that tell how a file is laid out. */
export const LOOKED_AT = 65_536;

/**
 * Reads rows from pieces as they come. Between two pieces others may work.
 *
 * The first text has at least {@link LOOKED_AT} characters, or is all there is: what is decided by it does not depend on the pieces.
 * A long row is looked at again only when the text is twice as long, and so in linear time.
 *
 * @param take reads what is complete: up to `end` (behind a line break, or the end of the last piece), looking no further than the text
 * @throws Failure `row-too-long`
 */
export async function* inPieces<Row>(pieces: AsyncIterable<string>, take: (text: string, end: number, last: boolean) => Taken<Row>): AsyncGenerator<readonly Row[]> {
	let held = "";
	let wanted = LOOKED_AT;
	for await (const piece of pieces) {
		held += piece;
		for (let more = true; more && held.length >= wanted; ) {
			// The last line, perhaps not whole yet, is only looked at to see what follows.
			const end = held.lastIndexOf("\n", held.length - 2) + 1;
			const taken: Taken<Row> = end > 0 ? take(held, end, false) : { rows: [], rest: 0 };
			held = held.slice(taken.rest);
			wanted = taken.rest > 0 ? 1 : 2 * held.length;
			more = taken.more === true;
			if (taken.rows.length > 0) {
				yield taken.rows;
				await breath();
			}
		}
		if (held.length > LONGEST_ROW) {
			throw new Failure("row-too-long", `A row of this file has more than ${(LONGEST_ROW / 1e6).toLocaleString("en")} million characters, so it is hardly a table of molecules or proteins. Check its ending, or cut it into parts.`);
		}
		await breath();
	}
	for (let more = held !== ""; more; ) {
		const taken = take(held, held.length, true);
		yield taken.rows;
		held = held.slice(taken.rest);
		more = taken.more === true && held !== "";
		await breath();
	}
}

/** Line breaks in a part of a text. */
export function breaksIn(text: string, from: number, to: number): number {
	let breaks = 0;
	for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) {
		breaks++;
	}
	return breaks;
}
