import assert from "node:assert/strict";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import * as vscode from "vscode";
import type { Subject } from "../../src/preview/protein/subject.ts";
import { type ReadingPage, StructureReading } from "../../src/preview/structureReading.ts";
import { StructureClient } from "../../src/science/structure/structureClient.ts";
import { sample, until } from "./documents.ts";

const capsid = sample("hiv_capsid_1A8O.pdb");
const extension = (): vscode.Extension<unknown> => vscode.extensions.getExtension("biomedgpt.biomedgpt") ?? assert.fail("the extension is not there");

/** What the page of a structure is told, in order. */
class Page implements ReadingPage {
	readonly told: string[] = [];
	subject: Subject | undefined;
	problem: string | undefined;

	loading(_title: string, stage: string): void {
		this.told.push(stage);
	}

	open(subject: Subject, again: boolean): void {
		this.told.push(again ? "again" : "opened");
		this.subject = subject;
	}

	notice(text: string): boolean {
		this.told.push(text);
		return true;
	}

	fail(_title: string, message: string): void {
		this.told.push("failed");
		this.problem = message;
	}
}

function atom(x: number): string {
	return `ATOM      1  CA  ALA A   1    ${[x, 0, 0].map((value) => value.toFixed(3).padStart(8)).join("")}`;
}

/** Writes a file beside the samples. */
async function written(name: string, content: Uint8Array | string): Promise<vscode.Uri> {
	const uri = sample(name);
	await vscode.workspace.fs.writeFile(uri, typeof content === "string" ? Buffer.from(content) : content);
	return uri;
}

const activeInput = (): unknown => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
const shownAs = (uri: vscode.Uri, type: "structure" | "text"): true | undefined => {
	const input = activeInput();
	const right = type === "text" ? input instanceof vscode.TabInputText : input instanceof vscode.TabInputCustom && input.viewType === "biomedgpt.structure";
	return right && (input as vscode.TabInputText).uri.toString() === uri.toString() ? true : undefined;
};

describe("structure files", () => {
	const made: vscode.Disposable[] = [];
	let source: StructureClient;
	before(() => {
		source = new StructureClient({ workerFile: path.join(extension().extensionPath, "dist", "structure-worker.js") });
	});
	after(async () => {
		source.dispose();
		await vscode.commands.executeCommand("workbench.action.closeAllEditors");
	});
	afterEach(() => made.splice(0).forEach((each) => void each.dispose()));

	async function read(uri: vscode.Uri): Promise<Page> {
		const page = new Page();
		const reading = new StructureReading(uri, source, page);
		made.push(reading);
		await reading.read();
		return page;
	}

	it("open in the viewer, in upper case and compressed too, and as text with one command, and back", async () => {
		const bytes = await vscode.workspace.fs.readFile(capsid);
		const upper = await written("UPPER.PDB", bytes);
		const compressed = await written("packed.pdb.gz", gzipSync(bytes));
		for (const uri of [capsid, upper, compressed]) {
			await vscode.commands.executeCommand("vscode.open", uri);
			await until(() => shownAs(uri, "structure"), `${uri.path} in the viewer`);
		}
		await vscode.commands.executeCommand("vscode.open", capsid);
		await until(() => shownAs(capsid, "structure"), "the capsid in the viewer");
		const tabs = vscode.window.tabGroups.activeTabGroup.tabs.length;
		await vscode.commands.executeCommand("biomedgpt.reopenAsText");
		await until(() => shownAs(capsid, "text"), "the capsid as text");
		assert.match(vscode.window.activeTextEditor?.document.getText() ?? "", /^HEADER/);
		assert.equal(vscode.window.tabGroups.activeTabGroup.tabs.length, tabs);
		await vscode.commands.executeCommand("biomedgpt.openStructure");
		await until(() => shownAs(capsid, "structure"), "the capsid in the viewer again");
		assert.equal(vscode.window.tabGroups.activeTabGroup.tabs.length, tabs);
	});

	it("show the text of a packed file, which nobody can change by mistake", async () => {
		const bytes = await vscode.workspace.fs.readFile(capsid);
		const packed = await written("packed.pdb.gz", gzipSync(bytes));
		await vscode.commands.executeCommand("vscode.open", packed);
		await until(() => shownAs(packed, "structure"), "the packed file in the viewer");
		await vscode.commands.executeCommand("biomedgpt.reopenAsText");
		const document = await until(() => (vscode.window.activeTextEditor?.document.uri.scheme === "biomedgpt-unpacked" ? vscode.window.activeTextEditor.document : undefined), "its text");
		assert.equal(document.getText(), new TextDecoder().decode(bytes));
		assert.equal(shownAs(packed, "structure"), undefined);
		const tabs = vscode.window.tabGroups.activeTabGroup.tabs.length;
		await vscode.commands.executeCommand("biomedgpt.openStructure");
		await until(() => shownAs(packed, "structure"), "the packed file in the viewer again");
		assert.equal(vscode.window.tabGroups.activeTabGroup.tabs.length, tabs);
	});

	it("are compared as text", async () => {
		const other = await written("other.pdb", await vscode.workspace.fs.readFile(capsid));
		await vscode.commands.executeCommand("vscode.diff", capsid, other);
		const input = await until(() => (activeInput() instanceof vscode.TabInputTextDiff ? activeInput() : undefined), "a comparison of texts");
		assert.ok(input);
	});

	it("are told by their header: chains, residues, atoms, water", async () => {
		const { subject } = await read(capsid);
		assert.equal(subject?.title, "1A8O");
		assert.deepEqual(
			subject?.header.map(({ label, value }) => `${label} ${value}`),
			["File hiv_capsid_1A8O.pdb", "Method X-ray diffraction", "Resolution 1.70 Å", "Chains 1", "Residues 70", "Atoms 644", "Water 88"],
		);
		assert.match(subject?.chains[0]?.letters ?? "", /^MDIRQGPKEPFRDYVDRFYKTLRAEQASQE/);
	});

	it("that are broken say why in a sentence, and open when they are mended", async () => {
		const uri = await written("broken.pdb", "This is no structure.\n");
		const page = await read(uri);
		assert.match(page.problem ?? "", /^This is no structure in a format that is read here.*\.$/);
		await vscode.workspace.fs.writeFile(uri, await vscode.workspace.fs.readFile(capsid));
		await until(() => page.subject, "the mended structure");
		assert.equal(page.subject?.title, "1A8O");
		await vscode.workspace.fs.writeFile(uri, await vscode.workspace.fs.readFile(capsid));
		await until(() => (page.told.includes("again") ? true : undefined), "the changed file");
		const empty = await read(await written("empty.cif", ""));
		assert.match(await until(() => empty.problem, "the reason"), /^This file is empty/);
		const nowhere = await read(sample("nowhere.pdb"));
		assert.match(nowhere.problem ?? "", /^This file is not there any more\. It was moved or deleted/);
	});

	it("above what the reader takes are refused before they are read", async () => {
		const folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-large-"));
		try {
			const file = path.join(folder, "large.pdb");
			const handle = await open(file, "w");
			// A file with a hole takes no room.
			await handle.truncate(301_000_000);
			await handle.close();
			const page = await read(vscode.Uri.file(file));
			assert.match(page.problem ?? "", /^This file has 301 MB, and structures of up to 300 MB are shown/);
			assert.deepEqual(page.told.filter((stage) => /MB/.test(stage)), []);
		} finally {
			await rm(folder, { recursive: true });
		}
	});

	it("that are deleted while they are shown stay, with a line, until they come back", async () => {
		const uri = await written("deleted.pdb", await vscode.workspace.fs.readFile(capsid));
		const page = await read(uri);
		// VS Code watches a folder some time after it was asked to: a change that is seen tells that it does.
		let last = -Infinity;
		await until(async () => {
			if (performance.now() - last > 2000) {
				last = performance.now();
				await vscode.workspace.fs.writeFile(uri, await vscode.workspace.fs.readFile(capsid));
			}
			return page.told.includes("again") ? true : undefined;
		}, "a change that is seen");
		await vscode.workspace.fs.delete(uri);
		await until(() => page.told.find((line) => line.startsWith("This file has been deleted")), "the line");
		assert.equal(page.subject?.title, "1A8O");
		assert.equal(page.problem, undefined);
		await vscode.workspace.fs.writeFile(uri, await vscode.workspace.fs.readFile(capsid));
		await until(() => (page.told.at(-1) === "again" ? true : undefined), "the file that came back");
	});

	it("of several models show the one that is asked for", async () => {
		const uri = await written("ensemble.pdb", ["MODEL     1", atom(1), "ENDMDL", "MODEL     2", atom(2), "ENDMDL"].join("\n"));
		const page = new Page();
		const reading = new StructureReading(uri, source, page);
		made.push(reading);
		await reading.read();
		reading.show(2);
		await until(() => (page.subject?.structure?.model === 2 ? true : undefined), "the second model");
		assert.equal(page.subject?.structure?.positions[0], 2);
		assert.equal(page.told.at(-1), "again");
	});

	it("stop being read when their editor closes", async () => {
		const page = new Page();
		const reading = new StructureReading(capsid, source, page);
		const done = reading.read();
		reading.dispose();
		await done;
		assert.equal(page.subject, undefined);
		assert.equal(page.problem, undefined);
	});
});
