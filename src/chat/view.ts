import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Engine } from "../inference/engine.ts";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { ThreadLink } from "./link.ts";
import { chatPage } from "./page.ts";
import { chatStrings, unfinishedText } from "./strings.ts";
import { ChatThread } from "./thread.ts";

export interface ChatViewServices {
	readonly engine: Pick<Engine, "ask">;
	readonly chemistry: Pick<Chemistry, "facts">;
	readonly extensionUri: vscode.Uri;
	/** Where ignored messages are reported. */
	readonly log?: Pick<vscode.LogOutputChannel, "warn"> | undefined;
}

/** The chat beside the editor: a view of one {@link ChatThread}, which lives as long as this object, whatever happens to the view. */
export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
	/** The view's id in package.json. */
	static readonly viewId = "biomedgpt.chat";

	readonly thread: ChatThread;
	readonly #services: ChatViewServices;
	#view: vscode.WebviewView | undefined;
	#link: ThreadLink | undefined;
	#focusWhenResolved = false;

	constructor(services: ChatViewServices) {
		this.#services = services;
		this.thread = new ChatThread({ ...services, unfinished: unfinishedText });
	}

	/** Shows the chat with `entity` attached to the next question and, if asked for, the cursor in the composer. */
	async ask(entity?: Entity, options: { readonly focus?: boolean | undefined } = {}): Promise<void> {
		if (entity !== undefined) {
			this.attach(entity);
		}
		const focus = options.focus ?? false;
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

	/** Attaches an entity to the next question without showing the chat. */
	attach(entity: Entity): void {
		this.thread.attach(entity);
	}

	/** Starts anew; an answer that is being written is stopped. */
	newThread(): void {
		this.thread.clear();
	}

	/** Stops the answer that is being written, if any. */
	stop(): void {
		this.thread.stop();
	}

	resolveWebviewView(view: vscode.WebviewView): void {
		const { webview } = view;
		const root = vscode.Uri.joinPath(this.#services.extensionUri, "dist", "webview");
		this.#link?.dispose();
		const link = new ThreadLink(this.thread, {
			strings: chatStrings(),
			post: (message) => void webview.postMessage(message),
			openExternal: (href) => void vscode.env.openExternal(vscode.Uri.parse(href, true)),
			copy: async (text) => vscode.env.clipboard.writeText(text),
			warn: (message) => this.#services.log?.warn(message),
		});
		this.#view = view;
		this.#link = link;
		const subscriptions = [webview.onDidReceiveMessage((message: unknown) => link.receive(message)), view.onDidChangeVisibility(() => link.setVisible(view.visible))];
		view.onDidDispose(() => {
			subscriptions.forEach((each) => void each.dispose());
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
		webview.options = { enableScripts: true, localResourceRoots: [root] };
		webview.html = chatPage({
			cspSource: webview.cspSource,
			script: webview.asWebviewUri(vscode.Uri.joinPath(root, "chat.js")).toString(),
			style: webview.asWebviewUri(vscode.Uri.joinPath(root, "chat.css")).toString(),
			nonce: randomBytes(18).toString("base64"),
			language: vscode.env.language,
			title: vscode.l10n.t("BioMedGPT Chat"),
		});
	}

	dispose(): void {
		this.#link?.dispose();
		this.thread.dispose();
	}
}
