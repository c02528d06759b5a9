/** The whole road as a chemist and a protein engineer walk it: see, ask, read, stop, ask on. */
import type { ChatView } from "./pages/chatView.ts";
import { expect, test } from "./fixtures.ts";
import { inferenceProcess, slowMotion } from "./inferenceProcess.ts";
import type { VSCode } from "./vscode.ts";

const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";

test.beforeEach(async ({ workbench }) => {
	await workbench.runCommand("BioMedGPT: New Chat");
});

test("a chemist hovers aspirin in a script and asks about it", async ({ workbench, chat, shot }) => {
	await workbench.openFile("screen.py");
	const hover = await workbench.hover(ASPIRIN);
	await expect(hover.locator("img[src^='data:image/svg+xml']")).toBeVisible();
	await expect(hover).toContainText("C₉H₈O₄");
	await expect(hover).toContainText("logP 1.31");
	await expect(hover).toContainText("Crippen");
	await expect(hover).toContainText("Lipinski");
	await shot("hover-python");
	await workbench.leaveHover();

	await workbench.lenses(/Ask BioMedGPT · .*C₉H₈O₄/).first().click();
	await expect(chat.chips).toHaveCount(1);
	await expect(chat.chips.first().getByTestId("drawing")).toBeVisible();
	await expect(chat.composer).toBeFocused();
	await shot("lens-opens-chat");

	await chat.ask("How many rings does it have?");
	await chat.untilAnswer("done");
	await expect(chat.lastText).toHaveText("It has one ring.");
	await expect(chat.lastAnswer.getByTestId("facts")).toContainText("180.159 g/mol");
	await expect(chat.lastAnswer.getByTestId("attribution")).toContainText(/BioMedGPT nano 0\.1\.0.*generated/);
	await shot("answer");

	await chat.ask("Is it charged?");
	await expect(chat.answers).toHaveCount(2);
	await chat.untilAnswer("done");
	await expect(chat.lastText).toHaveText("No, it is neutral.");
	await expect(chat.lastAnswer.getByTestId("notice")).toContainText("answers each question on its own");
	await shot("second-question");
});

test("a chemist asks about gefitinib in a notebook cell", async ({ notebook, chat, workbench, shot }) => {
	await notebook.open("series_B.ipynb");
	const hover = await notebook.hover("COc1cc2ncnc(Nc3ccc(F)c(Cl)c3)c2cc1OCCCN1CCOCC1");
	await expect(hover.locator("img[src^='data:image/svg+xml']")).toBeVisible();
	await expect(hover).toContainText("C₂₂H₂₄ClFN₄O₃");
	await shot("hover-notebook");
	await workbench.leaveHover();

	await notebook.lenses(/C₂₂H₂₄ClFN₄O₃/).first().click();
	await expect(chat.chips).toHaveCount(1);
	await chat.ask("Please describe this molecule.");
	await chat.untilAnswer("done");
	await expect(chat.lastText).toContainText("The molecule");
	await shot("notebook-answer");
});

test("the lenses of a notebook that is opened again and left at once for the chat can be clicked", async ({ notebook, chat, workbench }) => {
	for (let round = 0; round < 3; round++) {
		await notebook.open("series_B.ipynb");
		await workbench.runCommand("BioMedGPT: New Chat");
		await notebook.lenses(/C₂₂H₂₄ClFN₄O₃/).first().click();
		await expect(chat.chips).toHaveCount(1);
		await workbench.reset();
	}
});

test("a protein engineer asks about a record of a FASTA file", async ({ workbench, chat, shot }) => {
	await workbench.openFile("proteins.fasta");
	await workbench.lenses(/INS_HUMAN.*110 residues/).first().click();
	await expect(chat.chips).toContainText("110");
	await chat.ask("What is the name of this protein?");
	await chat.untilAnswer("done");
	await expect(chat.lastText).toHaveText(/\w+/);
	await expect(chat.lastAnswer.getByTestId("facts")).toContainText("11980.79 Da");
	await shot("protein-answer");
});

test("stop ends the answer within 300 ms and keeps its text", async ({ vscode, workbench, chat, shot }) => {
	const restore = await askSlowly(vscode, workbench, chat);
	try {
		await shot("streaming");
		await chat.stopButton.hover();
		const milliseconds = await chat.frame.locator("body").evaluate(async (body) => {
			const stop = body.querySelector<HTMLElement>("[data-testid=stop]");
			const started = performance.now();
			stop?.click();
			while (!body.querySelector("[data-testid=answer][data-state=stopped]")) {
				await new Promise((resolve) => setTimeout(resolve, 2));
			}
			return performance.now() - started;
		});
		expect(milliseconds).toBeLessThan(300);
		const kept = await chat.lastText.innerText();
		expect(kept).toMatch(/^The molecule/);
		await shot("stopped");
	} finally {
		restore();
	}
	await chat.ask("Is it charged?");
	await expect(chat.answers).toHaveCount(2);
	await chat.untilAnswer("done");
	await expect(chat.lastText).toHaveText(/^(Yes|No), it is/);
});

test("kill -9 in mid-answer keeps the text, says what happened, and the next question works", async ({ vscode, workbench, chat, shot }) => {
	const restore = await askSlowly(vscode, workbench, chat);
	process.kill(inferenceProcess(vscode.extension) ?? 0, "SIGKILL");
	restore();
	await chat.untilAnswer("failed");
	await expect(chat.lastText).toContainText("The molecule");
	await expect(chat.lastAnswer.getByTestId("failure")).toContainText(/ended unexpectedly \(SIGKILL\).*kept.*Ask again/);
	await shot("killed");
	await chat.ask("Is it charged?");
	await expect(chat.answers).toHaveCount(2);
	await chat.untilAnswer("done");
	await expect(chat.lastText).toHaveText(/^(Yes|No), it is/);
	await shot("after-kill");
});

test("a broken SMILES is told apart, in words", async ({ workbench, chat, shot }) => {
	await workbench.openFile("screen.py");
	const hover = await workbench.hover("CN1CCC(CC1)Oc2ccccc");
	await expect(hover).toContainText(/[Rr]ing 2 is opened at character 14 and never closed/);
	await shot("hover-broken");
	await workbench.leaveHover();
	await chat.open();
});

/** Asks for a long answer in slow motion and returns when its first words are there. */
async function askSlowly(vscode: VSCode, workbench: Parameters<Parameters<typeof test>[2]>[0]["workbench"], chat: ChatView): Promise<() => void> {
	await workbench.openFile("screen.py");
	await workbench.lenses(/· C₂₉H₃₁N₇O$/).first().click();
	await chat.ask("Is it charged?");
	await chat.untilAnswer("done");
	const pid = inferenceProcess(vscode.extension);
	expect(pid).toBeDefined();
	await workbench.runCommand("BioMedGPT: New Chat");
	await workbench.lenses(/· C₂₉H₃₁N₇O$/).first().click();
	await expect(chat.chips).toHaveCount(1);
	const restore = slowMotion(pid ?? 0);
	await chat.ask("Please describe this molecule.");
	await chat.lastText.filter({ hasText: /The molecule is/ }).waitFor();
	return restore;
}
