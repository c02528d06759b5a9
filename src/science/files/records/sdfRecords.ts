import { tidyName } from "../../name.ts";
import { NAMING_ITEM } from "../moleculeFiles.ts";
import type { LineHead } from "./lineScanner.ts";
import { isBlankHead, LineScanner } from "./lineScanner.ts";
import type { RecordContent, RecordFormat } from "./recordFormat.ts";
import { MOST_COLUMNS } from "./recordFormat.ts";
import type { RecordIndex, Scanner } from "./recordIndex.ts";

/** Lines of a mol block before its atoms: title, program, remark, counts. */
const HEADER_LINES = 4;
const GREATER = 62;
const DOLLAR = 36;

/** SDF and MOL files (CTfile formats, BIOVIA): a molfile is one record without data items. */
export class SdfRecords implements RecordFormat {
	readonly kind = "molecules";
	readonly columns: string[] = [];
	readonly structureColumn = -1;
	readonly header = "";
	private readonly places = new Map<string, number>();

	scanner(index: RecordIndex): Scanner {
		return new SdfScanner(index, (header) => this.place(itemName(header)));
	}

	read(text: string): RecordContent {
		const lines = text.split(/\r?\n/);
		const end = lines.findIndex((line, at) => at >= HEADER_LINES - 1 && line.startsWith("M  END"));
		const cells = this.items(lines, end < 0 ? HEADER_LINES : end + 1);
		const title = tidyName(lines[0] ?? "");
		const naming = title === "" ? this.columns.findIndex((column, at) => NAMING_ITEM.test(column) && (cells[at] ?? "") !== "") : -1;
		const name = title === "" ? tidyName(cells[naming] ?? "") : title;
		if (end < 0) {
			return { name, cells, structure: "", problem: "It has no line “M  END”, so it may be cut off. Get the whole file again." };
		}
		return { name, cells, structure: `${lines.slice(0, end).join("\n")}\nM  END\n` };
	}

	private items(lines: readonly string[], from: number): readonly string[] {
		const cells: string[] = [];
		for (let at = from; at < lines.length; at++) {
			const place = lines[at]?.startsWith(">") === true ? this.place(itemName(lines[at] ?? "")) : -1;
			if (place >= 0) {
				const begin = ++at;
				while (at < lines.length && lines[at] !== "" && lines[at]?.startsWith("$$$$") !== true) {
					at++;
				}
				cells[place] = lines.slice(begin, at).join("\n");
			}
		}
		return Array.from(cells, (cell: string | undefined) => cell ?? "");
	}

	private place(name: string): number {
		const known = this.places.get(name);
		if (known !== undefined || name === "" || this.columns.length >= MOST_COLUMNS) {
			return known ?? -1;
		}
		this.places.set(name, this.columns.length);
		return this.columns.push(name) - 1;
	}
}

/** `> 25 <MELTING.POINT> (3)`, and `> DT12` where there is no name. */
function itemName(header: string): string {
	const open = header.indexOf("<");
	const close = header.lastIndexOf(">");
	return (open >= 0 && close > open ? header.slice(open + 1, close) : header.slice(1)).trim().slice(0, 200);
}

class SdfScanner implements Scanner {
	private readonly lines = new LineScanner((line) => this.line(line));
	private begin = 0;
	private beginLine = 0;
	/** Lines of the record so far. */
	private read = 0;
	private isBlank = true;
	private reached = 0;
	private readonly known = new Set<string>();

	constructor(
		private readonly index: RecordIndex,
		private readonly onItem: (header: string) => void,
	) {}

	take(piece: Buffer): undefined {
		this.lines.take(piece);
	}

	end(): undefined {
		this.lines.end();
		// Blank lines at the end of a file are no record; a record without its `$$$$` is one.
		if (!this.isBlank) {
			this.index.add(this.begin, this.reached, this.beginLine);
			this.isBlank = true;
		}
	}

	private line(head: LineHead): void {
		const { bytes, from } = head;
		this.reached = head.next;
		if (bytes[from] === DOLLAR && head.to - from >= 4 && bytes.toString("latin1", from, from + 4) === "$$$$") {
			this.index.add(this.begin, head.next, this.beginLine);
			this.begin = head.next;
			this.beginLine = head.line + 1;
			this.read = 0;
			this.isBlank = true;
			return;
		}
		if (this.read >= HEADER_LINES && bytes[from] === GREATER) {
			this.item(bytes.toString("utf8", from, Math.min(head.to, from + 300)));
		}
		this.isBlank &&= isBlankHead(head);
		this.read++;
	}

	/** Most headers are those of the record before. */
	private item(header: string): void {
		if (!this.known.has(header)) {
			if (this.known.size < 2 * MOST_COLUMNS) {
				this.known.add(header);
			}
			this.onItem(header);
		}
	}
}
