import * as vscode from "vscode";
import { fillWebview } from "../pages/fill.ts";
import { ThreadLink } from "./link.ts";
import type { Requests } from "./requests.ts";
import { chatStrings } from "./strings.ts";

/** Puts the chat's page into a webview and links it with the open thread, until the link is disposed. */
export function fillWithChat(webview: vscode.Webview, requests: Requests, extensionUri: vscode.Uri): ThreadLink {
	const link = new ThreadLink(requests, { strings: chatStrings(), post: (message) => void webview.postMessage(message) });
	webview.onDidReceiveMessage((message: unknown) => link.receive(message));
	fillWebview(webview, extensionUri, { name: "chat", title: vscode.l10n.t("BioMedGPT Chat"), element: "biomedgpt-chat" });
	return link;
}
