import * as vscode from "vscode";

/** Residues by their one-letter codes (IUPAC-IUB 1983), in the window's language. */
const words: ReadonlyMap<string, () => string> = new Map([
	["A", () => vscode.l10n.t("alanine")],
	["B", () => vscode.l10n.t("aspartic acid or asparagine")],
	["C", () => vscode.l10n.t("cysteine")],
	["D", () => vscode.l10n.t("aspartic acid")],
	["E", () => vscode.l10n.t("glutamic acid")],
	["F", () => vscode.l10n.t("phenylalanine")],
	["G", () => vscode.l10n.t("glycine")],
	["H", () => vscode.l10n.t("histidine")],
	["I", () => vscode.l10n.t("isoleucine")],
	["J", () => vscode.l10n.t("leucine or isoleucine")],
	["K", () => vscode.l10n.t("lysine")],
	["L", () => vscode.l10n.t("leucine")],
	["M", () => vscode.l10n.t("methionine")],
	["N", () => vscode.l10n.t("asparagine")],
	["O", () => vscode.l10n.t("pyrrolysine")],
	["P", () => vscode.l10n.t("proline")],
	["Q", () => vscode.l10n.t("glutamine")],
	["R", () => vscode.l10n.t("arginine")],
	["S", () => vscode.l10n.t("serine")],
	["T", () => vscode.l10n.t("threonine")],
	["U", () => vscode.l10n.t("selenocysteine")],
	["V", () => vscode.l10n.t("valine")],
	["W", () => vscode.l10n.t("tryptophan")],
	["X", () => vscode.l10n.t("unknown residue")],
	["Y", () => vscode.l10n.t("tyrosine")],
	["Z", () => vscode.l10n.t("glutamic acid or glutamine")],
]);

export function residueWord(letter: string): string {
	return words.get(letter)?.() ?? letter;
}
