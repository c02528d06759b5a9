import * as vscode from "vscode";
import type { FactModel } from "../../../webview/protocol.ts";
import type { CompositionBar, ProteinChain } from "../../../webview/protocol/protein.ts";
import type { Fact } from "../../science/molecule/facts.ts";
import { nucleotideFacts } from "../../science/nucleotide/facts.ts";
import { composition } from "../../science/protein/composition.ts";
import { proteinFacts } from "../../science/protein/facts.ts";
import { factInWords } from "../../wording/factWords.ts";
import { residueWord } from "./residueWords.ts";

/** What is told of a selection beside its range (ids of src/science/protein/facts.ts). */
const glance: ReadonlySet<string> = new Set(["molecularWeight", "isoelectricPoint", "gravy", "gcContent", "unknownResidues"]);

/** Facts of some residues or bases, in the window's language. */
export function factsOfLetters(kind: ProteinChain["kind"], letters: string): readonly FactModel[] {
	return (kind === "protein" ? proteinFacts(letters) : nucleotideFacts(letters)).map(model);
}

function model(fact: Fact): FactModel {
	const { id, label, value, unit, method } = factInWords(fact);
	return { label, value: String(value), unit, method, glance: glance.has(id) };
}

export function compositionBars(letters: string): readonly CompositionBar[] {
	return composition(letters).map(({ residue, count, fraction }) => ({ letter: residue, name: residueWord(residue), count, fraction }));
}

export function compositionMethod(letters: string): string {
	return vscode.l10n.t("residues counted; parts of all {0}", letters.length.toLocaleString(vscode.env.language));
}

/** Facts as a table for a spreadsheet: label, value, unit and method of each. */
export function factsText(facts: readonly FactModel[], format: "tsv" | "csv"): string {
	const { t } = vscode.l10n;
	const rows = [[t("Fact"), t("Value"), t("Unit"), t("Method")], ...facts.map(({ label, value, unit, method }) => [label, value, unit ?? "", method])];
	return rows.map((row) => (format === "tsv" ? row.map((cell) => cell.replace(/[\t\n]/g, " ")).join("\t") : row.map(quoted).join(","))).join("\n").concat("\n");
}

function quoted(cell: string): string {
	return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
