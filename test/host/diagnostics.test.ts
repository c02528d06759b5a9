import assert from "node:assert/strict";
import * as vscode from "vscode";
import { BLOCK_LIMIT, open, root, until } from "./documents.ts";
import { LoopWatch, NOISE } from "./loopWatch.ts";

function ours(uri: vscode.Uri): vscode.Diagnostic[] {
	return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "BioMedGPT");
}

/** Those that come after the pause in typing. */
async function expected(document: vscode.TextDocument, count: number): Promise<vscode.Diagnostic[]> {
	return until(() => (ours(document.uri).length === count ? ours(document.uri) : undefined), `${count} diagnostics`);
}

/** What stays after time enough for all of them: first a mistake that must be found, in a document of its own. */
async function settled(document: vscode.TextDocument): Promise<vscode.Diagnostic[]> {
	await expected(await open('smiles = "C1CC"\n', "python"), 1);
	await new Promise((resolve) => setTimeout(resolve, 500));
	return ours(document.uri);
}

async function edit(document: vscode.TextDocument, from: string, to: string): Promise<void> {
	const at = document.getText().indexOf(from);
	const change = new vscode.WorkspaceEdit();
	change.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
	assert.ok(await vscode.workspace.applyEdit(change));
}

describe("diagnostics", () => {
	it("underline a ring that is never closed, at its number, in words, and go when it is mended", async () => {
		const document = await open('smiles = "CN1CCC(CC1)Oc2ccccc"\n', "python");
		const [problem] = await expected(document, 1);
		assert.match(problem?.message ?? "", /[Rr]ing 2 is opened at character 14 and never closed/);
		assert.equal(problem && document.getText(problem.range), "2");
		assert.equal(problem?.severity, vscode.DiagnosticSeverity.Warning);
		assert.equal(problem?.code, "invalid-smiles");
		await edit(document, "ccccc\"", "ccccc2\"");
		await expected(document, 0);
	});

	it("underline the atom with too many bonds, which only RDKit can tell", async () => {
		const document = await open('smiles = "CCC(C)(C)(C)CO"\n', "python");
		const [problem] = await expected(document, 1);
		assert.match(problem?.message ?? "", /carbon at character 3 has 5 bonds/);
		assert.deepEqual(problem?.range, new vscode.Range(0, 12, 0, 13));
	});

	it("find that atom behind backslashes which the literal doubles", async () => {
		const document = await open('{ "smiles": "F\\\\C=C\\\\C(C)(C)(C)C" }\n', "json");
		const [problem] = await expected(document, 1);
		assert.equal(problem && document.getText(problem.range.with(undefined, problem.range.end.translate(0, 3))), "C(C)");
	});

	it("tell of an illegal letter and of an empty record of a FASTA file, and of nothing else", async () => {
		const aligned = ">aligned\nMKTAYIAKQR---QISFVKSHFS\n";
		const dna = ">gene\nATGGCCAAATTTGGGCCCTAA\n";
		const document = await open(`>good\nMKTAYIAKQRQISFVKSHFS\n>bad\nMKTAYI?KQRQISF\n${aligned}${dna}>empty\n`, "fasta");
		const problems = await expected(document, 2);
		assert.match(problems[0]?.message ?? "", /“\?”/);
		assert.equal(document.getText(problems[0]?.range), "?");
		assert.match(problems[1]?.message ?? "", /“empty” has a header but no sequence/);
	});

	it("leave alone what nobody says is a molecule", async () => {
		const document = await open('x = "CCC(C)(C)(C)CO"\nsmiles = None\nsmiles = "unknown"\nsmiles = df["smiles"]\nprint("NO")\n', "python");
		assert.deepEqual(await settled(document), []);
	});

	it("follow the setting, off included", async () => {
		const settings = vscode.workspace.getConfiguration("biomedgpt");
		const document = await open('smiles = "C1CC"\n', "python");
		await expected(document, 1);
		try {
			await settings.update("diagnostics.severity", "error", vscode.ConfigurationTarget.Workspace);
			await until(() => ours(document.uri)[0]?.severity === vscode.DiagnosticSeverity.Error || undefined, "an error");
			await settings.update("diagnostics.severity", "off", vscode.ConfigurationTarget.Workspace);
			await expected(document, 0);
		} finally {
			await settings.update("diagnostics.severity", undefined, vscode.ConfigurationTarget.Workspace);
		}
		await expected(document, 1);
	});

	it("stand in notebook cells", async () => {
		const data = new vscode.NotebookData([new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'smiles <- "C1CC"', "r")]);
		const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", data);
		const [cell] = notebook.getCells();
		assert.ok(cell);
		const [problem] = await expected(cell.document, 1);
		assert.match(problem?.message ?? "", /[Rr]ing 1/);
	});

	it("go when the document is closed", async () => {
		const file = vscode.Uri.joinPath(root(), "closing.smi");
		await vscode.workspace.fs.writeFile(file, new TextEncoder().encode("C1CC broken\n"));
		// VS Code keeps a document for minutes that an extension has opened, so the editor opens this one.
		await vscode.commands.executeCommand("vscode.open", file);
		await until(() => (ours(file).length === 1 ? true : undefined), "a diagnostic");
		await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
		await vscode.workspace.fs.delete(file);
		await until(() => (ours(file).length === 0 ? true : undefined), "their end", 30_000);
	});

	it("of 4,000 molecules never block the extension host", async () => {
		const rows = Array.from({ length: 4_000 }, (_, index) => `${"C".repeat(1 + (index % 40))}O row${index}`);
		const watch = new LoopWatch();
		const document = await open(`${rows.join("\n")}\nC1CC broken\n`, "smi");
		await expected(document, 1);
		const longest = watch.stop();
		assert.ok(longest <= BLOCK_LIMIT, `blocked for ${longest.toFixed(1)} ms`);
	}).retries(NOISE);
});
