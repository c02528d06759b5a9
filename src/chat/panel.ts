import * as vscode from "vscode";
import { panelIcon } from "../pages/icon.ts";
import type { ThreadLink } from "./link.ts";
import type { Requests } from "./requests.ts";
import { fillWithChat } from "./webviewPage.ts";

/** The same chat as an editor: in a column of its own, as wide as the user likes. There is one, and it comes back with the window. */
export class ChatPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
	/** In package.json's activation events. */
	static readonly viewType = "biomedgpt.chatEditor";

	readonly #requests: Requests;
	readonly #extensionUri: vscode.Uri;
	#panel: vscode.WebviewPanel | undefined;
	#link: ThreadLink | undefined;

	constructor(requests: Requests, extensionUri: vscode.Uri) {
		this.#requests = requests;
		this.#extensionUri = extensionUri;
	}

	get isOpen(): boolean {
		return this.#panel !== undefined;
	}

	/** Opens it beside the active editor, or shows it where it is. */
	open(): void {
		if (this.#panel === undefined) {
			const beside = vscode.window.activeTextEditor === undefined && vscode.window.activeNotebookEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
			this.#fill(vscode.window.createWebviewPanel(ChatPanel.viewType, vscode.l10n.t("BioMedGPT Chat"), beside));
		} else {
			this.#panel.reveal();
		}
		this.#link?.focus();
	}

	/** After a reload of the window; a second one, left from before, is closed. */
	async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
		if (this.#panel === undefined) {
			this.#fill(panel);
		} else {
			panel.dispose();
		}
	}

	dispose(): void {
		this.#link?.dispose();
	}

	#fill(panel: vscode.WebviewPanel): void {
		const link = fillWithChat(panel.webview, this.#requests, this.#extensionUri);
		panel.iconPath = panelIcon(this.#extensionUri);
		this.#panel = panel;
		this.#link = link;
		panel.onDidChangeViewState(() => link.setVisible(panel.visible));
		panel.onDidDispose(() => {
			link.dispose();
			this.#panel = undefined;
			this.#link = undefined;
		});
	}
}
