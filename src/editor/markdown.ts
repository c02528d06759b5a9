import * as vscode from "vscode";
import type { Fact } from "../science/molecule/facts.ts";
import { commands } from "./commands.ts";
import type { ActionId } from "./action.ts";
import type { PlaceArgument } from "./place.ts";

/** A line break inside a markdown paragraph. */
export const BREAK = "  \n";

/** Only these commands may run from a hover's links. */
export function trustedMarkdown(): vscode.MarkdownString {
	const markdown = new vscode.MarkdownString("", true);
	markdown.isTrusted = { enabledCommands: [commands.ask, commands.actions] };
	markdown.supportHtml = true;
	return markdown;
}

export function warning(message: string): vscode.MarkdownString {
	return new vscode.MarkdownString(`$(warning) ${escapeMarkdown(message)}`, true);
}

/** A link that does one thing with what stands at a place. */
export function actionLink(action: { readonly id: ActionId; readonly label: string; readonly tooltip?: string | undefined }, place: PlaceArgument): string {
	const [command, argument] = action.id === "ask" ? [commands.ask, place] : [commands.actions, { ...place, action: action.id }];
	// Parentheses would end the link's address early.
	const query = encodeURIComponent(JSON.stringify([argument])).replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
	return `[${escapeMarkdown(action.label)}](command:${command}?${query} "${escapeHtml(action.tooltip ?? action.label)}")`;
}

/** The method stands as the title of each number. */
export function factMarkdown({ label, value, unit, method }: Fact): string {
	const number = typeof value === "number" ? numberFormat(Math.abs(value) < 1 ? 3 : 2).format(value) : value;
	return `<span title="${escapeHtml(method)}">${escapeMarkdown(label)} ${escapeMarkdown(unit ? `${number} ${unit}` : number)}</span>`;
}

const formats = new Map<number, Intl.NumberFormat>();

/** Made once: making one takes longer than the rest of a hover. */
function numberFormat(digits: number): Intl.NumberFormat {
	const known = formats.get(digits) ?? new Intl.NumberFormat(vscode.env.language, { maximumFractionDigits: digits });
	formats.set(digits, known);
	return known;
}

/** Facts by their ids, in one line; those that do not exist are left out. */
export function factLine(facts: readonly Fact[], ids: readonly string[]): string {
	return ids.flatMap((id) => facts.filter((fact) => fact.id === id).map(factMarkdown)).join(" · ");
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
	return escapeHtml(text.replace(/\s+/g, " ")).replace(/[\\`*_{}[\]()#+\-!|~$]/g, "\\$&");
}

export function escapeHtml(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
