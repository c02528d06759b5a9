import { rawRows } from "./delimitedRows.ts";

const SEPARATORS = [",", "\t", ";", "|"];
/** Rows that are compared with the header. */
const ROWS = 100;

/** What parts the cells of a table, and where its header begins. */
export interface Layout {
	readonly separator: string;
	/** Behind the line `sep=;` that Excel understands; 0 without one. */
	readonly start: number;
	/** Of the rows looked at, those as wide as the header: 0 to 1. */
	readonly fit: number;
}

/**
 * Which separator makes a table of a text: one that parts the header, and the rows in the same way. A tab-separated file may be
 * called `.csv`, and a title may hold a comma.
 *
 * @param head the beginning of a file, or all of it
 * @param usual where the text does not tell, e.g. with one column
 */
export function layoutOf(head: string, usual: string, last: boolean): Layout {
	const [line, told] = /^sep=([^\r\n"])\r?\n/i.exec(head) ?? [];
	if (line !== undefined && told !== undefined) {
		return { separator: told, start: line.length, fit: 1 };
	}
	const tried = SEPARATORS.map((separator) => ({ separator, ...widths(head, separator, last) })).filter(({ width }) => width > 1);
	// Many columns in which most rows agree tell more than one comma in each of two lines.
	const score = ({ fit, width }: { readonly fit: number; readonly width: number }): number => fit * fit * (width - 1);
	const best = tried.sort((one, other) => score(other) - score(one) || Number(other.separator === usual) - Number(one.separator === usual))[0];
	return { separator: best?.separator ?? usual, start: 0, fit: best?.fit ?? 0 };
}

function widths(head: string, separator: string, last: boolean): { readonly width: number; readonly fit: number } {
	let width = 0;
	let rows = 0;
	let same = 0;
	for (const { cells } of rawRows(head, 0, { mark: separator.charCodeAt(0), most: () => 0, last })) {
		if (width === 0) {
			width = cells;
			continue;
		}
		rows++;
		same += cells === width ? 1 : 0;
		if (rows >= ROWS) {
			break;
		}
	}
	return { width, fit: rows === 0 ? 1 : same / rows };
}
