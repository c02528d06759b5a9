import { tidyName } from "../science/name.ts";
import { readFasta } from "../science/protein/fasta.ts";
import { ListedRow } from "./listed.ts";
import type { Taken } from "./pieces.ts";
import { breaksIn, inPieces } from "./pieces.ts";
import type { RowSource } from "./table.ts";

/** A sequence whose header got lost, or a file that never had one, is a record without a name. Lines of ";" are remarks (Pearson's format). */
const LACKS_HEADER = /^(?:[ \t\r]*\n|;[^\n]*\n)*[ \t]*[^\s;>]/;

/** The records of a FASTA file as a table of `name`, `description` and `sequence`. */
export class FastaTable implements RowSource<ListedRow> {
	readonly titles = ["name", "description", "sequence"];
	readonly structures = { title: "sequence", kind: "protein" } as const;
	private lines = 0;

	rows(pieces: AsyncIterable<string>): AsyncGenerator<readonly ListedRow[]> {
		return inPieces(pieces, (text, _, last) => this.take(text, last));
	}

	/** A record ends where the next one begins. */
	private take(text: string, last: boolean): Taken<ListedRow> {
		const rest = last ? text.length : text.lastIndexOf("\n>") + 1;
		const part = text.slice(0, rest);
		const headless = this.lines === 0 && LACKS_HEADER.test(part);
		const rows = [...readFasta(headless ? `>\n${part}` : part)].map(({ name, description, sequence, line }) => new ListedRow(this.lines + (headless ? Math.max(1, line) : line + 1), { name, description: tidyName(description), sequence }));
		this.lines += breaksIn(text, 0, rest);
		return { rows, rest };
	}
}
