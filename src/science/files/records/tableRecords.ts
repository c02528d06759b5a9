import { tidyName } from "../../name.ts";
import { columnsOf } from "../../recognition/columns.ts";
import { readRows } from "../../recognition/rows.ts";
import { guessSeparator } from "../../recognition/table.ts";
import type { RecordContent, RecordFormat } from "./recordFormat.ts";
import { MOST_COLUMNS } from "./recordFormat.ts";
import type { RecordIndex, Scanner } from "./recordIndex.ts";
import { headlessColumn, structureColumnOf } from "./tableLayout.ts";
import { TableScanner } from "./tableScanner.ts";

/** Rows that tell which column holds the molecules. */
const SAMPLE = 50;

/** CSV and TSV (RFC 4180), with a header or without. */
export class TableRecords implements RecordFormat {
	readonly kind = "molecules";
	readonly columns: readonly string[];
	readonly structureColumn: number;
	readonly header: string;
	readonly separator: string;
	private readonly nameColumn: number;
	private readonly hasTitles: boolean;

	/**
	 * @param top the first lines of the file
	 * @param separator guessed from the header if absent
	 */
	constructor(top: string, separator?: string) {
		this.separator = separator ?? guessSeparator((/[^\r\n]+/.exec(top)?.[0] ?? "").slice(0, 10_000));
		const rows = firstRows(top, this.separator);
		const all = (rows[0]?.cells ?? []).map((cell) => cell.trim());
		const titles = all.slice(0, MOST_COLUMNS);
		const cells = rows.map((row) => row.cells.map((cell) => cell.trim()));
		const headless = headlessColumn(cells);
		this.hasTitles = headless < 0;
		this.columns = titles.map((title, place) => (this.hasTitles && title !== "" ? tidyName(title) : String(place + 1)));
		this.header = this.hasTitles ? top.slice(0, rows[0]?.after ?? 0).replace(/^\ufeff/, "") : "";
		const { nameColumn } = columnsOf(this.hasTitles ? all : []);
		const best = structureColumnOf(this.hasTitles ? all : all.map(() => ""), this.hasTitles ? cells.slice(1) : cells);
		this.structureColumn = best < 0 ? headless : best;
		this.nameColumn = nameColumn === this.structureColumn ? -1 : nameColumn;
	}

	scanner(index: RecordIndex): Scanner {
		return new TableScanner(index, { separator: this.separator, skipsFirst: this.hasTitles });
	}

	read(text: string): RecordContent {
		const cells: string[] = [];
		for (const row of readRows(text, text.length, this.separator)) {
			if (row !== undefined) {
				cells.push(...row.cells.map((cell) => cell.text));
				break;
			}
		}
		const structure = cells[this.structureColumn]?.trim() ?? "";
		const problem = this.structureColumn < 0 ? "No column of this table reads as SMILES. Give the column a title such as “smiles”." : structure === "" ? "Its SMILES is empty." : undefined;
		return { name: tidyName(cells[this.nameColumn] ?? ""), structure, cells, problem };
	}
}

function firstRows(top: string, separator: string): { readonly cells: readonly string[]; readonly after: number }[] {
	const found: { readonly cells: readonly string[]; readonly after: number }[] = [];
	for (const row of readRows(top, top.length, separator)) {
		if (row !== undefined && found.push({ cells: row.cells.map((cell) => cell.text), after: row.after }) > SAMPLE) {
			break;
		}
	}
	return found;
}
