import * as vscode from "vscode";
import type { Chemistry, DrawingTheme } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { Failure } from "../science/failure.ts";
import type { Fact, MoleculeFacts } from "../science/molecule/facts.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import { proteinFacts } from "../science/protein/facts.ts";
import type { Found } from "../science/recognise.ts";
import { commands } from "./commands.ts";
import { rangeOf, type DocumentEntities } from "./documentEntities.ts";

/** Pixels: leaves room for the facts in a hover of VS Code's usual height. */
const DRAWING = { width: 300, height: 120 };
/** VS Code cuts hover markdown at 100,000 characters; what is longer loses its picture, not its facts. */
const MAX_PICTURE = 90_000;
/** What a chemist looks at first, in lines short enough for a notebook cell; the rest is in the chat's facts card. */
const SHOWN_LINES = [["averageMass"], ["logP", "tpsa", "rotatableBonds"], ["hbd", "hba"]];
/** A line break inside a markdown paragraph. */
const BREAK = "  \n";

/** A picture and computed facts when the pointer (or the keyboard's "Show Hover") rests on a molecule or a protein. */
export class EntityHovers implements vscode.HoverProvider {
	constructor(
		private readonly entities: DocumentEntities,
		private readonly chemistry: Chemistry,
	) {}

	async provideHover(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.Hover | undefined> {
		const found = await this.entities.at(document, position, token);
		if (!found) {
			return undefined;
		}
		const content = found.record?.problem ? warning(found.record.problem.message) : found.kind === "molecule" ? await this.molecule(found, token) : protein(found);
		return content && new vscode.Hover(content, rangeOf(document, found));
	}

	private async molecule(found: Found, token: vscode.CancellationToken): Promise<vscode.MarkdownString | undefined> {
		const abort = new AbortController();
		const listener = token.onCancellationRequested(() => abort.abort());
		try {
			const theme = drawingTheme(vscode.window.activeColorTheme.kind);
			const [facts, svg] = await Promise.all([this.chemistry.facts(found.text, abort.signal), this.chemistry.draw(found.text, { theme, ...DRAWING }, abort.signal)]);
			return moleculeMarkdown(found, facts, svg);
		} catch (error) {
			if (token.isCancellationRequested || !(error instanceof Failure)) {
				return undefined;
			}
			return warning(error.message);
		} finally {
			listener.dispose();
		}
	}
}

function moleculeMarkdown(found: Found, facts: MoleculeFacts, svg: string): vscode.MarkdownString {
	const markdown = trustedMarkdown();
	const picture = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
	if (picture.length <= MAX_PICTURE) {
		const alt = vscode.l10n.t("Structure of {0}", found.name ?? facts.formula);
		markdown.appendMarkdown(`![${escapeMarkdown(alt)}](${picture}|width=${DRAWING.width},height=${DRAWING.height})\n\n`);
	}
	const lines = SHOWN_LINES.map((ids) => ids.flatMap((id) => facts.facts.filter((fact) => fact.id === id).map(factMarkdown)).join(" · "));
	const verdicts = facts.verdicts.map(({ rule, passes, failing }) => `${passes ? "$(pass)" : "$(error)"} ${escapeMarkdown(failing.length > 0 ? `${rule}: ${failing.join(", ")}` : rule)}`);
	const title = escapeMarkdown(found.name ? `${found.name} · ${formulaText(facts.formula)}` : formulaText(facts.formula));
	const [mass = "", ...more] = lines;
	const last = [more.pop() ?? "", ...verdicts].join(" · ");
	const computed = `<small>${escapeMarkdown(computedBy(facts.facts))}</small>`;
	markdown.appendMarkdown(`**${title}** · ${[mass, ...more, last, computed].join(BREAK)}\n\n`);
	const entity: Entity = { kind: "molecule", smiles: found.text, name: found.name };
	markdown.appendMarkdown(
		[
			link(vscode.l10n.t("Ask BioMedGPT"), commands.ask, [entity]),
			link(vscode.l10n.t("Copy canonical SMILES"), commands.copy, [facts.canonicalSmiles]),
			link(vscode.l10n.t("Copy InChIKey"), commands.copy, [facts.inchiKey]),
		].join(" · "),
	);
	return markdown;
}

function warning(message: string): vscode.MarkdownString {
	return new vscode.MarkdownString(`$(warning) ${escapeMarkdown(message)}`, true);
}

function protein(found: Found): vscode.MarkdownString {
	const markdown = trustedMarkdown();
	const facts = proteinFacts(found.text);
	markdown.appendMarkdown(`**${escapeMarkdown(found.name ?? vscode.l10n.t("Protein"))}**\n\n`);
	markdown.appendMarkdown(`${facts.map(factMarkdown).join(" · ")}\n\n`);
	const entity: Entity = { kind: "protein", sequence: found.text, name: found.name };
	markdown.appendMarkdown(link(vscode.l10n.t("Ask BioMedGPT"), commands.ask, [entity]));
	markdown.appendMarkdown(`\n\n<small>${escapeMarkdown(computedBy(facts))}</small>`);
	return markdown;
}

/** The method stands as the title of each number, and below all of them once. */
function factMarkdown({ label, value, unit, method }: Fact): string {
	const number = typeof value === "number" ? value.toLocaleString(vscode.env.language, { maximumFractionDigits: 2 }) : value;
	return `<span title="${escapeHtml(method)}">${escapeMarkdown(label)} ${escapeMarkdown(unit ? `${number} ${unit}` : number)}</span>`;
}

function computedBy(facts: readonly Fact[]): string {
	// Only what toolkits disagree about; each number's title and the chat's facts card have the whole method.
	const program = /\((RDKit [^)]+)\)$/.exec(facts[0]?.method ?? "")?.[1];
	const methods = facts.filter(({ id }) => id === "logP" || id === "tpsa" || id === "molecularWeight").map(({ label, method }) => `${label}: ${method.split(/,| \(|;/)[0]}`);
	return vscode.l10n.t("Computed: {0}", [...(program ? [program] : []), ...methods].join(" · "));
}

export function drawingTheme(kind: vscode.ColorThemeKind): DrawingTheme {
	switch (kind) {
		case vscode.ColorThemeKind.Light:
			return "light";
		case vscode.ColorThemeKind.HighContrastLight:
			return "high-contrast-light";
		case vscode.ColorThemeKind.HighContrast:
			return "high-contrast-dark";
		default:
			return "dark";
	}
}

/** Only these commands may run from a hover's links. */
function trustedMarkdown(): vscode.MarkdownString {
	const markdown = new vscode.MarkdownString("", true);
	markdown.isTrusted = { enabledCommands: [commands.ask, commands.copy] };
	markdown.supportHtml = true;
	return markdown;
}

function link(label: string, command: string, args: readonly unknown[]): string {
	// Parentheses would end the link's address early.
	const query = encodeURIComponent(JSON.stringify(args)).replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
	return `[${label}](command:${command}?${query})`;
}

function escapeMarkdown(text: string): string {
	// A blank line in a name would end the paragraph, or a picture's description in the middle.
	return escapeHtml(text.replace(/\s+/g, " ")).replace(/[\\`*_{}[\]()#+\-!|~$]/g, "\\$&");
}

function escapeHtml(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
