import { tidyName } from "../science/name.ts";
import { readFasta } from "../science/protein/fasta.ts";
import { ListedRow, listedHeader, listedLine } from "./listed.ts";
import type { Taken } from "./pieces.ts";
import { breaksIn, inPieces } from "./pieces.ts";
import type { AddedColumn, Table, Value } from "./table.ts";

/** The records of a FASTA file as a table of `name`, `description` and `sequence`. */
export class FastaTable implements Table<ListedRow> {
	readonly titles = ["name", "description", "sequence"];
	readonly structures = { title: "sequence", kind: "protein" } as const;
	private lines = 0;

	constructor(private readonly separator: string) {}

	rows(pieces: AsyncIterable<string>): AsyncGenerator<readonly ListedRow[]> {
		return inPieces(pieces, (text, _, last) => this.take(text, last));
	}

	header(added: readonly AddedColumn[]): string {
		return listedHeader(this.titles, added, this.separator);
	}

	line(row: ListedRow, added: readonly AddedColumn[], values: readonly Value[]): string {
		return listedLine(row, this.titles, { added, values, separator: this.separator });
	}

	/** A record ends where the next one begins. */
	private take(text: string, last: boolean): Taken<ListedRow> {
		const rest = last ? text.length : text.lastIndexOf("\n>") + 1;
		const rows = [...readFasta(text.slice(0, rest))].map(({ name, description, sequence, line }) => new ListedRow(this.lines + line + 1, { name, description: tidyName(description), sequence }));
		this.lines += breaksIn(text, 0, rest);
		return { rows, rest };
	}
}
