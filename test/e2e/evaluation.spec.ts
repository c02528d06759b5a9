/** A person evaluates nano from the command palette: chooses files, stops, goes on, and reads the report. */
import type { FrameLocator, Page } from "@playwright/test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CAPTIONS } from "../support/benchmarks.ts";
import { expect, test } from "./fixtures.ts";

/** Enough to be stopped amid, and few enough to wait for. */
const QUESTIONS = 400;

/** VS Code's own preview of Markdown. */
function markdown(page: Page): FrameLocator {
	return page.locator('iframe.webview[src*="extensionId=vscode.markdown-language-features"]').last().contentFrame().locator("iframe#active-frame").contentFrame();
}

test("a scientist evaluates nano on a benchmark, stops, goes on, and reads the report", async ({ workbench, page, vscode, shot }) => {
	test.setTimeout(420_000);
	const [header = "", ...molecules] = CAPTIONS.trimEnd().split("\n");
	writeFileSync(path.join(vscode.workspace, "captions.tsv"), `${[header, ...Array.from({ length: QUESTIONS }, (_, at) => molecules[at % molecules.length] ?? "")].join("\n")}\n`);
	await workbench.chooseTheme("Light Modern");
	await workbench.runCommand("BioMedGPT: Evaluate Model…");
	// VS Code's own dialog in the browser is a box for a path.
	const box = page.locator(".quick-input-widget input").first();
	const inside = page.locator(".quick-input-widget .monaco-list-row", { hasText: "captions.tsv" });
	const file = path.join(vscode.workspace, "captions.tsv");
	// It begins with a folder of its own, also after one has begun to type; what was typed counts when it stays.
	await expect(async () => {
		await box.fill(file);
		await expect(inside).toBeVisible({ timeout: 3000 });
		await expect(box).toHaveValue(file, { timeout: 500 });
		await shot("evaluate-1-files");
		await page.locator(".quick-input-widget .monaco-button", { hasText: "Evaluate" }).click({ timeout: 3000 });
		await expect(workbench.choice("All questions")).toBeVisible({ timeout: 5000 });
	}).toPass({ timeout: 60_000 });
	await shot("evaluate-2-rows");
	await workbench.choose("All questions");
	await expect(box).toHaveValue(path.join(vscode.workspace, "evaluation.json"));
	await shot("evaluate-3-report");
	await page.keyboard.press("Enter");

	const running = workbench.notification("Evaluating BioMedGPT nano");
	await expect(running).toContainText(/captions · \d+ of 400 questions/, { timeout: 90_000 });
	await shot("evaluate-4-running");
	await running.getByRole("button", { name: "Cancel" }).click();
	await expect(workbench.notification("What is answered is kept")).toBeVisible();
	await shot("evaluate-5-stopped");
	expect(existsSync(path.join(vscode.workspace, "evaluation.json"))).toBe(false);

	await page.reload();
	await workbench.reset();
	await workbench.runCommand("BioMedGPT: Evaluate Model…");
	await expect(workbench.choice("Go On")).toContainText("captions");
	await shot("evaluate-6-go-on");
	await page.keyboard.press("Enter");
	await expect(markdown(page).getByRole("heading", { name: "Evaluation of BioMedGPT nano" })).toBeVisible({ timeout: 240_000 });
	await expect(markdown(page).getByRole("table").first()).toContainText("captions");
	await shot("evaluate-7-report-light");
	await expect(workbench.notification("BioMedGPT nano is evaluated. captions: BLEU-2")).toBeVisible();
	await workbench.chooseTheme("Dark Modern");
	await shot("evaluate-8-report-dark");
	const report = JSON.parse(readFileSync(path.join(vscode.workspace, "evaluation.json"), "utf8")) as { benchmarks: readonly { evaluated: number }[] };
	expect(report.benchmarks.map(({ evaluated }) => evaluated)).toEqual([QUESTIONS]);
});
