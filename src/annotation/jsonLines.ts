import type { FailureData } from "../science/failure.ts";
import { lateTitle } from "./late.ts";
import type { Taken } from "./pieces.ts";
import { inPieces } from "./pieces.ts";
import type { AddedColumn, Table, TableRow, Value } from "./table.ts";

/** Titles that are kept; a file with more has no columns that anyone could name. */
const MOST_TITLES = 10_000;

/** What a line is kept under that is no object. */
const UNREADABLE = "unreadable_line";

class JsonRow implements TableRow {
	constructor(
		readonly line: number,
		/** One object, without white space around it. */
		readonly text: string,
		private readonly object: Readonly<Record<string, unknown>>,
		readonly problem?: FailureData,
	) {}

	get empty(): boolean {
		return Object.keys(this.object).length === 0;
	}

	get titles(): readonly string[] {
		return Object.keys(this.object);
	}

	has(title: string): boolean {
		return Object.hasOwn(this.object, title);
	}

	get(title: string): string | undefined {
		const value = Object.hasOwn(this.object, title) ? this.object[title] : undefined;
		return value === undefined || value === null ? undefined : typeof value === "string" ? value : JSON.stringify(value);
	}
}

/** An object a line (JSON Lines, NDJSON); what stands in a line stays, character by character. Blank lines are left out. */
export class JsonLinesTable implements Table<JsonRow> {
	private readonly known = new Set<string>();
	private lines = 0;

	get titles(): readonly string[] {
		return [...this.known];
	}

	rows(pieces: AsyncIterable<string>): AsyncGenerator<readonly JsonRow[]> {
		return inPieces(pieces, (text, end) => this.take(text, end));
	}

	header(): string {
		return "";
	}

	line(row: JsonRow, added: readonly AddedColumn[], values: readonly Value[]): string {
		const late = added.find(({ title }) => row.has(title));
		if (late !== undefined) {
			throw lateTitle(late.title);
		}
		const pairs = added.map(({ title }, index) => `${JSON.stringify(title)}:${JSON.stringify(values[index] ?? null)}`);
		return `${row.text.slice(0, -1)}${row.empty ? "" : ","}${pairs.join(",")}}\n`;
	}

	private take(text: string, end: number): Taken<JsonRow> {
		const rows: JsonRow[] = [];
		let start = 0;
		while (start < end) {
			const feed = text.indexOf("\n", start);
			const stop = feed < 0 ? end : feed;
			const line = text.slice(start, stop).trim();
			this.lines++;
			if (line !== "") {
				rows.push(this.read(line));
			}
			start = stop + 1;
		}
		return { rows, rest: Math.min(start, end) };
	}

	private read(line: string): JsonRow {
		const object = objectOf(line);
		const row = object === undefined ? unreadable(line, this.lines) : new JsonRow(this.lines, line, object);
		for (const title of row.titles) {
			if (this.known.size < MOST_TITLES) {
				this.known.add(title);
			}
		}
		return row;
	}
}

function objectOf(line: string): Readonly<Record<string, unknown>> | undefined {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		value = undefined;
	}
	return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
}

/** Nothing can be added to it as it stands, so it becomes the text of an object. */
function unreadable(line: string, number: number): JsonRow {
	const object = { [UNREADABLE]: line };
	return new JsonRow(number, JSON.stringify(object), object, { code: "not-json-line", message: `Line ${number.toLocaleString("en")} is no JSON object, so it is kept as “${UNREADABLE}”. In a JSONL file each line holds one, such as {"smiles": "CCO"}. Correct that line.` });
}
