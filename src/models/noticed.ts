import * as vscode from "vscode";
import { reportFailures } from "../wording/reportFailures.ts";
import type { Action, WorkKind, Works } from "./works.ts";

/**
 * Does something that takes a while: with a line in the list of models, and a notification with a bar that can stop it.
 *
 * @param done tells what came of it, also where it was stopped and went on; its failures are shown
 */
export function noticed(works: Works, kind: WorkKind, title: string, action: Action, done: () => Promise<void> = () => Promise.resolve()): Promise<void> {
	return works.start(kind, title, async (signal, report) => {
		await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: headline(kind, title), cancellable: true }, async (bar, token) => {
			const stop = new AbortController();
			token.onCancellationRequested(() => stop.abort());
			let shown = 0;
			await action(AbortSignal.any([signal, stop.signal]), (progress) => {
				const share = Math.floor((progress.share ?? 0) * 100);
				bar.report({ message: progress.line, increment: Math.max(0, share - shown) });
				shown = Math.max(shown, share);
				report(progress);
			});
		});
	}, () => void reportFailures(done));
}

function headline(kind: WorkKind, title: string): string {
	switch (kind) {
		case "import": return vscode.l10n.t("Importing {0}", title);
		case "download": return vscode.l10n.t("Downloading {0}", title);
		case "verify": return vscode.l10n.t("Verifying {0}", title);
	}
}
