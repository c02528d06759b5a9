import { Failure } from "../science/failure.ts";
import { ConvertedTable } from "./converted.ts";
import { DelimitedTable } from "./delimited.ts";
import { FastaTable } from "./fastaTable.ts";
import { JsonLinesTable } from "./jsonLines.ts";
import { PlainText } from "./plainText.ts";
import { SdfTable } from "./sdfTable.ts";
import { SmilesTable } from "./smilesTable.ts";
import type { RowSource, Table } from "./table.ts";

/** How a file of rows is read and what it becomes. */
export interface TableFormat {
	/** Endings of what can be written, the usual one first; each may be packed, with `.gz` behind it. */
	readonly writes: readonly [string, ...string[]];
	/**
	 * @param ending one of `writes`
	 * @param titles of the whole file, as a survey finds them: JSONL and SDF, whose rows have titles of their own, become a CSV or TSV
	 * with these columns, else with those of their first rows
	 */
	open(ending: string, titles?: readonly string[]): Table;
}

type Other = "csv" | "tsv" | "jsonl";

/** What stays as it is has its own ending; in all others it is converted. */
function format(own: string | undefined, others: readonly [Other, ...Other[]], source: () => RowSource, table?: () => Table): TableFormat {
	return {
		writes: own === undefined ? others : [own, ...others],
		open: (ending, titles) => (ending === own && table !== undefined ? table() : new ConvertedTable(source(), others.find((other) => other === ending) ?? others[0], titles)),
	};
}

const csv = (): Table => new DelimitedTable(",");
const tsv = (): Table => new DelimitedTable("\t");
const sdf = (): Table => new SdfTable();
const jsonLines = (): Table => new JsonLinesTable();

const FORMATS: readonly (readonly [RegExp, TableFormat])[] = [
	[/\.csv$/i, format("csv", ["tsv", "jsonl"], csv, csv)],
	[/\.(?:tsv|tab)$/i, format("tsv", ["csv", "jsonl"], tsv, tsv)],
	[/\.(?:smi|smiles|ism|can|cxsmiles|cxsmi)$/i, format(undefined, ["csv", "tsv", "jsonl"], () => new SmilesTable())],
	[/\.(?:fasta|fas|fa|faa|pep|mpfa)$/i, format(undefined, ["csv", "tsv", "jsonl"], () => new FastaTable())],
	[/\.(?:jsonl|ndjson)$/i, format("jsonl", ["csv", "tsv"], jsonLines, jsonLines)],
	[/\.(?:sdf|sd|mol|mdl)$/i, format("sdf", ["csv", "tsv", "jsonl"], sdf, sdf)],
	[/\.txt$/i, format(undefined, ["csv", "tsv", "jsonl"], () => new PlainText())],
];

/**
 * @param name of the file, for its ending; with or without `.gz` behind it
 * @throws Failure `not-a-table`
 */
export function formatOf(name: string): TableFormat {
	const plain = withoutPacking(name);
	const found = FORMATS.find(([endings]) => endings.test(plain))?.[1];
	if (found === undefined) {
		throw new Failure("not-a-table", `${name.slice(0, 200)} is no table that can be annotated. Give a CSV, TSV, SMILES (.smi), FASTA, SDF or JSONL file, packed (.gz) or not.`);
	}
	return found;
}

/** `table.csv` of `table.csv.gz`. */
export function withoutPacking(name: string): string {
	return name.replace(/\.gz$/i, "");
}
