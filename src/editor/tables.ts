import type * as vscode from "vscode";

const LANGUAGES = new Set(["csv", "tsv", "dynamic csv", "rainbow csv"]);

/** Whether a document is a table with a header: its rows are data, and lenses above each would double its height. */
export function isTable({ languageId, uri }: Pick<vscode.TextDocument, "languageId" | "uri">): boolean {
	return LANGUAGES.has(languageId) || (uri.scheme !== "vscode-notebook-cell" && /\.(?:csv|tsv|tab)$/i.test(uri.path));
}
