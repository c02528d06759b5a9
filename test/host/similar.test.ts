import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import type { LocatedEntities } from "../../src/preview/parts.ts";
import { similarMolecules, type SimilarMolecule, type SimilarProgress } from "../../src/preview/similar.ts";
import { workspaceFiles } from "../../src/preview/similarFiles.ts";
import { DocumentEntities } from "../../src/editor/documentEntities.ts";
import { ChemistryClient } from "../../src/science/chemistryClient.ts";
import { BLOCK_LIMIT, root, sample } from "./documents.ts";
import { LoopWatch, NOISE } from "./loopWatch.ts";

const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";

describe("similar molecules of the workspace", () => {
	let chemistry: ChemistryClient;
	let entities: DocumentEntities;

	before(() => {
		const extension = vscode.extensions.getExtension("biomedgpt.biomedgpt") ?? assert.fail("the extension is not there");
		chemistry = new ChemistryClient({ workerFile: path.join(extension.extensionPath, "dist", "chemistry-worker.js") });
		entities = new DocumentEntities({ maxCharacters: () => 50_000_000 });
	});
	after(async () => {
		await chemistry.dispose();
		entities.dispose();
	});

	async function search(smiles: string, located: LocatedEntities = entities): Promise<{ list: readonly SimilarMolecule[]; progress: SimilarProgress | undefined }> {
		const { signal } = new AbortController();
		let list: readonly SimilarMolecule[] = [];
		let progress: SimilarProgress | undefined;
		for await (const now of similarMolecules({ chemistry, smiles, files: workspaceFiles(located, signal), signal, onProgress: (one) => (progress = one) })) {
			list = now;
		}
		return { list, progress };
	}

	it("are found in the files of the sample workspace, and lead to their places", async () => {
		const { list, progress } = await search(ASPIRIN);
		assert.ok(list.length > 1 && (progress?.files ?? 0) > 3, `${list.length} molecules in ${progress?.files} files`);
		const [first] = list;
		assert.ok(first?.same === true && first.tanimoto === 1);
		const { start, end } = first.range;
		const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(first.uri));
		const text = document.getText(new vscode.Range(start.line, start.character, end.line, end.character));
		// A SMILES in one file, a record of an SDF in another: what is there is aspirin.
		const [there] = await chemistry.fingerprints([text]);
		assert.ok(there !== undefined && "smiles" in there && there.smiles === ASPIRIN, text);
		assert.match(first.label, /, (?:line|cell) \d+$/);
	});

	it("are found in what is typed and not yet saved, and not in what the settings exclude", async () => {
		const uri = sample("excluded-for-search.smi");
		const rare = "OC(=O)c1ccc(Oc2ccc(Br)cc2I)cc1";
		await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${rare} hidden\n`));
		const settings = vscode.workspace.getConfiguration("search", root());
		try {
			assert.equal((await search(rare)).list[0]?.name, "hidden");
			await settings.update("exclude", { "**/excluded-*": true }, vscode.ConfigurationTarget.Workspace);
			assert.notEqual((await search(rare)).list[0]?.name, "hidden");
			const typed = await vscode.workspace.openTextDocument({ language: "python", content: `smiles = "${rare}"\n` });
			const { list } = await search(rare);
			assert.equal(list[0]?.uri, typed.uri.toString());
		} finally {
			await settings.update("exclude", undefined, vscode.ConfigurationTarget.Workspace);
			await vscode.workspace.fs.delete(uri);
		}
	});

	it("are looked for in files whatever letters their endings have", async () => {
		const uris = ["upper-for-search.SMI", "mixed-for-search.Smi", "lower-for-search.smi"].map((name) => sample(name));
		try {
			for (const uri of uris) {
				await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${ASPIRIN} aspirin\n`));
			}
			const searched = new Set<string>();
			for await (const file of workspaceFiles(entities, new AbortController().signal)) {
				searched.add("uri" in file ? file.uri : "");
			}
			assert.deepEqual(uris.filter((uri) => !searched.has(uri.toString())).map(String), []);
		} finally {
			await Promise.all(uris.map((uri) => vscode.workspace.fs.delete(uri)));
		}
	});

	it("do not keep the extension host from its work while a large file is searched", async () => {
		const uri = sample("large-for-search.csv");
		const rows = Array.from({ length: 100_000 }, (_, row) => `row ${row},${"C".repeat(1 + (row % 7))}C(=O)Oc1ccccc1C(=O)O,some text that is in the way`);
		await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`name,smiles,remark\n${rows.join("\n")}\n`));
		try {
			const watch = new LoopWatch();
			const { progress } = await search(ASPIRIN);
			const longest = watch.stop();
			assert.ok((progress?.molecules ?? 0) >= 100_000);
			assert.ok(longest <= BLOCK_LIMIT, `the extension host was blocked for ${longest.toFixed(1)} ms`);
		} finally {
			await vscode.workspace.fs.delete(uri);
		}
	}).timeout(120_000).retries(NOISE);
});
