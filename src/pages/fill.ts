import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { webviewPage } from "./page.ts";

/** Which page a webview shows. */
export interface ShownPage {
	/** Its files in `dist/webview`: `<name>.js` and `<name>.css`. */
	readonly name: string;
	readonly title: string;
	/** The custom element that is the page. */
	readonly element: string;
	readonly module?: boolean | undefined;
}

/** Puts a page of ours into a webview; it may load files of `dist/webview` only. */
export function fillWebview(webview: vscode.Webview, extensionUri: vscode.Uri, { name, title, element, module }: ShownPage): void {
	const root = vscode.Uri.joinPath(extensionUri, "dist", "webview");
	webview.options = { enableScripts: true, localResourceRoots: [root] };
	webview.html = webviewPage({
		cspSource: webview.cspSource,
		script: webview.asWebviewUri(vscode.Uri.joinPath(root, `${name}.js`)).toString(),
		style: webview.asWebviewUri(vscode.Uri.joinPath(root, `${name}.css`)).toString(),
		nonce: randomBytes(18).toString("base64"),
		language: vscode.env.language,
		title,
		element,
		module,
	});
}
