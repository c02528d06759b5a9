import * as vscode from "vscode";
import type { Fact } from "../science/molecule/facts.ts";
import { factInWords } from "../wording/factWords.ts";
import { commands } from "./commands.ts";
import type { EntityAction } from "./action.ts";
import type { PlaceArgument } from "./place.ts";

/** A line break inside a markdown paragraph. */
export const BREAK = "  \n";

/** Only these commands may run from a hover's links. */
export function trustedMarkdown(): vscode.MarkdownString {
	const markdown = new vscode.MarkdownString("", true);
	markdown.isTrusted = { enabledCommands: [commands.ask, commands.preview, commands.actions] };
	markdown.supportHtml = true;
	return markdown;
}

export function warning(message: string): vscode.MarkdownString {
	return new vscode.MarkdownString(`$(warning) ${escapeMarkdown(message)}`, true);
}

/** A link that does one thing with what stands at a place. */
export function actionLink(action: Pick<EntityAction, "id" | "label" | "hoverLabel" | "tooltip">, place: PlaceArgument): string {
	const [command, argument] = action.id === "ask" || action.id === "preview" ? [commands[action.id], place] : [commands.actions, { ...place, action: action.id }];
	// Parentheses would end the link's address early.
	const query = encodeURIComponent(JSON.stringify([argument])).replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
	return `[${escapeMarkdown(action.hoverLabel ?? action.label)}](command:${command}?${query} "${escapeHtml(action.tooltip ?? action.label)}")`;
}

/** The method stands as the title of each number. Another label, or none, where the line says what it is. */
export function factMarkdown(fact: Fact, text?: string): string {
	const { id, label, value, unit, method } = factInWords(fact);
	const shown = text ?? label;
	const number = typeof value === "number" ? numberFormat(DECIMALS[id] ?? 0).format(value) : value;
	return `<span title="${escapeHtml(shown === label ? method : `${label}: ${method}`)}">${escapeMarkdown([shown, unit ? `${number} ${unit}` : number].filter((part) => part !== "").join(" "))}</span>`;
}

/** Decimals by the fact's id, always as many, so that numbers compare at a glance; counts have none. */
const DECIMALS: Readonly<Record<string, number>> = {
	averageMass: 2, monoisotopicMass: 4, logP: 2, tpsa: 1, molecularWeight: 2, isoelectricPoint: 2, gravy: 3, aromaticity: 3, instabilityIndex: 2, gcContent: 1,
};

const formats = new Map<number, Intl.NumberFormat>();

/** Made once: making one takes longer than the rest of a hover. */
export function numberFormat(digits: number): Intl.NumberFormat {
	const known = formats.get(digits) ?? new Intl.NumberFormat(vscode.env.language, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative" });
	formats.set(digits, known);
	return known;
}

/** Facts by their ids, in one line; those that do not exist are left out. */
export function factLine(facts: readonly Fact[], ids: readonly string[]): string {
	return ids.flatMap((id) => facts.filter((fact) => fact.id === id).map((fact) => factMarkdown(fact))).join(" · ");
}

export function small(text: string): string {
	return `<small>${escapeMarkdown(text)}</small>`;
}

/** Text to be selected and copied by hand; free of backticks and line breaks, or it is not shown. */
export function code(text: string): string {
	return text === "" || /[`\n|]/.test(text) ? "" : `\`${text}\``;
}

export function escapeMarkdown(text: string): string {
	// A blank line in a name would end the paragraph, or a picture's description in the middle.
	return escapeHtml(text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]()#+\-!|~$]/g, "\\$&"));
}

export function escapeHtml(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
