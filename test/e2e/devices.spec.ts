/** A scientist sees where the model runs and what it takes, once it was asked, and where another would. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test as base } from "./fixtures.ts";
import { startVSCode } from "./vscode.ts";

const test = base.extend({
	// Nobody has asked anything in it.
	vscode: [
		async ({}, use) => {
			const vscode = await startVSCode();
			await use(vscode);
			await vscode.close();
		},
		{ scope: "worker", timeout: 120_000 },
	],
});

test("the status bar tells of the model from the first question on, and leads to the models and where they would run", async ({ workbench, chat, page, vscode, shot }) => {
	const item = workbench.statusBar.locator(".statusbar-item", { hasText: "BioMedGPT nano" });
	await chat.open();
	await expect(item).toHaveCount(0);
	await chat.ask("CCO Please describe this molecule.");
	await chat.untilAnswer("done");
	await expect(item).toContainText(/BioMedGPT nano · CPU · \d+ MB/);
	await item.hover();
	const hover = page.locator(".monaco-hover:visible").first();
	await expect(hover).toContainText("Context: 1,024 tokens");
	await expect(hover).toContainText(/On the processor, with \d+ threads?/);
	await shot("devices-1-status");

	// The machine's own settings, which no workspace can give.
	const settings = path.join(vscode.dir, "user-data", "Machine", "settings.json");
	mkdirSync(path.dirname(settings), { recursive: true });
	writeFileSync(settings, JSON.stringify({ "biomedgpt.contextSize": "900" }));
	await expect(async () => {
		await page.mouse.move(0, 0);
		await chat.ask("Please describe it again.");
		await chat.untilAnswer("done");
		await item.hover();
		await expect(hover).toContainText("Context: 900 tokens", { timeout: 5000 });
	}).toPass({ timeout: 60_000 });

	await item.click();
	const line = page.locator(".pane", { has: page.locator(".pane-header", { hasText: "Models" }) }).locator(".monaco-list-row", { hasText: "BioMedGPT nano" });
	await expect(line).toBeVisible({ timeout: 30_000 });
	await expect(async () => {
		await page.mouse.move(0, 0);
		await line.hover();
		await expect(hover).toContainText("Context: 900 tokens", { timeout: 5000 });
	}).toPass({ timeout: 30_000 });
	await shot("devices-2-list");
});
