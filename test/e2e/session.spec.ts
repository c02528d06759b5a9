/** A person's whole session with the chat beside a notebook, in the real VS Code. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { ChatView } from "./pages/chatView.ts";
import { expect, test } from "./fixtures.ts";
import { inferenceProcess, slowMotion } from "./inferenceProcess.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds wrong in the chat as it is now. */
async function violations(chat: ChatView): Promise<readonly string[]> {
	const frame = await (await chat.body.elementHandle())?.ownerFrame();
	expect(frame).toBeTruthy();
	await frame?.evaluate(axe);
	return (await frame?.evaluate(async () => {
		// A view is transparent; the colour behind it belongs to the window, into which axe cannot look.
		document.documentElement.style.background = "var(--vscode-sideBar-background)";
		const { axe } = globalThis as unknown as { axe: { run(context: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> } };
		return (await axe.run(document, { resultTypes: ["violations"] })).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary = "" }) => `${html.slice(0, 160)} ${failureSummary}`).join(" | ")}`);
	})) ?? ["the page could not be judged"];
}

/** Text that runs out of the page to the side. */
async function overflow(chat: ChatView): Promise<number> {
	return chat.body.evaluate((body) => body.scrollWidth - body.clientWidth);
}

test("the chat looks right and is sound in light, dark and high contrast, and 250 px wide", async ({ workbench, notebook, chat, page, shot }) => {
	test.setTimeout(240_000);
	await notebook.open("series_B.ipynb");
	await workbench.runCommand("BioMedGPT: New Chat");
	await notebook.lenses(/C₂₂H₂₄ClFN₄O₃/).first().click();
	await chat.ask("Please describe this molecule.");
	await chat.untilAnswer("done");
	await chat.ask("/facts");
	await expect(chat.answers).toHaveCount(2);
	// What was computed is in view, wherever the thread was before.
	await expect(chat.frame.getByTestId("jump")).toHaveCount(0);
	await expect(chat.lastAnswer.getByTestId("copy")).toBeInViewport();
	for (const theme of ["Light Modern", "Dark Modern", "Dark High Contrast"]) {
		await workbench.chooseTheme(theme);
		await expect(chat.body).toHaveAttribute("data-vscode-theme-name", theme);
		// The page gets its colours a moment after the name of their theme.
		await expect.poll(() => violations(chat), theme).toEqual([]);
		await shot(`session-${theme}`);
	}
	await workbench.chooseTheme("Light Modern");
	const bar = await page.locator(".part.auxiliarybar").boundingBox();
	if (bar === null) {
		throw new Error("the secondary side bar is not there");
	}
	const sashes = await page.locator(".monaco-sash.vertical:not(.disabled)").evaluateAll((all) => all.map((sash) => sash.getBoundingClientRect()).map(({ x, width }) => x + width / 2));
	const sash = sashes.find((x) => Math.abs(x - bar.x) < 12) ?? bar.x;
	await page.mouse.move(sash, bar.y + 300);
	await page.mouse.down();
	await page.mouse.move(bar.x + bar.width - 250, bar.y + 300, { steps: 12 });
	await page.mouse.up();
	await expect.poll(() => chat.body.evaluate((body) => body.clientWidth)).toBeLessThanOrEqual(252);
	expect.soft(await overflow(chat)).toBeLessThanOrEqual(0);
	expect.soft(await violations(chat), "at 250 px").toEqual([]);
	await shot("session-250");
});

test("a chemist compares two molecules, asks about a protein, checks, edits, comes back and takes the answer along", async ({ vscode, workbench, notebook, chat, page, shot }) => {
	test.setTimeout(300_000);
	await workbench.runCommand("BioMedGPT: New Chat");
	await notebook.open("series_B.ipynb");
	await notebook.lenses(/C₂₂H₂₄ClFN₄O₃/).first().click();
	await expect(chat.chips).toHaveCount(1);
	await expect(chat.composer).toBeFocused();

	// The second molecule, erlotinib, from the cell that is open.
	await page.keyboard.type("#COCCO");
	await expect(chat.frame.getByTestId("option").first()).toContainText("COCCOc1cc2ncnc");
	await shot("session-suggestions");
	await page.keyboard.press("Enter");
	await expect(chat.chips).toHaveCount(2);
	await expect(chat.chips.nth(1)).toContainText("C₂₂H₂₃N₃O₄");
	await expect(chat.chips.nth(1)).toContainText("soft tokens");

	await page.keyboard.type("/com");
	await expect(chat.frame.getByTestId("option").first()).toContainText("compare");
	await page.keyboard.press("Enter");
	await page.keyboard.press("Enter");
	await chat.untilAnswer("done");
	const compared = chat.lastAnswer.getByTestId("computed");
	await expect(compared).toContainText("Tanimoto");
	await expect(compared).toContainText("446.9");
	await expect(compared).toContainText("393.4");
	await shot("session-compared");

	await workbench.openFile("proteins.fasta");
	await workbench.lenses(/INS_HUMAN.*110 residues/).first().click();
	await expect(chat.chips).toHaveCount(1);
	await chat.ask("What is the name of this protein?");
	await expect(chat.answers).toHaveCount(2);
	await chat.untilAnswer("done");
	await expect(chat.lastText).toHaveText(/\w+/);
	await expect(chat.lastAnswer.getByTestId("facts")).toContainText("11980.79 Da");

	// Stop, then again.
	await notebook.open("series_B.ipynb");
	await notebook.lenses(/C₂₂H₂₄ClFN₄O₃/).first().click();
	const restore = slowMotion(inferenceProcess(vscode.extension) ?? 0);
	try {
		await chat.ask("Please describe this molecule.");
		await expect(chat.answers).toHaveCount(3);
		await chat.lastText.filter({ hasText: /The molecule/ }).waitFor();
		await chat.composer.press("Escape");
		await chat.untilAnswer("stopped");
	} finally {
		restore();
	}
	await chat.lastAnswer.getByTestId("retry").click();
	await expect(chat.lastAnswer).toHaveAttribute("data-state", "done");
	const described = await chat.lastText.innerText();
	expect(described).toMatch(/^The molecule is/);

	// How was this made?
	await chat.lastAnswer.getByTestId("how-made").click();
	const evidence = chat.lastAnswer.getByTestId("evidence");
	await expect(evidence.getByTestId("prompt-entity")).toContainText("31 soft tokens");
	await expect(evidence).toContainText(/[0-9a-f]{16}/);
	await evidence.getByTestId("run-again").click();
	await expect(evidence.getByTestId("repetition")).toContainText(/same/i);
	await shot("session-evidence");
	await chat.lastAnswer.getByTestId("show-tokens").click();
	const tokens = chat.lastAnswer.getByTestId("token-text");
	await expect(tokens).toHaveText(described);
	await shot("session-tokens");
	await chat.lastAnswer.getByTestId("show-tokens").click();
	await chat.lastAnswer.getByTestId("how-made").click();

	// A changed question takes the place of the old one.
	await chat.frame.getByTestId("question").last().getByTestId("edit").click();
	await chat.frame.getByTestId("edit-text").locator("textarea").fill("How many rings does it have?");
	await chat.frame.getByTestId("resend").click();
	await chat.lastText.filter({ hasText: /It has \w+ rings?\./ }).waitFor();
	await expect(chat.answers).toHaveCount(3);
	const rings = await chat.lastText.innerText();

	// The window is reloaded: everything is there again.
	await page.reload();
	await workbench.editor.or(notebook.root).first().waitFor({ timeout: 60_000 });
	await chat.open();
	await expect(chat.answers).toHaveCount(3);
	await expect(chat.lastText).toHaveText(rings);
	await expect(chat.frame.getByTestId("thread-title")).toContainText("compare");
	await shot("session-restored");

	// And into the notebook, below the cell where the work goes on.
	await notebook.open("series_B.ipynb");
	await notebook.cell("gefitinib").locator(".view-line").first().click();
	await chat.lastAnswer.getByTestId("insert-cell").click();
	const cell = notebook.root.locator(".markdown-cell-row").filter({ hasText: rings });
	await expect(page.locator("iframe.webview").or(cell).first()).toBeVisible();
	await shot("session-cell");
	await workbench.runCommand("File: Save");
	await expect.poll(() => readFileSync(path.join(vscode.workspace, "series_B.ipynb"), "utf8")).toContain("How many rings does it have?");
	const saved = JSON.parse(readFileSync(path.join(vscode.workspace, "series_B.ipynb"), "utf8")) as { cells: { cell_type: string; source: string[] }[] };
	const at = saved.cells.findIndex(({ source }) => source.join("").includes("How many rings does it have?"));
	expect(saved.cells[at]?.cell_type).toBe("markdown");
	expect(saved.cells[at]?.source.join("")).toContain(rings.replace(/\.$/, ""));
	expect(saved.cells[at]?.source.join("")).toContain("BioMedGPT nano");
	expect(saved.cells[at - 1]?.source.join("")).toContain("gefitinib");
});
