import path from "node:path";
import * as vscode from "vscode";

/** Says that a file was written, and leads to it. Does not wait for the answer. */
export function tellSaved(file: vscode.Uri): void {
	const open = vscode.l10n.t("Open File");
	void vscode.window.showInformationMessage(vscode.l10n.t("Saved {0}.", path.posix.basename(file.path)), open).then(async (chosen) => {
		if (chosen === open) {
			await vscode.commands.executeCommand("vscode.open", file);
		}
	});
}
