import assert from "node:assert/strict";
import * as vscode from "vscode";
import { LoopWatch } from "./loopWatch.ts";

/** What the extension host may compute in one go (ms). */
const BLOCK_LIMIT = 50;

const root = (): vscode.Uri => vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail("no folder is open");
const sample = (name: string): vscode.Uri => vscode.Uri.joinPath(root(), name);

async function hoverMarkdown(uri: vscode.Uri, position: vscode.Position): Promise<string> {
	const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", uri, position);
	return hovers.flatMap(({ contents }) => contents.map((content) => (typeof content === "object" ? content.value : content))).join("\n");
}

/** As it is read: without the backslashes that keep text from being taken for markdown. */
async function hoverText(uri: vscode.Uri, position: vscode.Position): Promise<string> {
	return (await hoverMarkdown(uri, position)).replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

async function lensTitles(uri: vscode.Uri): Promise<string[]> {
	const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 100);
	return lenses.map(({ command }) => command?.title ?? "");
}

function positionOf(document: vscode.TextDocument, text: string): vscode.Position {
	const offset = document.getText().indexOf(text);
	assert.notEqual(offset, -1, `“${text}” is not in ${document.uri.path}`);
	return document.positionAt(offset + 3);
}

let files = 0;

/** An unsaved document; for formats that VS Code has no language for, a file of that ending. */
async function open(content: string, language: string): Promise<vscode.TextDocument> {
	if (language !== "fasta") {
		return vscode.workspace.openTextDocument({ content, language });
	}
	const file = sample(`test-${++files}.fasta`);
	await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
	return vscode.workspace.openTextDocument(file);
}

describe("hovers", () => {
	it("draw a molecule of a script and tell its computed facts with their methods", async () => {
		const document = await vscode.workspace.openTextDocument(sample("screen.py"));
		const text = await hoverText(document.uri, positionOf(document, "CC(=O)Oc1ccccc1C(=O)O"));
		assert.match(text, /data:image\/svg\+xml;base64,/);
		assert.match(text, /C₉H₈O₄/);
		assert.match(text, /logP 1\.31/);
		assert.match(text, /Crippen/);
	});

	it("offer to ask and to copy, and nothing else runs from their links", async () => {
		const document = await vscode.workspace.openTextDocument(sample("screen.py"));
		const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", document.uri, positionOf(document, "CC(=O)Oc1ccccc1C(=O)O"));
		const [content] = hovers.flatMap(({ contents }) => contents).filter((each): each is vscode.MarkdownString => typeof each === "object" && "isTrusted" in each);
		assert.match(content?.value ?? "", /command:biomedgpt\.ask/);
		assert.deepEqual(content?.isTrusted, { enabledCommands: ["biomedgpt.ask", "biomedgpt.copy"] });
	});

	it("say what is wrong with a broken molecule", async () => {
		const document = await vscode.workspace.openTextDocument(sample("screen.py"));
		assert.match(await hoverText(document.uri, positionOf(document, "CN1CCC(CC1)Oc2ccccc")), /[Rr]ing 2 is opened/);
	});

	it("stay away from words that are no molecules", async () => {
		const document = await open('status = "NO"\nstyle = "CSS"\nstandard = "ISO"\n', "python");
		for (const line of [0, 1, 2]) {
			assert.equal(await hoverText(document.uri, new vscode.Position(line, 12)), "");
		}
	});

	it("cannot be made to run markup from a file", async () => {
		const document = await open('>sp|X|<img/src=x/onerror=alert(1)>[a](command:workbench.action.quit)\nMKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQ\n', "fasta");
		const text = await hoverMarkdown(document.uri, new vscode.Position(1, 5));
		assert.match(text, /33 residues/);
		assert.match(text, /onerror/, "the name is shown");
		assert.doesNotMatch(text, /<img/);
		assert.doesNotMatch(text, /\]\(command:workbench/);
	});
});

describe("lenses", () => {
	it("stand above every molecule of a script and every record of a FASTA file", async () => {
		const script = await vscode.workspace.openTextDocument(sample("screen.py"));
		const titles = await lensTitles(script.uri);
		assert.ok(titles.some((title) => /^Ask BioMedGPT · .*C₉H₈O₄$/.test(title)), titles.join("\n"));
		assert.ok(titles.some((title) => title.includes("Not a molecule")), "the broken one is told apart");
		const fasta = await vscode.workspace.openTextDocument(sample("proteins.fasta"));
		assert.ok((await lensTitles(fasta.uri)).some((title) => /P01308.*110 residues/.test(title)));
	});

	it("count several molecules on one line, and the choice is offered", async () => {
		const document = await open('smiles = ["CC(=O)Oc1ccccc1C(=O)O", "CCO", "c1ccccc1"]\n', "python");
		assert.deepEqual(await lensTitles(document.uri), ["Ask BioMedGPT · 3 on this line"]);
	});

	it("can be switched off", async () => {
		const settings = vscode.workspace.getConfiguration("biomedgpt");
		const script = await vscode.workspace.openTextDocument(sample("screen.py"));
		await settings.update("codeLens.enabled", false, vscode.ConfigurationTarget.Workspace);
		try {
			assert.deepEqual(await lensTitles(script.uri), []);
		} finally {
			await settings.update("codeLens.enabled", undefined, vscode.ConfigurationTarget.Workspace);
		}
	});
});

describe("a notebook", () => {
	it("has hovers and lenses in its cells", async () => {
		const notebook = await vscode.workspace.openNotebookDocument(sample("series_B.ipynb"));
		await vscode.window.showNotebookDocument(notebook);
		const cell = notebook.getCells().find(({ document }) => document.getText().includes("COc1cc2ncnc(Nc3ccc(F)c(Cl)c3)c2cc1OCCCN1CCOCC1"));
		assert.ok(cell);
		assert.match(await hoverText(cell.document.uri, positionOf(cell.document, "COc1cc2ncnc(Nc3ccc(F)c(Cl)c3)c2cc1OCCCN1CCOCC1")), /C₂₂H₂₄ClFN₄O₃/);
		assert.ok((await lensTitles(cell.document.uri)).includes("Ask BioMedGPT · C₂₂H₂₄ClFN₄O₃"));
	});
});

describe("the extension host", () => {
	const aspirin = "CC(=O)Oc1ccccc1C(=O)O";
	const cases: [string, string, string, vscode.Position, RegExp][] = [
		["a SMILES of 5,000 atoms", `smiles = "${"C".repeat(5000)}"\n`, "python", new vscode.Position(0, 200), /5,000 heavy atoms/],
		["a SMILES with a zero-width space", 'smiles = "CC(=O)\u200BOc1ccccc1"\n', "python", new vscode.Position(0, 12), /U\+200B/],
		["a protein of 40,000 residues", `>titin\n${"MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRV\n".repeat(1000)}`, "fasta", new vscode.Position(5, 5), /40,000 residues/],
		["a protein of X", `>unknown\n${"X".repeat(300)}\n`, "fasta", new vscode.Position(1, 5), /none of the 300/i],
		["an empty FASTA record", `>empty\n>next\n${"MKTAYIAKQRQISFVKSHFS\n"}`, "fasta", new vscode.Position(0, 2), /no sequence/],
		["a dative bond", 'smiles = "[NH3]->[Cu]"\n', "python", new vscode.Position(0, 14), /\w/],
		// Java: VS Code brings no extension for it that would do its own work meanwhile.
		["3 MB of ordinary code", `${"const value = compute(input[0], 'some text', /* and */ 42);\n".repeat(50_000)}smiles = "${aspirin}"\n`, "java", new vscode.Position(50_000, 14), /C₉H₈O₄/],
		["10,000 molecules in a table", `name,smiles\n${`aspirin,${aspirin}\n`.repeat(10_000)}`, "csv", new vscode.Position(9_999, 20), /C₉H₈O₄/],
		["one line of 1 MB", `x = "${"a b ".repeat(250_000)}"\nsmiles = "${aspirin}"\n`, "python", new vscode.Position(1, 14), /C₉H₈O₄/],
	];
	for (const [name, content, language, position, sentence] of cases) {
		it(`is never blocked by ${name}, and says what it is`, async () => {
			const document = await open(content, language);
			const watch = new LoopWatch();
			const text = await hoverText(document.uri, position);
			await vscode.commands.executeCommand("vscode.executeCodeLensProvider", document.uri, 20);
			const longest = watch.stop();
			assert.match(text, sentence);
			assert.ok(longest <= BLOCK_LIMIT, `blocked for ${longest.toFixed(1)} ms`);
		});
	}
});
