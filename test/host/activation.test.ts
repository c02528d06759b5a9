import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("the manifest", () => {
	it("is shown in words, not in the keys of its strings", () => {
		const { description, contributes } = vscode.extensions.getExtension("biomedgpt.biomedgpt")?.packageJSON as { description: string; contributes: { commands: readonly { command: string; title: string }[] } };
		assert.match(description, /^Ask a local biomedical language model/);
		assert.equal(contributes.commands.find(({ command }) => command === "biomedgpt.askSelection")?.title, "Ask About Selection");
		assert.doesNotMatch(JSON.stringify(contributes), /"%[^"]+%"/);
	});
});

describe("activation", () => {
	it("happens when a Python file opens, and is quick", async () => {
		const extension = vscode.extensions.getExtension("biomedgpt.biomedgpt");
		assert.ok(extension, "the extension is installed");
		const [folder] = vscode.workspace.workspaceFolders ?? [];
		assert.ok(folder, "the sample workspace is open");

		const started = performance.now();
		await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, "screen.py"));
		while (!extension.isActive && performance.now() - started < 20_000) {
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		assert.ok(extension.isActive, "opening Python activates it");
		// Activation itself takes a few milliseconds; the bound leaves room for a busy machine.
		assert.ok(performance.now() - started < 5000, `it took ${Math.round(performance.now() - started)} ms`);
	});
});
