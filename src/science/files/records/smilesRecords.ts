import { extensionAt } from "../../recognition/extension.ts";
import { cueOf } from "../../recognition/cues.ts";
import { hasNamesFirst } from "../../recognition/smilesFile.ts";
import { tokeniseSmiles } from "../../molecule/smiles.ts";
import { tidyName } from "../../name.ts";
import type { LineHead } from "./lineScanner.ts";
import { isBlankHead, LineScanner } from "./lineScanner.ts";
import type { RecordContent, RecordFormat } from "./recordFormat.ts";
import type { RecordIndex, Scanner } from "./recordIndex.ts";

const HASH = 35;
/** Lines at the top that are looked at for the first one that is no comment. */
const MOST_COMMENTS = 1000;

/** A `.smi` file: a SMILES, then white space or a comma, then its name; or the name first, where most lines are so. */
export class SmilesRecords implements RecordFormat {
	readonly kind = "molecules";
	readonly columns = ["SMILES"];
	readonly structureColumn = 0;
	readonly header = "";
	private readonly namesFirst: boolean;
	private readonly hasTitles: boolean;

	/** @param top the first lines of the file */
	constructor(top: string) {
		this.namesFirst = hasNamesFirst(top);
		this.hasTitles = isTitles(top.split(/\r?\n/, MOST_COMMENTS).find((line) => line.trim() !== "" && !line.startsWith("#")) ?? "", this.namesFirst);
	}

	scanner(index: RecordIndex): Scanner {
		return new LinesScanner(index, this.hasTitles);
	}

	read(text: string): RecordContent {
		const line = text.trim();
		const gap = line.search(/[\s,]/);
		const word = gap < 0 ? line : line.slice(0, gap);
		const rest = gap < 0 ? "" : line.slice(gap).replace(/^[\s,]+/, "");
		if (this.namesFirst && rest !== "") {
			const first = /^[^\s,]+/.exec(rest)?.[0] ?? "";
			const smiles = first + extensionAt(rest, first.length);
			return { name: tidyName(word), structure: smiles, cells: [smiles] };
		}
		const extension = gap < 0 ? "" : extensionAt(line, gap);
		const name = gap < 0 ? "" : tidyName(line.slice(word.length + extension.length).replace(/^[\s,]+/, ""));
		return { name, structure: word + extension, cells: [word + extension] };
	}
}

/** Titles speak of SMILES where none stands; so may a name (`SMILES-0001`), but beside a molecule. */
function isTitles(line: string, namesFirst: boolean): boolean {
	const words = line.slice(0, 10_000).trim().split(/[\s,]+/, 2);
	const structure = (namesFirst ? words[1] : words[0]) ?? "";
	return words.some((word) => cueOf(word).molecule === "certain") && "message" in tokeniseSmiles(structure);
}

/** Each line that is not blank and no comment. */
class LinesScanner implements Scanner {
	private readonly lines = new LineScanner((line) => this.line(line));

	constructor(
		private readonly index: RecordIndex,
		private skipsFirst: boolean,
	) {}

	take(piece: Buffer): undefined {
		this.lines.take(piece);
	}

	end(): undefined {
		this.lines.end();
	}

	private line(head: LineHead): void {
		if (head.bytes[head.from] === HASH || isBlankHead(head)) {
			return;
		}
		if (this.skipsFirst) {
			this.skipsFirst = false;
			return;
		}
		this.index.add(head.start, head.next, head.line);
	}
}
