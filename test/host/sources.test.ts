/** Chips for the chat from what VS Code has open or can read. */
import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import { LastActive } from "../../src/chat/lastActive.ts";
import { DocumentSources } from "../../src/chat/sources/documentSources.ts";
import { DocumentEntities } from "../../src/editor/documentEntities.ts";
import { ChemistryClient } from "../../src/science/chemistryClient.ts";
import { Failure } from "../../src/science/failure.ts";
import { BLOCK_LIMIT, sample, until } from "./documents.ts";
import { LoopWatch, NOISE } from "./loopWatch.ts";

describe("chips for the chat", () => {
	const { signal } = new AbortController();
	let chemistry: ChemistryClient;
	let located: DocumentEntities;
	let lastActive: LastActive;
	let sources: DocumentSources;

	before(() => {
		const folder = vscode.extensions.getExtension("biomedgpt.biomedgpt")?.extensionPath ?? "";
		chemistry = new ChemistryClient({ workerFile: path.join(folder, "dist", "chemistry-worker.js") });
		located = new DocumentEntities({ maxCharacters: () => 50_000_000 });
		lastActive = new LastActive();
		sources = new DocumentSources({ chemistry, located, lastActive });
	});
	after(async () => {
		lastActive.dispose();
		located.dispose();
		await chemistry.dispose();
		await vscode.commands.executeCommand("workbench.action.closeAllEditors");
	});

	async function written(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
		const uri = sample(name);
		await vscode.workspace.fs.writeFile(uri, typeof content === "string" ? new TextEncoder().encode(content) : content);
		return uri;
	}

	it("come from several files at once, and what cannot be read is said", async () => {
		const { entities, remarks } = await sources.fromUris([sample("hiv_capsid_1A8O.pdb"), sample("no-such-file.sdf"), sample("ligands.sdf"), sample(".")], signal);
		assert.deepEqual([entities[0]?.entity.name, entities[0]?.origin, entities[1]?.origin], ["1A8O chain A", "hiv_capsid_1A8O.pdb, chain A", "ligands.sdf, record 1"]);
		assert.match(remarks.join("\n"), /no-such-file\.sdf is not there[^]*is a folder/);
	});

	it("from a single file that is not there end with its reason", async () => {
		await assert.rejects(sources.fromUris([sample("no-such-file.sdf")], signal), (error) => error instanceof Failure && error.code === "file-missing");
	});

	it("come from what is open and not saved yet", async () => {
		const uri = await written("chips.smi", "CCO ethanol\n");
		const document = await vscode.workspace.openTextDocument(uri);
		const edit = new vscode.WorkspaceEdit();
		edit.insert(uri, new vscode.Position(1, 0), "c1ccccc1 benzene\n");
		await vscode.workspace.applyEdit(edit);
		assert.ok(document.isDirty);
		assert.deepEqual((await sources.fromUris([uri], signal)).entities.map(({ entity, origin }) => [entity.name, origin]), [["ethanol", "chips.smi, line 1"], ["benzene", "chips.smi, line 2"]]);
	});

	it("come from files in other encodings: Latin-1 and UTF-16", async () => {
		const latin = await written("latin.smi", Buffer.from("CCO Äthanol\n", "latin1"));
		const wide = await written("wide.csv", Buffer.from("\ufeffname,smiles\nbenzène,c1ccccc1\n", "utf16le"));
		assert.deepEqual((await sources.fromUris([latin, wide], signal)).entities.map(({ entity }) => entity.name), ["Äthanol", "benzène"]);
	});

	it("from what is compressed, binary or larger than 50 MB are refused in words", async () => {
		await assert.rejects(sources.fromUris([await written("a.sdf.gz", "x")], signal), /a\.sdf\.gz is compressed/);
		await assert.rejects(sources.fromUris([await written("a.bin", new Uint8Array(1000))], signal), /is no text file/);
		const large = await written("large.csv", new Uint8Array(50_000_001).fill(65));
		await assert.rejects(sources.fromUris([large], signal), /large\.csv has 50 MB; files up to 50 MB are read/);
		await vscode.workspace.fs.delete(large);
	});

	it("from a large file come without blocking the extension host", async function () {
		this.retries(NOISE);
		const rows = Array.from({ length: 200_000 }, (_, index) => `m${index},CC(=O)Oc1ccccc1C(=O)N${"C".repeat(index % 30)}\n`);
		const uri = await written("large.csv", `name,smiles\n${rows.join("")}`);
		const watch = new LoopWatch();
		const { entities, remarks } = await sources.fromUris([uri], signal);
		const longest = watch.stop();
		await vscode.workspace.fs.delete(uri);
		assert.equal(entities.length, 20);
		assert.deepEqual(remarks, ["Only the first 20 of more than 10,000 molecules and proteins were attached."]);
		assert.ok(longest <= BLOCK_LIMIT, `blocked for ${longest.toFixed(0)} ms`);
	});

	const megabytes: readonly (readonly [string, string])[] = [
		["one letter", "a".repeat(1_000_000)],
		["carbon", "C".repeat(1_000_000)],
		["brackets", "[".repeat(1_000_000)],
		["signs of FASTA", ">".repeat(1_000_000)],
		["short SMILES in one line", "CCO ".repeat(250_000)],
		["lines of SMILES", "CCO ethanol\n".repeat(80_000)],
		["residues and empty lines", "A".repeat(500_000) + "\n".repeat(500_000)],
	];
	for (const [name, text] of megabytes) {
		it(`from 1 MB of ${name} that was pasted come without blocking the extension host`, async function () {
			this.retries(NOISE);
			const watch = new LoopWatch();
			await sources.fromText(text, signal);
			const longest = watch.stop();
			assert.ok(longest <= BLOCK_LIMIT, `blocked for ${longest.toFixed(0)} ms`);
		});
	}

	it("behind # are those of the current file, nearest to the cursor first, and by name", async () => {
		const names = ["one", "two", "three", "four", "five"];
		const document = await vscode.workspace.openTextDocument({ language: "python", content: names.map((name, index) => `drug_${name} = "CC(=O)Oc1ccccc1C(=O)O${"C".repeat(index)}"\n`).join("\n") });
		const editor = await vscode.window.showTextDocument(document);
		editor.selection = new vscode.Selection(4, 0, 4, 0);
		const near = await until(async () => ((found) => (found[0]?.origin.endsWith("line 5") ? found : undefined))(await sources.inEditor("", signal)), "the molecule at the cursor");
		assert.equal(near.length, 5);
		assert.ok(/line [37]$/.test(near[1]?.origin ?? ""), near[1]?.origin);
		assert.match(near[0]?.detail ?? near[0]?.label ?? "", /line 5/);
		assert.equal((await sources.inEditor("OCCCC", signal)).length, 1);
		assert.deepEqual(await sources.inEditor("no such molecule", signal), []);
	});

	it("behind # stay those of the file while the chat in an editor column has the focus", async () => {
		const panel = vscode.window.createWebviewPanel("test", "Chat", vscode.ViewColumn.Active);
		await until(() => (vscode.window.activeTextEditor === undefined ? true : undefined), "the chat's focus");
		assert.equal((await sources.inEditor("", signal)).length, 5);
		panel.dispose();
	});

	it("behind # are those of a notebook's cells, the current cell's first", async () => {
		const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", new vscode.NotebookData(["CCO", "c1ccccc1O", "CC(=O)N"].map((smiles) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, `smiles = "${smiles}"`, "python"))));
		const editor = await vscode.window.showNotebookDocument(notebook);
		editor.selection = new vscode.NotebookRange(2, 3);
		await until(() => (lastActive.current === editor && editor.selection.start === 2 ? true : undefined), "the notebook");
		assert.deepEqual((await sources.inEditor("", signal)).map(({ entity, origin }) => [entity.kind === "molecule" && entity.smiles, origin.replace(/^.*, /, "")]), [["CC(=O)N", "cell 3"], ["c1ccccc1O", "cell 2"], ["CCO", "cell 1"]]);
		assert.equal((await sources.fromUris([notebook.uri], signal)).entities.length, 3);
	});
});
