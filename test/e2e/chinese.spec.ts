/** A chemist whose VS Code is Chinese: what is computed, what is generated and what to do next are told in Chinese. */
import { readFileSync } from "node:fs";
import { expect, test as base } from "./fixtures.ts";
import { startVSCode, type VSCode } from "./vscode.ts";

const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";

const test = base.extend<object, { readonly vscode: VSCode }>({
	vscode: [
		async ({}, use) => {
			const vscode = await startVSCode({ language: "zh-cn" });
			await use(vscode);
			await vscode.close();
		},
		{ scope: "worker", timeout: 120_000 },
	],
});

test("a chemist hovers aspirin and asks about it in a Chinese window", async ({ workbench, chat, shot }) => {
	await workbench.openFile("screen.py");
	const hover = await workbench.hover(ASPIRIN);
	await expect(hover).toContainText("拓扑极性表面积 63.6 Å²");
	await expect(hover).toContainText("氢键供体 1");
	await expect(hover).toContainText("类药五规则 (Lipinski)");
	await expect(hover).toContainText("复制 SMILES");
	await shot("chinese-hover");
	await workbench.leaveHover();

	await workbench.lenses(/询问 BioMedGPT · .*C₉H₈O₄/).first().click();
	await expect(chat.chips).toHaveCount(1);
	await expect(chat.body).toContainText("提问和回答都留在本机");
	await shot("chinese-empty");
	// The model reads English, so the questions that are offered are English.
	await chat.frame.getByRole("button", { name: "How many rings does it have?" }).click();
	await chat.untilAnswer("done");
	await expect(chat.lastText).toHaveText("It has one ring.");
	await expect(chat.lastAnswer.getByTestId("attribution")).toContainText("BioMedGPT nano 0.1.0 生成，请核对");
	await expect(chat.lastAnswer.getByTestId("facts")).toContainText("平均分子质量");
	await shot("chinese-answer");
});

test("the command palette lists the commands in Chinese", async ({ workbench, page, shot }) => {
	await workbench.openFile("screen.py");
	await workbench.lenses("C₉H₈O₄").first().waitFor();
	const strings = JSON.parse(readFileSync("package.nls.zh-cn.json", "utf8")) as Readonly<Record<string, string>>;
	const title = strings["command.newThread.title"] ?? "";
	expect(title).toMatch(/\p{Script=Han}/u);
	await page.keyboard.press("F1");
	await workbench.quickInput.locator("input").first().fill(`>BioMedGPT: ${title}`);
	await expect(workbench.quickInput.locator(".monaco-list-row", { hasText: title }).first()).toBeVisible();
	await shot("chinese-commands");
	await page.keyboard.press("Escape");
});
