import assert from "node:assert/strict";
import * as vscode from "vscode";
import { BLOCK_LIMIT, hoverContent, hoverMarkdown, hoverText, lensesOf, lensTitles, open, positionOf, sample, until } from "./documents.ts";
import { LoopWatch, NOISE } from "./loopWatch.ts";

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
		const content = await hoverContent(document.uri, positionOf(document, "CC(=O)Oc1ccccc1C(=O)O"));
		assert.match(content?.value ?? "", /command:biomedgpt\.ask/);
		assert.match(content?.value ?? "", /command:biomedgpt\.actions/);
		assert.deepEqual(content?.isTrusted, { enabledCommands: ["biomedgpt.ask", "biomedgpt.preview", "biomedgpt.actions"] });
	});

	it("say what is wrong with a broken molecule", async () => {
		const document = await vscode.workspace.openTextDocument(sample("screen.py"));
		assert.match(await hoverText(document.uri, positionOf(document, "CN1CCC(CC1)Oc2ccccc")), /[Rr]ing 2 is opened/);
	});

	it("judge aspirin by Lipinski and Veber, and give its identifiers to be selected", async () => {
		const document = await open('smiles = "CC(=O)Oc1ccccc1C(=O)O"\n', "python");
		const text = await hoverText(document.uri, new vscode.Position(0, 14));
		assert.match(text, /Lipinski/);
		assert.match(text, /Veber/);
		assert.match(text, /`CC\(=O\)Oc1ccccc1C\(=O\)O`/);
		assert.match(text, /`BSYNRYMUTXBXSQ-UHFFFAOYSA-N`/);
	});

	it("name the terms that fail, as a reader reads them", async () => {
		const document = await open('smiles = "CS(=O)(=O)CCNCc1ccc(o1)-c1ccc2ncnc(Nc3ccc(OCc4cccc(F)c4)c(Cl)c3)c2c1"\n', "python");
		const markdown = await hoverMarkdown(document.uri, new vscode.Position(0, 14));
		assert.match(markdown, /\$\(error\)&nbsp;Lipinski's rule of five: mass 581\.1 &#62; 500, logP 6\.14 &#62; 5</);
		assert.match(markdown, /TPSA 106\.4 Å²/, "as many decimals as that of every other molecule");
	});

	it("tell that a salt's facts are not those of its base", async () => {
		const document = await open('smiles = ["CC(C)NCC(O)COc1cccc2ccccc12.Cl", "CC(C)NCC(O)COc1cccc2ccccc12"]\n', "python");
		assert.match(await hoverText(document.uri, new vscode.Position(0, 14)), /2 components: facts of all together/);
		assert.doesNotMatch(await hoverText(document.uri, new vscode.Position(0, 50)), /components/);
	});

	it("give the facts of what is too large for a picture, and stay below the length at which VS Code cuts them", async () => {
		const peptide = `N${"[C@@H](CO)C(=O)N".repeat(150)}CC(=O)O`;
		const document = await open(`smiles = "${peptide}"\n`, "python");
		const markdown = await hoverMarkdown(document.uri, new vscode.Position(0, 14));
		assert.match(markdown, /Too large to be drawn/);
		assert.match(markdown, /logP/);
		assert.ok(markdown.length < 90_000, `${markdown.length} characters`);
	});

	it("say before the click that a web page opens, and what it is sent", async () => {
		const document = await open('smiles = "CC(=O)Oc1ccccc1C(=O)O"\n', "python");
		const text = await hoverText(document.uri, new vscode.Position(0, 14));
		assert.match(text, /\[PubChem\]\(command:biomedgpt\.actions[^)]* "Opens a web page of PubChem and sends it the InChIKey BSYNRYMUTXBXSQ-UHFFFAOYSA-N/);
		assert.match(text, /\[ChEMBL\]\(command/);
		assert.doesNotMatch(text, /https?:/, "no address of its own: VS Code may not look it up");
	});

	it("tell what an InChI says, and that it cannot be drawn", async () => {
		const document = await open('inchi = "InChI=1S/C9H8O4/c1-6(10)13-8-5-3-2-4-7(8)9(11)12/h2-5H,1H3,(H,11,12)"\n', "python");
		const text = await hoverText(document.uri, new vscode.Position(0, 14));
		assert.match(text, /C₉H₈O₄/);
		assert.match(text, /connections, hydrogens/);
		assert.match(text, /`BSYNRYMUTXBXSQ-UHFFFAOYSA-N`/);
		assert.match(text, /no drawing/);
		assert.doesNotMatch(text, /command:biomedgpt\.ask\?/);
	});

	it("draw a reaction and count its molecules", async () => {
		const document = await open('reaction_smiles = "CC(=O)O.OCC>[H+]>CC(=O)OCC.O"\n', "python");
		const text = await hoverText(document.uri, new vscode.Position(0, 22));
		assert.match(text, /data:image\/svg\+xml;base64,/);
		assert.match(text, /2 reactants · 1 agent · 2 products/);
		assert.match(text, /Ask About One of Its Molecules/);
	});

	it("describe a protein as ProtParam does, with its composition", async () => {
		const document = await open(">sp|P01308|INS_HUMAN Insulin\nMALWMRLLPLLALLALWGPDPAAAFVNQHLCGSHLVEALYLVCGERGFFYTPKTRREAEDLQVGQVELGGGPGAGSLQPLALEGSLQKRGIVEQCCTSICSLYQLENYCN\n", "fasta");
		const text = await hoverText(document.uri, new vscode.Position(1, 5));
		assert.match(text, /110 residues/);
		assert.match(text, /11,980\.79/);
		assert.match(text, /pI|[Ii]soelectric/);
		assert.match(text, /GRAVY/);
		assert.match(text, /<b>L<\/b> 20<br><small>18\.2 %/, "20 leucines");
	});

	it("leave out the gaps of an aligned record and say so", async () => {
		const document = await open(">a\nMKTAYIAKQR---QISFVKSHFSRQ\n>b\nMKTAYIAKQRMMMQISFVKSHFSRQ\n", "fasta");
		const text = await hoverText(document.uri, new vscode.Position(1, 5));
		assert.match(text, /22 residues/);
		assert.match(text, /3 gaps of the alignment left out/);
	});

	it("never treat a gene as a protein: its translation is what a question is about", async () => {
		const document = await open(">gene\nATGGCCAAATTTGGGCCCTAA\n", "fasta");
		const text = await hoverText(document.uri, new vscode.Position(1, 5));
		assert.match(text, /DNA/);
		assert.match(text, /21 nt/);
		assert.match(text, /Copy Reverse Complement/);
		assert.match(text, /Ask About Its Translation/);
	});

	it("stay away, and lenses too, from what RDKit refuses and nobody calls a molecule", async () => {
		const document = await open('note = "CC(C)(C)(C)(C)C1CC1"\nsmiles = "CC(C)(C)(C)(C)C1CC1"\n', "python");
		assert.equal(await hoverText(document.uri, new vscode.Position(0, 12)), "");
		assert.match(await hoverText(document.uri, new vscode.Position(1, 14)), /more than it can form/);
		assert.deepEqual((await lensTitles(document.uri)).map((title) => title.replace(/\s/g, " ")), ["$(warning) Not a molecule", "Why?"]);
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
		assert.deepEqual(await lensTitles(document.uri), ["Ask BioMedGPT · 3 on this line", "Preview"]);
	});

	it("stand once above each record of an SDF, though its structure is written twice", async () => {
		const ligands = await vscode.workspace.openTextDocument(sample("ligands.sdf"));
		const records = ligands.getText().split("$$$$").length - 1;
		const titles = await lensTitles(ligands.uri);
		assert.equal(titles.filter((title) => title.startsWith("Ask BioMedGPT")).length, records);
		assert.equal(titles.filter((title) => title === "Preview").length, records);
		assert.match(await hoverText(ligands.uri, positionOf(ligands, "CC(=O)Oc1ccccc1C(=O)O")), /C₉H₈O₄/, "the SMILES among its data still tells what it is");
	});

	it("say that an InChI is one", async () => {
		const document = await open('inchi = "InChI=1S/C9H8O4/c1-6(10)13-8-5-3-2-4-7(8)9(11)12/h2-5H,1H3,(H,11,12)"\n', "python");
		assert.deepEqual(await lensTitles(document.uri), ["InChI · C₉H₈O₄"]);
	});

	it("name a gene by what it is, with its own actions", async () => {
		const document = await open(">gene\nATGGCCAAATTTGGGCCCTAA\n", "fasta");
		const [lens] = await lensesOf(document.uri);
		assert.equal(lens?.command?.title, "gene · DNA · 21 nt · GC 48 %");
		assert.equal(lens?.command?.command, "biomedgpt.actions");
	});

	it("say that a record is cut off or too large, not that it is no protein", async () => {
		const whole = Array.from({ length: 6 }, (_, index) => `>p${index}\nMKTAYIAKQRQISF*\n`).join("");
		const cut = await open(`${whole}>last\nMKTAYIAK`, "fasta");
		const last = (await lensesOf(cut.uri)).filter(({ range }) => range.start.line === 12);
		assert.deepEqual(last.map(({ command }) => command?.title.replace(/\s/g, " ")).sort(), ["$(warning) Cut off", "Why?"]);
		const chromosome = await open(`>chr1\n${`${"ACGTTGCAAC".repeat(6)}\n`.repeat(17_000)}`, "fasta");
		assert.deepEqual((await lensTitles(chromosome.uri)).map((title) => title.replace(/\s/g, " ")), ["$(warning) Too large"]);
	});

	it("stand once above the header of a table, unless every row is asked for", async () => {
		const rows = Array.from({ length: 1000 }, (_, index) => `compound ${index},${"C".repeat(1 + (index % 30))}O`);
		const document = await open(`name,smiles\n${rows.join("\n")}\n`, "csv");
		assert.deepEqual(await lensTitles(document.uri), ["Annotate this file…", "Ask BioMedGPT about a row…"]);
		const settings = vscode.workspace.getConfiguration("biomedgpt");
		await settings.update("codeLens.tableRows", true, vscode.ConfigurationTarget.Workspace);
		try {
			const lenses = await lensesOf(document.uri);
			assert.ok(lenses.some(({ command }) => command?.title === "Ask BioMedGPT · compound 0 · CH₄O"));
			const lines = new Set(lenses.map(({ range }) => range.start.line)).size;
			assert.ok(lines <= 300, `lenses on ${lines} lines of a table nobody sees`);
		} finally {
			await settings.update("codeLens.tableRows", undefined, vscode.ConfigurationTarget.Workspace);
		}
	});

	it("of a long file follow what is seen", async () => {
		const document = await open(Array.from({ length: 5000 }, (_, index) => `>protein${index}\nMKTAYIAKQRQISFVKSHFSRQ`).join("\n"), "fasta");
		const editor = await vscode.window.showTextDocument(document);
		const lines = async (): Promise<number[]> => (await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", document.uri)).map(({ range }) => range.start.line);
		assert.ok((await lines()).includes(0));
		editor.revealRange(new vscode.Range(7000, 0, 7000, 0), vscode.TextEditorRevealType.AtTop);
		await until(async () => ((await lines()).includes(7000) ? true : undefined), "lenses further down");
		const there = await lines();
		assert.ok(!there.includes(0));
		assert.ok(there.length < 300, `${there.length} lenses`);
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

describe("the keyboard", () => {
	const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";

	async function copied(content: string, language: string, line: number, character: number, action: string): Promise<string> {
		const document = await open(content, language);
		const editor = await vscode.window.showTextDocument(document);
		editor.selection = new vscode.Selection(line, character, line, character);
		await vscode.env.clipboard.writeText("");
		await vscode.commands.executeCommand("biomedgpt.actions", { action });
		return vscode.env.clipboard.readText();
	}

	it("copies the identifiers of the molecule under the cursor", async () => {
		const script = `smiles = "OC(=O)c1ccccc1OC(C)=O"\n`;
		assert.equal(await copied(script, "python", 0, 14, "copyCanonicalSmiles"), ASPIRIN);
		assert.equal(await copied(script, "python", 0, 14, "copyInchiKey"), "BSYNRYMUTXBXSQ-UHFFFAOYSA-N");
		assert.equal(await copied(script, "python", 0, 14, "copyInchi"), "InChI=1S/C9H8O4/c1-6(10)13-8-5-3-2-4-7(8)9(11)12/h2-5H,1H3,(H,11,12)");
	});

	it("copies the other strand of a gene and what it codes for", async () => {
		const gene = ">gene\nATGGCCAAATTTGGGCCCTAA\n";
		assert.equal(await copied(gene, "fasta", 1, 3, "copyReverseComplement"), "TTAGGGCCCAAATTTGGCCAT");
		assert.equal(await copied(gene, "fasta", 1, 3, "copyTranslation"), "MAKFGP*");
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
		}).retries(NOISE);
	}
});
