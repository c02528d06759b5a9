import * as vscode from "vscode";
import { Failure } from "../science/failure.ts";

/** Milliseconds after which work is worth a message. */
const LATE = 1000;

/** Does work that can be cancelled; a message about it comes only where it takes longer than a second. */
export async function withLateProgress(title: string, work: (token: vscode.CancellationToken, report: (message: string) => void) => Promise<void>): Promise<void> {
	const source = new vscode.CancellationTokenSource();
	let report: (message: string) => void = () => {};
	const done = work(source.token, (message) => report(message));
	const timer = setTimeout(() => {
		void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, cancellable: true, title }, async (progress, token) => {
			report = (message) => progress.report({ message });
			const listener = token.onCancellationRequested(() => source.cancel());
			await done.catch(() => undefined);
			listener.dispose();
		});
	}, LATE);
	try {
		await done;
	} catch (error) {
		// Whoever cancelled knows.
		if (!(error instanceof Failure && error.code === "cancelled" && source.token.isCancellationRequested)) {
			throw error;
		}
	} finally {
		clearTimeout(timer);
		source.dispose();
	}
}
