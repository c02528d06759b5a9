import assert from "node:assert/strict";
import * as vscode from "vscode";
import { BLOCK_LIMIT, hoverText, lensesOf, open, until } from "./documents.ts";
import { LoopWatch, NOISE } from "./loopWatch.ts";

const SEQUENCE = "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQVKVKALPDAQFEVV";

describe("large files", () => {
	// VS Code's own search for links takes 50 ms of every text of this size.
	before(() => vscode.workspace.getConfiguration("editor").update("links", false, vscode.ConfigurationTarget.Workspace));
	after(() => vscode.workspace.getConfiguration("editor").update("links", undefined, vscode.ConfigurationTarget.Workspace));

	it("are left alone above the size of the setting, and read again below it", async () => {
		const document = await open(`>P53\n${SEQUENCE}\n`.repeat(30_000), "fasta");
		const settings = vscode.workspace.getConfiguration("biomedgpt");
		await settings.update("largeFileLimit", 1, vscode.ConfigurationTarget.Workspace);
		try {
			assert.equal(await hoverText(document.uri, new vscode.Position(1, 5)), "");
			assert.deepEqual(await lensesOf(document.uri), []);
		} finally {
			await settings.update("largeFileLimit", undefined, vscode.ConfigurationTarget.Workspace);
		}
		await until(async () => ((await lensesOf(document.uri)).length > 0 ? true : undefined), "lenses");
	});

	it("of 100,000 records have their first lenses at once, and those far down too, and block nothing", async () => {
		const records = Array.from({ length: 100_000 }, (_, index) => `>variant${index}\n${SEQUENCE}`);
		const document = await open(records.join("\n"), "fasta");
		const editor = await vscode.window.showTextDocument(document);
		const watch = new LoopWatch();
		const lines = async (): Promise<number[]> => (await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", document.uri)).map(({ range }) => range.start.line);
		const started = performance.now();
		assert.ok((await lines()).includes(0));
		const milliseconds = performance.now() - started;
		editor.revealRange(new vscode.Range(150_000, 0, 150_000, 0), vscode.TextEditorRevealType.AtTop);
		await until(async () => ((await lines()).includes(150_000) ? true : undefined), "lenses far down");
		const longest = watch.stop();
		// A second is the goal; the bound leaves room for a busy machine.
		assert.ok(milliseconds <= 5000, `the first lenses took ${milliseconds.toFixed(0)} ms`);
		assert.ok(longest <= BLOCK_LIMIT, `blocked for ${longest.toFixed(1)} ms`);
	}).retries(NOISE);
});
