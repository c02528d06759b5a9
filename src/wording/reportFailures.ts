import * as vscode from "vscode";
import { Failure } from "../science/failure.ts";

/** Characters that a notification's one line shows, where it has no button and is not unfolded. */
const LINE = 80;

/** Shows a failure as what it is, and one that a notification would cut with a button that shows it whole; whoever cancelled knows. Anything else goes on to VS Code's own error handling. */
export async function reportFailures(action: () => Promise<void>): Promise<void> {
	try {
		await action();
	} catch (error) {
		if (!(error instanceof Failure)) {
			throw error;
		}
		if (error.code !== "cancelled") {
			void show(error);
		}
	}
}

async function show({ message }: Failure): Promise<void> {
	if (message.length <= LINE) {
		await vscode.window.showErrorMessage(message);
		return;
	}
	const details = vscode.l10n.t("Details");
	if ((await vscode.window.showErrorMessage(message, details)) === details) {
		const [first = message] = message.split(/(?<=[.!?])\s/u, 1);
		await vscode.window.showErrorMessage(first, { modal: true, detail: message.slice(first.length).trim() });
	}
}

/** Registers a command that shows its failures. */
export function reportedCommand(command: string, action: (given: unknown) => Promise<void>): vscode.Disposable {
	return vscode.commands.registerCommand(command, (given: unknown) => reportFailures(() => action(given)));
}
