import type { FailureData } from "../science/failure.ts";
import { Failure } from "../science/failure.ts";
import { tokeniseSmiles } from "../science/molecule/smiles.ts";
import { addedCells, addedTitles, written } from "./cells.ts";
import type { RawRow } from "./delimitedRows.ts";
import { cellText, rawRows } from "./delimitedRows.ts";
import type { Taken } from "./pieces.ts";
import { breaksIn, inPieces, LOOKED_AT, MOST_ROWS } from "./pieces.ts";
import { layoutOf } from "./separator.ts";
import type { AddedColumn, Table, TableRow, Value } from "./table.ts";
import { freeTitle } from "./tasks.ts";

/** Columns of a table; more are no titles that anyone could name. */
const MOST_COLUMNS = 100_000;

/** A line (or several, with breaks between quotes), cut where the added cells go. */
interface Line {
	readonly line: number;
	/** Blank lines above it, and the row itself: as wide as the header. */
	readonly before: string;
	/** Its line break; nothing at the end of the file. */
	readonly after: string;
	readonly cells: Cells;
	readonly problem: FailureData | undefined;
}

/** The cells of a row, cut out when they are asked for. */
class Cells {
	constructor(
		private readonly text: string,
		private readonly starts: readonly number[],
	) {}

	get count(): number {
		return this.starts.length;
	}

	/** In a row that is too wide the last cell holds the rest, as it is written. */
	at(place: number): string | undefined {
		const start = this.starts[place];
		if (start === undefined) {
			return undefined;
		}
		const next = this.starts[place + 1];
		return cellText(this.text.slice(start, next === undefined ? this.text.length : next - 1));
	}
}

class DelimitedRow implements TableRow {
	constructor(
		readonly source: Line,
		private readonly places: ReadonlyMap<string, number>,
	) {}

	get line(): number {
		return this.source.line;
	}

	get problem(): FailureData | undefined {
		return this.source.problem;
	}

	get(title: string): string | undefined {
		const place = this.places.get(title);
		return place === undefined ? undefined : this.source.cells.at(place);
	}
}

/** CSV and TSV with a header (RFC 4180); the separator is found by the header and the rows below it, whatever the file is called. */
export class DelimitedTable implements Table<DelimitedRow> {
	titles: readonly string[] = [];
	private head: Line | undefined;
	private places: ReadonlyMap<string, number> = new Map();
	private lines = 0;
	private separator: string | undefined;
	/** Behind a line for Excel. */
	private top = 0;

	/** @param usual separator where the file does not tell */
	constructor(private readonly usual: string) {}

	rows(pieces: AsyncIterable<string>): AsyncGenerator<readonly DelimitedRow[]> {
		return inPieces(pieces, (text, _, last) => this.take(text, last));
	}

	header(added: readonly AddedColumn[]): string {
		return this.head === undefined ? "" : this.head.before + addedTitles(added, this.mark) + (this.head.after || "\n");
	}

	line({ source }: DelimitedRow, added: readonly AddedColumn[], values: readonly Value[]): string {
		return source.before + addedCells(added, values, this.mark) + source.after;
	}

	private get mark(): string {
		return this.separator ?? this.usual;
	}

	private take(text: string, last: boolean): Taken<DelimitedRow> {
		const rows: DelimitedRow[] = [];
		if (this.separator === undefined) {
			this.layOut(text, last);
		}
		let rest = 0;
		// One cell more than the header tells where a row that is too wide is to be cut.
		for (const row of rawRows(text, this.head === undefined ? this.top : 0, { mark: this.mark.charCodeAt(0), most: () => (this.head === undefined ? MOST_COLUMNS : this.titles.length + 1), last })) {
			rows.push(...this.place(this.cut(text, rest, row)));
			rest = row.after;
			if (rows.length >= MOST_ROWS) {
				return { rows, rest, more: true };
			}
		}
		return { rows, rest };
	}

	private layOut(text: string, last: boolean): void {
		const isAll = last && text.length <= LOOKED_AT;
		const { separator, start } = layoutOf(isAll ? text : text.slice(0, LOOKED_AT), this.usual, isAll);
		this.separator = separator;
		this.top = start;
	}

	/** The first line is the header. */
	private place(line: Line): readonly DelimitedRow[] {
		if (this.head !== undefined) {
			return [new DelimitedRow(line, this.places)];
		}
		const count = line.cells.count;
		if (count >= MOST_COLUMNS) {
			throw new Failure("no-header", `The first line of this file has ${count.toLocaleString("en")} or more cells, so it is hardly the header of a table. Put a line with a title for each column above it.`);
		}
		this.head = line;
		const taken = new Set<string>();
		this.titles = Array.from({ length: count }, (_, place) => freeTitle((line.cells.at(place) ?? "").trim(), taken));
		refuseHeadless(this.titles);
		this.places = new Map(this.titles.map((title, index) => [title, index]));
		return [];
	}

	private cut(text: string, begin: number, row: RawRow): Line {
		const { start, stop, after } = row;
		this.lines += breaksIn(text, begin, start);
		const line = this.lines + 1;
		this.lines += breaksIn(text, start, after);
		const columns = this.head === undefined ? row.cells : this.titles.length;
		const width = row.starts[columns];
		const isWide = width !== undefined && (row.hasMore || text.slice(width, row.cells > columns + 1 ? width + 1 : stop).replace(this.mark, "") !== "");
		const raw = text.slice(start, stop);
		const kept = row.starts.slice(0, columns);
		const cells = new Cells(isWide || width === undefined ? raw : raw.slice(0, width - 1 - start), kept.map((place) => place - start));
		return { line, before: text.slice(begin, start) + this.fit(raw, { row, columns, isWide }), after: text.slice(stop, after), cells, problem: this.problem(line, row, isWide, columns) };
	}

	/** A row as wide as the header, or the added cells would stand under other titles: what is too much stands in its last cell, and nothing is lost. */
	private fit(raw: string, { row, columns, isWide }: { readonly row: RawRow; readonly columns: number; readonly isWide: boolean }): string {
		const width = row.starts[columns];
		if (isWide) {
			const last = (row.starts[columns - 1] ?? row.start) - row.start;
			return raw.slice(0, last) + quoted(raw.slice(last), this.mark);
		}
		return width === undefined ? raw + this.mark.repeat(columns - row.cells) : raw.slice(0, width - 1 - row.start);
	}

	private problem(line: number, { cells, unclosed }: RawRow, isWide: boolean, columns: number): FailureData | undefined {
		const number = line.toLocaleString("en");
		if (isWide) {
			return { code: "ragged-row", message: `Line ${number} has ${cells.toLocaleString("en")} cells, and the header has ${columns.toLocaleString("en")}: perhaps a cell with a separator in it lacks its quotes. Its text from column ${columns.toLocaleString("en")} on stands in that cell. Correct that line.` };
		}
		// Programs that write TSV mostly know no quotes: there one is a character like any other.
		return unclosed && (this.mark !== "\t" || cells !== columns) ? { code: "unclosed-quote", message: `In line ${number} a quote begins that is never closed, so it is not known what its cells are. Close it, or take it out.` } : undefined;
	}
}

function quoted(text: string, separator: string): string {
	return separator === "\t" ? written(text, separator) : `"${text.replaceAll('"', '""')}"`;
}

function refuseHeadless(titles: readonly string[]): void {
	const molecule = titles.find((title) => /[=#(]/.test(title) && !("message" in tokeniseSmiles(title)));
	if (molecule !== undefined) {
		throw new Failure("no-header", "The first line of this table already holds a molecule, so its columns have no titles. Put a line with a title for each column above it.");
	}
}
