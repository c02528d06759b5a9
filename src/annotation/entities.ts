import type { Entity } from "../science/entity.ts";
import { Failure, failureFrom } from "../science/failure.ts";
import { readFasta } from "../science/protein/fasta.ts";
import { readSequence } from "../science/protein/sequence.ts";
import type { Structures } from "./structures.ts";
import type { TableRow } from "./table.ts";

/**
 * The molecule or protein of a row. It is checked by whoever computes: RDKit, or the rules of sequences.
 *
 * @throws Failure the row's own `problem`, `empty-cell`, those of {@link readSequence}
 */
export function entityOf(row: TableRow, { title, kind }: Structures): Entity {
	if (row.problem !== undefined) {
		throw failureFrom(row.problem);
	}
	const cell = row.get(title) ?? "";
	if (cell.trim() === "") {
		throw new Failure("empty-cell", `There is no ${kind} in this row.`);
	}
	// The first line of a mol block may be blank, and is one of its header.
	return kind === "protein" ? { kind, sequence: sequenceIn(cell.trim()) } : { kind, smiles: cell.includes("\n") ? cell : cell.trim() };
}

/** A cell may hold a whole record of a FASTA file. */
function sequenceIn(cell: string): string {
	if (!cell.startsWith(">")) {
		return readSequence(cell);
	}
	const [record, second] = readFasta(cell);
	if (second !== undefined) {
		throw new Failure("invalid-sequence", "This cell holds several FASTA records. Give each a row of its own.");
	}
	if (record?.problem !== undefined) {
		throw failureFrom(record.problem);
	}
	return record?.sequence ?? readSequence("");
}
