import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import * as vscode from "vscode";

/** What the extension host may compute in one go (ms). */
export const BLOCK_LIMIT = 50;

export const root = (): vscode.Uri => vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail("no folder is open");
export const sample = (name: string): vscode.Uri => vscode.Uri.joinPath(root(), name);

/** VS Code asks only the providers that are there: opening a document begins to activate us, but waits for nobody. */
async function activated(): Promise<void> {
	await vscode.extensions.getExtension("biomedgpt.biomedgpt")?.activate();
}

async function hoverContents(uri: vscode.Uri, position: vscode.Position): Promise<(vscode.MarkdownString | vscode.MarkedString)[]> {
	await activated();
	const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", uri, position);
	return hovers.flatMap(({ contents }) => contents);
}

/** The first hover that is markdown. */
export async function hoverContent(uri: vscode.Uri, position: vscode.Position): Promise<vscode.MarkdownString | undefined> {
	return (await hoverContents(uri, position)).find((each): each is vscode.MarkdownString => typeof each === "object" && "isTrusted" in each);
}

export async function hoverMarkdown(uri: vscode.Uri, position: vscode.Position): Promise<string> {
	return (await hoverContents(uri, position)).map((content) => (typeof content === "object" ? content.value : content)).join("\n");
}

/** As it is read: without the backslashes that keep text from being taken for markdown. */
export async function hoverText(uri: vscode.Uri, position: vscode.Position): Promise<string> {
	return (await hoverMarkdown(uri, position)).replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

export async function lensTitles(uri: vscode.Uri): Promise<string[]> {
	// VS Code gives them in the order in which they were resolved.
	return (await lensesOf(uri)).map(({ command }) => command?.title ?? "").sort();
}

export async function lensesOf(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
	await activated();
	return vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 400);
}

/** Waits for what comes by itself, such as diagnostics after a pause in typing. */
export async function until<Value>(value: () => Value | undefined | Promise<Value | undefined>, what: string, milliseconds = 10_000): Promise<Value> {
	for (const started = performance.now(); performance.now() - started < milliseconds; ) {
		const now = await value();
		if (now !== undefined) {
			return now;
		}
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return assert.fail(`${what} did not come within ${milliseconds} ms`);
}

export function positionOf(document: vscode.TextDocument, text: string): vscode.Position {
	const offset = document.getText().indexOf(text);
	assert.notEqual(offset, -1, `“${text}” is not in ${document.uri.path}`);
	return document.positionAt(offset + 3);
}

let files = 0;
/** Each test file is a program of its own, and counts for itself. */
const program = randomUUID().slice(0, 8);

/** An unsaved document; for formats that VS Code has no language for, a file of that ending. */
export async function open(content: string, language: string): Promise<vscode.TextDocument> {
	if (!/^(?:csv|fasta|smi|sdf)$/.test(language)) {
		return vscode.workspace.openTextDocument({ content, language });
	}
	const file = sample(`test-${program}-${++files}.${language}`);
	await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
	return vscode.workspace.openTextDocument(file);
}
