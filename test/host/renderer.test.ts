/** What the extension answers to the outputs of notebooks, and the Python helper that makes such outputs. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import * as vscode from "vscode";
import { insertHelper } from "../../src/notebook/pythonHelper.ts";
import { pythonHelper } from "../../src/notebook/pythonHelperCode.ts";
import { RendererAnswers } from "../../src/notebook/rendererAnswers.ts";
import { ChemistryClient } from "../../src/science/chemistryClient.ts";
import type { Entity } from "../../src/science/entity.ts";
import type { ToHost, ToView } from "../../webview/protocol/renderer.ts";
import { englishStrings } from "../../webview/renderer/englishStrings.ts";
import { BLOCK_LIMIT, sample, until } from "./documents.ts";
import { LoopWatch, NOISE } from "./loopWatch.ts";

describe("outputs of notebooks", () => {
	let chemistry: ChemistryClient;
	let answers: RendererAnswers;
	const asked: { readonly entity: Entity; readonly origin: string | undefined }[] = [];
	const text = async (name: string): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(sample(name)));
	const say = async (message: ToHost): Promise<ToView | undefined> => answers.answer(message, "series_B.ipynb");

	before(() => {
		const folder = vscode.extensions.getExtension("biomedgpt.biomedgpt")?.extensionPath ?? "";
		chemistry = new ChemistryClient({ workerFile: path.join(folder, "dist", "chemistry-worker.js") });
		answers = new RendererAnswers({ chemistry, ask: async (entity, origin) => void asked.push({ entity, origin }) });
	});
	beforeEach(() => {
		asked.length = 0;
	});
	after(async () => {
		answers.dispose();
		await chemistry.dispose();
		await vscode.commands.executeCommand("workbench.action.closeAllEditors");
	});

	it("learn the words and what is offered, which are the renderer's own in English", async () => {
		assert.deepEqual(await say({ type: "hello" }), { type: "welcome", strings: englishStrings, actions: true, previews: false });
	});

	it("get RDKit's formula and canonical SMILES of a record, and why a SMILES is wrong", async () => {
		const [aspirin = ""] = (await text("ligands.sdf")).split("$$$$");
		const facts = await say({ type: "facts", id: 1, structure: aspirin });
		assert.ok(facts?.type === "facts");
		assert.deepEqual([facts.id, facts.formula, facts.smiles], [1, "C₉H₈O₄", "CC(=O)Oc1ccccc1C(=O)O"]);
		assert.match(facts.method, /RDKit/);
		const wrong = await say({ type: "facts", id: 2, structure: "c1ccccc" });
		assert.ok(wrong?.type === "failed" && wrong.invalid);
		assert.match(wrong.message, /ring/i);
	});

	it("get a drawing, laid out anew where the coordinates are in space or missing", async () => {
		const [aspirin = ""] = (await text("ligands.sdf")).split("M  END");
		const block = `${aspirin}M  END\n`;
		const zero = block.replace(/^ +-?\d+\.\d{4} +-?\d+\.\d{4} +-?\d+\.\d{4} /gm, "    0.0000    0.0000    0.0000 ");
		const pictures = await Promise.all([block, zero, "CC(=O)Oc1ccccc1C(=O)O"].map((structure, id) => say({ type: "draw", id, structure, theme: "dark", width: 300, height: 200 })));
		const sources = pictures.map((each) => (each?.type === "drawn" ? Buffer.from(each.picture.replace(/^[^,]*,/, ""), "base64").toString() : ""));
		assert.ok(sources.every((source) => source.startsWith("<svg ") && source.includes("width='300px'")));
		assert.equal(sources[1], sources[2]);
		assert.notEqual(sources[0], sources[2]);
	});

	it("bring a molecule, a record and a chain to the chat, and say why nucleotides are none", async () => {
		const [insulin = ""] = (await text("proteins.fasta")).split(/\n(?=>)/);
		assert.equal((await say({ type: "ask", id: 1, subject: { format: "smiles", text: "CCO", name: " ethanol " } }))?.type, "done");
		assert.equal((await say({ type: "ask", id: 2, subject: { format: "fasta", text: insulin, name: "" } }))?.type, "done");
		assert.equal((await say({ type: "ask", id: 3, subject: { format: "pdb", text: await text("hiv_capsid_1A8O.pdb"), name: "1A8O" } }))?.type, "done");
		assert.deepEqual(asked[0], { entity: { kind: "molecule", smiles: "CCO", name: "ethanol" }, origin: "output of series_B.ipynb" });
		assert.deepEqual(asked.slice(1).map(({ entity }) => [entity.kind, entity.name, entity.kind === "protein" && entity.sequence.length]), [["protein", "sp|P01308|INS_HUMAN", 110], ["protein", "1A8O chain A", 70]]);
		const gene = await say({ type: "ask", id: 4, subject: { format: "fasta", text: await text("insulin.fna"), name: "" } });
		assert.ok(gene?.type === "failed");
		assert.match(gene.message, /DNA or RNA/);
		assert.equal(asked.length, 3);
	});

	it("copy to the clipboard", async () => {
		await say({ type: "copy", id: 1, text: "CCO ethanol" });
		assert.equal(await vscode.env.clipboard.readText(), "CCO ethanol");
	});

	it("get no answer to what is no message, and never block the host", async () => {
		for (const nonsense of [null, "hello", { type: "ask" }, { type: "draw", id: 1, structure: "C", theme: "pink", width: 100, height: 100 }, { type: "draw", id: 1, structure: "C", theme: "dark", width: 1e9, height: 1 }, { type: "copy", id: 1, text: "x".repeat(5_000_001) }]) {
			assert.equal(await answers.answer(nonsense, "x.ipynb"), undefined);
		}
		const lines = `${"ATOM      1  CA  ALA A   1      11.104   6.134  -6.504  1.00  0.00           C  ".padEnd(80)}\n`;
		const huge = lines.repeat(60_000).slice(0, 4_900_000);
		const watch = new LoopWatch();
		await say({ type: "ask", id: 1, subject: { format: "pdb", text: huge, name: "" } });
		await say({ type: "draw", id: 2, structure: `x\n\n\n${lines.repeat(12_000)}M  END\n`, theme: "dark", width: 100, height: 100 });
		const blocked = watch.stop();
		assert.ok(blocked < BLOCK_LIMIT, `${blocked} ms`);
	}).retries(NOISE);

	it("can be made by a helper that is inserted above the current cell, and undone", async () => {
		const notebook = await vscode.workspace.openNotebookDocument(sample("saved_outputs.ipynb"));
		const editor = await vscode.window.showNotebookDocument(notebook);
		const before = notebook.cellCount;
		editor.selection = new vscode.NotebookRange(2, 3);
		await insertHelper(editor);
		assert.equal(notebook.cellCount, before + 1);
		assert.equal(notebook.cellAt(2).document.getText(), pythonHelper);
		assert.equal(notebook.cellAt(2).document.languageId, "python");
		await vscode.commands.executeCommand("undo");
		await until(() => (notebook.cellCount === before ? true : undefined), "undo");
		await assert.rejects(insertHelper(undefined), { code: "no-notebook" });
	});

	it("come from the helper in the type of each text", function () {
		const python = ["python3", "python"].find((each) => runs(each));
		if (python === undefined) {
			console.log("no Python here: the helper is not run");
			this.skip();
		}
		// In the places of IPython and RDKit stands what notes down the bundle: they are the border of a process.
		const program = `import sys, types, json\nshown = []\nmodule = types.ModuleType("IPython.display")\nmodule.display = lambda data, raw=False: shown.append([raw, *data])\nsys.modules["IPython"] = types.ModuleType("IPython")\nsys.modules["IPython.display"] = module\nclass Chem(types.ModuleType): MolToSmiles = lambda _, mol: "CCO"; MolToMolBlock = lambda _, mol: "x\\n\\n\\n\\nM  END\\n"\nsys.modules["rdkit"] = types.ModuleType("rdkit")\nsys.modules["rdkit.Chem"] = Chem("rdkit.Chem")\nclass Mol:\n    def __init__(self, conformers): self.GetNumConformers = lambda: conformers\n${pythonHelper}\nfor text in json.load(sys.stdin): show(text)\nshow(Mol(0))\nshow(Mol(1))\nprint(json.dumps(shown))`;
		const texts = ["CCO", "x\n\n\n  0\r\nM  END\r\n", "x\n\n\n  0\nM  END\n> <a>\n1\n\n$$$$\n", "HEADER\nATOM      1", "data_1A8O\nloop_\nATOM 1", ">p53\nMEEPQ", "CCO>>CC=O"];
		const shown: unknown = JSON.parse(execFileSync(python, ["-c", program], { input: JSON.stringify(texts), encoding: "utf8" }));
		const types = ["chemical/x-daylight-smiles", "chemical/x-mdl-molfile", "chemical/x-mdl-sdfile", "chemical/x-pdb", "chemical/x-mmcif", "text/x-fasta", "chemical/x-daylight-smiles", "chemical/x-daylight-smiles", "chemical/x-mdl-molfile"];
		assert.deepEqual(shown, types.map((type) => [true, type, "text/plain"]));
	});
});

function runs(program: string): boolean {
	try {
		execFileSync(program, ["--version"], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}
