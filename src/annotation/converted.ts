import { addedCells, addedTitles, written } from "./cells.ts";
import { lateTitle } from "./late.ts";
import type { AddedColumn, RowSource, Table, TableRow, Value } from "./table.ts";

/** Rows of one format, written in another: as CSV, TSV or JSONL. */
export class ConvertedTable<Row extends TableRow> implements Table<Row> {
	/** @param known titles of the whole file; those of its first rows if absent */
	constructor(
		private readonly source: RowSource<Row>,
		private readonly ending: "csv" | "tsv" | "jsonl",
		private readonly known?: readonly string[],
	) {}

	/** Once the header is written it stays. */
	private columns: readonly string[] | undefined;

	get titles(): readonly string[] {
		return this.source.titles;
	}

	get structures(): RowSource["structures"] {
		return this.source.structures;
	}

	rows(pieces: AsyncIterable<string>): AsyncGenerator<readonly Row[]> {
		return this.source.rows(pieces);
	}

	header(added: readonly AddedColumn[]): string {
		this.columns = this.known ?? [...this.source.titles];
		return this.ending === "jsonl" ? "" : `${this.columns.map((title) => written(title, this.separator)).join(this.separator)}${addedTitles(added, this.separator)}\n`;
	}

	line(row: Row, added: readonly AddedColumn[], values: readonly Value[]): string {
		return this.ending === "jsonl" ? this.object(row, added, values) : this.cells(row, added, values);
	}

	private get separator(): string {
		return this.ending === "tsv" ? "\t" : ",";
	}

	private cells(row: Row, added: readonly AddedColumn[], values: readonly Value[]): string {
		const { titles } = this.source;
		const columns = this.columns ?? this.known ?? titles;
		const late = titles[columns.length];
		if (late !== undefined) {
			throw lateTitle(late);
		}
		return `${columns.map((title) => this.cell(row.get(title))).join(this.separator)}${addedCells(added, values, this.separator)}\n`;
	}

	/** The lines of a mol block in one cell of a TSV, which has no quotes: with `\n` between them, as databases write it. */
	private cell(text: string | undefined): string {
		const lines = this.ending === "tsv" && text?.includes("\nM  END") === true ? text.trimEnd().replace(/\r?\n/g, "\\n") : text;
		return written(lines, this.separator);
	}

	private object(row: Row, added: readonly AddedColumn[], values: readonly Value[]): string {
		const { titles } = this.source;
		const late = titles.slice((this.columns ?? titles).length).find((title) => added.some((one) => one.title === title));
		if (late !== undefined) {
			throw lateTitle(late);
		}
		const own = titles.flatMap((title) => {
			const text = row.get(title);
			return text === undefined ? [] : [[title, text] as const];
		});
		const new_ = added.map(({ title }, index) => [title, values[index] ?? null] as const);
		return `{${[...own, ...new_].map(([title, value]) => `${JSON.stringify(title)}:${JSON.stringify(value)}`).join(",")}}\n`;
	}
}
