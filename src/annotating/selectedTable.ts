import { setImmediate as breath } from "node:timers/promises";
import * as vscode from "vscode";
import { written } from "../annotation/cells.ts";
import { Failure } from "../science/failure.ts";
import type { Found } from "../science/recognition/found.ts";
import { recogniseInSlices } from "../science/recognise.ts";

export interface SelectedTable {
	readonly text: string;
	/** Of the format that it is in, e.g. `csv`. */
	readonly ending: string;
}

/** What is selected in a document that somebody edits (UTF-16 code units). */
const LONGEST = 20_000_000;

/** Formats whose lines are rows, with whether a header stands above them. */
const ROWS: readonly { readonly ending: string; readonly names: RegExp; readonly languages: readonly string[]; readonly header: boolean }[] = [
	{ ending: "csv", names: /\.csv$/i, languages: ["csv", "dynamic csv", "rainbow csv"], header: true },
	{ ending: "tsv", names: /\.(?:tsv|tab)$/i, languages: ["tsv"], header: true },
	{ ending: "jsonl", names: /\.(?:jsonl|ndjson)$/i, languages: ["jsonl"], header: false },
	{ ending: "smi", names: /\.(?:smi|smiles|ism|can|cxsmiles|cxsmi)$/i, languages: ["smiles"], header: false },
];

/**
 * The selected rows as a table: whole lines, with the header of their file; whole records of FASTA; elsewhere what reads as molecules
 * or proteins.
 *
 * @throws Failure `no-structures`, `too-large`
 */
export async function selectedTable({ document, selections }: Pick<vscode.TextEditor, "document" | "selections">): Promise<SelectedTable> {
	const chosen = selections.filter(({ isEmpty }) => !isEmpty);
	const rows = ROWS.find(({ names, languages }) => names.test(document.uri.path) || languages.includes(document.languageId));
	const text = rows === undefined ? chosen.map((selection) => document.getText(selection)).join("\n") : linesOf(document, chosen, rows.header);
	if (text.length > LONGEST) {
		throw new Failure("too-large", vscode.l10n.t("The selection has {0} MB. Save it as a file and choose “BioMedGPT: Annotate File” for it.", Math.round(text.length / 1e6)));
	}
	if (rows !== undefined) {
		return { text, ending: rows.ending };
	}
	return isFasta(document, text) ? { text: recordsOf(document, chosen), ending: "fasta" } : recognised(text, document);
}

function linesOf(document: vscode.TextDocument, selections: readonly vscode.Selection[], header: boolean): string {
	const lines = new Set(header ? [0] : []);
	for (const { start, end } of selections) {
		// What ends at the beginning of a line does not mean that line.
		const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
		for (let line = start.line; line <= last; line++) {
			lines.add(line);
		}
	}
	return [...lines].sort((one, other) => one - other).map((line) => `${document.lineAt(line).text}\n`).join("");
}

function isFasta({ languageId, uri }: vscode.TextDocument, text: string): boolean {
	return languageId === "fasta" || /\.(?:fasta|fas|fa|faa|pep|mpfa)$/i.test(uri.path) || /^\s*>/.test(text);
}

/** From the title above the selection to the end of its last record. */
function recordsOf(document: vscode.TextDocument, selections: readonly vscode.Selection[]): string {
	const isTitle = (line: number): boolean => document.lineAt(line).text.startsWith(">");
	const ranges = selections.map(({ start, end }) => {
		let first = start.line;
		let after = (end.character === 0 && end.line > start.line ? end.line - 1 : end.line) + 1;
		while (first > 0 && !isTitle(first)) {
			first--;
		}
		while (after < document.lineCount && !isTitle(after)) {
			after++;
		}
		return { first, after };
	});
	const lines = new Set(ranges.flatMap(({ first, after }) => Array.from({ length: after - first }, (_, index) => first + index)));
	return [...lines].sort((one, other) => one - other).map((line) => `${document.lineAt(line).text}\n`).join("");
}

/** The molecules or proteins in a script or a text; each line as SMILES where none is recognised. */
async function recognised(text: string, { languageId, uri }: vscode.TextDocument): Promise<SelectedTable> {
	const found: Found[] = [];
	for (const portion of recogniseInSlices(text, { languageId, fileName: uri.path })) {
		found.push(...portion);
		await breath();
	}
	const molecules = found.filter(({ kind, notation }) => kind === "molecule" && notation !== "inchi" && notation !== "molfile");
	const proteins = found.filter(({ kind }) => kind === "protein");
	if (molecules.length === 0 && proteins.length === 0) {
		return asSmiles(text);
	}
	const [title, rows] = molecules.length >= proteins.length ? (["smiles", molecules] as const) : (["sequence", proteins] as const);
	const named = rows.some(({ name }) => name !== undefined);
	const lines = [["name", title], ...rows.map(({ name = "", text: structure }) => [name, structure.replace(/\s+/g, " ")])].map((cells) => (named ? cells : cells.slice(1)));
	return { text: lines.map((cells) => `${cells.map((cell) => written(cell, ",")).join(",")}\n`).join(""), ending: "csv" };
}

function asSmiles(text: string): SelectedTable {
	const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(/^[\s"'`]+|[\s"'`,;]+$/g, "")).filter((line) => line !== "");
	if (lines.length === 0) {
		throw new Failure("no-structures", vscode.l10n.t("The selection holds no molecules and no proteins. Select lines with SMILES, FASTA records or rows of a table."));
	}
	return { text: lines.map((line) => `${line}\n`).join(""), ending: "smi" };
}
