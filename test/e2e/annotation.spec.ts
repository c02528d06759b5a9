/** A person annotates a table from the command palette: looks at the first rows, cancels, reloads the window, resumes, reads the result. */
import type { FrameLocator, Locator, Page } from "@playwright/test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "./fixtures.ts";
import type { Workbench } from "./pages/workbench.ts";

/** Enough to be cancelled amid, and few enough to wait for. */
const ROWS = 10_000;

/** Cells of the list of annotations. */
function jobs(page: Page): Locator {
	return page.locator(".pane", { has: page.locator(".pane-header", { hasText: "Annotations" }) }).locator(".monaco-list-row");
}

/** VS Code's own preview of Markdown. */
function markdown(page: Page): FrameLocator {
	return page.locator('iframe.webview[src*="extensionId=vscode.markdown-language-features"]').last().contentFrame().locator("iframe#active-frame").contentFrame();
}

async function inBothThemes(workbench: Workbench, shot: (name: string) => Promise<string>, name: string): Promise<void> {
	await workbench.chooseTheme("Light Modern");
	await shot(`${name}-light`);
	await workbench.chooseTheme("Dark Modern");
	await shot(`${name}-dark`);
}

/** A table of different molecules; of each 500 one is none. */
function table(): string {
	const chain = (carbons: number): string => "C".repeat(carbons + 1);
	const amine = (index: number): string => `${chain(index % 40)}N(${chain(Math.floor(index / 40) % 40)})${chain(Math.floor(index / 1600))}`;
	const rows = Array.from({ length: ROWS }, (_, index) => `compound ${index + 1},${index % 500 === 499 ? "C1CC" : amine(index)}`);
	return `name,smiles\n${rows.join("\n")}\n`;
}

test("a chemist annotates a table, cancels, reloads the window, resumes, and opens the result", async ({ workbench, page, vscode, shot }) => {
	test.setTimeout(420_000);
	writeFileSync(path.join(vscode.workspace, "library.csv"), table());
	await workbench.chooseTheme("Dark Modern");
	await workbench.openFile("library.csv");
	await workbench.runCommand("BioMedGPT: Annotate File…");

	await expect(workbench.choice("smiles")).toContainText("molecules found here");
	await shot("annotate-1-column");
	await page.keyboard.press("Enter");
	await expect(workbench.choice("Facts")).toBeVisible();
	await shot("annotate-2-tasks");
	await page.keyboard.press("Enter");
	await expect(workbench.choice("TPSA")).toBeVisible();
	await shot("annotate-3-facts");
	await page.keyboard.press("Enter");

	await expect(workbench.choice(/Annotate (About )?10,000 rows/i)).toBeVisible({ timeout: 90_000 });
	const first = markdown(page);
	await expect(first.getByRole("heading", { name: "The first 5 of 10,000 rows of library.csv" })).toBeVisible();
	await expect(first.getByRole("img").first()).toBeVisible();
	await shot("annotate-4-confirm");
	await page.keyboard.press("Enter");

	await expect(workbench.notification("BioMedGPT annotates library.csv")).toContainText(/of 10,000 rows · .*rows\/s/, { timeout: 60_000 });
	await workbench.statusBar.getByText(/library\.csv \d+ %/).click();
	await expect(jobs(page).first()).toContainText("of 10,000 rows");
	await shot("annotate-5-running");
	await workbench.notification("BioMedGPT annotates library.csv").getByRole("button", { name: "Cancel" }).click();
	await expect(jobs(page).first()).toContainText("cancelled");
	await expect(workbench.notification("What was done is kept")).toContainText("of 10,000 rows");
	await shot("annotate-6-cancelled");
	const done = path.join(vscode.workspace, "library.annotated.csv");
	expect(existsSync(done)).toBe(false);

	await page.reload();
	await workbench.statusBar.getByText("library.csv").click({ timeout: 60_000 });
	await expect(jobs(page).first()).toContainText(/cancelled · [\d,]+ of 10,000 rows/, { timeout: 60_000 });
	await jobs(page).first().hover();
	await jobs(page).first().getByRole("button", { name: "Resume" }).click();
	await expect(workbench.notification("Annotated 10,000 rows of library.csv (20 failed).")).toBeVisible({ timeout: 180_000 });
	await shot("annotate-7-done");
	await workbench.notification("Annotated 10,000 rows").getByRole("button", { name: "Open" }).click();
	await workbench.seeText("facts_logP");
	await inBothThemes(workbench, shot, "annotate-8-result");
	const lines = readFileSync(done, "utf8").trimEnd().split("\n");
	expect(lines).toHaveLength(ROWS + 1);
	expect(lines[1]).toMatch(/^compound 1,CN\(C\)C,CN\(C\)C,C3H9N,59\.11/);

	await jobs(page).first().hover();
	await jobs(page).first().getByRole("button", { name: "Show Failed Rows" }).click();
	await expect(workbench.choice("Line 501")).toBeVisible();
	await shot("annotate-9-failed");
	await workbench.choose("Line 501");
	await workbench.seeText("compound 500,C1CC");

	await jobs(page).first().hover();
	await jobs(page).first().getByRole("button", { name: "Open Report" }).click();
	await expect(markdown(page).getByRole("img").first()).toBeVisible({ timeout: 60_000 });
	await expect(markdown(page).locator("body")).toContainText("Ring 1 is opened at character 2 and never closed");
	await inBothThemes(workbench, shot, "annotate-10-report");
});
