import { tidyName } from "../name.ts";
import { consider } from "./candidate.ts";
import { columnsOf } from "./columns.ts";
import type { Step } from "./found.ts";
import { NO_CUE } from "./found.ts";
import { nextLine } from "./lines.ts";

interface Cell {
	readonly start: number;
	readonly text: string;
}

/** Looks at the cells of a table in Markdown whose header names molecules or sequences; returns where it ends, or `start` for any other table. */
export function* scanMarkdownTable(text: string, start: number, end: number): Generator<Step, number> {
	const second = nextLine(text, start, end);
	const rule = text.slice(second, nextLine(text, second, end));
	if (!/^\|?[\s|:-]+$/.test(rule.trim()) || !rule.includes("-")) {
		return start;
	}
	const { cues, cued, nameColumn } = columnsOf(cellsOf(text, start, second).map((cell) => cell.text));
	if (!cued) {
		return start;
	}
	let at = nextLine(text, second, end);
	while (at < end && /^[ \t]*\|/.test(text.slice(at, at + 20))) {
		const next = nextLine(text, at, end);
		const cells = cellsOf(text, at, next);
		const name = tidyName(cells[nameColumn]?.text ?? "");
		for (const [column, cell] of cells.entries()) {
			const found = consider(cell.text, cell.start, cell.start + cell.text.length, cues[column] ?? NO_CUE);
			yield found === undefined || name === "" || column === nameColumn ? found : { ...found, name };
		}
		at = next;
	}
	return at;
}

/** Cells without the blanks and the signs of emphasis and code around them. */
function cellsOf(text: string, start: number, end: number): Cell[] {
	const cells: Cell[] = [];
	let at = text.indexOf("|", start) + 1;
	while (at > 0 && at < end) {
		const bar = text.indexOf("|", at);
		const stop = bar < 0 || bar >= end ? end : bar;
		const raw = text.slice(at, stop);
		const bare = raw.replace(/[\s`*_]+$/, "");
		const lead = bare.length - bare.replace(/^[\s`*_]+/, "").length;
		if (stop < end || bare !== "") {
			cells.push({ start: at + lead, text: bare.slice(lead) });
		}
		at = stop + 1;
	}
	return cells;
}
