import * as vscode from "vscode";
import type { ThreadSummary } from "../../webview/protocol.ts";
import type { Requests } from "./requests.ts";

type Item = vscode.QuickPickItem & { readonly thread: ThreadSummary };

/** Milliseconds between a keystroke and the search: threads are read for it. */
const TYPING = 150;

/** The list of threads for the keyboard: searched in titles, questions and answers; each can be renamed and deleted. Settles when it is closed. */
export async function pickThread(requests: Requests, opened: () => Promise<void>): Promise<void> {
	const pick = vscode.window.createQuickPick<Item>();
	const rename: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("edit"), tooltip: vscode.l10n.t("Rename") };
	const remove: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("trash"), tooltip: vscode.l10n.t("Delete") };
	let abort = new AbortController();
	let timer: ReturnType<typeof setTimeout> | undefined;
	const list = async (): Promise<void> => {
		abort.abort();
		abort = new AbortController();
		const { signal } = abort;
		pick.busy = true;
		await requests.chat.told(async () => {
			const { threads } = await requests.list(pick.value, signal).catch((error: unknown) => {
				if (signal.aborted) {
					return { threads: undefined };
				}
				throw error;
			});
			if (threads !== undefined && !signal.aborted) {
				// Found in the text of an answer: VS Code's own filter would take it away again.
				pick.items = threads.map((thread) => ({ label: thread.title, description: thread.detail, detail: thread.excerpt, alwaysShow: true, buttons: [rename, remove], thread }));
				pick.busy = false;
			}
		});
	};
	pick.placeholder = vscode.l10n.t("Search in titles, questions and answers");
	pick.onDidChangeValue(() => {
		clearTimeout(timer);
		timer = setTimeout(() => void list(), TYPING);
	});
	pick.onDidTriggerItemButton(async ({ button, item: { thread } }) => {
		if (button === rename) {
			await renameThread(requests, thread);
		} else {
			await requests.handle({ type: "deleteThread", id: thread.id }, () => undefined);
			await list();
		}
	});
	const closed = new Promise<void>((resolve) => pick.onDidHide(() => resolve()));
	pick.onDidAccept(() => {
		const [chosen] = pick.selectedItems;
		pick.hide();
		if (chosen !== undefined) {
			void requests.handle({ type: "openThread", id: chosen.thread.id }, () => undefined).then(opened);
		}
	});
	pick.show();
	await list();
	await closed;
	clearTimeout(timer);
	abort.abort();
	pick.dispose();
}

async function renameThread(requests: Requests, { id, title }: ThreadSummary): Promise<void> {
	const name = await vscode.window.showInputBox({ title: vscode.l10n.t("Rename"), value: title });
	if (name !== undefined) {
		await requests.handle({ type: "renameThread", id, title: name }, () => undefined);
	}
}
