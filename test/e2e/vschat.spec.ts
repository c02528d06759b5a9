import { expect, test } from "./fixtures.ts";

test.describe("VS Code's own chat", () => {
	test("draws a molecule for @biomedgpt, tells facts and generates text, each marked, without any account", async ({ workbench, page, shot }) => {
		await workbench.openFile("screen.py");
		await workbench.lenses("C₉H₈O₄").first().waitFor();
		await workbench.runCommand("BioMedGPT: Ask in VS Code's Chat");
		const chat = page.locator(".interactive-session").filter({ has: page.locator(".interactive-input-part") }).first();
		const input = chat.locator(".interactive-input-part .monaco-editor").first();
		await expect(input).toContainText("@biomedgpt");
		await expect(chat.locator(".interactive-input-part")).toContainText("BioMedGPT nano");

		await page.keyboard.type("/draw CC(=O)Oc1ccccc1C(=O)O");
		// The list of suggestions would take the Enter.
		await page.keyboard.press("Escape");
		await page.keyboard.press("Enter");
		const responses = chat.locator(".interactive-response");
		const picture = responses.last().locator("img[alt='Structure of C₉H₈O₄']");
		await expect(picture).toBeVisible();
		expect(await picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBeGreaterThan(100);
		await shot("vs-code-chat-draw");

		await expect(input).toContainText("@biomedgpt");
		await page.keyboard.type("How many rings does it have?");
		await page.keyboard.press("Enter");
		await expect(responses).toHaveCount(2);
		await expect(responses.last()).toContainText("Generated · written by BioMedGPT nano");
		await expect(responses.last().locator("blockquote")).toContainText("ring");
		await expect(responses.last()).toContainText("logP 1.31");
		await shot("vs-code-chat-answer");
	});
});
