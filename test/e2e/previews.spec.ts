/** A chemist and a structural biologist look before they read: previews from hovers, lenses, chips and the explorer. */
import type { FrameLocator, Locator } from "@playwright/test";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { largeStructure } from "../support/largeStructure.ts";
import { expect, test } from "./fixtures.ts";
import { webview } from "./pages/webview.ts";
import type { Workbench } from "./pages/workbench.ts";

const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";

test.beforeEach(async ({ workbench }) => {
	await workbench.chooseTheme("Dark Modern");
	await workbench.runCommand("BioMedGPT: New Chat");
});

/** Both of VS Code's themes, as pictures; the dark one stays. */
async function inBothThemes(workbench: Workbench, shot: (name: string) => Promise<string>, name: string): Promise<void> {
	await workbench.chooseTheme("Light Modern");
	await shot(`${name}-light`);
	await workbench.chooseTheme("Dark Modern");
	await shot(`${name}-dark`);
}

test("a chemist opens aspirin from a hover, marks its acid, sees it in 3D, and asks about a part of it", async ({ workbench, page, chat, shot }) => {
	test.setTimeout(150_000);
	const panel = webview(page);
	await workbench.openFile("screen.py");
	const hover = await workbench.hover(ASPIRIN);
	await hover.getByRole("link", { name: "Preview" }).click();
	await expect(panel.getByTestId("facts")).toContainText("180.159");
	await expect(panel.getByTestId("detail")).toContainText("screen.py, line");
	await panel.getByTestId("smarts").fill("[CX3](=O)[OX2H1]");
	await expect(panel.getByTestId("smarts-result")).toContainText("1 match");
	await workbench.leaveHover();
	await inBothThemes(workbench, shot, "molecule-2d");
	await panel.getByTestId("smarts").fill("[CX3](=O");
	await expect(panel.getByTestId("smarts-result")).toContainText("SMARTS");

	await panel.getByTestId("atoms").fill("11-13");
	await panel.getByTestId("atoms").press("Enter");
	await panel.getByTestId("ask-selection").click();
	await expect(chat.chips).toHaveCount(1);
	await expect(chat.chips.first()).toContainText("atoms 11–13");

	await panel.getByRole("tab", { name: "3D" }).click();
	await expect(panel.getByTestId("conformer-method")).toContainText("openchemlib", { timeout: 40_000 });
	await expect(panel.locator("biomedgpt-structure-viewer canvas").first()).toBeVisible();
	await inBothThemes(workbench, shot, "molecule-3d");
});

test("a lens opens the preview of a protein, and the residues that are selected reach the chat", async ({ workbench, page, chat, shot }) => {
	await workbench.openFile("proteins.fasta");
	await expect(workbench.lenses(/INS_HUMAN · 110 residues/).first()).toBeVisible();
	await workbench.lenses(/^Preview$/).first().click();
	const panel = webview(page);
	await panel.getByTestId("motif").fill("L[^P]L");
	await expect(panel.getByTestId("motif-count")).not.toHaveText("");
	await drag(panel.locator('.sequence-row[data-line="0"] .residue').nth(2), panel.locator('.sequence-row[data-line="0"] .residue').nth(8));
	await expect(panel.getByTestId("selection-range")).toHaveText("residues 3–9 · 7 residues");
	await panel.getByTestId("ask-selection").click();
	await expect(chat.chips).toHaveCount(1);
	await expect(chat.chips.first()).toContainText("residues 3–9");
	await inBothThemes(workbench, shot, "protein");
});

test("a chip opens its preview", async ({ workbench, page, chat }) => {
	await workbench.openFile("screen.py");
	await workbench.lenses(/Ask BioMedGPT · .*C₉H₈O₄/).first().click();
	await chat.chips.first().getByTestId("preview-chip").click();
	await chat.frame.getByTestId("open-preview").click();
	await expect(webview(page).getByTestId("facts")).toContainText("180.159");
	await expect(chat.frame.getByTestId("preview")).toBeHidden();
});

test("the explorer opens a crystal structure; sequence and structure are selected together; its text is one click away", async ({ workbench, page, shot }) => {
	test.setTimeout(120_000);
	await workbench.openInExplorer("hiv_capsid_1A8O.pdb");
	const editor = webview(page);
	await expect(editor.getByTestId("header")).toContainText("1A8O");
	await editor.locator('[data-testid="viewer-place"][data-state="ready"]').waitFor({ timeout: 40_000 });
	await drag(residue(editor, 4), residue(editor, 9));
	await expect(editor.getByTestId("selection-range")).toContainText("· 6 residues");
	await editor.getByTestId("colour").selectOption("b-factor");
	await inBothThemes(workbench, shot, "structure");
	await page.getByRole("button", { name: "Reopen as Text" }).click();
	await workbench.seeText("HIV CAPSID");
});

test("a large assembly opens: 62 chains, each with its ligand", async ({ workbench, page, vscode, shot }) => {
	writeFileSync(path.join(vscode.workspace, "assembly.cif"), largeStructure(20_000).cif());
	await workbench.openFile("assembly.cif");
	const editor = webview(page);
	await editor.locator('[data-testid="viewer-place"][data-state="ready"]').waitFor({ timeout: 40_000 });
	await expect(editor.getByTestId("header")).toContainText("Chains62");
	await expect(editor.getByTestId("ligand")).toHaveCount(62);
	await shot("assembly");
});

function residue(frame: FrameLocator, column: number): Locator {
	return frame.locator('.sequence-row[data-line="0"] .residue').nth(column);
}

async function drag(from: Locator, to: Locator): Promise<void> {
	await from.hover();
	const page = from.page();
	await page.mouse.down();
	await to.hover();
	await page.mouse.up();
}
