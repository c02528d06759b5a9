import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { ThreadLink } from "./link.ts";
import { chatPage } from "./page.ts";
import type { Requests } from "./requests.ts";
import { chatStrings } from "./strings.ts";

/** Puts the chat's page into a webview and links it with the open thread, until the link is disposed. */
export function fillWebview(webview: vscode.Webview, requests: Requests, extensionUri: vscode.Uri): ThreadLink {
	const root = vscode.Uri.joinPath(extensionUri, "dist", "webview");
	const link = new ThreadLink(requests, { strings: chatStrings(), post: (message) => void webview.postMessage(message) });
	webview.onDidReceiveMessage((message: unknown) => link.receive(message));
	webview.options = { enableScripts: true, localResourceRoots: [root] };
	webview.html = chatPage({
		cspSource: webview.cspSource,
		script: webview.asWebviewUri(vscode.Uri.joinPath(root, "chat.js")).toString(),
		style: webview.asWebviewUri(vscode.Uri.joinPath(root, "chat.css")).toString(),
		nonce: randomBytes(18).toString("base64"),
		language: vscode.env.language,
		title: vscode.l10n.t("BioMedGPT Chat"),
	});
	return link;
}
