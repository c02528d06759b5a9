import { expect, test } from "./fixtures.ts";
import { webview } from "./pages/webview.ts";

test("an SDF opens as a grid of drawings, and its text is one click away", async ({ workbench, page, shot }) => {
	await workbench.openInExplorer("ligands.sdf");
	const grid = webview(page);
	await expect(grid.getByTestId("drawing").first()).toBeVisible({ timeout: 30_000 });
	await shot("records-grid");
	await grid.getByTestId("filter-smarts").fill("c1ccccc1");
	await expect(grid.getByTestId("summary")).toContainText(" of ");
	await grid.getByTestId("layout").click();
	await expect(grid.getByTestId("sort-column").first()).toBeVisible();
	await expect(grid.getByTestId("drawing").first()).toBeVisible();
	await shot("records-table");
	await page.getByRole("button", { name: "Reopen as Text" }).click();
	await workbench.seeText("M  END");
});
