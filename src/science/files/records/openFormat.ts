import { Failure } from "../../failure.ts";
import { FastaRecords } from "./fastaRecords.ts";
import type { RecordFormat } from "./recordFormat.ts";
import { SdfRecords } from "./sdfRecords.ts";
import { SmilesRecords } from "./smilesRecords.ts";
import { TableRecords } from "./tableRecords.ts";

const FORMATS: readonly (readonly [ending: RegExp, open: (top: string) => RecordFormat])[] = [
	[/\.(?:sdf|sd|mol|mdl)$/i, () => new SdfRecords()],
	[/\.(?:fasta|fas|fa|faa|fna|ffn|frn|pep|mpfa|afa)$/i, () => new FastaRecords()],
	[/\.(?:smi|smiles|ism|can|cxsmiles|cxsmi)$/i, (top) => new SmilesRecords(top)],
	[/\.(?:tsv|tab)$/i, (top) => new TableRecords(top, "\t")],
	[/\.(?:csv|txt)$/i, (top) => new TableRecords(top)],
];

/**
 * How the records of a file are read.
 *
 * @param name of the file, without `.gz`
 * @param top the text of its first 256 KB
 * @throws Failure `unknown-format`
 */
export function openFormat(name: string, top: string): RecordFormat {
	const format = FORMATS.find(([ending]) => ending.test(name));
	if (format === undefined) {
		throw new Failure("unknown-format", "Records are read of SDF, MOL, SMILES, CSV, TSV and FASTA files. Give this file one of their endings, or open it as text.");
	}
	return format[1](top);
}
