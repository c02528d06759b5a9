import * as vscode from "vscode";
import type { Fact, MoleculeFacts, Verdict } from "../science/molecule/facts.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import type { Inchi } from "../science/molecule/inchi.ts";
import { inWords, verdictInWords } from "../wording/factWords.ts";
import { drawsAgents, type ReactionParts } from "./reactionParts.ts";
import { besidePicture, MOLECULE_DRAWING, picture, REACTION_DRAWING } from "./drawing.ts";
import type { EntityAction } from "./action.ts";
import { actionLink, BREAK, code, escapeMarkdown, escapeHtml, factLine, factMarkdown, small, trustedMarkdown } from "./markdown.ts";
import type { PlaceArgument } from "./place.ts";

/** A longer one is copied by its link; here it would only push the rest out of sight. */
const LONGEST_CODE = 300;

export interface HoverContext {
	readonly name: string | undefined;
	readonly place: PlaceArgument;
	readonly actions: readonly EntityAction[];
}

/**
 * The picture, beside it what a chemist looks at first, verdicts and methods; below them the links and the identifiers. The
 * SMILES comes last: it alone may be so long that VS Code's hover has to be scrolled for it.
 */
export function moleculeMarkdown({ name, place, actions }: HoverContext, facts: MoleculeFacts, svg: string): vscode.MarkdownString {
	const markdown = trustedMarkdown();
	const image = picture(svg, vscode.l10n.t("Structure of {0}", name ?? facts.formula), MOLECULE_DRAWING);
	markdown.appendMarkdown(besidePicture(image, [...factLines(name, facts), ...(image === "" ? [notDrawn(facts.facts)] : [])].join(BREAK)));
	const identifiers = [facts.inchiKey, facts.canonicalSmiles].filter((text) => text.length <= LONGEST_CODE).map(code).filter((text) => text !== "");
	markdown.appendMarkdown([links(actions, place), ...identifiers].join(BREAK));
	return markdown;
}

function factLines(name: string | undefined, { formula, canonicalSmiles, facts, verdicts }: MoleculeFacts): string[] {
	const title = escapeMarkdown(name ? `${name} · ${formulaText(formula)}` : formulaText(formula));
	const mass = facts.filter(({ id }) => id === "averageMass").map((fact) => factMarkdown(fact, ""));
	const acceptors = facts.filter(({ id }) => id === "hba").map((fact) => factMarkdown(fact, vscode.l10n.t("acceptors")));
	return [
		[`**${title}**`, ...mass].join(" · "),
		...componentsLine(canonicalSmiles),
		factLine(facts, ["logP", "tpsa"]),
		[factLine(facts, ["hbd"]), ...acceptors, factLine(facts, ["rotatableBonds"])].join(" · "),
		verdicts.map(verdictInWords).map(verdictMarkdown).join(" · "),
		methodsMarkdown(facts),
	];
}

function notDrawn(facts: readonly Fact[]): string {
	const heavyAtoms = facts.filter(({ id }) => id === "heavyAtoms").map((fact) => factMarkdown(fact, ""));
	return `${small(vscode.l10n.t("Too large to be drawn here. Heavy atoms:"))} ${heavyAtoms.join("")}`;
}

/** A salt's logP and donors are not those of its base: whoever reads them has to know. */
function componentsLine(canonicalSmiles: string): string[] {
	const count = canonicalSmiles.split(".").length;
	return count === 1 ? [] : [small(vscode.l10n.t("{0} components: facts of all together", count))];
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

/** @param svg without the agents where {@link drawsAgents} says so */
export function reactionMarkdown({ name, place, actions }: HoverContext, parts: ReactionParts, svg: string): vscode.MarkdownString {
	const { reactants, agents, products } = parts;
	const markdown = trustedMarkdown();
	markdown.appendMarkdown(`${picture(svg, vscode.l10n.t("Scheme of {0}", name ?? vscode.l10n.t("the reaction")), REACTION_DRAWING)}\n\n`);
	const counts = [countOfReactants(reactants.length), ...(agents.length > 0 ? [drawsAgents(parts) ? countOfAgents(agents.length) : vscode.l10n.t("{0} agents, not drawn", agents.length)] : []), countOfProducts(products.length)];
	markdown.appendMarkdown(`**${escapeMarkdown(name ?? vscode.l10n.t("Reaction"))}** · ${counts.map(escapeMarkdown).join(" · ")}`);
	markdown.appendMarkdown(`${BREAK}${small(vscode.l10n.t("Molecules counted at each dot; ions of one salt count apart"))}\n\n${links(actions, place)}`);
	return markdown;
}

/** In one line; an icon stands before the web pages, which come last. */
export function links(actions: readonly EntityAction[], place: PlaceArgument): string {
	const firstPage = actions.findIndex(({ web }) => web);
	return actions.map((action, index) => (index === firstPage ? "$(link-external) " : "") + actionLink(action, place)).join(" · ");
}

function verdictMarkdown({ rule, passes, failing, method }: Verdict): string {
	const text = escapeMarkdown(failing.length > 0 ? `${rule}: ${failing.join(", ")}` : rule);
	return `<span title="${escapeHtml(method)}">${passes ? "$(pass)" : "$(error)"}&nbsp;${text}</span>`;
}

/** Only what toolkits disagree about; each number's title and the chat's facts card have the whole method. */
function methodsMarkdown(facts: readonly Fact[]): string {
	const program = /\((RDKit [^)]+)\)$/.exec(facts[0]?.method ?? "")?.[1] ?? "RDKit";
	const methods = facts.filter(({ id }) => id === "logP" || id === "tpsa").map(({ label, method }) => `${inWords(label)}: ${method.split(/,| \(|;/)[0]}`);
	return `<span title="${escapeHtml(vscode.l10n.t("Computed by {0}", program))}">${small(methods.join(" · "))}</span>`;
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
