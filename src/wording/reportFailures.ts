import * as vscode from "vscode";
import { Failure } from "../science/failure.ts";

/** Shows a failure as what it is; whoever cancelled knows. Anything else goes on to VS Code's own error handling. */
export async function reportFailures(action: () => Promise<void>): Promise<void> {
	try {
		await action();
	} catch (error) {
		if (!(error instanceof Failure)) {
			throw error;
		}
		if (error.code !== "cancelled") {
			void vscode.window.showErrorMessage(error.message);
		}
	}
}

/** Registers a command that shows its failures. */
export function reportedCommand(command: string, action: (given: unknown) => Promise<void>): vscode.Disposable {
	return vscode.commands.registerCommand(command, (given: unknown) => reportFailures(() => action(given)));
}
