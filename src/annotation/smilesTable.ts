import { tidyName } from "../science/name.ts";
import { cueOf } from "../science/recognition/cues.ts";
import { extensionAt } from "../science/recognition/extension.ts";
import { hasNamesFirst } from "../science/recognition/smilesFile.ts";
import { ListedRow } from "./listed.ts";
import type { Taken } from "./pieces.ts";
import { inPieces, LOOKED_AT } from "./pieces.ts";
import type { RowSource } from "./table.ts";

/** A list of SMILES, one a line with its name, as a table of `smiles` and `name`. Lines that begin with `#` are comments and no rows. */
export class SmilesTable implements RowSource<ListedRow> {
	readonly titles = ["smiles", "name"];
	readonly structures = { title: "smiles", kind: "molecule" } as const;
	private namesFirst: boolean | undefined;
	private lines = 0;
	private top = true;

	rows(pieces: AsyncIterable<string>): AsyncGenerator<readonly ListedRow[]> {
		return inPieces(pieces, (text, end) => this.take(text, end));
	}

	private take(text: string, end: number): Taken<ListedRow> {
		this.namesFirst ??= hasNamesFirst(text.slice(0, Math.min(end, LOOKED_AT)));
		const rows: ListedRow[] = [];
		let start = 0;
		while (start < end) {
			const feed = text.indexOf("\n", start);
			const stop = feed < 0 ? end : feed;
			rows.push(...this.read(text.slice(start, stop).trim(), ++this.lines));
			start = stop + 1;
		}
		return { rows, rest: Math.min(start, end) };
	}

	private read(line: string, number: number): readonly ListedRow[] {
		if (line === "" || line.startsWith("#")) {
			return [];
		}
		const { smiles, name } = this.namesFirst === true ? nameFirst(line) : smilesFirst(line);
		const title = this.top && cueOf(smiles).molecule === "certain";
		this.top = false;
		return title ? [] : [new ListedRow(number, { smiles, name })];
	}
}

function smilesFirst(line: string): { readonly smiles: string; readonly name: string } {
	const gap = line.search(/[\s,]/);
	if (gap < 0) {
		return { smiles: line, name: "" };
	}
	const smiles = line.slice(0, gap) + extensionAt(line, gap);
	return { smiles, name: tidyName(line.slice(smiles.length).replace(/^[\s,]+/, "")) };
}

function nameFirst(line: string): { readonly smiles: string; readonly name: string } {
	const [name = "", smiles = ""] = line.split(/[\s,]+/, 2);
	return { smiles, name: tidyName(name) };
}
