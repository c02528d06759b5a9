import * as vscode from "vscode";

/** What watches a file, and nothing else. */
export function patternOf(uri: vscode.Uri): vscode.RelativePattern {
	return new vscode.RelativePattern(vscode.Uri.joinPath(uri, ".."), literal(uri.path.split("/").at(-1) ?? ""));
}

/** A file's name as a pattern that matches nothing else. */
function literal(name: string): string {
	return name.replace(/[[\]{}*?!]/g, "[$&]");
}
