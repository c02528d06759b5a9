/** Outputs that were saved with a notebook, as a person sees them: no kernel runs. */
import type { FrameLocator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import type { Notebook } from "./pages/notebook.ts";
import type { Workbench } from "./pages/workbench.ts";

/** The page of a notebook's outputs. */
function outputsOf(workbench: Workbench): FrameLocator {
	return workbench.page.frameLocator("iframe.webview[src*='purpose=notebookRenderer']").last().frameLocator("iframe#active-frame");
}

async function openSaved(notebook: Notebook, workbench: Workbench): Promise<FrameLocator> {
	await notebook.open("saved_outputs.ipynb");
	const outputs = outputsOf(workbench);
	await outputs.getByTestId("molecule").first().waitFor({ timeout: 60_000 });
	return outputs;
}

test("the outputs of a saved notebook are drawn without a kernel, and one is asked about", async ({ notebook, workbench, chat, shot }) => {
	const outputs = await openSaved(notebook, workbench);
	const aspirin = outputs.getByTestId("molecule").filter({ hasText: "aspirin" }).first();
	await aspirin.locator("svg.molecule").waitFor();
	await expect(aspirin.getByTestId("formula")).toHaveText("C₉H₈O₄");
	await shot("renderer-molecules");
	await aspirin.hover();
	await aspirin.getByRole("button", { name: "Ask BioMedGPT" }).click();
	await expect(chat.chips.first()).toContainText("aspirin");
	await expect(chat.chips.first()).toContainText("C₉H₈O₄");
	await shot("renderer-asked");
});

test("an SDF, a structure and sequences in outputs, in light and dark", async ({ notebook, workbench, shot }) => {
	test.setTimeout(180_000);
	const outputs = await openSaved(notebook, workbench);
	for (const theme of ["Light Modern", "Dark Modern"]) {
		await workbench.chooseTheme(theme);
		await notebook.root.click({ position: { x: 5, y: 60 } });
		await workbench.page.keyboard.press("Control+Home");
		const scroll = async (testid: string): Promise<void> => {
			await notebook.root.hover();
			await expect(async () => {
				await workbench.page.mouse.wheel(0, 200);
				await expect(outputs.getByTestId(testid).last()).toBeInViewport({ timeout: 500, ratio: 0.8 });
			}).toPass({ intervals: [50], timeout: 60_000 });
		};
		await scroll("rdkit-drawing");
		await shot(`renderer-sdf-${theme}`);
		await scroll("structure");
		await outputs.locator("[data-testid=stage][data-phase=awake]").waitFor({ timeout: 60_000 });
		await shot(`renderer-structure-${theme}`);
		await scroll("sequence");
		await expect(outputs.getByTestId("length")).toHaveText(["110 residues", "DNA, 333 nucleotides"]);
		await shot(`renderer-sequences-${theme}`);
	}
});
