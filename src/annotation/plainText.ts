import { Failure } from "../science/failure.ts";
import { tokeniseSmiles } from "../science/molecule/smiles.ts";
import { cueOf } from "../science/recognition/cues.ts";
import { DelimitedTable } from "./delimited.ts";
import { FastaTable } from "./fastaTable.ts";
import { LOOKED_AT } from "./pieces.ts";
import { SdfTable } from "./sdfTable.ts";
import { layoutOf } from "./separator.ts";
import { SmilesTable } from "./smilesTable.ts";
import type { RowSource, TableRow } from "./table.ts";

/** Of the rows, those that are as wide as their header. */
const MOSTLY = 0.9;
/** At the top, that tell whether a text is a list of SMILES. */
const LINES = 100;
/** Characters of a word. */
const LONGEST_LOOKED_AT = 2000;

/** A `.txt` file, whose beginning tells what it is: FASTA, SDF, a table with a header, or a list of SMILES. */
export class PlainText implements RowSource {
	private source: RowSource = new SmilesTable();

	get titles(): readonly string[] {
		return this.source.titles;
	}

	get structures(): RowSource["structures"] {
		return this.source.structures;
	}

	async *rows(pieces: AsyncIterable<string>): AsyncGenerator<readonly TableRow[]> {
		const iterator = pieces[Symbol.asyncIterator]();
		let head = "";
		let last = false;
		while (head.length < LOOKED_AT && !last) {
			const next = await iterator.next();
			last = next.done === true;
			head += next.done === true ? "" : next.value;
		}
		this.source = sourceOf(head.slice(0, LOOKED_AT), last);
		yield* this.source.rows(chained(head, iterator));
	}
}

async function* chained(head: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
	yield head;
	yield* { [Symbol.asyncIterator]: () => rest };
}

function sourceOf(head: string, last: boolean): RowSource {
	const [first = ""] = head.trimStart().split("\n", 1);
	if (first.startsWith(">") || (first.startsWith(";") && head.includes("\n>"))) {
		return new FastaTable();
	}
	if (/\n(?:M {2}END|\$\$\$\$)/.test(head)) {
		return new SdfTable();
	}
	const { separator, fit } = layoutOf(head, ",", last);
	const titles = first.split(separator).map((title) => title.trim());
	// A header says what is below it; the first line of a list holds a molecule.
	const isTable = titles.length > 1 && fit >= MOSTLY && titles.some((title) => cueOf(title).molecule !== "none" || cueOf(title).protein);
	if (isTable) {
		return new DelimitedTable(separator);
	}
	refuseProse(head);
	return new SmilesTable();
}

/** A licence is no list of SMILES, though some of its lines may begin with a word such as `IN`. */
function refuseProse(head: string): void {
	const lines = head.split("\n").slice(0, LINES).map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
	const read = lines.filter((line) => line.split(/[\s,]+/, 2).some((word) => word.length <= LONGEST_LOOKED_AT && /[A-Za-z]/.test(word) && !("message" in tokeniseSmiles(word))));
	if (read.length * 2 < lines.length) {
		throw new Failure("no-structures", "This text file is neither FASTA nor SDF nor a table with a header, and most of its lines begin with no SMILES. Give it the ending of what it is, such as .csv or .smi.");
	}
}
