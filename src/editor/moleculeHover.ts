import * as vscode from "vscode";
import type { Fact, MoleculeFacts } from "../science/molecule/facts.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import type { Inchi } from "../science/molecule/inchi.ts";
import type { ReactionParts } from "./reactionParts.ts";
import { pictureMarkdown } from "./drawing.ts";
import type { EntityAction } from "./action.ts";
import { actionLink, BREAK, code, escapeMarkdown, escapeHtml, factLine, small, trustedMarkdown } from "./markdown.ts";
import type { PlaceArgument } from "./place.ts";

/** A longer one is copied by its link; here it would only push the rest out of sight. */
const LONGEST_CODE = 300;

export interface HoverContext {
	readonly name: string | undefined;
	readonly place: PlaceArgument;
	readonly actions: readonly EntityAction[];
}

/** Picture, what a chemist looks at first, verdicts, methods; below it the links and the identifiers. */
export function moleculeMarkdown({ name, place, actions }: HoverContext, facts: MoleculeFacts, svg: string): vscode.MarkdownString {
	const markdown = trustedMarkdown();
	markdown.appendMarkdown(pictureMarkdown(svg, vscode.l10n.t("Structure of {0}", name ?? facts.formula)));
	const title = escapeMarkdown(name ? `${name} · ${formulaText(facts.formula)}` : formulaText(facts.formula));
	const numbers = factLine(facts.facts, ["logP", "tpsa", "rotatableBonds"]);
	const counts = [factLine(facts.facts, ["hbd", "hba"]), ...verdicts(facts)].join(" · ");
	markdown.appendMarkdown([`**${title}** · ${factLine(facts.facts, ["averageMass"])}`, numbers, counts, small(computedBy(facts.facts))].join(BREAK));
	markdown.appendMarkdown(`\n\n${links(actions, place)}`);
	const identifiers = [facts.canonicalSmiles, facts.inchiKey].filter((text) => text.length <= LONGEST_CODE).map(code).filter((text) => text !== "");
	markdown.appendMarkdown(`\n\n${identifiers.join(BREAK)}`);
	return markdown;
}

/** What an InChI says by itself, and why there is no more. */
export function inchiMarkdown({ name, place, actions }: HoverContext, { formula, layers }: Inchi, inchiKey: string | undefined): vscode.MarkdownString {
	const markdown = trustedMarkdown();
	const kind = vscode.l10n.t("standard InChI");
	const known = [...new Set(layers.map(({ prefix }) => layerName(prefix)))].join(", ");
	markdown.appendMarkdown(`**${escapeMarkdown([name, formulaText(formula) || vscode.l10n.t("no formula"), kind].filter((part) => part).join(" · "))}**`);
	markdown.appendMarkdown(`${BREAK}${escapeMarkdown(known === "" ? vscode.l10n.t("Formula layer only") : vscode.l10n.t("Layers: {0}", known))}`);
	markdown.appendMarkdown(`${BREAK}${small(vscode.l10n.t("Read from the text. A structure cannot be made from an InChI here: no drawing, no facts, no question. Write it as SMILES for them."))}`);
	markdown.appendMarkdown(`\n\n${links(actions, place)}\n\n${inchiKey ? code(inchiKey) : ""}`);
	return markdown;
}

export function reactionMarkdown({ name, place, actions }: HoverContext, { reactants, agents, products }: ReactionParts, svg: string): vscode.MarkdownString {
	const markdown = trustedMarkdown();
	markdown.appendMarkdown(pictureMarkdown(svg, vscode.l10n.t("Scheme of {0}", name ?? vscode.l10n.t("the reaction"))));
	const counts = [countOfReactants(reactants.length), ...(agents.length > 0 ? [countOfAgents(agents.length)] : []), countOfProducts(products.length)];
	markdown.appendMarkdown(`**${escapeMarkdown(name ?? vscode.l10n.t("Reaction"))}** · ${counts.map(escapeMarkdown).join(" · ")}`);
	markdown.appendMarkdown(`${BREAK}${small(vscode.l10n.t("Molecules counted at each dot; ions of one salt count apart"))}\n\n${links(actions, place)}`);
	return markdown;
}

/** What stays on the machine in one line, web pages in the next. */
export function links(actions: readonly EntityAction[], place: PlaceArgument): string {
	const shown = actions.filter(({ inHover }) => inHover);
	const lines = [shown.filter(({ web }) => !web), shown.filter(({ web }) => web)];
	return lines.filter((line) => line.length > 0).map((line) => line.map((action) => actionLink(action, place)).join(" · ")).join(BREAK);
}

function verdicts({ verdicts }: MoleculeFacts): string[] {
	return verdicts.map(({ rule, passes, failing, method }) => {
		const text = escapeMarkdown(failing.length > 0 ? `${rule}: ${failing.join(", ")}` : rule);
		return `<span title="${escapeHtml(method)}">${passes ? "$(pass)" : "$(error)"} ${text}</span>`;
	});
}

/** Only what toolkits disagree about; each number's title and the chat's facts card have the whole method. */
function computedBy(facts: readonly Fact[]): string {
	const program = /\((RDKit [^)]+)\)$/.exec(facts[0]?.method ?? "")?.[1];
	const methods = facts.filter(({ id }) => id === "logP" || id === "tpsa").map(({ label, method }) => `${label}: ${method.split(/,| \(|;/)[0]}`);
	return vscode.l10n.t("Computed: {0}", [...(program ? [program] : []), ...methods].join(" · "));
}

function layerName(prefix: string): string {
	switch (prefix) {
		case "c": return vscode.l10n.t("connections");
		case "h": return vscode.l10n.t("hydrogens");
		case "q": return vscode.l10n.t("charge");
		case "p": return vscode.l10n.t("protons");
		case "b": return vscode.l10n.t("double-bond stereo");
		case "t": case "m": case "s": return vscode.l10n.t("tetrahedral stereo");
		case "i": return vscode.l10n.t("isotopes");
		case "f": return vscode.l10n.t("fixed hydrogens");
		case "o": return vscode.l10n.t("order of parts");
		case "r": return vscode.l10n.t("reconnected metals");
		default: return `/${prefix}`;
	}
}

export function countOfReactants(count: number): string {
	return count === 1 ? vscode.l10n.t("1 reactant") : vscode.l10n.t("{0} reactants", count);
}

function countOfAgents(count: number): string {
	return count === 1 ? vscode.l10n.t("1 agent") : vscode.l10n.t("{0} agents", count);
}

export function countOfProducts(count: number): string {
	return count === 1 ? vscode.l10n.t("1 product") : vscode.l10n.t("{0} products", count);
}
