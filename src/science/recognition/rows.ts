import { STRIDE } from "./found.ts";

export interface Cell {
	readonly start: number;
	readonly end: number;
	/** Quotes undone. */
	readonly text: string;
}

export interface Row {
	readonly cells: readonly Cell[];
	/** A quote begins in it that is never closed. */
	readonly unclosed: boolean;
	/** Where the next row begins. */
	readonly after: number;
}

/** Cells further right are passed over: no table has so many, and the row of a hostile file fits into memory. */
const MAX_COLUMNS = 10_000;

/**
 * Rows of a table with their places (RFC 4180: a quoted cell may hold separators and line breaks), undefined between them to
 * let the caller look at the clock. A row that is not finished at `end` has `after` beyond it.
 *
 * @param most cells of a row; those further right are passed over
 */
export function* readRows(text: string, end: number, separator: string, most = MAX_COLUMNS): Generator<Row | undefined, void> {
	let row: Cell[] = [];
	let unclosed = false;
	let beat = 0;
	const mark = separator.charCodeAt(0);
	for (let at = text.startsWith("\ufeff") ? 1 : 0; at < end; ) {
		const quoted = text[at] === '"' ? quotedCell(text, at, end) : undefined;
		if (text[at] === '"' && quoted === undefined && end < text.length) {
			// It may close in a line behind the piece.
			return;
		}
		unclosed ||= text[at] === '"' && quoted === undefined;
		let stop = quoted?.after ?? at;
		for (; stop < end; stop++) {
			const code = text.charCodeAt(stop);
			if (code === mark || code === 10) {
				break;
			}
		}
		const stripped = text[stop - 1] === "\r" && stop > at ? stop - 1 : stop;
		if (row.length < most) {
			row.push(quoted?.cell ?? { start: at, end: stripped, text: text.slice(at, stripped) });
		}
		at = stop + 1;
		if (text.charCodeAt(stop) !== mark || stop >= end) {
			if (row.length > 1 || row[0]?.text !== "") {
				yield { cells: row, unclosed, after: at };
			}
			row = [];
			unclosed = false;
		}
		if (at - beat > STRIDE) {
			beat = at;
			yield undefined;
		}
	}
	if (row.length > 0) {
		yield { cells: row, unclosed, after: end + 1 };
	}
}

/** A quoted cell that is not closed is read as an ordinary one. */
function quotedCell(text: string, open: number, end: number): { cell: Cell; after: number } | undefined {
	let close = text.indexOf('"', open + 1);
	while (close >= 0 && text[close + 1] === '"') {
		close = text.indexOf('"', close + 2);
	}
	if (close < 0 || close >= end) {
		return undefined;
	}
	return { cell: { start: open + 1, end: close, text: text.slice(open + 1, close).replaceAll('""', '"') }, after: close + 1 };
}
