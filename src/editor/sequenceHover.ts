import * as vscode from "vscode";
import type { Fact } from "../science/molecule/facts.ts";
import { nucleotideFacts } from "../science/nucleotide/facts.ts";
import { composition } from "../science/protein/composition.ts";
import { proteinFacts } from "../science/protein/facts.ts";
import { BREAK, escapeMarkdown, factLine, factMarkdown, small, trustedMarkdown } from "./markdown.ts";
import { links, type HoverContext } from "./moleculeHover.ts";
import type { Subject } from "./subject.ts";

type Sequence = Extract<Subject, { readonly sequence: string }>;

/** Residues in one row of the table of the composition. */
const COLUMNS = 10;

export function proteinMarkdown({ name, place, actions }: HoverContext, subject: Sequence): vscode.MarkdownString {
	const markdown = trustedMarkdown();
	const facts = proteinFacts(subject.sequence);
	const [length, ...others] = facts;
	const title = escapeMarkdown(name ?? vscode.l10n.t("Protein"));
	const lines = [factLine(others, ["molecularWeight", "isoelectricPoint", "gravy"]), factLine(others, ["aromaticity", "instabilityIndex", "unknownResidues", "residuesOutsideScales"]), factLine(others, ["extinctionReduced", "extinctionOxidised"])];
	markdown.appendMarkdown([`**${title}** · ${length ? factMarkdown(length) : ""}${gapsMarkdown(subject)}`, ...lines.filter((line) => line !== ""), small(methodsOf(facts))].join(BREAK));
	markdown.appendMarkdown(`\n\n${links(actions, place)}\n\n${compositionTable(subject.sequence)}`);
	return markdown;
}

export function nucleotideMarkdown({ name, place, actions }: HoverContext, subject: Sequence): vscode.MarkdownString {
	const markdown = trustedMarkdown();
	const facts = nucleotideFacts(subject.sequence);
	markdown.appendMarkdown(`**${escapeMarkdown(name ?? vscode.l10n.t("Nucleotide sequence"))}**${gapsMarkdown(subject)}${BREAK}${facts.map(factMarkdown).join(" · ")}`);
	markdown.appendMarkdown(`${BREAK}${small(vscode.l10n.t("The model reads proteins: a question is about the translation."))}\n\n${links(actions, place)}`);
	return markdown;
}

function gapsMarkdown({ gaps }: Sequence): string {
	return gaps === 0 ? "" : ` · ${escapeMarkdown(gaps === 1 ? vscode.l10n.t("1 gap of the alignment left out") : vscode.l10n.t("{0} gaps of the alignment left out", gaps.toLocaleString(vscode.env.language)))}`;
}

/** Letter above count and percentage, in two rows of ten. */
function compositionTable(sequence: string): string {
	const present = composition(sequence).filter(({ count }) => count > 0);
	const rows: string[] = [];
	for (let from = 0; from < present.length; from += COLUMNS) {
		const row = present.slice(from, from + COLUMNS);
		const cells = [...row, ...Array.from({ length: Math.min(COLUMNS, present.length) - row.length }, () => undefined)];
		rows.push(cells.map((cell) => (cell ? `**${cell.residue}** ${cell.count}` : "")).join(" | "));
	}
	const [first = "", ...others] = rows;
	const rule = Array.from({ length: Math.min(COLUMNS, present.length) }, () => ":-").join(" | ");
	return present.length === 0 ? "" : [first, rule, ...others].join("\n");
}

function methodsOf(facts: readonly Fact[]): string {
	const methods = facts.filter(({ id }) => id === "molecularWeight" || id === "isoelectricPoint").map(({ label, method }) => `${label}: ${method.split(/,| \(|;/)[0]}`);
	return vscode.l10n.t("Computed: {0}", methods.join(" · ") || vscode.l10n.t("counted"));
}
