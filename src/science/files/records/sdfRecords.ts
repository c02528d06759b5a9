import { failureData } from "../../failure.ts";
import { refuseLongBlock } from "../../molecule/molBlock.ts";
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
/** Characters of a data header that are looked at. */
const LONGEST_HEADER = 300;

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
		const counts = lineAfter(text, 0, HEADER_LINES - 1);
		const end = text.indexOf("\nM  END", Math.max(0, counts - 1));
		const cells = this.items(text, lineAfter(text, end < 0 ? counts : end + 1, 1));
		const title = tidyName(text.slice(0, lineAfter(text, 0, 1)));
		const naming = title === "" ? this.columns.findIndex((column, at) => NAMING_ITEM.test(column) && (cells[at] ?? "") !== "") : -1;
		const name = title === "" ? tidyName(cells[naming] ?? "") : title;
		if (end < 0) {
			return { name, cells, structure: "", problem: "It has no line “M  END”, so it may be cut off. Get the whole file again." };
		}
		const problem = lengthProblem(end);
		return problem === undefined ? { name, cells, structure: `${text.slice(0, end).replace(/\r$/gm, "")}\nM  END\n` } : { name, cells, structure: "", problem };
	}

	/** Line by line from a place on: a list of the lines of megabytes takes too long. */
	private items(text: string, from: number): readonly string[] {
		const cells: string[] = [];
		for (let at = from; at < text.length; at = lineAfter(text, at, 1)) {
			if (text[at] === ">") {
				const place = this.place(itemName(text.slice(at, Math.min(lineAfter(text, at, 1), at + LONGEST_HEADER)).trimEnd()));
				const begin = lineAfter(text, at, 1);
				for (at = begin; at < text.length && !isBlankLine(text, at) && !text.startsWith("$$$$", at); ) {
					at = lineAfter(text, at, 1);
				}
				if (place >= 0) {
					cells[place] = text.slice(begin, at).replace(/\r?\n$/, "").replaceAll("\r\n", "\n");
				}
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

/** Where the line begins that is so many lines behind the one that begins here; the end of the text where there are fewer. */
function lineAfter(text: string, start: number, lines: number): number {
	let at = start;
	for (let line = 0; line < lines && at < text.length; line++) {
		const feed = text.indexOf("\n", at);
		at = feed < 0 ? text.length : feed + 1;
	}
	return at;
}

function isBlankLine(text: string, at: number): boolean {
	return text[at] === "\n" || (text[at] === "\r" && text[at + 1] === "\n");
}

/** Why a mol block of so many characters is not looked at; RDKit would not be asked about it either. */
function lengthProblem(length: number): string | undefined {
	try {
		refuseLongBlock(length);
		return undefined;
	} catch (error) {
		return failureData(error).message;
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
	/** Within the value of a data item, which ends with a blank line: `>10000` is no header there. */
	private isValue = false;
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
			this.isValue = false;
			return;
		}
		if (this.isValue) {
			this.isValue = head.to > from;
		} else if (this.read >= HEADER_LINES && bytes[from] === GREATER) {
			this.isValue = true;
			this.item(bytes.toString("utf8", from, Math.min(head.to, from + LONGEST_HEADER)));
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
