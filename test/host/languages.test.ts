import assert from "node:assert/strict";
import * as vscode from "vscode";
import { BLOCK_LIMIT, sample } from "./documents.ts";
import { LoopWatch, NOISE } from "./loopWatch.ts";

async function openFile(name: string, content: string): Promise<vscode.TextDocument> {
	await vscode.extensions.getExtension("biomedgpt.biomedgpt")?.activate();
	const file = sample(name);
	await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
	return vscode.workspace.openTextDocument(file);
}

async function symbolsOf(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
	// Nothing at all where no provider answers.
	return (await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>("vscode.executeDocumentSymbolProvider", document.uri)) ?? [];
}

async function foldsOf(document: vscode.TextDocument): Promise<string[]> {
	const ranges = (await vscode.commands.executeCommand<vscode.FoldingRange[] | undefined>("vscode.executeFoldingRangeProvider", document.uri)) ?? [];
	return ranges.map(({ start, end }) => `${start}-${end}`);
}

const sampleText = async (name: string): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(sample(name)));

describe("file formats", () => {
	const cases: [string, string][] = [
		["UNIPROT.FASTA", "fasta"], ["genome.fna", "fasta"], ["screen.SMI", "smiles"], ["rgroups.cxsmiles", "smiles"], ["Ligands.SDF", "sdf"], ["aspirin.mol", "molfile"],
		["dock.mol2", "mol2"], ["1A8O.PDB", "pdb"], ["pdb1a8o.ent", "pdb"], ["1a8o.CIF", "mmcif"],
	];
	for (const [name, language] of cases) {
		it(`${name} is ${language}`, async () => {
			assert.equal((await openFile(name, "\n")).languageId, language);
		});
	}

	it("a structure without an ending is known by its first line", async () => {
		const document = await openFile("1a8o_from_a_server", "HEADER    VIRAL PROTEIN                           27-MAR-98   1A8O              \n");
		assert.equal(document.languageId, "pdb");
	});
});

describe("outline and folding", () => {
	it("list the proteins of a FASTA file, and fold each", async () => {
		const document = await openFile("outline.FASTA", ">sp|P01308|INS_HUMAN Insulin\nMALWMRLLPL\nLALLALWGPD\n\n>second\nMKTAYIAKQR\n");
		const symbols = await symbolsOf(document);
		assert.deepEqual(symbols.map(({ name, detail }) => [name, detail]), [["sp|P01308|INS_HUMAN", "Insulin"], ["second", ""]]);
		assert.deepEqual(await foldsOf(document), ["0-2", "4-5"]);
	});

	it("list the sample's ligands; structure and data fold apart", async () => {
		const document = await openFile("outline.sdf", await sampleText("ligands.sdf"));
		assert.deepEqual((await symbolsOf(document)).map(({ name }) => name).slice(0, 2), ["aspirin", "caffeine"]);
		const folds = await foldsOf(document);
		assert.ok(["0-40", "3-30", "31-38"].every((fold) => folds.includes(fold)), folds.slice(0, 5).join(" "));
	});

	it("list the sample's chain with its residues, then its water", async () => {
		const document = await openFile("outline.PDB", await sampleText("hiv_capsid_1A8O.pdb"));
		assert.deepEqual((await symbolsOf(document)).map(({ name, detail }) => [name, detail]), [["Chain A", "70 residues"], ["Ligands and water of A", "HOH"]]);
	});

	it("list the categories of a CIF within its data block", async () => {
		const document = await openFile("outline.cif", "data_1A8O\n#\n_entry.id 1A8O\n#\nloop_\n_atom_site.id\n_atom_site.type_symbol\n1 N\n2 C\n#\n");
		const [block] = await symbolsOf(document);
		assert.equal(block?.name, "1A8O");
		assert.deepEqual(block.children.map(({ name }) => name), ["_entry", "_atom_site"]);
	});

	const residues = "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQVKVK\n";
	const atoms = Array.from({ length: 200_000 }, (_, index) => `ATOM  ${String(index % 100_000).padStart(5)}  CA  GLY ${"ABCDEFGH"[Math.floor(index / 25_000)]}${String(Math.floor(index / 4) % 10_000).padStart(4)}      11.000  12.000  13.000  1.00 20.00           C`);
	const big: [string, string, (names: readonly string[]) => void][] = [
		["30 MB of FASTA with 100,000 records", Array.from({ length: 100_000 }, (_, index) => `>variant_${index}\n${residues.repeat(4 + (index % 2))}`).join(""), (names) => {
			assert.equal(names[4999], "variant_4999");
			assert.match(names.at(-1) ?? "", /not listed/);
		}],
		["a PDB file of 200,000 atoms", atoms.join("\n"), (names) => assert.deepEqual(names, [..."ABCDEFGH"].map((chain) => `Chain ${chain}`))],
	];
	for (const [what, content, check] of big) {
		it(`never block the extension host on ${what}`, async () => {
			const document = await openFile(what.includes("FASTA") ? "big.fasta" : "big.pdb", content);
			// What VS Code itself does when a big file opens is not ours.
			await new Promise((resolve) => setTimeout(resolve, 1500));
			const watch = new LoopWatch();
			const symbols = await symbolsOf(document);
			const outline = watch.stop();
			const watchFolds = new LoopWatch();
			const folds = await foldsOf(document);
			const folding = watchFolds.stop();
			check(symbols.map(({ name }) => name));
			assert.ok(folds.length > 0);
			assert.ok(Math.max(outline, folding) <= BLOCK_LIMIT, `blocked for ${outline.toFixed(1)} ms (outline), ${folding.toFixed(1)} ms (folding)`);
		}).retries(NOISE);
	}
});
