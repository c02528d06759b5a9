import { tokeniseSmiles } from "../molecule/smiles.ts";
import { tidyName } from "../name.ts";
import { consider, cueOf } from "./candidate.ts";
import type { Cue, Found, Step } from "./found.ts";
import { NO_CUE, STRIDE } from "./found.ts";

interface Cell {
	readonly start: number;
	readonly end: number;
	/** Quotes undone. */
	readonly text: string;
}

/** Cells further right are passed over: no table has so many, and the row of a hostile file fits into memory. */
const MAX_COLUMNS = 10_000;
/** What names a row, the best first: what people call it, before numbers. */
const NAME_COLUMNS = [/^(?:name|title|compound|drug)$/i, /[_ ]name$/i, /^(?:chembl.*|accession|identifier)$/i, /^(?:id|.*[_ ]id)$/i];

/**
 * Looks at the cells of a CSV or TSV text. Columns whose header is a cue are trusted; if there is none, every cell is tried by
 * the strict rule.
 *
 * @param separator `,`, `;`, or a tab; guessed from the header if absent
 */
export function* scanTable(text: string, separator?: string): Generator<Step> {
	const mark = separator ?? guessSeparator(text);
	const rows = readRows(text, mark);
	let first = rows.next();
	while (first.done !== true && first.value === undefined) {
		yield undefined;
		first = rows.next();
	}
	const header = first.value ?? [];
	const titles = header.map((cell) => cell.text.trim());
	const headless = titles.some((title) => /[=#(]/.test(title) && !("message" in tokeniseSmiles(title)));
	const cues = titles.map((title) => (headless ? NO_CUE : cueOf(title)));
	const cued = cues.some((cue) => cue !== NO_CUE);
	const nameColumn = nameColumnOf(titles, cues);
	const columns: Columns = { cues, cued, nameColumn };
	if (headless) {
		yield* scanRow(header, columns);
	}
	for (const row of rows) {
		yield* row === undefined ? [undefined] : scanRow(row, columns);
	}
}

/** -1 if none names the rows. */
function nameColumnOf(titles: readonly string[], cues: readonly Cue[]): number {
	for (const pattern of NAME_COLUMNS) {
		const column = titles.findIndex((title, index) => pattern.test(title) && cues[index]?.molecule !== "certain");
		if (column >= 0) {
			return column;
		}
	}
	return -1;
}

interface Columns {
	readonly cues: readonly Cue[];
	/** There is a cue in at least one of them. */
	readonly cued: boolean;
	/** -1 if there is none. */
	readonly nameColumn: number;
}

function* scanRow(row: readonly Cell[], columns: Columns): Generator<Step> {
	const { cues, cued, nameColumn } = columns;
	const name = tidyName(row[nameColumn]?.text ?? "");
	let beat = row[0]?.start ?? 0;
	for (const [column, cell] of row.entries()) {
		const cue = cues[column] ?? NO_CUE;
		const found = cued && cue === NO_CUE ? undefined : considerCell(cell, cue);
		if (found !== undefined) {
			yield name === "" || nameColumn === column ? found : { ...found, name };
		}
		if (cell.end - beat > STRIDE) {
			beat = cell.end;
			yield undefined;
		}
	}
}

function considerCell(cell: Cell, cue: Cue): Found | undefined {
	const text = cell.text.trim();
	const start = cell.start + (cell.text.length - cell.text.trimStart().length);
	// Where quotes were doubled, the raw cell is longer than its text.
	return consider(text, start, cell.end - cell.start === cell.text.length ? start + text.length : cell.end, cue);
}

/** A `.smi` file: a SMILES, then white space or a comma, then anything, usually the name. Lines starting with `#` are comments. */
export function* scanSmilesFile(text: string): Generator<Step> {
	let beat = 0;
	for (let start = 0, first = true; start < text.length; first = false) {
		const next = text.indexOf("\n", start);
		const stop = next < 0 ? text.length : next;
		const { indent, smiles, name } = readSmilesLine(text.slice(start, stop));
		const at = start + indent;
		if (smiles !== "" && !smiles.startsWith("#") && !(first && cueOf(smiles).molecule === "certain")) {
			const found = consider(smiles, at, at + smiles.length, { molecule: "certain", protein: false }) ?? refused(smiles, at);
			yield name === "" ? found : { ...found, name };
		}
		start = stop + 1;
		if (start - beat > STRIDE) {
			beat = start;
			yield undefined;
		}
	}
}

/** By hand: a pattern with a lazy name before the final white space takes quadratic time on a long run of spaces. */
function readSmilesLine(line: string): { readonly indent: number; readonly smiles: string; readonly name: string } {
	const content = line.trimStart();
	const gap = content.search(/[\s,]/);
	const name = gap < 0 ? "" : tidyName(content.slice(gap).replace(/^[\s,]+/, ""));
	return { indent: line.length - content.length, smiles: gap < 0 ? content : content.slice(0, gap), name };
}

/** In a file of SMILES whatever stands in the first column is meant as one, however odd. */
function refused(text: string, start: number): Found {
	const result = tokeniseSmiles(text);
	const end = start + text.length;
	const problem = "message" in result ? { message: result.message, span: { start: start + result.span.start, end: Math.min(end, start + result.span.end) } } : undefined;
	return { kind: "molecule", start, end, text, problem };
}

function guessSeparator(text: string): string {
	const newline = text.indexOf("\n");
	const header = text.slice(0, newline < 0 ? 10_000 : newline);
	const count = (mark: string): number => header.split(mark).length;
	return [",", ";", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/** Rows of cells (RFC 4180; a quoted cell may hold separators and line breaks), with their places; undefined between, as in `Step`. */
function* readRows(text: string, separator: string): Generator<readonly Cell[] | undefined, void> {
	let row: Cell[] = [];
	let beat = 0;
	const plainEnd = new RegExp(`[${separator}\\n]`, "g");
	for (let at = text.startsWith("\ufeff") ? 1 : 0; at <= text.length; ) {
		const quoted = text[at] === '"' ? quotedCell(text, at) : undefined;
		plainEnd.lastIndex = quoted?.after ?? at;
		const stop = plainEnd.exec(text)?.index ?? text.length;
		const end = text[stop - 1] === "\r" && stop > at ? stop - 1 : stop;
		if (row.length < MAX_COLUMNS) {
			row.push(quoted?.cell ?? { start: at, end, text: text.slice(at, end) });
		}
		if (text[stop] !== separator) {
			if (row.length > 1 || row[0]?.text !== "") {
				yield row;
			}
			row = [];
		}
		at = stop + 1;
		if (at - beat > STRIDE) {
			beat = at;
			yield undefined;
		}
	}
}

function quotedCell(text: string, open: number): { cell: Cell; after: number } | undefined {
	let close = text.indexOf('"', open + 1);
	while (close >= 0 && text[close + 1] === '"') {
		close = text.indexOf('"', close + 2);
	}
	if (close < 0) {
		return undefined;
	}
	return { cell: { start: open + 1, end: close, text: text.slice(open + 1, close).replaceAll('""', '"') }, after: close + 1 };
}
