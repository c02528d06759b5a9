/** What a scientist sees in the editor itself: hovers, lenses, underlines, fixes, outlines, in every kind of file and theme. */
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { leastContrast } from "./contrast.ts";
import { expect, test } from "./fixtures.ts";
import { WorkspaceSettings } from "./pages/settings.ts";

/** WCAG 2.2: graphics that must be understood. */
const LEGIBLE = 3;

/** The one that later tests go on with stands last. */
const themes = [
	{ name: "Dark High Contrast", shown: "hc-black", shot: "contrast" },
	{ name: "Dark Modern", shown: "vs-dark", shot: "dark" },
	{ name: "Light Modern", shown: "vs", shot: "light" },
] as const;

const files = [
	{ name: "screen.py", at: "CC(=O)Oc1ccccc1C(=O)O", lens: "Ask BioMedGPT · C₉H₈O₄", says: ["C₉H₈O₄", "180.16 g/mol", "logP 1.31", "Lipinski", "Veber", "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"], drawn: true, coloured: 2 },
	{ name: "stocks.R", at: "CC(C)NCC(O)COc1cccc2ccccc12.Cl", lens: "Ask BioMedGPT · C₁₆H₂₂ClNO₂", says: ["C₁₆H₂₂ClNO₂", "295.81 g/mol"], drawn: true, coloured: 2 },
	{ name: "aspirin.md", at: "CC(=O)OC(C)=O>OS(=O)(=O)O>", lens: "2 reactants → 2 products", says: ["2 reactants", "1 agent", "2 products"], drawn: true, coloured: 1 },
	{ name: "compounds.csv", at: "COCCOc1cc2ncnc(Nc3cccc(C#C)c3)c2cc1OCCOC", lens: "Ask BioMedGPT about a row…", says: ["erlotinib · C₂₂H₂₃N₃O₄"], drawn: true, coloured: 1 },
	{ name: "proteins.fasta", at: "LQVGQVELGGGPGAGSLQ", lens: "INS_HUMAN · 110 residues", says: ["INS_HUMAN", "110 residues", "11,980.79 Da", "5.22", "GRAVY"], drawn: false, coloured: 4 },
	{ name: "ligands.sdf", at: "5.2500    1.2990    0.0000 C", lens: "Ask BioMedGPT · aspirin · C₉H₈O₄", says: ["aspirin · C₉H₈O₄", "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"], drawn: true, coloured: 2 },
] as const;

for (const theme of themes) {
	test(`every kind of file is legible in ${theme.name}`, async ({ workbench, notebook, page, shot }) => {
		test.setTimeout(120_000);
		await workbench.chooseTheme(theme.name);
		await expect(page.locator(`.monaco-workbench.${theme.shown}`)).toBeVisible();
		for (const { name, at, lens, says, drawn, coloured } of files) {
			await test.step(name, async () => {
				await (name.endsWith(".sdf") ? workbench.openAsText(name) : workbench.openFile(name));
				await expect(workbench.lenses(lens).first()).toBeVisible();
				await expect.poll(async () => (await workbench.colours(at)).size).toBeGreaterThanOrEqual(coloured);
				const hover = await workbench.hover(at);
				for (const text of says) {
					await expect(hover).toContainText(text);
				}
				await expect(hover.locator("a, code").last(), "all of it without scrolling").toBeInViewport({ ratio: 0.99 });
				if (drawn) {
					expect(await leastContrast(hover.locator("img[src^='data:image/svg+xml']"))).toBeGreaterThan(LEGIBLE);
				}
				await shot(`${theme.shot}-${name}`);
				await workbench.leaveHover();
			});
		}
		await test.step("series_B.ipynb", async () => {
			await notebook.open("series_B.ipynb");
			await expect(notebook.lenses("C₂₂H₂₄ClFN₄O₃").first()).toBeVisible();
			await expect(notebook.statusItems(/^5 molecules · ask$/)).toBeVisible();
			const hover = await notebook.hover("COc1cc2ncnc(Nc3ccc(F)c(Cl)c3)c2cc1OCCCN1CCOCC1");
			await expect(hover).toContainText("446.91 g/mol");
			expect(await leastContrast(hover.locator("img[src^='data:image/svg+xml']"))).toBeGreaterThan(LEGIBLE);
			await shot(`${theme.shot}-series_B.ipynb`);
			await workbench.leaveHover();
		});
	});
}

test("a gene tells its GC content and gives its reverse complement and translation", async ({ workbench, page, chat, shot }) => {
	await workbench.openFile("insulin.fna");
	await expect(workbench.lenses(/DNA · 333 nt · GC 65 %/)).toBeVisible();
	const hover = await workbench.hover("CCAGCCGCAGCCTTTGTGAACCAACACCTG");
	await expect(hover).toContainText("DNA");
	await expect(hover).toContainText("333");
	await expect(hover).not.toContainText("residues");
	await shot("hover-gene");
	await hover.getByText("Copy Reverse Complement").click();
	await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^CTAGTTGCAGTAGTTCTCCAGCTGGTAGAG[ACGT]{303}$/);
	await workbench.leaveHover();

	await workbench.lenses(/DNA · 333 nt/).click();
	await workbench.choose("Copy Translation");
	await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^MALWMRLLPLLALLALWGPDPAAAFVNQHLCG\w+YCN\*$/);
	await workbench.lenses(/DNA · 333 nt/).click();
	await workbench.choose("Ask About Its Translation");
	await expect(chat.chips).toContainText("110");
	await shot("gene-asks-about-translation");
});

test("a register's InChI tells its key and says why there is no drawing", async ({ workbench, shot }) => {
	await workbench.openFile("aspirin.md");
	const hover = await workbench.hover("InChI=1S/C9H8O4/c1-6(10)13-8-5-3-2-4-7(8)9(11)12");
	await expect(hover).toContainText("C₉H₈O₄");
	await expect(hover).toContainText("BSYNRYMUTXBXSQ-UHFFFAOYSA-N");
	await expect(hover).toContainText("PubChem");
	await shot("hover-inchi");
	await workbench.leaveHover();
});

test("a carbon with five bonds and an open ring are underlined and listed", async ({ workbench, page, shot }) => {
	await workbench.openFile("stocks.R");
	await expect(workbench.squiggles("warning")).toHaveCount(1);
	const hover = await workbench.hover("CC(C)(C)(C)O");
	await expect(hover).toContainText("The carbon at character 2 has 5 bonds");
	await shot("hover-five-bonds");
	await workbench.leaveHover();
	await workbench.openFile("screen.py");
	await expect(workbench.squiggles("warning")).toHaveCount(1);
	const problems = await workbench.openProblems();
	await expect(problems).toHaveCount(2);
	await expect(problems.filter({ hasText: "The carbon at character 2 has 5 bonds" })).toContainText("[Ln 18, Col 13]");
	const ring = problems.filter({ hasText: /[Rr]ing 2 is opened at character 14 and never closed/ });
	await expect(ring).toContainText("BioMedGPT");
	await ring.dblclick();
	await expect(workbench.statusBar).toContainText("Ln 17, Col 33");
	await shot("problems");
	await workbench.runCommand("View: Hide Panel");
	await expect(page.locator(".markers-panel")).toBeHidden();
});

test("the salt is stripped, every SMILES is canonicalised, and undo takes it back", async ({ workbench, page, shot }) => {
	await workbench.openFile("stocks.R");
	await expect(workbench.lenses("C₁₉H₁₅NaO₄")).toBeVisible();
	await workbench.putCursorInto("CC(=O)CC(c1ccccc1)");
	await page.keyboard.press("Control+Shift+R");
	await expect(workbench.codeActions.filter({ hasText: "Strip the salt" })).toBeVisible();
	await shot("refactorings");
	await page.keyboard.press("Escape");

	await workbench.applyCodeAction("Shift+R", "Strip the salt: keep the largest fragment");
	const warfarin = workbench.editor.locator(".view-line", { hasText: "warfarin =" }).first();
	await expect(warfarin).not.toContainText("Na+");
	await workbench.applyCodeAction("Shift+R", "Neutralise this SMILES");
	await expect(warfarin).not.toContainText("[O-]");
	await expect(workbench.lenses("C₁₉H₁₆O₄").first()).toBeVisible();
	await shot("salt-stripped-and-neutralised");
	await page.keyboard.press("Control+Z");
	await page.keyboard.press("Control+Z");
	await expect(warfarin).toContainText('"CC(=O)CC(c1ccccc1)C1=C([O-])c2ccccc2OC1=O.[Na+]"');

	await workbench.putCursorInto("CC(=O)CC(c1ccccc1)");
	await workbench.applyCodeAction("Shift+R", "Canonicalise every SMILES in this file");
	await workbench.seeText('metformin = "CN(C)C(=N)NC(=N)N.Cl"');
	await workbench.seeText('smiles <- "CC(C)(C)(C)O"');
	await expect(workbench.lenses("C₁₉H₁₅NaO₄")).toBeVisible();
	await shot("canonicalised");
	await page.keyboard.press("Control+Z");
	await workbench.seeText('metformin = "CN(C)C(=N)NC(N)=N.Cl"');
	await workbench.seeText('propranolol = "CC(C)NCC(O)COc1cccc2ccccc12.Cl"');
});

test("a character that nobody sees, pasted from a PDF, has a quick fix", async ({ vscode, workbench, page, shot }) => {
	const file = path.join(vscode.workspace, "pasted.py");
	writeFileSync(file, 'smiles = "CC(=O)Oc1ccccc1\u200bC(=O)O"\n');
	try {
		await workbench.openFile("pasted.py");
		await expect(workbench.squiggles("warning")).toHaveCount(1);
		await workbench.goTo(1, 20);
		await page.keyboard.press("Control+.");
		await expect(workbench.codeActions.filter({ hasText: "Remove the invisible characters" })).toBeVisible();
		await shot("invisible-character");
		await page.keyboard.press("Escape");
		await workbench.applyCodeAction(".", "Remove the invisible characters");
		await workbench.seeText('smiles = "CC(=O)Oc1ccccc1C(=O)O"');
		await expect(workbench.squiggles("warning")).toHaveCount(0);
		await expect(workbench.lenses("Ask BioMedGPT · C₉H₈O₄")).toBeVisible();
		await page.keyboard.press("Control+S"); // Or VS Code saves it itself later, and with that makes it anew.
		await expect(page.locator(".tab.dirty")).toHaveCount(0);
	} finally {
		rmSync(file);
	}
});

test("records are listed by name and fold to their headers", async ({ workbench, page, shot }) => {
	await workbench.openFile("proteins.fasta");
	await page.keyboard.press("Control+Shift+O");
	await expect(workbench.choice("INS_HUMAN")).toBeVisible();
	await shot("outline-fasta");
	await workbench.choose("GFP_AEQVI");
	await expect(workbench.statusBar).toContainText("Ln 8, Col 1");
	await workbench.runCommand("Fold All");
	await expect(workbench.editor.locator(".view-line", { hasText: "MSKGEELFTG" })).toHaveCount(0);
	await expect(workbench.editor.locator(".view-line", { hasText: "P53_HUMAN" })).toBeVisible();
	await shot("folded-fasta");

	await workbench.openAsText("ligands.sdf");
	await page.keyboard.press("Control+Shift+O");
	await workbench.choose("caffeine");
	await workbench.seeText("caffeine");
	await workbench.runCommand("Fold All");
	await expect(workbench.editor.locator(".view-line", { hasText: "V2000" })).toHaveCount(0);
	await expect(workbench.editor.locator(".view-line", { hasText: "(S)-ibuprofen" })).toBeVisible();
	await expect(workbench.lenses("caffeine · C₈H₁₀N₄O₂").first()).toBeVisible();
	await expect(workbench.lenses("ibuprofen").first()).toBeVisible();
	await shot("folded-sdf");
});

test("a notebook cell and a table ask which molecule is meant", async ({ workbench, notebook, chat, shot }) => {
	await workbench.runCommand("BioMedGPT: New Chat");
	await notebook.open("series_B.ipynb");
	await notebook.statusItems(/^5 molecules · ask$/).click();
	await workbench.choice("COCCOc1cc2ncnc(Nc3cccc(C#C)c3)c2cc1OCCOC").waitFor();
	await shot("cell-asks-which");
	await workbench.choose("COCCOc1cc2ncnc(Nc3cccc(C#C)c3)c2cc1OCCOC");
	await expect(chat.chips).toHaveCount(1);

	await workbench.openFile("compounds.csv");
	await workbench.putCursorInto("vandetanib");
	await workbench.lenses("Ask BioMedGPT about a row…").click();
	await expect(workbench.choice(/./)).toContainText("vandetanib");
	await shot("table-asks-which-row");
	await workbench.choose("osimertinib");
	await expect(chat.chips.filter({ hasText: "osimertinib" })).toBeVisible();
	await shot("row-in-chat");
});

test("a table over the size limit says so, and is read when asked", async ({ vscode, workbench, page, shot }) => {
	const file = path.join(vscode.workspace, "library.csv");
	const rows = Array.from({ length: 25_000 }, (_, index) => `compound ${index},COc1ccc(CCN${"C".repeat(1 + (index % 9))})cc1OC`);
	writeFileSync(file, ["name,smiles", ...rows].join("\n"));
	const settings = new WorkspaceSettings(vscode.workspace);
	settings.write({ "biomedgpt.largeFileLimit": 0.5 });
	try {
		await workbench.openFile("library.csv");
		const hint = workbench.statusBar.getByText("Molecules not read");
		await expect(hint).toBeVisible();
		await expect(workbench.lenses("Ask BioMedGPT")).toHaveCount(0);
		await hint.hover();
		await expect(page.locator(".monaco-hover:visible")).toContainText("larger than 0.5 MB");
		await shot("large-file");
		await hint.click();
		await workbench.notifications.getByRole("button", { name: "Turn On for This File" }).click();
		await expect(hint).toBeHidden();
		await expect(workbench.lenses("Ask BioMedGPT about a row…")).toBeVisible();
	} finally {
		settings.remove();
		rmSync(file);
	}
});

test("a FASTA file of 100,000 records has its lenses, at the top and far down", async ({ vscode, workbench, page, shot }) => {
	const file = path.join(vscode.workspace, "library.fasta");
	const residues = "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQVKVK";
	writeFileSync(file, Array.from({ length: 100_000 }, (_, row) => `>P${row} variant\n${residues}\n${residues}\n${residues.slice(0, 20 + (row % 40))}\n`).join(""));
	try {
		await workbench.openFile("library.fasta");
		// VS Code asks this of every file over 10 MB that comes from a server.
		await page.getByRole("button", { name: "Open Anyway" }).click();
		await expect(workbench.lenses("P0 · ").first()).toBeVisible();
		await workbench.goTo(360_001, 1);
		await expect(workbench.lenses("P90000 · ").first()).toBeVisible();
		await shot("large-fasta");
	} finally {
		rmSync(file);
	}
});

test("everything is reached by keyboard", async ({ workbench, page, chat, shot }) => {
	await workbench.runCommand("BioMedGPT: New Chat");
	await workbench.openFile("screen.py");
	await expect(workbench.lenses("C₉H₈O₄").first()).toBeVisible();
	await workbench.goTo(3, 20);
	await page.keyboard.press("Control+K");
	await page.keyboard.press("Control+I");
	const hover = page.locator(".monaco-hover:visible").first();
	await expect(hover).toContainText("C₉H₈O₄");
	await shot("keyboard-hover");
	await page.keyboard.press("Control+K");
	await page.keyboard.press("Control+I");
	await expect.poll(() => hover.evaluate((element) => element.contains(document.activeElement))).toBe(true);
	await page.keyboard.press("Tab");
	await expect(hover.getByText("Ask BioMedGPT")).toBeFocused();
	await page.keyboard.press("Tab");
	await expect(hover.getByText("Preview")).toBeFocused();
	await page.keyboard.press("Tab");
	await expect(hover.getByText("Copy SMILES")).toBeFocused();
	await page.keyboard.press("Enter");
	await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("CC(=O)Oc1ccccc1C(=O)O");
	await page.keyboard.press("Escape");
	await expect(hover).toBeHidden();

	await workbench.runCommand("BioMedGPT: Actions for the Molecule or Sequence Here…");
	await expect(workbench.choice("Open in PubChem")).toContainText("identifies the structure");
	await shot("keyboard-actions");
	await workbench.quickInput.locator("input").first().fill("InChIKey");
	await page.keyboard.press("Enter");
	await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("BSYNRYMUTXBXSQ-UHFFFAOYSA-N");
	await expect(workbench.statusBar).toContainText("Copied BSYNRYMUTXBXSQ-UHFFFAOYSA-N");

	await workbench.goTo(10, 1);
	await page.keyboard.press("F8");
	await expect(workbench.editor.locator(".marker-widget")).toContainText(/ing 2 is opened at character 14/);
	await shot("keyboard-next-problem");
	await page.keyboard.press("Escape");

	await workbench.goTo(3, 20);
	await workbench.runCommand("Show CodeLens Commands for Current Line");
	await workbench.choice("Ask BioMedGPT · C₉H₈O₄").waitFor();
	await page.keyboard.press("Enter");
	await expect(chat.chips).toHaveCount(1);
	await expect(chat.composer).toBeFocused();
});
