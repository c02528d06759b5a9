import * as vscode from "vscode";
import type { ThreadLink } from "./link.ts";
import type { Requests } from "./requests.ts";
import { fillWithChat } from "./webviewPage.ts";

/** The chat beside the editor, in whichever side bar the user has put it. It only shows: the threads live on without it. */
export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
	/** The view's id in package.json. */
	static readonly viewId = "biomedgpt.chat";

	readonly #requests: Requests;
	readonly #extensionUri: vscode.Uri;
	#view: vscode.WebviewView | undefined;
	#link: ThreadLink | undefined;
	#focusWhenResolved = false;

	constructor(requests: Requests, extensionUri: vscode.Uri) {
		this.#requests = requests;
		this.#extensionUri = extensionUri;
	}

	/** Shows the chat and, if asked for, puts the cursor into the composer. */
	async show(focus: boolean): Promise<void> {
		if (this.#view !== undefined && this.#link !== undefined) {
			this.#view.show(!focus);
			if (focus) {
				this.#link.focus();
			}
			return;
		}
		this.#focusWhenResolved ||= focus;
		await vscode.commands.executeCommand(`${ChatView.viewId}.focus`, { preserveFocus: !focus });
	}

	resolveWebviewView(view: vscode.WebviewView): void {
		this.#link?.dispose();
		const link = fillWithChat(view.webview, this.#requests, this.#extensionUri);
		this.#view = view;
		this.#link = link;
		view.onDidChangeVisibility(() => link.setVisible(view.visible));
		view.onDidDispose(() => {
			link.dispose();
			if (this.#view === view) {
				this.#view = undefined;
				this.#link = undefined;
			}
		});
		if (this.#focusWhenResolved) {
			this.#focusWhenResolved = false;
			link.focus();
		}
	}

	dispose(): void {
		this.#link?.dispose();
	}
}
