/**
 * A scientist imports a BioMedGPT-10B from the list of models, tells where its parts lie, asks it, goes back to nano, removes it, and takes that
 * back; and reads apart what a BioMedGPT-R1 thinks and what it answers.
 */
import type { Locator, Page } from "@playwright/test";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { checkpoints, haveCheckpoints } from "../support/checkpoints.ts";
import { ChatView } from "./pages/chatView.ts";
import { Workbench } from "./pages/workbench.ts";
import { expect, test as base } from "./fixtures.ts";
import { startVSCode } from "./vscode.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "biomedgpt-e2e-models-"));

const test = base.extend({
	// Models of this test's own.
	vscode: [
		async ({}, use) => {
			const vscode = await startVSCode({ env: { BIOMEDGPT_MODELS: path.join(folder, "models") } });
			await use(vscode);
			await vscode.close();
		},
		{ scope: "worker", timeout: 120_000 },
	],
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Folders of whole models; what is under way or removed lies in hidden ones. */
function installed(): string[] {
	const models = path.join(folder, "models");
	return existsSync(models) ? readdirSync(models).filter((name) => !name.startsWith(".")) : [];
}

function rows(page: Page): Locator {
	return page.locator(".pane", { has: page.locator(".pane-header", { hasText: "Models" }) }).locator(".monaco-list-row");
}

type Box = NonNullable<Awaited<ReturnType<Locator["boundingBox"]>>>;

/** Writes a picture of the manual anew, where somebody asks for it: of an element with a little around it, or of the whole window. */
async function picture(page: Page, name: string, of?: Locator | Box): Promise<void> {
	if (process.env["BIOMEDGPT_PICTURES"] === undefined) {
		return;
	}
	mkdirSync("docs/pictures", { recursive: true });
	const box = of !== undefined && "boundingBox" in of ? await of.boundingBox() : undefined;
	const clip = box ? { x: Math.max(0, box.x - 12), y: Math.max(0, box.y - 12), width: box.width + 24, height: box.height + 24 } : (of as Box | undefined);
	await page.screenshot({ path: path.join("docs/pictures", `${name}.png`), animations: "disabled", ...(clip ? { clip } : {}) });
}

/** Puts a path into VS Code's own dialog, which in the browser is a box for one, and takes it. */
async function chooseFolder(page: Page, place: string, button: string): Promise<void> {
	const box = page.locator(".quick-input-widget input").first();
	const take = page.locator(".quick-input-widget .monaco-button", { hasText: button });
	await expect(take).toBeVisible();
	// It begins with a folder of its own, also after one has begun to type; what was typed counts when it stays.
	await expect(async () => {
		await box.fill(`${place}/`);
		await expect(page.locator(".quick-input-widget .monaco-list-row", { hasText: ".." })).toBeVisible({ timeout: 3000 });
		await expect(box).toHaveValue(`${place}/`, { timeout: 500 });
		await take.click();
		await expect(take).toBeHidden({ timeout: 3000 });
	}).toPass({ timeout: 30_000 });
}

async function importFolder(workbench: Workbench, page: Page, place: string): Promise<void> {
	await workbench.runCommand("BioMedGPT: Import Model… (I Have the Files)");
	await expect(workbench.choice("A folder")).toBeVisible();
	await page.keyboard.press("Enter");
	await chooseFolder(page, place, "Look at It");
}

/** A change of focus that comes late, as after an answer, closes the list under one's hand: then again. */
async function chooseModel(workbench: Workbench, command: string, model: string): Promise<void> {
	await expect(async () => {
		await workbench.runCommand(command);
		await workbench.choice(model).click({ timeout: 3000 });
	}).toPass({ timeout: 60_000 });
}

test("imports a BioMedGPT-10B, telling where its parts lie, asks it, goes back to nano, removes it, and takes that back", async ({ page, shot }) => {
	test.skip(!haveCheckpoints, `there is no folder ${checkpoints}`);
	test.setTimeout(300_000);
	const source = path.join(folder, "Downloads");
	const parts = path.join(folder, "parts");
	cpSync(path.join(checkpoints, "biomedgpt-10b-tiny", "biomedgpt_10b.pth"), path.join(source, "biomedgpt_10b.pth"));
	for (const part of ["biomedgpt-lm", "esm2"]) {
		cpSync(path.join(checkpoints, "biomedgpt-10b-tiny", part), path.join(parts, part), { recursive: true });
	}
	const workbench = new Workbench(page);
	await workbench.reset();
	await workbench.resize(1200, 760);
	await workbench.runCommand("BioMedGPT: Show Models");
	await expect(rows(page).filter({ hasText: "BioMedGPT nano" })).toBeVisible({ timeout: 30_000 });
	const offered = rows(page).filter({ hasText: "BioMedGPT-10B" });
	await expect(offered).toContainText("about 19.2 GB");
	await offered.click();
	const details = page.frameLocator("iframe.webview.ready").last().frameLocator("iframe");
	await expect(details.getByText("Q4_K + int8: 7.32 GB on the disk, about 9.61 GB of memory")).toBeVisible({ timeout: 30_000 });
	await shot("models-1-list");
	await picture(page, "models");

	// The weights alone, as they come from the netdisk: what lacks is asked for by name, until it serves.
	await importFolder(workbench, page, source);
	await expect(workbench.choice("huggingface.co/PharMolix/BioMedGPT-LM-7B")).toBeVisible({ timeout: 60_000 });
	await shot("models-2-lacks-tokenizer");
	await picture(page, "missing-part", page.locator(".quick-input-widget"));
	await workbench.choose("Choose the Folder");
	await chooseFolder(page, path.join(parts, "esm2"), "Take It");
	await expect(workbench.choice("huggingface.co/facebook/esm2_t36_3B_UR50D")).toBeVisible();
	await workbench.choose("Choose the Folder");
	await chooseFolder(page, path.join(parts, "esm2"), "Take It");
	await expect(page.getByPlaceholder("esm2 does not serve. It lacks configuration and tokenizer of the language model.")).toBeVisible({ timeout: 60_000 });
	await shot("models-3-wrong-part");
	await workbench.choose("Choose the Folder");
	await chooseFolder(page, path.join(parts, "biomedgpt-lm"), "Take It");

	await expect(workbench.choice("Q8_0 + int8")).toBeVisible({ timeout: 60_000 });
	await shot("models-4-weights");
	await picture(page, "weights", page.locator(".quick-input-widget"));
	await page.keyboard.type("Q8_0 + F16");
	await workbench.choose("Q8_0 + F16");
	const dialog = page.locator(".monaco-dialog-box");
	await expect(dialog).toContainText("Import BioMedGPT-10B");
	await expect(dialog).toContainText("language model Q8_0 · protein encoder F16");
	await shot("models-5-confirm");
	await picture(page, "confirm", dialog);
	await dialog.getByRole("button", { name: "Import" }).click();
	const imported = rows(page).filter({ hasText: "BioMedGPT-10B layout" });
	await expect(imported).toBeVisible({ timeout: 120_000 });
	await expect.poll(installed, { timeout: 60_000 }).toHaveLength(1);
	const use = workbench.notification("BioMedGPT-10B layout").getByRole("button", { name: /^Use/ });
	await expect(use).toBeVisible();
	await shot("models-6-imported");
	await picture(page, "installed", { x: 760, y: 470, width: 440, height: 290 });

	await use.click();
	await expect(imported).toContainText("answers ·");
	const chat = new ChatView(workbench);
	await chat.open();
	await chat.ask("CC(=O)Oc1ccccc1C(=O)O Please describe this molecule.");
	await chat.untilAnswer("done");
	await expect(chat.lastAnswer).toContainText("BioMedGPT-10B layout");
	await shot("models-7-answer");
	await picture(page, "answer", page.locator(".part.auxiliarybar"));

	await chooseModel(workbench, "BioMedGPT: Use Model", "BioMedGPT nano");
	await expect(rows(page).filter({ hasText: "BioMedGPT nano" })).toContainText("answers ·");
	await chat.ask("CC(=O)Oc1ccccc1C(=O)O How many rings does it have?");
	await chat.untilAnswer("done");
	await expect(chat.lastAnswer).toContainText("It has one ring.");

	await chooseModel(workbench, "BioMedGPT: Remove Model", "BioMedGPT-10B layout");
	const undo = workbench.notification(/BioMedGPT-10B layout.*(removed|taken)/i).getByRole("button", { name: "Undo" });
	await expect(undo).toBeVisible();
	expect(installed()).toEqual([]);
	await shot("models-8-removed");
	await undo.click();
	await expect.poll(installed).toHaveLength(1);
	await expect(imported).toBeVisible();
	await shot("models-9-back");
});

test("folds what a BioMedGPT-R1 thinks, and says below it that it came to no answer", async ({ page, shot }) => {
	test.skip(!haveCheckpoints, `there is no folder ${checkpoints}`);
	test.setTimeout(300_000);
	const source = path.join(folder, "BioMedGPT-R1");
	cpSync(path.join(checkpoints, "biomedgpt-r1-tiny"), source, { recursive: true });
	const workbench = new Workbench(page);
	await workbench.reset();
	await importFolder(workbench, page, source);
	await expect(workbench.choice("Q4_K + int8")).toBeVisible({ timeout: 60_000 });
	await page.keyboard.press("Enter");
	const dialog = page.locator(".monaco-dialog-box");
	await expect(dialog).toContainText("Import BioMedGPT-R1");
	await dialog.getByRole("button", { name: "Import" }).click();
	await workbench.notification(/BioMedGPT-R1.* is installed/).getByRole("button", { name: /^Use/ }).click({ timeout: 120_000 });
	await expect(rows(page).filter({ hasText: "BioMedGPT-R1 layout" })).toContainText("answers ·");
	const chat = new ChatView(workbench);
	await chat.open();
	await chat.ask("CC(=O)Oc1ccccc1C(=O)O Please describe this molecule.");
	// Random weights think until their length is used up.
	await chat.untilAnswer("done");
	const answer = chat.lastAnswer;
	await expect(answer.getByTestId("ending")).toContainText("was still reasoning");
	await expect(answer.getByTestId("ending")).toBeInViewport();
	await shot("models-r1-ending");
	const text = answer.getByTestId("reasoning-text");
	await expect(text).toBeVisible();
	await expect(answer.getByTestId("answer-text")).toHaveText("");
	await answer.getByTestId("reasoning-summary").click();
	await expect(text).toBeHidden();
	await shot("models-r1-folded");
});
