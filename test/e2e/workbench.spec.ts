import { expect, test } from "./fixtures.ts";

test("the workbench opens with the samples", async ({ workbench, shot }) => {
	await workbench.openFile("screen.py");
	await workbench.seeText("CC(=O)Oc1ccccc1C(=O)O");
	await shot("workbench");
});

test("the installed extension is active", async ({ workbench }) => {
	await workbench.openFile("screen.py");
	await expect(workbench.lenses("Ask").first()).toBeVisible();
});
