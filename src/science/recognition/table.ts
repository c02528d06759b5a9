import { tokeniseSmiles } from "../molecule/smiles.ts";
import { tidyName } from "../name.ts";
import { consider } from "./candidate.ts";
import type { Columns } from "./columns.ts";
import { columnsOf } from "./columns.ts";
import type { Resume, Step } from "./found.ts";
import { MARK_STRIDE, NO_CUE, STRIDE, UNCLOSED } from "./found.ts";
import type { Cell, Row } from "./rows.ts";
import { readRows } from "./rows.ts";

/** Characters at the top that decide whether a column is what it is called; within the first piece. */
const LOOKED_AT = MARK_STRIDE;
/** With fewer rows nothing is decided: a short list may well be a list of mistakes. */
const FEW_ROWS = 5;

/** What the first row decides for all others. */
interface Layout extends Columns {
	readonly separator: string;
	readonly key: string;
}

/**
 * Looks at the cells of a CSV or TSV text. Columns whose header is a cue are trusted; in all others each cell must pass the
 * strict rule.
 *
 * @param separator `,`, `;`, or a tab; guessed from the header if absent
 */
export function tableResume(separator?: string): Resume {
	return (text, end, marksOnly) => scanTable(text, end, separator, marksOnly);
}

/** Whether running text is a table after all: a header of several columns, one of which names molecules or sequences. */
export function looksLikeTable(text: string): boolean {
	const header = firstLine(text).slice(0, 10_000);
	const separator = guessSeparator(header);
	const titles = header.split(separator).map((title) => title.trim().replace(/^"|"$/g, ""));
	return titles.length > 1 && titles.every((title) => title.length < 60 && !/[.:!?] /.test(title)) && columnsOf(titles).cued;
}

function* scanTable(text: string, end: number, separator: string | undefined, marksOnly = false): Generator<Step> {
	const mark = separator ?? guessSeparator(firstLine(text).slice(0, 10_000));
	const rows = readRows(text, end, mark);
	let first = rows.next();
	while (first.done !== true && first.value === undefined) {
		yield undefined;
		first = rows.next();
	}
	const header = first.done === true || first.value === undefined ? { cells: [], unclosed: false, after: end + 1 } : first.value;
	const titles = header.cells.map((cell) => cell.text.trim());
	const headless = titles.some((title) => /[=#(]/.test(title) && !("message" in tokeniseSmiles(title)));
	const columns = headless ? { cues: titles.map(() => NO_CUE), cued: false, nameColumn: -1 } : sound(columnsOf(titles), text.slice(header.after, Math.min(end, LOOKED_AT)), mark);
	const layout: Layout = { ...columns, separator: mark, key: JSON.stringify([mark, titles, columns.cues.map(({ molecule }) => molecule)]) };
	if (headless) {
		yield* scanRow(header.cells, layout);
	}
	if (header.unclosed) {
		yield UNCLOSED;
	}
	// No mark before the rows that were looked at: when they change, this is read again.
	yield* scanRows(rows, end, layout, marksOnly);
}

/** A column called SMILES whose cells are mostly none holds something else: its cells must pass the strict rule. */
function sound(columns: Columns, rows: string, separator: string): Columns {
	const broken = columns.cues.map(() => 0);
	const read = columns.cues.map(() => 0);
	for (const row of readRows(rows, rows.length, separator)) {
		for (const [column, cue] of row === undefined ? [] : columns.cues.entries()) {
			const text = row?.cells[column]?.text.trim() ?? "";
			if (cue.molecule === "certain" && text !== "") {
				read[column] = (read[column] ?? 0) + 1;
				broken[column] = (broken[column] ?? 0) + ("message" in tokeniseSmiles(text.split(/[\s>]/, 1)[0] ?? "") ? 1 : 0);
			}
		}
	}
	const isSound = (column: number): boolean => (read[column] ?? 0) < FEW_ROWS || (broken[column] ?? 0) * 2 <= (read[column] ?? 0);
	return { ...columns, cues: columns.cues.map((cue, column) => (isSound(column) ? cue : NO_CUE)) };
}

function rowsResume(layout: Layout): Resume {
	return (text, end, marksOnly) => scanRows(readRows(text, end, layout.separator), end, layout, marksOnly);
}

function* scanRows(rows: Iterable<Row | undefined>, end: number, layout: Layout, marksOnly = false): Generator<Step> {
	let marked = 0;
	for (const row of rows) {
		if (row === undefined) {
			yield undefined;
			continue;
		}
		if (row.unclosed) {
			yield UNCLOSED;
		}
		if (!marksOnly) {
			yield* scanRow(row.cells, layout);
		}
		if (row.after - marked >= MARK_STRIDE || row.after === end) {
			if (row.after <= end) {
				marked = row.after;
				yield { mark: row.after, key: layout.key, resume: rowsResume(layout) };
			}
		}
	}
}

function* scanRow(row: readonly Cell[], { cues, nameColumn }: Columns): Generator<Step> {
	let name: string | undefined;
	let beat = row[0]?.start ?? 0;
	for (const [column, cell] of row.entries()) {
		const found = isNumber(cell.text) ? undefined : considerCell(cell, column, cues);
		if (found !== undefined) {
			name ??= tidyName(row[nameColumn]?.text ?? "");
			yield name === "" || nameColumn === column ? found : { ...found, name };
		}
		if (cell.end - beat > STRIDE) {
			beat = cell.end;
			yield undefined;
		}
	}
}

function isNumber(text: string): boolean {
	const code = text.charCodeAt(0);
	return !(code > 57) && /^[\d.eE+-]*$/.test(text.slice(0, 30));
}

function considerCell(cell: Cell, column: number, cues: Columns["cues"]): ReturnType<typeof consider> {
	const text = cell.text.trim();
	const start = cell.start + (cell.text.length - cell.text.trimStart().length);
	// Where quotes were doubled, the raw cell is longer than its text.
	return consider(text, start, cell.end - cell.start === cell.text.length ? start + text.length : cell.end, cues[column] ?? NO_CUE);
}

function firstLine(text: string): string {
	const newline = text.indexOf("\n");
	return newline < 0 ? text : text.slice(0, newline);
}

/** Which of comma, semicolon and tab parts the titles of a header. */
export function guessSeparator(header: string): string {
	const count = (mark: string): number => header.split(mark).length;
	return [",", ";", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}
