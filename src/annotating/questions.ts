import * as vscode from "vscode";

/** Longest question (UTF-16 code units), as src/annotation asks it. */
const LONGEST = 4000;
const PLACEHOLDER = /\{([^{}\n]{1,200})\}/g;
/** Titles that a sentence lists. */
const LISTED = 6;

/** Why a question cannot be asked about the rows of a table with these titles; undefined where it can. */
export function faultOfQuestion(text: string, titles: readonly string[]): string | undefined {
	if (text.trim() === "") {
		return vscode.l10n.t("Type a question in English: the model reads no other language.");
	}
	if (text.length > LONGEST) {
		return vscode.l10n.t("The question has {0} characters; up to {1} are asked.", text.length, LONGEST);
	}
	const strange = [...text.matchAll(PLACEHOLDER)].map(([, title = ""]) => title).find((title) => !titles.includes(title));
	return strange === undefined ? undefined : vscode.l10n.t("There is no column “{0}”. There are {1}.", strange, listed(titles));
}

function listed(titles: readonly string[]): string {
	const some = titles.slice(0, LISTED).map((title) => `{${title}}`).join(", ");
	return titles.length > LISTED ? vscode.l10n.t("{0} and {1} more", some, titles.length - LISTED) : some;
}
