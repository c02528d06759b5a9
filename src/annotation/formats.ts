import { Failure } from "../science/failure.ts";
import { DelimitedTable } from "./delimited.ts";
import { FastaTable } from "./fastaTable.ts";
import { JsonLinesTable } from "./jsonLines.ts";
import { SmilesTable } from "./smilesTable.ts";
import type { Table } from "./table.ts";

/** How a table is read and what it becomes. */
export interface TableFormat {
	/** Endings of what can be written, the usual one first. */
	readonly writes: readonly [string, ...string[]];
	/** @param ending one of `writes` */
	open(ending: string): Table;
}

const FORMATS: readonly (readonly [RegExp, TableFormat])[] = [
	[/\.csv$/i, { writes: ["csv"], open: () => new DelimitedTable() }],
	[/\.(?:tsv|tab)$/i, { writes: ["tsv"], open: () => new DelimitedTable("\t") }],
	[/\.(?:smi|smiles|ism|can|cxsmiles|cxsmi)$/i, { writes: ["csv", "tsv"], open: (ending) => new SmilesTable(separatorOf(ending)) }],
	[/\.(?:fasta|fas|fa|faa|pep|mpfa)$/i, { writes: ["csv", "tsv"], open: (ending) => new FastaTable(separatorOf(ending)) }],
	[/\.(?:jsonl|ndjson)$/i, { writes: ["jsonl"], open: () => new JsonLinesTable() }],
];

function separatorOf(ending: string): string {
	return ending === "tsv" ? "\t" : ",";
}

/**
 * @param name of the file, for its ending
 * @throws Failure `not-a-table`
 */
export function formatOf(name: string): TableFormat {
	const format = FORMATS.find(([endings]) => endings.test(name))?.[1];
	if (format === undefined) {
		throw new Failure("not-a-table", `${name.slice(0, 200)} is no table that can be annotated. Give a CSV, TSV, SMILES (.smi), FASTA or JSONL file.`);
	}
	return format;
}
