/** An editor that does nothing but paint a line when it is answered: what a webview costs in this VS Code, on this machine, at this hour. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { VSCode } from "../../e2e/vscode.ts";

export const bareEditor = { file: "nothing.bare", sign: "[data-testid=bare]" } as const;

const page = `<!DOCTYPE html><html><body><script>
	addEventListener("message", ({ data }) => { const line = document.createElement("p"); line.dataset.testid = "bare"; line.textContent = data; document.body.append(line); });
	acquireVsCodeApi().postMessage("ready");
</script></body></html>`;
const script = `const vscode = require("vscode");
exports.activate = ({ subscriptions }) => subscriptions.push(vscode.window.registerCustomEditorProvider("bare.editor", {
	openCustomDocument: (uri) => ({ uri, dispose() {} }),
	resolveCustomEditor(_, { webview }) {
		webview.options = { enableScripts: true };
		webview.onDidReceiveMessage(() => webview.postMessage("A line."));
		webview.html = ${JSON.stringify(page)};
	},
}));
`;
const manifest = { name: "bare", publisher: "bare", version: "1.0.0", engines: { vscode: "^1.90.0" }, main: "extension.js", contributes: { customEditors: [{ viewType: "bare.editor", displayName: "Bare", selector: [{ filenamePattern: "*.bare" }] }] } };

/** Beside ours; it is there when the window is loaded the next time. */
export function installBareEditor({ extension }: VSCode): void {
	const extensions = path.dirname(extension);
	const folder = path.join(extensions, "bare.bare-1.0.0");
	mkdirSync(folder);
	writeFileSync(path.join(folder, "extension.js"), script);
	writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
	const registry = path.join(extensions, "extensions.json");
	const location = { $mid: 1, path: decodeURIComponent(pathToFileURL(folder).pathname), scheme: "file" };
	const known = JSON.parse(readFileSync(registry, "utf8")) as unknown[];
	writeFileSync(registry, JSON.stringify([...known, { identifier: { id: "bare.bare" }, version: manifest.version, location, relativeLocation: path.basename(folder) }]));
}
