import * as vscode from "vscode";

/** Our mark on the tab of a panel: unlike in the activity bar, VS Code does not colour it there. */
export function panelIcon(extensionUri: vscode.Uri): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
	const icon = (theme: "light" | "dark"): vscode.Uri => vscode.Uri.joinPath(extensionUri, "media", `molecule-${theme}.svg`);
	return { light: icon("light"), dark: icon("dark") };
}
