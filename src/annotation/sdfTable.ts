import type { FailureData } from "../science/failure.ts";
import { SdfRecords } from "../science/files/records/sdfRecords.ts";
import type { RecordContent } from "../science/files/records/recordFormat.ts";
import { lateTitle } from "./late.ts";
import type { Taken } from "./pieces.ts";
import { breaksIn, inPieces } from "./pieces.ts";
import type { AddedColumn, Table, TableRow, Value } from "./table.ts";
import { freeTitle } from "./tasks.ts";

const NAME = "name";
const MOLFILE = "molfile";
/** Ends a record; it stands at the beginning of a line. */
const END = "$$$$";
const BLOCK_END = "M  END";

class SdfRow implements TableRow {
	constructor(
		readonly line: number,
		/** The whole record with its `$$$$`, as it stands in the file. */
		readonly text: string,
		private readonly content: RecordContent,
		private readonly places: ReadonlyMap<string, number>,
	) {}

	get problem(): FailureData | undefined {
		const problem = this.content.problem ?? (isTwo(this.text) ? "It holds two molecules: the line “$$$$” between them is missing. Put it in." : undefined);
		return problem === undefined ? undefined : { code: "invalid-molfile", message: `This record cannot be read. ${problem}` };
	}

	/** A record that cannot be read is kept as a whole. */
	get(title: string): string | undefined {
		switch (title) {
			case NAME: return this.content.name;
			case MOLFILE: return this.content.problem === undefined ? this.content.structure : this.text;
			default: {
				const cell = this.content.cells[this.places.get(title) ?? -1];
				return cell === "" ? undefined : cell;
			}
		}
	}
}

/**
 * SDF and MOL files (CTfile formats, BIOVIA) as a table of `name`, `molfile` and a column for each data item. Written back, a
 * record is what it was, with more data items.
 */
export class SdfTable implements Table<SdfRow> {
	readonly structures = { title: MOLFILE, kind: "molecule" } as const;
	readonly titles: string[] = [NAME, MOLFILE];
	private readonly records = new SdfRecords();
	private readonly places = new Map<string, number>();
	private readonly taken = new Set<string>(this.titles);
	private lines = 0;

	rows(pieces: AsyncIterable<string>): AsyncGenerator<readonly SdfRow[]> {
		return inPieces(pieces, (text, _, last) => this.take(text, last));
	}

	header(): string {
		return "";
	}

	line({ text }: SdfRow, added: readonly AddedColumn[], values: readonly Value[]): string {
		const late = added.find(({ title }) => this.taken.has(title));
		if (late !== undefined) {
			throw lateTitle(late.title);
		}
		const at = endOf(text, 0);
		const record = at < 0 ? text : text.slice(0, at);
		const feed = text.includes("\r\n") ? "\r\n" : "\n";
		const items = added.map(({ title }, index) => itemOf(title, values[index], feed)).join("");
		return record + gap(record, feed) + items + (at < 0 ? END + feed : withBreak(text.slice(at), feed));
	}

	private take(text: string, last: boolean): Taken<SdfRow> {
		const rows: SdfRow[] = [];
		let start = 0;
		while (start < text.length) {
			const end = endOf(text, start);
			const feed = end < 0 ? -1 : text.indexOf("\n", end);
			if (feed < 0 && !last) {
				break;
			}
			const next = feed < 0 ? text.length : feed + 1;
			const record = text.slice(start, next);
			// Blank lines at the end of a file are no record.
			if (end >= 0 || record.trim() !== "") {
				rows.push(this.read(record));
			}
			this.lines += breaksIn(record, 0, record.length);
			start = next;
		}
		return { rows, rest: start };
	}

	private read(record: string): SdfRow {
		const content = this.records.read(record);
		const { columns } = this.records;
		for (let place = this.places.size; place < columns.length; place++) {
			const title = freeTitle(columns[place] ?? "", this.taken);
			this.titles.push(title);
			this.places.set(title, place);
		}
		return new SdfRow(this.lines + 1, record, content, this.places);
	}
}

/** Behind the end of a mol block data items follow, or the end of the record: another mol block is another molecule, which would be left out unsaid. */
function isTwo(text: string): boolean {
	const end = text.indexOf(`\n${BLOCK_END}`);
	const next = end < 0 ? -1 : text.indexOf(`\n${BLOCK_END}`, end + 1);
	const item = next < 0 ? -1 : text.indexOf("\n>", end);
	return next >= 0 && (item < 0 || next < item);
}

/** Where the line begins that ends a record; -1 where there is none. */
function endOf(text: string, from: number): number {
	if (text.startsWith(END, from)) {
		return from;
	}
	const at = text.indexOf(`\n${END}`, from);
	return at < 0 ? -1 : at + 1;
}

/** What is missing between a record and its next data item: items are parted by a blank line. */
function gap(record: string, feed: string): string {
	const end = record.slice(-1000).replaceAll("\r", "");
	if (end === "" || end.endsWith("\n\n")) {
		return "";
	}
	const isEnded = end.endsWith("\n");
	const line = end.slice(end.lastIndexOf("\n", end.length - 2) + 1).trimEnd();
	return (isEnded ? "" : feed) + (line === BLOCK_END ? "" : feed);
}

/** A value ends with the first blank line, and one that looks like the end of a record would be it. */
function itemOf(title: string, value: Value, feed: string): string {
	const text = value === undefined ? "" : String(value);
	if (text === "") {
		return "";
	}
	const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "").map((line) => (/^(?:>|\$\$\$\$)/.test(line) ? ` ${line}` : line));
	return `>  <${title.replace(/[<>\r\n]/g, " ")}>${feed}${lines.join(feed)}${feed}${feed}`;
}

function withBreak(end: string, feed: string): string {
	return end.endsWith("\n") ? end : end + feed;
}
