import * as vscode from "vscode";
import type { Fact, Verdict } from "../science/molecule/facts.ts";

/**
 * What src/science calls its facts, rules and their terms, in the window's language; in science, in files and for programs they are
 * English. Methods stay as they are: they cite the English literature.
 */
const WORDS: ReadonlyMap<string, () => string> = new Map([
	["Formula", () => vscode.l10n.t("Formula")],
	["Average mass", () => vscode.l10n.t("Average mass")],
	["Monoisotopic mass", () => vscode.l10n.t("Monoisotopic mass")],
	["logP", () => vscode.l10n.t("logP")],
	["TPSA", () => vscode.l10n.t("TPSA")],
	["H-bond donors", () => vscode.l10n.t("H-bond donors")],
	["H-bond acceptors", () => vscode.l10n.t("H-bond acceptors")],
	["Rotatable bonds", () => vscode.l10n.t("Rotatable bonds")],
	["Rings", () => vscode.l10n.t("Rings")],
	["Aromatic rings", () => vscode.l10n.t("Aromatic rings")],
	["Stereocentres", () => vscode.l10n.t("Stereocentres")],
	["Stereocentres left open", () => vscode.l10n.t("Stereocentres left open")],
	["Formal charge", () => vscode.l10n.t("Formal charge")],
	["Heavy atoms", () => vscode.l10n.t("Heavy atoms")],
	["Lipinski's rule of five", () => vscode.l10n.t("Lipinski's rule of five")],
	["Veber's rule", () => vscode.l10n.t("Veber's rule")],
	["mass", () => vscode.l10n.t("mass")],
	["NH and OH", () => vscode.l10n.t("NH and OH")],
	["N and O", () => vscode.l10n.t("N and O")],
	["rotatable bonds", () => vscode.l10n.t("rotatable bonds")],
	["Length", () => vscode.l10n.t("Length")],
	["residues", () => vscode.l10n.t("residues")],
	["Molecular weight", () => vscode.l10n.t("Molecular weight")],
	["Isoelectric point", () => vscode.l10n.t("Isoelectric point")],
	["GRAVY", () => vscode.l10n.t("GRAVY")],
	["Aromaticity", () => vscode.l10n.t("Aromaticity")],
	["Instability index", () => vscode.l10n.t("Instability index")],
	["Extinction coefficient, reduced", () => vscode.l10n.t("Extinction coefficient, reduced")],
	["Extinction coefficient, oxidised", () => vscode.l10n.t("Extinction coefficient, oxidised")],
	["Unknown residues", () => vscode.l10n.t("Unknown residues")],
	["Residues outside the scales", () => vscode.l10n.t("Residues outside the scales")],
	["Type", () => vscode.l10n.t("Type")],
	["DNA or RNA", () => vscode.l10n.t("DNA or RNA")],
	["DNA and RNA letters mixed", () => vscode.l10n.t("DNA and RNA letters mixed")],
	["GC content", () => vscode.l10n.t("GC content")],
	["Ambiguous nucleotides", () => vscode.l10n.t("Ambiguous nucleotides")],
	["Molecular weight of the single strand", () => vscode.l10n.t("Molecular weight of the single strand")],
]);

/** The same fact as the window's reader is told it; its id, number and method are unchanged. */
export function factInWords(fact: Fact): Fact {
	const { id, label, value, unit } = fact;
	return { ...fact, label: inWords(label), value: id === "type" ? inWords(String(value)) : value, unit: unit === undefined ? undefined : inWords(unit) };
}

/** The same verdict as the window's reader is told it, e.g. of `rotatable bonds 12 > 10` the words. */
export function verdictInWords(verdict: Verdict): Verdict {
	const failing = verdict.failing.map((term) => term.replace(/^.+?(?= -?[\d.]+ > )/, inWords));
	return { ...verdict, rule: inWords(verdict.rule), failing };
}

/** As it is, where science has a word that is not listed here: a test tells. */
export function inWords(text: string): string {
	return WORDS.get(text)?.() ?? text;
}
