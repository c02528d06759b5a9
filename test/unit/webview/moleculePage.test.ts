/** A molecule that is looked at: its facts, its drawing, what is found and selected in it, and what is like it. */
import type { Page } from "@playwright/test";
import { createRequire } from "node:module";
import { describe, expect, it, vi } from "vitest";
import type { FindSimilar } from "../../../src/preview/molecule/similarSearch.ts";
import type { SimilarMolecule } from "../../../src/preview/similar.ts";
import { Failure } from "../../../src/science/failure.ts";
import { parseMoleculeMemory } from "../../../webview/protocol/molecule.ts";
import { aspirin, cisplatin, peptide, sodiumAspirin, taxol } from "../../support/molecules.ts";
import { chromiumPath } from "../../support/page/harness.ts";
import type { Done, MoleculeHarnessPage } from "../../support/page/moleculePage.ts";
import { moleculePanels } from "../../support/page/moleculePanels.ts";

vi.mock("vscode", () => import("../chat/vscode.ts"));

describe.skipIf(chromiumPath === undefined)("the molecule panel's page (needs Chromium: set CHROMIUM)", () => {
	let panel: MoleculeHarnessPage;
	let page: Page;
	let done: Done;
	const { real, show, said } = moleculePanels((...opened) => void ([panel, page] = opened));
	const open = async (...asked: Parameters<typeof show>): Promise<void> => void ({ done } = await show(...asked));

	const zoom = async (): Promise<number> => Number(await page.getByTestId("stage").getAttribute("data-zoom"));
	const marked = async (testid: string): Promise<string | null> => page.getByTestId(testid).getAttribute("data-atoms");
	const atoms = async (): Promise<string> => page.getByTestId("atoms").inputValue();

	/** Where an atom is on the screen: its number stands beside it, so its square is looked at instead. */
	async function atomPlace(atom: number): Promise<{ x: number; y: number }> {
		await page.getByTestId("atoms").fill(String(atom));
		await page.getByTestId("atoms").press("Enter");
		const box = await page.getByTestId("mark-selected").boundingBox();
		await page.getByTestId("stage").focus();
		await page.keyboard.press("Escape");
		return { x: (box?.x ?? NaN) + (box?.width ?? NaN) / 2, y: (box?.y ?? NaN) + (box?.height ?? NaN) / 2 };
	}

	it("says what the molecule is, with every fact, its unit and its method, each to be copied", async () => {
		await open(aspirin, { name: "aspirin" });
		expect(done.title).toBe("aspirin");
		expect(await said("detail")).toMatch(/C₉H₈O₄\s+screen\.py, line 9/u);
		const { facts, canonicalSmiles, inchiKey } = await real().chemistry.facts(aspirin);
		expect(await page.locator(".facts-table tbody tr").count()).toBe(facts.length);
		const logP = page.locator(".facts-table tbody tr").filter({ hasText: "logP" });
		expect((await logP.innerText()).replace(/\s+/gu, " ")).toBe("logP 1.31 Crippen, Wildman and Crippen 1999");
		expect(await page.getByTestId("facts").locator(".mark-computed").innerText()).toMatch(/^computed · RDKit [\d.]+$/u);
		await logP.getByTestId("fact-value").click();
		await page.getByTestId("copy-smiles").click();
		await page.getByTestId("copy-inchikey").click();
		await page.getByTestId("copy-facts").click();
		await expect.poll(() => done.copied.length).toBe(4);
		expect(done.copied.slice(0, 3)).toEqual(["1.31", canonicalSmiles, inchiKey]);
		const table = done.copied[3]?.trimEnd().split("\n").map((line) => line.split("\t"));
		expect(table?.[0]).toEqual(["Fact", "Value", "Unit", "Method"]);
		expect(table?.find(([label]) => label === "Average mass")?.slice(1, 3)).toEqual(["180.159", "g/mol"]);
		expect(table?.every((row) => row.length === 4 && row[3] !== "")).toBe(true);
	});

	it("tells which terms of a rule fail", async () => {
		await open(taxol);
		const verdicts = await page.getByTestId("verdict").allInnerTexts();
		expect(verdicts.map((text) => text.replace(/\s+/gu, " "))).toEqual([expect.stringMatching(/Lipinski's rule of five.*fails.*mass 853\.9 > 500, N and O 15 > 10/u), expect.stringMatching(/Veber's rule.*fails.*TPSA 221\.29 > 140 Å²/u)]);
	});

	it("zooms by keys, wheel and buttons, and fits again", async () => {
		await open(aspirin);
		const stage = page.getByTestId("stage");
		await stage.focus();
		await page.keyboard.press("+");
		expect(await zoom()).toBeCloseTo(1.25);
		await page.keyboard.press("-");
		await page.keyboard.press("-");
		expect(await zoom()).toBeCloseTo(0.8);
		await page.keyboard.press("0");
		expect(await zoom()).toBe(1);
		await page.getByTestId("zoom-in").click();
		expect(await zoom()).toBeCloseTo(1.25);
		await page.getByTestId("fit").click();
		const box = await stage.boundingBox();
		await page.mouse.move((box?.x ?? 0) + 100, (box?.y ?? 0) + 100);
		await page.mouse.wheel(0, -300);
		await expect.poll(zoom).toBeGreaterThan(1.5);
		// With the hand, dragging moves the drawing and selects nothing.
		await page.getByTestId("move").click();
		const before = await page.locator(".layer").getAttribute("transform");
		await page.mouse.move((box?.x ?? 0) + 100, (box?.y ?? 0) + 100);
		await page.mouse.down();
		await page.mouse.move((box?.x ?? 0) + 160, (box?.y ?? 0) + 130, { steps: 4 });
		await page.mouse.up();
		await expect.poll(() => page.locator(".layer").getAttribute("transform")).not.toBe(before);
		expect(await page.getByTestId("mark-selected").count()).toBe(0);
	});

	it("highlights what a SMARTS finds, as RDKit counts it, and goes from match to match", async () => {
		await open(aspirin);
		await page.getByTestId("smarts").fill("C(=O)O");
		await expect.poll(() => said("smarts-result")).toBe("2 matches · atoms 2-4");
		const { matches } = await real().chemistry.matches("C(=O)O", aspirin);
		expect(await marked("mark-match")).toBe(matches.flat().sort((first, second) => first - second).join(" "));
		expect(await marked("mark-current")).toBe("1 2 3");
		await page.getByTestId("stage").focus();
		await page.keyboard.press("n");
		expect(await marked("mark-current")).toBe("10 11 12");
		expect(await said("match-position")).toBe("2 of 2");
		await page.getByTestId("smarts").fill("[F,Cl]");
		await expect.poll(() => said("smarts-result")).toBe("No match");
		expect(await page.getByTestId("mark-match").count()).toBe(0);
	});

	it("says what is wrong with a SMARTS", async () => {
		await open(aspirin);
		await page.getByTestId("smarts").fill("C(=O");
		await expect.poll(() => said("smarts-result")).toMatch(/^RDKit cannot read the SMARTS “C\(=O”/u);
		expect(await page.getByTestId("smarts").getAttribute("aria-invalid")).toBe("true");
		await page.getByTestId("smarts").fill("");
		await expect.poll(() => page.getByTestId("smarts-result").isVisible()).toBe(false);
	});

	it("selects atoms by clicks, a lasso or their numbers, and asks about the piece", async () => {
		await open(aspirin, { name: "aspirin" });
		const [carbonyl, oxygen, hydroxyl] = [await atomPlace(11), await atomPlace(12), await atomPlace(13)];
		await page.mouse.click(carbonyl.x, carbonyl.y);
		await expect.poll(atoms).toBe("11");
		await page.keyboard.down("Shift");
		await page.mouse.click(oxygen.x, oxygen.y);
		await page.mouse.click(hydroxyl.x, hydroxyl.y);
		await page.keyboard.up("Shift");
		await expect.poll(atoms).toBe("11-13");
		await page.keyboard.press("Escape");
		await expect.poll(atoms).toBe("");
		// Around three of them and nothing else.
		const places = [carbonyl, oxygen, hydroxyl];
		const [left, right] = [Math.min(...places.map(({ x }) => x)) - 12, Math.max(...places.map(({ x }) => x)) + 12];
		const [top, bottom] = [Math.min(...places.map(({ y }) => y)) - 12, Math.max(...places.map(({ y }) => y)) + 12];
		await page.mouse.move(left, top);
		await page.mouse.down();
		for (const [x, y] of [[right, top], [right, bottom], [left, bottom]] as const) {
			await page.mouse.move(x, y, { steps: 3 });
		}
		await page.mouse.up();
		await expect.poll(atoms).toBe("11-13");
		expect(await said("selected-count")).toBe("3 atoms selected");
		await page.getByTestId("ask-selection").click();
		// The acid's carbon has lost its ring: formic acid.
		await expect.poll(() => done.asked).toHaveLength(1);
		const [asked] = done.asked;
		expect(asked?.entity).toMatchObject({ kind: "molecule", name: "atoms 11–13 of aspirin" });
		expect(await real().chemistry.rewrite(asked?.entity.kind === "molecule" ? asked.entity.smiles : "", "canonical")).toBe("O=CO");
		expect(asked?.origin).toBe("atoms 11–13 of aspirin; cut bonds filled with hydrogen");
	});

	it("numbers the atoms as they stand in the SMILES", async () => {
		await open("OCC", { name: "ethanol, written backwards" });
		await page.getByTestId("atom-numbers").click();
		expect(await page.getByTestId("numbers").locator("text").allTextContents()).toEqual(["1", "2", "3"]);
		await page.getByTestId("smarts").fill("[OH]");
		await expect.poll(() => said("smarts-result")).toBe("1 match · atoms 1");
	});

	it("lets RDKit draw what would be crowded or is large, says so, and lets the same atoms glow", async () => {
		await open(peptide(20), { name: "a peptide" });
		await page.getByTestId("rdkit-picture").waitFor();
		expect(await said("by-rdkit")).toMatch(/^Drawn by RDKit, because it is large\./u);
		const before = await page.getByTestId("rdkit-picture").getAttribute("href");
		await page.getByTestId("smarts").fill("c1ccccc1");
		await expect.poll(() => said("smarts-result")).toMatch(/^3 matches/u);
		await expect.poll(() => page.getByTestId("rdkit-picture").getAttribute("href")).not.toBe(before);
	});

	it("says who drew a large molecule only once it is drawn, at the second try", async () => {
		const { chemistry } = real();
		const draw = vi.spyOn(chemistry, "draw").mockRejectedValueOnce(new Failure("chemistry-timeout", "RDKit needed more than 5 s."));
		await open(peptide(20), { name: "a peptide" });
		expect(await said("drawing-problem")).toBe("RDKit needed more than 5 s.");
		expect(await page.getByTestId("by-rdkit").count()).toBe(0);
		await page.getByTestId("draw-again").click();
		await page.getByTestId("rdkit-picture").waitFor();
		expect(await said("by-rdkit")).toMatch(/^Drawn by RDKit/u);
		draw.mockRestore();
	});

	it("draws a molecule by RDKit where somebody wants that", async () => {
		await open(aspirin);
		await page.getByTestId("use-rdkit").click();
		await page.getByTestId("rdkit-picture").waitFor();
		expect(await said("by-rdkit")).toBe("Drawn by RDKit.");
		await page.getByTestId("use-rdkit").click();
		expect(await page.getByTestId("rdkit-picture").count()).toBe(0);
	});

	it("says of a salt that its facts are of all, and of a complex what its SMILES leaves open", async () => {
		await open(sodiumAspirin);
		expect(await said("notice")).toBe("2 components: facts of all together");
		expect(panel.complaints).toEqual([]);
		await page.close();
		await open(cisplatin);
		expect(await said("notice")).toMatch(/does not say how the ligands are arranged/u);
	});

	it("is never blank: a text that is no molecule is shown, with the reason and the place", async () => {
		await open("CC(=O)Oc1ccccc");
		expect(await said("problem")).toContain("Ring 1 is opened at character 9 and never closed");
		expect(await said("problem-place")).toBe("1");
		expect(await page.getByTestId("ask").count()).toBe(0);
	});

	it("finds similar molecules, opens their files, and previews one with a way back", async () => {
		const found = (smiles: string, name: string, line: number, tanimoto: number): SimilarMolecule => ({ smiles, name, count: 1, same: false, uri: "file:///work/screen.py", range: { start: { line, character: 0 }, end: { line, character: 5 } }, label: `screen.py, line ${line + 1}`, tanimoto });
		const salicylic = found("O=C(O)c1ccccc1O", "salicylic acid", 8, 0.4482);
		let goOn = (): void => undefined;
		const waiting = new Promise<void>((resolve) => (goOn = resolve));
		const findSimilar: FindSimilar = async function* ({ onProgress }) {
			onProgress({ files: 3, molecules: 1200, limits: ["size"], method: "Tanimoto coefficient of Morgan fingerprints, radius 2, 2,048 bits (RDKit)" });
			yield [{ ...found("CC(=O)O", "acetic acid", 3, 0.31), count: 2 }];
			await waiting;
			yield [salicylic, found("CC(=O)O", "acetic acid", 3, 0.31)];
		};
		await open(aspirin, { name: "aspirin", findSimilar });
		await page.getByTestId("find-similar").click();
		await page.getByTestId("cancel-similar").waitFor();
		goOn();
		await expect.poll(() => page.getByTestId("tanimoto").allInnerTexts()).toEqual(["0.45", "0.31"]);
		expect(await said("similar-progress")).toBe("1,200 molecules in 3 files");
		expect(await said("similar")).toMatch(/Tanimoto coefficient of Morgan fingerprints, radius 2, 2,048 bits.*Files above 50 MB/su);
		await page.getByTestId("open-similar").first().press("Enter");
		await expect.poll(() => done.opened).toEqual(["file:///work/screen.py:9"]);
		await page.getByTestId("show-similar").first().click();
		await expect.poll(() => page.locator("h1").innerText()).toBe("salicylic acid");
		expect(await page.getByTestId("find-similar").isVisible()).toBe(true);
		await page.getByTestId("back").click();
		await expect.poll(() => page.locator("h1").innerText()).toBe("aspirin");
		expect(await page.getByTestId("back").count()).toBe(0);
	});

	it("remembers for a reload which molecule it shows, and how", async () => {
		await open(aspirin, { name: "aspirin" });
		await page.getByTestId("keep").click();
		await page.getByTestId("atom-numbers").click();
		await page.getByTestId("smarts").fill("[OH]");
		await page.getByTestId("mark-match").waitFor();
		const memory = parseMoleculeMemory(await page.evaluate(() => (globalThis as unknown as { remembered: unknown }).remembered));
		expect(memory).toEqual({ smiles: aspirin, name: "aspirin", origin: "screen.py, line 9", kept: true, view: { tab: "2d", smarts: "[OH]", numbers: true, rdkit: false } });
	});

	it.each(["dark", "light", "high-contrast"] as const)("has nothing for axe to find, and fits into 250 px (%s)", async (theme) => {
		await open(aspirin, { name: "a name that is much too long for such a narrow panel", width: 250, theme, axe: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
		await page.getByTestId("smarts").fill("C(=O)O");
		await page.getByTestId("mark-match").waitFor();
		await page.getByTestId("atoms").fill("1-3");
		await page.getByTestId("atoms").press("Enter");
		await page.getByTestId("ask-selection").waitFor();
		expect(await panel.overflowing()).toEqual([]);
		const violations = await page.evaluate(async () => {
			const { axe } = globalThis as unknown as { axe: { run(context: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> } };
			return (await axe.run(document, { resultTypes: ["violations"] })).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary = "" }) => `${html.slice(0, 160)} ${failureSummary}`).join(" | ")}`);
		});
		expect(violations).toEqual([]);
	});
});
