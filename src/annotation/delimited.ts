import { Failure } from "../science/failure.ts";
import { tokeniseSmiles } from "../science/molecule/smiles.ts";
import type { Row } from "../science/recognition/rows.ts";
import { readRows } from "../science/recognition/rows.ts";
import { guessSeparator } from "../science/recognition/table.ts";
import { addedCells, addedTitles } from "./cells.ts";
import type { Taken } from "./pieces.ts";
import { breaksIn, inPieces } from "./pieces.ts";
import type { AddedColumn, Table, TableRow, Value } from "./table.ts";

/** As many as `readRows` reads; a table with so many is refused. */
const MOST_COLUMNS = 10_000;

/** A line (or several, with breaks between quotes), cut where the added cells go. */
interface Line {
	readonly line: number;
	/** Blank lines above it, and the row itself: as wide as the header. */
	readonly before: string;
	/** Its line break; nothing at the end of the file. */
	readonly after: string;
	readonly cells: readonly string[];
}

class DelimitedRow implements TableRow {
	constructor(
		readonly source: Line,
		private readonly places: ReadonlyMap<string, number>,
	) {}

	get line(): number {
		return this.source.line;
	}

	get(title: string): string | undefined {
		const place = this.places.get(title);
		return place === undefined ? undefined : this.source.cells[place];
	}
}

/** CSV and TSV with a header (RFC 4180); the separator of a CSV is guessed from it. */
export class DelimitedTable implements Table<DelimitedRow> {
	titles: readonly string[] = [];
	private head: Line | undefined;
	private places: ReadonlyMap<string, number> = new Map();
	private lines = 0;

	constructor(private separator?: string) {}

	rows(pieces: AsyncIterable<string>): AsyncGenerator<readonly DelimitedRow[]> {
		return inPieces(pieces, (text, end, last) => this.take(text, end, last));
	}

	header(added: readonly AddedColumn[]): string {
		return this.head === undefined ? "" : this.head.before + addedTitles(added, this.mark) + (this.head.after || "\n");
	}

	line({ source }: DelimitedRow, added: readonly AddedColumn[], values: readonly Value[]): string {
		return source.before + addedCells(added, values, this.mark) + source.after;
	}

	private get mark(): string {
		return this.separator ?? ",";
	}

	private take(text: string, end: number, last: boolean): Taken<DelimitedRow> {
		this.separator ??= guessSeparator(firstLine(text).slice(0, 10_000));
		// A row at the very end ends like every other.
		const whole = last && !text.endsWith("\n") ? `${text}\n` : text;
		const rows: DelimitedRow[] = [];
		let start = 0;
		for (const row of readRows(whole, last ? whole.length : end, this.separator)) {
			if (row !== undefined) {
				const line = this.cut(whole, { start, row, length: text.length });
				start = row.after;
				rows.push(...this.place(line));
			}
		}
		return { rows, rest: start };
	}

	/** The first line is the header. */
	private place(line: Line): readonly DelimitedRow[] {
		if (this.head !== undefined) {
			return [new DelimitedRow(line, this.places)];
		}
		this.head = line;
		this.titles = line.cells.map((cell) => cell.trim());
		refuseHeadless(this.titles);
		// Of two columns with one title the first is meant.
		this.places = new Map(this.titles.map((title, index) => [title, index] as const).reverse());
		return [];
	}

	private cut(text: string, { start, row, length }: { readonly start: number; readonly row: Row; readonly length: number }): Line {
		const begin = behindBlankLines(text, start);
		this.lines += breaksIn(text, start, begin);
		const line = this.lines + 1;
		this.lines += breaksIn(text, begin, row.after);
		if (row.unclosed) {
			throw new Failure("unclosed-quote", `In line ${line.toLocaleString("en")} a quote begins that is never closed, so where the row ends is not known. Close it, or take it out.`);
		}
		const stop = text[row.after - 2] === "\r" ? row.after - 2 : row.after - 1;
		const { width, fill } = this.fit(text, row, line, stop);
		return { line, before: text.slice(start, width) + fill, after: text.slice(stop, Math.min(row.after, length)), cells: row.cells.map((cell) => cell.text) };
	}

	/** Where the row is cut, and what is missing to the width of the header: else the added cells would stand under other titles. */
	private fit(text: string, { cells }: Row, line: number, stop: number): { readonly width: number; readonly fill: string } {
		const columns = this.head?.cells.length ?? cells.length;
		const extra = cells[columns];
		if (cells.length >= MOST_COLUMNS || cells.slice(columns).some((cell) => cell.text !== "")) {
			throw new Failure("ragged-row", `Line ${line.toLocaleString("en")} has ${cells.length.toLocaleString("en")} cells, and the header has ${columns.toLocaleString("en")}. Correct that line: perhaps a cell with a separator in it lacks its quotes.`);
		}
		if (extra === undefined) {
			return { width: stop, fill: this.mark.repeat(columns - cells.length) };
		}
		return { width: text[extra.start - 1] === this.mark ? extra.start - 1 : extra.start - 2, fill: "" };
	}
}

function behindBlankLines(text: string, from: number): number {
	let at = from;
	for (;;) {
		const next = text[at] === "\n" ? at + 1 : text[at] === "\r" && text[at + 1] === "\n" ? at + 2 : at;
		if (next === at) {
			return at;
		}
		at = next;
	}
}

function firstLine(text: string): string {
	const begin = behindBlankLines(text, 0);
	const stop = text.indexOf("\n", begin);
	return text.slice(begin, stop < 0 ? text.length : stop);
}

function refuseHeadless(titles: readonly string[]): void {
	const molecule = titles.find((title) => /[=#(]/.test(title) && !("message" in tokeniseSmiles(title)));
	if (molecule !== undefined) {
		throw new Failure("no-header", "The first line of this table already holds a molecule, so its columns have no titles. Put a line with a title for each column above it.");
	}
}
