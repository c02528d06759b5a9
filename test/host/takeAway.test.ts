/** Answers of the chat in notebooks and files of a real VS Code. */
import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import { freshAnswer, type Exchange } from "../../src/chat/exchange.ts";
import { LastActive } from "../../src/chat/lastActive.ts";
import { commentMarks } from "../../src/chat/takeAway/comments.ts";
import { DocumentTakeAway } from "../../src/chat/takeAway/documentTakeAway.ts";
import { FactsForTaking, takenMarkdown } from "../../src/chat/takeAway/taken.ts";
import { exported } from "../../src/chat/takeAway/thread.ts";
import { ChemistryClient } from "../../src/science/chemistryClient.ts";
import { BLOCK_LIMIT, sample, until } from "./documents.ts";
import { LoopWatch, NOISE } from "./loopWatch.ts";

const exchange: Exchange = {
	question: { id: "q", at: 0, text: "How many rings?", prompt: "How many rings?", asksModel: true, attachments: [{ id: "1", entity: { kind: "molecule", smiles: "CC(=O)Oc1ccccc1C(=O)O", name: "aspirin" }, origin: "" }] },
	answer: { ...freshAnswer("a", 0), state: "done", text: "It has one ring.", model: { name: "BioMedGPT nano", version: "0.1.0", checksum: "ab" } },
};

describe("an answer taken out of the chat", () => {
	let chemistry: ChemistryClient;
	let lastActive: LastActive;
	let takeAway: DocumentTakeAway;

	before(async () => {
		await vscode.commands.executeCommand("workbench.action.closeAllEditors");
		const folder = vscode.extensions.getExtension("biomedgpt.biomedgpt")?.extensionPath ?? "";
		chemistry = new ChemistryClient({ workerFile: path.join(folder, "dist", "chemistry-worker.js") });
		lastActive = new LastActive();
		takeAway = new DocumentTakeAway({ chemistry, lastActive });
	});
	after(async () => {
		lastActive.dispose();
		await chemistry.dispose();
		await vscode.commands.executeCommand("workbench.action.closeAllEditors");
	});

	async function editorWith(content: string, language: string, line: number): Promise<vscode.TextEditor> {
		const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language }));
		editor.selection = new vscode.Selection(line, 0, line, 0);
		await until(() => (lastActive.textEditor === editor ? true : undefined), "the editor");
		return editor;
	}

	it("needs a notebook or a file, and says so", async () => {
		const nowhere = new DocumentTakeAway({ chemistry, lastActive: { textEditor: undefined, notebookEditor: undefined } });
		await assert.rejects(nowhere.insertCell(exchange), /No notebook is open/);
		await assert.rejects(nowhere.insertComment(exchange), /No file is open/);
	});

	it("becomes a Markdown cell below the current one, with the focus in the chat; undo takes it back", async () => {
		const cells = ["x = 1", "y = 2"].map((text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, "python"));
		const editor = await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData(cells)));
		editor.selection = new vscode.NotebookRange(0, 1);
		await until(() => (lastActive.notebookEditor === editor ? true : undefined), "the notebook");
		const panel = vscode.window.createWebviewPanel("test", "Chat", vscode.ViewColumn.Beside);
		await takeAway.insertCell(exchange);
		const { notebook } = editor;
		assert.deepEqual(notebook.getCells().map(({ kind }) => kind), [vscode.NotebookCellKind.Code, vscode.NotebookCellKind.Markup, vscode.NotebookCellKind.Code]);
		const text = notebook.cellAt(1).document.getText();
		assert.match(text, /^> How many rings\?[^]*`CC\(=O\)Oc1ccccc1C\(=O\)O`[^]*\*\*Computed\*\*[^]*logP[^]*\*\*Generated\*\* · written by BioMedGPT nano 0\.1\.0, check it\n\nIt has one ring\.$/);
		panel.dispose();
		await vscode.window.showNotebookDocument(notebook);
		await vscode.commands.executeCommand("undo");
		await until(() => (notebook.cellCount === 2 ? true : undefined), "the notebook as before");
	});

	it("of 1 MB without a space is made ready without blocking the extension host", async function () {
		this.retries(NOISE);
		const { signal } = new AbortController();
		const watch = new LoopWatch();
		const long = { ...exchange, answer: { ...exchange.answer, text: `${"a".repeat(500_000)}${"[".repeat(500_000)}` } };
		const { generated } = await takenMarkdown(long, new FactsForTaking(chemistry, signal), signal);
		const longest = watch.stop();
		assert.ok(generated.length > 1_000_000);
		assert.ok(longest <= BLOCK_LIMIT, `blocked for ${longest.toFixed(0)} ms`);
	});

	it("becomes a comment below the cursor's line, indented like it; one undo takes it back", async () => {
		const code = "def f(x):\n    y = x\n    return y\n";
		const { document } = await editorWith(code, "python", 1);
		await takeAway.insertComment(exchange);
		const lines = document.getText().split("\n");
		assert.deepEqual([lines[1], lines[2], lines.at(-2)], ["    y = x", "    # BioMedGPT was asked: How many rings?", "    return y"]);
		assert.ok(lines.slice(2, -2).every((line) => line.startsWith("    # ")), document.getText());
		await vscode.commands.executeCommand("undo");
		await until(() => (document.getText() === code ? true : undefined), "the code as before");
	});

	it("becomes a comment in the place of an empty line", async () => {
		const { document } = await editorWith("a <- 1\n\nb <- 2\n", "r", 1);
		await takeAway.insertComment(exchange);
		assert.match(document.getText(), /^a <- 1\n# BioMedGPT was asked[^]*\n# It has one ring\.\nb <- 2\n$/);
	});

	it("becomes no comment where there are none, and changes nothing", async () => {
		const { document } = await editorWith('{"a": 1}', "json", 0);
		await assert.rejects(takeAway.insertComment(exchange), /have none, or their marks are not known\. Copy/);
		assert.equal(document.getText(), '{"a": 1}');
	});

	it("is marked as VS Code itself would mark a comment in that language", async () => {
		let compared = 0;
		for (const { id, configuration } of languagesOfVsCode()) {
			const marks = commentMarks(id);
			if (marks === undefined) {
				continue;
			}
			const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(configuration));
			const line = /"lineComment"\s*:\s*(?:\{\s*"comment"\s*:\s*)?"([^"]+)"/.exec(text)?.[1];
			const block = /"blockComment"\s*:\s*\[\s*"([^"]+)"\s*,\s*"([^"]+)"/.exec(text)?.slice(1);
			const known = [line, ...(block === undefined ? [] : [block.join(" ")])].map((mark) => mark?.replace(/^;+$/, ";;"));
			const mark = "line" in marks ? marks.line.replace(/^;+$/, ";;") : `${marks.open} ${marks.close}`;
			assert.ok(known.includes(mark), `${id}: ${mark}, but VS Code says ${known.join(" or ")}`);
			compared++;
		}
		assert.ok(compared >= 40, `only ${compared} languages were compared`);
	});

	it("exported as a notebook is opened by VS Code's own reader", async () => {
		const text = await exported({ title: "Rings", exchanges: [exchange, exchange] }, "ipynb", new FactsForTaking(chemistry, new AbortController().signal), new AbortController().signal);
		const uri = sample("exported.ipynb");
		await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
		const notebook = await vscode.workspace.openNotebookDocument(uri);
		assert.equal(notebook.cellCount, 7);
		assert.ok(notebook.getCells().every(({ kind }) => kind === vscode.NotebookCellKind.Markup));
		assert.match(notebook.cellAt(3).document.getText(), /^\*\*Generated\*\*[^]*It has one ring\.$/);
	});
});

function languagesOfVsCode(): readonly { readonly id: string; readonly configuration: vscode.Uri }[] {
	return vscode.extensions.all.flatMap(({ id: extension, extensionUri, packageJSON }) => {
		const { contributes } = packageJSON as { readonly contributes?: { readonly languages?: readonly { readonly id: string; readonly configuration?: string }[] } };
		const languages = extension.startsWith("vscode.") ? (contributes?.languages ?? []) : [];
		return languages.flatMap(({ id, configuration }) => (configuration === undefined ? [] : [{ id, configuration: vscode.Uri.joinPath(extensionUri, configuration) }]));
	});
}
