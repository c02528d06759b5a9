import type { TableRow } from "./table.ts";

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
