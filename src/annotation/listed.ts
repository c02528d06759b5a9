import { addedCells, addedTitles, written } from "./cells.ts";
import type { AddedColumn, TableRow, Value } from "./table.ts";

/** A record of a file that is no table; it becomes a row of one. */
export class ListedRow implements TableRow {
	constructor(
		readonly line: number,
		readonly cells: Readonly<Record<string, string>>,
	) {}

	get(title: string): string | undefined {
		return Object.hasOwn(this.cells, title) ? this.cells[title] : undefined;
	}
}

/** The header of a table that is made of records. */
export function listedHeader(titles: readonly string[], added: readonly AddedColumn[], separator: string): string {
	return `${titles.join(separator)}${addedTitles(added, separator)}\n`;
}

export function listedLine(row: ListedRow, titles: readonly string[], { added, values, separator }: { readonly added: readonly AddedColumn[]; readonly values: readonly Value[]; readonly separator: string }): string {
	return `${titles.map((title) => written(row.get(title), separator)).join(separator)}${addedCells(added, values, separator)}\n`;
}
