import * as vscode from "vscode";
import { Failure } from "../science/failure.ts";
import { LocalModelProvider } from "./modelProvider.ts";

/**
 * Opens VS Code's own chat with `@biomedgpt` in its box and the local model chosen.
 *
 * VS Code refuses every participant while no model is chosen, and offers those that call no tools in the mode *Ask* only.
 */
export async function openVsChat(): Promise<void> {
	try {
		await vscode.commands.executeCommand("workbench.action.chat.open", { query: "@biomedgpt ", isPartialQuery: true, mode: "ask", modelSelector: { vendor: LocalModelProvider.vendor } });
	} catch (error) {
		const failure = new Failure("no-chat", vscode.l10n.t("VS Code's own chat cannot be opened here: it is missing or switched off. BioMedGPT has a chat of its own beside the editor."), { cause: error, detail: String(error) });
		void vscode.window.showErrorMessage(failure.message);
	}
}
