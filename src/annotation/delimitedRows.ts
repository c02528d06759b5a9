/** Characters of a quoted cell; a quote that is not closed within so many never is. */
const LONGEST_CELL = 11_000_000;

const QUOTE = 34;
const FEED = 10;
const RETURN = 13;

/** Where a row of a delimited text stands; its cells are cut out when someone asks for them. */
export interface RawRow {
	readonly start: number;
	/** Before its line break. */
	readonly stop: number;
	/** Where the next row begins. */
	readonly after: number;
	/** Of the cells, as far as they were asked for. */
	readonly starts: readonly number[];
	/** All of them. */
	readonly cells: number;
	/** A cell behind those that were asked for is not empty. */
	readonly hasMore: boolean;
	/** A cell begins with a quote that is never closed; it ends with its line all the same. */
	readonly unclosed: boolean;
}

/**
 * The rows of a text (RFC 4180: a quoted cell may hold separators and line breaks), as far as they are complete; blank lines are
 * none.
 *
 * A quote opens a cell only where its closing one ends the cell, too. One that was forgotten therefore costs its own row: the next
 * quote in the file, which would close it, opens a cell of its own.
 *
 * @param mark code of the separator
 * @param most cells whose places are told
 * @param last nothing follows the text
 */
export function* rawRows(text: string, from: number, { mark, most, last }: { readonly mark: number; readonly most: () => number; readonly last: boolean }): Generator<RawRow> {
	for (let at = behindBlankLines(text, from); at < text.length; ) {
		const row = rawRow(text, at, mark, most(), last);
		if (row === undefined) {
			return;
		}
		yield row;
		at = behindBlankLines(text, row.after);
	}
}

function behindBlankLines(text: string, from: number): number {
	let at = from;
	for (;;) {
		const code = text.charCodeAt(at);
		if (code === FEED) {
			at++;
		} else if (code === RETURN && text.charCodeAt(at + 1) === FEED) {
			at += 2;
		} else {
			return at;
		}
	}
}

function rawRow(text: string, start: number, mark: number, most: number, last: boolean): RawRow | undefined {
	const starts: number[] = [];
	let cells = 0;
	let hasMore = false;
	let unclosed = false;
	for (let at = start; ; ) {
		const close = text.charCodeAt(at) === QUOTE ? closing(text, at, mark, last) : at;
		if (close === undefined) {
			return undefined;
		}
		const end = cellEnd(text, Math.max(at, close), mark);
		if (end >= text.length && !last) {
			return undefined;
		}
		unclosed ||= close < 0 && isUnclosed(text, at, end);
		cells++;
		if (starts.length < most) {
			starts.push(at);
		} else {
			hasMore ||= text.charCodeAt(end) === mark ? end > at : beforeBreak(text, at, end) > at;
		}
		if (end >= text.length || text.charCodeAt(end) === FEED) {
			return { start, stop: beforeBreak(text, at, end), after: Math.min(text.length, end + 1), starts, cells, hasMore, unclosed };
		}
		at = end + 1;
	}
}

function cellEnd(text: string, from: number, mark: number): number {
	let end = from;
	for (; end < text.length; end++) {
		const code = text.charCodeAt(end);
		if (code === mark || code === FEED) {
			return end;
		}
	}
	return end;
}

function beforeBreak(text: string, start: number, end: number): number {
	return end > start && end < text.length && text.charCodeAt(end - 1) === RETURN ? end - 1 : end;
}

/** Behind the closing quote of a cell; -1 where there is none, undefined where that is not known yet. */
function closing(text: string, open: number, mark: number, last: boolean): number | undefined {
	let close = text.indexOf('"', open + 1);
	while (close >= 0 && text.charCodeAt(close + 1) === QUOTE) {
		close = text.indexOf('"', close + 2);
	}
	if (close < 0 || close - open > LONGEST_CELL) {
		return close < 0 && !last && text.length - open <= LONGEST_CELL ? undefined : -1;
	}
	let next = close + 1;
	while (text.charCodeAt(next) === 32) {
		next++;
	}
	if (next >= text.length) {
		return last ? next : undefined;
	}
	const code = text.charCodeAt(next);
	return code === mark || code === FEED || (code === RETURN && (next + 1 >= text.length || text.charCodeAt(next + 1) === FEED)) ? close + 1 : -1;
}

/** `"5 mm` has lost its end; `"5" nail` and `"a" or "b"` are only written in another way. */
function isUnclosed(text: string, open: number, end: number): boolean {
	let quotes = 0;
	for (let at = open; at < end; at++) {
		quotes += text.charCodeAt(at) === QUOTE ? 1 : 0;
	}
	return quotes % 2 === 1;
}

/** The text of a cell as it is written: quotes undone, if they are closed. */
export function cellText(raw: string): string {
	if (!raw.startsWith('"')) {
		return raw;
	}
	const trimmed = raw.trimEnd();
	const inner = trimmed.slice(1, -1);
	const isClosed = trimmed.length >= 2 && trimmed.endsWith('"') && !inner.replaceAll('""', "").includes('"');
	return isClosed ? inner.replaceAll('""', '"') : raw;
}
