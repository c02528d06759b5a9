import * as vscode from "vscode";
import type { Fact } from "../science/molecule/facts.ts";
import { nucleotideFacts } from "../science/nucleotide/facts.ts";
import { composition } from "../science/protein/composition.ts";
import { proteinFacts } from "../science/protein/facts.ts";
import { inWords } from "../wording/factWords.ts";
import { BREAK, escapeMarkdown, factLine, factMarkdown, numberFormat, small, trustedMarkdown } from "./markdown.ts";
import { links, type HoverContext } from "./moleculeHover.ts";
import type { Subject } from "../science/recognition/subject.ts";

type Sequence = Extract<Subject, { readonly sequence: string }>;

/** Residues in one row of the table of the composition, and where one of them occurs so often that its cell is wide. */
const COLUMNS = 10;
const WIDE_COLUMNS = 7;
const WIDE_COUNT = 1000;
/** Pixels: VS Code's least width of a hover. */
const TABLE_WIDTH = 490;

export function proteinMarkdown({ name, place, actions }: HoverContext, subject: Sequence): vscode.MarkdownString {
	const markdown = trustedMarkdown();
	const facts = proteinFacts(subject.sequence);
	const [length, ...others] = facts;
	const title = escapeMarkdown(name ?? vscode.l10n.t("Protein"));
	const lines = [factLine(others, ["molecularWeight", "isoelectricPoint", "gravy"]), factLine(others, ["aromaticity", "instabilityIndex", "unknownResidues", "residuesOutsideScales"]), extinctionLine(others)];
	markdown.appendMarkdown([`**${title}** · ${length ? factMarkdown(length, "") : ""}${gapsMarkdown(subject)}`, ...lines.filter((line) => line !== ""), small(methodsOf(facts))].join(BREAK));
	markdown.appendMarkdown(`\n\n${links(actions, place)}\n\n${compositionTable(subject.sequence)}`);
	return markdown;
}

export function nucleotideMarkdown({ name, place, actions }: HoverContext, subject: Sequence): vscode.MarkdownString {
	const markdown = trustedMarkdown();
	const facts = nucleotideFacts(subject.sequence);
	const [type, length, ...others] = facts;
	const title = [`**${escapeMarkdown(name ?? vscode.l10n.t("Nucleotide sequence"))}**`, ...[type, length].flatMap((fact) => (fact ? [factMarkdown(fact, "")] : []))].join(" · ");
	markdown.appendMarkdown([`${title}${gapsMarkdown(subject)}`, ...(others.length > 0 ? [others.map((fact) => factMarkdown(fact)).join(" · ")] : [])].join(BREAK));
	markdown.appendMarkdown(`${BREAK}${small(vscode.l10n.t("The model reads proteins: a question is about the translation."))}\n\n${links(actions, place)}`);
	return markdown;
}

/** Both hold for the same chain: what is said once need not be read twice. */
function extinctionLine(facts: readonly Fact[]): string {
	const oxidised = facts.filter(({ id }) => id === "extinctionOxidised").map((fact) => factMarkdown(fact, vscode.l10n.t("oxidised")));
	return [factLine(facts, ["extinctionReduced"]), ...oxidised].join(" · ").replace(/^ · /, "");
}

function gapsMarkdown({ gaps }: Sequence): string {
	return gaps === 0 ? "" : ` · ${escapeMarkdown(gaps === 1 ? vscode.l10n.t("1 gap of the alignment left out") : vscode.l10n.t("{0} gaps of the alignment left out", gaps.toLocaleString(vscode.env.language)))}`;
}

/** Letter and count above the percentage, in rows of ten; HTML, as markdown's tables must have a bold header. */
function compositionTable(sequence: string): string {
	const present = composition(sequence).filter(({ count }) => count > 0);
	const columns = present.some(({ count }) => count >= WIDE_COUNT) ? WIDE_COLUMNS : COLUMNS;
	const cells = present.map(({ residue, count, fraction }) => `<td align="center" width="${Math.floor(TABLE_WIDTH / columns)}"><b>${residue}</b> ${numberFormat(0).format(count)}<br><small>${numberFormat(1).format(100 * fraction)} %</small></td>`);
	const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) => `<tr>${cells.slice(row * columns, (row + 1) * columns).join("")}</tr>`);
	return rows.length === 0 ? "" : `<table>${rows.join("")}</table>`;
}

function methodsOf(facts: readonly Fact[]): string {
	const methods = facts.filter(({ id }) => id === "isoelectricPoint").map(({ label, method }) => `${inWords(label)}: ${method.split(/,| \(|;/)[0]}`);
	return vscode.l10n.t("Computed: {0}", methods.join(" · ") || vscode.l10n.t("counted"));
}
