/** Annotation in a real extension host, with real chemistry and the real nano: what is written, listed and shown. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { selectedTable } from "../../src/annotating/selectedTable.ts";
import { forgetSelection, saveSelection } from "../../src/annotating/selection.ts";
import { chooseSource } from "../../src/annotating/source.ts";
import { open, root, sample, until } from "./documents.ts";

const exists = (file: string): Promise<true | undefined> => readFile(file).then(() => true as const, () => undefined);

/** Goes through the questions as they are proposed, with the keyboard, until they are all answered. */
async function acceptAll(done: () => Promise<true | undefined>): Promise<void> {
	await until(async () => {
		const is = await done();
		if (is === undefined) {
			await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
			await vscode.commands.executeCommand("workbench.action.quickInputAccept").then(undefined, () => undefined);
			await new Promise((resolve) => setTimeout(resolve, 300));
		}
		return is;
	}, "the end of the questions", 50_000);
}

describe("annotating", () => {
	before(async () => {
		await vscode.extensions.getExtension("biomedgpt.biomedgpt")?.activate();
	});
	afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

	it("writes the facts of a table into a new file, and how they were made", async () => {
		const output = sample("compounds.annotated.csv").fsPath;
		const about = sample("compounds.annotated.about.json").fsPath;
		try {
			void vscode.commands.executeCommand("biomedgpt.annotateFile", sample("compounds.csv"));
			await acceptAll(() => exists(output));
			const [header = "", first = ""] = (await readFile(output, "utf8")).split("\n");
			assert.match(header, /^name,smiles,IC50_nM,pIC50,reference,facts_canonicalSmiles,.*facts_logP.*,status,reason$/);
			assert.match(first, /^gefitinib,COc1cc2ncnc.*,446\.91\d*,.*,ok,$/);
			assert.match(await readFile(about, "utf8"), /Crippen/);
		} finally {
			await Promise.all([output, about].map((file) => rm(file, { force: true })));
		}
	});

	it("shows the result of a selection in a document that is not saved", async () => {
		const document = await open("name,smiles\nethanol,CCO\nbenzene,c1ccccc1\nwrong,C1CC\n", "csv");
		const editor = await vscode.window.showTextDocument(document);
		editor.selection = new vscode.Selection(2, 3, 3, 2);
		void vscode.commands.executeCommand("biomedgpt.annotateSelection");
		const result = (): vscode.TextDocument | undefined => vscode.workspace.textDocuments.find((one) => one.isUntitled && one.getText().includes("facts_"));
		await acceptAll(async () => (result() === undefined ? undefined : true));
		const [header = "", benzene = "", wrong = "", ...others] = (result()?.getText() ?? "").trimEnd().split("\n");
		assert.match(header, /^name,smiles,facts_/);
		assert.match(benzene, /^benzene,c1ccccc1,.*C6H6.*,ok,$/);
		assert.match(wrong, /^wrong,C1CC,.*,failed,.*ring/i);
		assert.deepEqual(others, []);
	});

	it("keeps a selection in a file of its own only while it is annotated", async () => {
		const storage = vscode.Uri.file(await mkdtemp(path.join(tmpdir(), "storage-")));
		try {
			const document = await open(">one\nMKTAYIAKQR\nQISFVKSHFS\n>two\nGIVEQCCTSI\n", "fasta");
			const editor = await vscode.window.showTextDocument(document);
			editor.selection = new vscode.Selection(2, 2, 2, 5);
			const { source } = await saveSelection(storage);
			assert.equal(await readFile(source.path, "utf8"), ">one\nMKTAYIAKQR\nQISFVKSHFS\n");
			await forgetSelection(storage, document.uri.fsPath);
			assert.ok(await exists(document.uri.fsPath), "what is not ours stays");
			await forgetSelection(storage, source.path);
			assert.equal(await exists(source.path), undefined);
		} finally {
			await rm(storage.fsPath, { recursive: true });
		}
	});

	it("finds the molecules in a script that is selected", async () => {
		const document = await open('drugs = {\n    "aspirin": "CC(=O)Oc1ccccc1C(=O)O",\n    "caffeine": "Cn1cnc2c1c(=O)n(C)c(=O)n2C",\n}\n', "python");
		const all = new vscode.Selection(0, 0, 4, 0);
		const { text, ending } = await selectedTable({ document, selections: [all] });
		assert.equal(ending, "csv");
		assert.equal(text, "smiles\nCC(=O)Oc1ccccc1C(=O)O\nCn1cnc2c1c(=O)n(C)c(=O)n2C\n");
	});

	it("asks for no file that is not on this machine, and says so", async () => {
		await assert.rejects(chooseSource(vscode.Uri.parse("vscode-vfs://github/lab/repo/compounds.csv")), /compounds\.csv does not lie in a folder of this machine/);
		await assert.rejects(chooseSource(sample("screen.py")), /is no table that can be annotated/);
	});

	it("saves a column of a data frame by a cell, and joins the result by another", async () => {
		const folder = await mkdtemp(path.join(tmpdir(), "frame-"));
		const file = path.join(folder, "frame.ipynb");
		const cell = (source: string): object => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source: [source] });
		await writeFile(file, JSON.stringify({ cells: [cell('df = pd.DataFrame({"smiles": ["CCO", "CCN"]})')], metadata: { language_info: { name: "python" } }, nbformat: 4, nbformat_minor: 5 }));
		try {
			const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
			await vscode.window.showNotebookDocument(notebook);
			void vscode.commands.executeCommand("biomedgpt.annotateDataFrame");
			await acceptAll(async () => (notebook.cellCount === 2 ? true : undefined));
			assert.match(notebook.cellAt(1).document.getText(), /df\[\["smiles"\]\]\.to_csv\("df\.smiles\.csv", index=False\)/);
			// What running it would do.
			await writeFile(path.join(folder, "df.smiles.csv"), "smiles\nCCO\nCCN\n");
			await acceptAll(async () => (notebook.cellCount === 3 ? true : undefined));
			assert.match(notebook.cellAt(2).document.getText(), /pd\.read_csv\("df\.smiles\.annotated\.csv"/);
			assert.match(await readFile(path.join(folder, "df.smiles.annotated.csv"), "utf8"), /^smiles,facts_[^]*\nCCO,.*,ok,\n/);
		} finally {
			await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
			await rm(folder, { recursive: true });
		}
	});

	it("is offered in the menus of every kind of file that it reads, and of no other", () => {
		const { contributes } = vscode.extensions.getExtension("biomedgpt.biomedgpt")?.packageJSON as { contributes: { menus: Record<string, { command: string; when: string }[]> } };
		const when = contributes.menus["explorer/context"]?.find(({ command }) => command === "biomedgpt.annotateFile")?.when ?? "";
		const pattern = new RegExp(/=~ \/(.*)\/i/.exec(when)?.[1] ?? "$^", "i");
		for (const name of ["a.csv", "a.TSV", "a.smi", "a.sdf", "a.fasta", "a.jsonl", "a.csv.gz", "a.sdf.gz", "a.fa.gz"]) {
			assert.ok(pattern.test(name), name);
		}
		for (const name of ["a.py", "a.pdb", "a.csv.zip", "acsv", path.basename(root().path)]) {
			assert.ok(!pattern.test(name), name);
		}
	});
});
