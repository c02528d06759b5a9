import { setImmediate as breath } from "node:timers/promises";
import { Failure } from "../science/failure.ts";

/** Characters of one row that are held: more is a quote that never closes, or no table at all. */
const LONGEST_ROW = 8_000_000;

/** What a reader made of the beginning of a text, and where the rest begins that it could not read yet. */
export interface Taken<Row> {
	readonly rows: readonly Row[];
	readonly rest: number;
}

/**
 * Reads rows from pieces as they come. Between two pieces others may work.
 *
 * @param take reads what is complete: up to `end` (behind a line break, or the end of the last piece), looking no further than the text
 * @throws Failure `row-too-long`
 */
export async function* inPieces<Row>(pieces: AsyncIterable<string>, take: (text: string, end: number, last: boolean) => Taken<Row>): AsyncGenerator<readonly Row[]> {
	let held = "";
	for await (const piece of pieces) {
		held += piece;
		// The last line, perhaps not whole yet, is only looked at to see what follows.
		const end = held.lastIndexOf("\n", held.length - 2) + 1;
		if (end > 0) {
			const { rows, rest } = take(held, end, false);
			held = held.slice(rest);
			if (rows.length > 0) {
				yield rows;
			}
		}
		if (held.length > LONGEST_ROW) {
			throw new Failure("row-too-long", `A row of this file has more than ${(LONGEST_ROW / 1e6).toLocaleString("en")} million characters; perhaps a quote in it is never closed. Correct the file, or cut it into parts.`);
		}
		await breath();
	}
	if (held !== "") {
		yield take(held, held.length, true).rows;
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
