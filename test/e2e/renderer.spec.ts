/** Outputs that were saved with a notebook, as a person sees them: no kernel runs. */
import type { FrameLocator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import type { Notebook } from "./pages/notebook.ts";
import type { Workbench } from "./pages/workbench.ts";

/** The page of a notebook's outputs. */
function outputsOf(workbench: Workbench): FrameLocator {
	return workbench.page.locator("iframe.webview[src*='purpose=notebookRenderer']").last().contentFrame().locator("iframe#active-frame").contentFrame();
}

async function openSaved(notebook: Notebook, workbench: Workbench): Promise<FrameLocator> {
	await notebook.open("saved_outputs.ipynb");
	const outputs = outputsOf(workbench);
	await outputs.getByTestId("molecule").first().waitFor({ timeout: 60_000 });
	return outputs;
}

test("the outputs of a saved notebook are drawn without a kernel, and one is asked about", async ({ notebook, workbench, chat, shot }) => {
	const outputs = await openSaved(notebook, workbench);
	// Outputs stand in the page in no order: this is the one that was saved as SMILES.
	const aspirin = outputs.getByTestId("molecule").filter({ hasText: "aspirin", has: workbench.page.locator("svg.molecule") });
	await aspirin.waitFor();
	await expect(aspirin.getByTestId("formula")).toHaveText("C₉H₈O₄");
	await shot("renderer-molecules");
	await aspirin.hover();
	await aspirin.getByRole("button", { name: "Ask BioMedGPT" }).click();
	await expect(chat.chips.first()).toContainText("aspirin");
	await expect(chat.chips.first()).toContainText("C₉H₈O₄");
	await shot("renderer-asked");
});

test("an SDF, a structure and sequences in outputs, in light and dark", async ({ notebook, workbench, shot }) => {
	test.setTimeout(240_000);
	const outputs = await openSaved(notebook, workbench);
	const scrollTo = async (testid: string): Promise<void> => {
		const shown = outputs.getByTestId(testid).last();
		await notebook.root.hover();
		await expect(async () => {
			await workbench.page.mouse.wheel(0, 150);
			await expect(shown).toBeVisible({ timeout: 1500 });
			await expect(shown).toBeInViewport({ timeout: 500, ratio: 0.8 });
		}).toPass({ intervals: [50], timeout: 60_000 });
	};
	const inBothThemes = async (name: string): Promise<void> => {
		for (const theme of ["Dark Modern", "Light Modern"]) {
			await workbench.chooseTheme(theme);
			await shot(`renderer-${name}-${theme}`);
		}
	};
	await scrollTo("rdkit-drawing");
	await expect(outputs.getByTestId("rdkit-drawing").last()).toHaveAttribute("src", /^data:image\/svg\+xml;base64,/);
	await inBothThemes("sdf");
	await scrollTo("structure");
	await outputs.locator("[data-testid=stage][data-phase=awake]").waitFor({ timeout: 60_000 });
	await inBothThemes("structure");
	await scrollTo("sequence");
	await expect(outputs.getByTestId("length")).toHaveText(["110 residues", "DNA, 333 nucleotides"]);
	await inBothThemes("sequences");
});
