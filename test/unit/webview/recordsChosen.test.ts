/** Some of many records: what is selected, sorted and filtered. */
import type { Page } from "@playwright/test";
import { describe, expect, it } from "vitest";
import { chromiumPath } from "../../support/page/harness.ts";
import { answerRecords, type RecordsPage, stateOf } from "../../support/page/records.ts";
import { recordsPages } from "../../support/page/recordsPages.ts";

describe.skipIf(chromiumPath === undefined)("the page of a file's records (needs Chromium: set CHROMIUM)", () => {
	let records: RecordsPage;
	let page: Page;
	const { open, close, shoot, said, grid, molecules } = recordsPages((...opened) => void ([records, page] = opened));

	it("chooses all records with Ctrl+A, in view or not", async () => {
		await open(molecules(15_234));
		await grid().focus();
		await page.keyboard.press("Control+a");
		await page.getByTestId("selection").waitFor();
		expect(await page.getByTestId("selection").textContent()).toContain("15,234 selected");
		// As with Caps Lock; VS Code listens at the window, and selects the page as text where it hears of the keys.
		await page.getByTestId("unselect").click();
		await page.evaluate(() => window.addEventListener("keydown", ({ key }) => document.body.classList.toggle("heard", key.toLowerCase() === "a")));
		await grid().focus();
		await grid().dispatchEvent("keydown", { key: "A", ctrlKey: true, bubbles: true, cancelable: true });
		await page.getByTestId("selection").waitFor();
		await page.keyboard.press("Control+a");
		expect(await page.evaluate(() => [document.body.classList.contains("heard"), getSelection()?.toString()])).toEqual([false, ""]);
		await close();
	});

	it("filters by a property and a substructure, sorts, and shows how far it is", async () => {
		const file = molecules(100_000);
		await open(file);
		await page.getByTestId("filter-column").selectOption("1");
		await page.getByTestId("filter-operator").selectOption("above");
		await page.getByTestId("filter-value").fill("7.5");
		await page.getByTestId("filter-smarts").fill("c1ncncc1");
		await page.keyboard.press("Enter");
		await expect.poll(() => said("filter").at(-1)).toEqual({ type: "filter", filter: { column: 1, operator: "above", value: "7.5", smarts: "c1ncncc1" } });
		const filter = { column: 1, operator: "above", value: "7.5", smarts: "c1ncncc1" } as const;
		await records.post({ type: "state", state: stateOf(file, { generation: 2, shown: 240, summary: "240 of 100,000 molecules", filter, work: { text: "12,000 of 100,000 · 240 match", done: 0.12 } }) });
		await page.getByText("12,000 of 100,000 · 240 match").waitFor();
		await expect.poll(() => said("rows").at(-1)?.generation).toBe(2);
		await shoot("filter-dark-900");
		await page.getByTestId("stop").click();
		await expect.poll(() => said("stop")).toHaveLength(1);
		await page.getByTestId("sort").selectOption("0");
		await expect.poll(() => said("sort")).toEqual([{ type: "sort", sorting: { column: 0, descending: false } }]);
		await records.post({ type: "state", state: stateOf(file, { generation: 3, shown: 240, filter, stopped: true, summary: "240 match in the first 12,000 of 100,000, stopped" }) });
		await shoot("stopped-dark-900");
		await page.getByTestId("search-on").click();
		await expect.poll(() => said("filter").at(-1)).toEqual({ type: "filter", filter });
		expect(said("filter")).toHaveLength(2);
		await records.post({ type: "state", state: stateOf(file, { generation: 3, shown: 0, filter, summary: "0 of 100,000 molecules" }) });
		await page.getByText("No record meets this filter.").waitFor();
		await page.getByTestId("clear-filters").click();
		await expect.poll(() => said("filter").at(-1)).toEqual({ type: "filter" });
		await records.post({ type: "state", state: stateOf(file, { generation: 4, shown: 0, total: 0, problem: "This is no text: it holds zero bytes." }) });
		await page.getByTestId("empty").getByText("This is no text").waitFor();
		await close();
	});

	it("chooses all records between two rows, also those that were never in view", async () => {
		const file = molecules(5000);
		await open(file);
		await grid().focus();
		await page.keyboard.press("Home");
		await page.keyboard.press("Space");
		await page.keyboard.press("End");
		await page.locator("#record-4999").waitFor();
		await page.keyboard.press("Shift+Space");
		await expect.poll(() => page.getByTestId("selection").textContent()).toContain("5,000 selected");
		await page.getByTestId("export").click();
		await page.getByTestId("export-csv").click();
		await expect.poll(() => said("export").at(-1)?.records.length).toBe(5000);
		// Of another order than the one that is shown, nothing is chosen.
		await page.getByTestId("unselect").click();
		await records.post({ type: "range", generation: 7, records: [1, 2, 3] });
		await page.waitForTimeout(100);
		expect(await page.getByTestId("selection").count()).toBe(0);
		await close();
	});

	it("finds what was chosen when it is shown again, and forgets it when the file is another one", async () => {
		const file = molecules(500);
		await open(file);
		await page.getByTestId("select").nth(2).click({ force: true });
		await page.getByTestId("select").nth(0).click({ force: true });
		await page.getByTestId("selection").getByText("2 selected").waitFor();
		const remembered: unknown = await page.evaluate(() => (globalThis as { remembered?: unknown }).remembered);
		await page.addInitScript((state) => ((globalThis as { remembered?: unknown }).remembered = state), remembered);
		await page.reload();
		await answerRecords(records, file);
		await page.getByTestId("selection").getByText("2 selected").waitFor();
		expect(await page.getByTestId("select").nth(2).isChecked()).toBe(true);
		await page.reload();
		await answerRecords(records, file, {}, "second");
		await page.getByTestId("record").first().waitFor();
		expect(await page.getByTestId("selection").count()).toBe(0);
		await page.reload();
		await answerRecords(records, file);
		await page.getByTestId("selection").getByText("2 selected").waitFor();
		await records.post({ type: "changed", edition: "third" });
		await expect.poll(() => page.getByTestId("selection").count()).toBe(0);
		await close();
	});

	it("shows the order and the filter that hold, whatever was chosen before", async () => {
		const file = molecules(1000);
		await open(file);
		const chosen = async (): Promise<string[]> => Promise.all(["sort", "filter-column"].map((each) => page.getByTestId(each).inputValue()));
		await page.getByTestId("sort").selectOption("1");
		await page.getByTestId("filter-column").selectOption("2");
		await records.post({ type: "state", state: stateOf(file, { generation: 2, sorting: { column: 1, descending: false } }) });
		await expect.poll(chosen).toEqual(["1", "2"]);
		await records.post({ type: "state", state: stateOf(file, { generation: 3 }) });
		await expect.poll(chosen).toEqual(["", "2"]);
		// A sorting that was stopped before it was told of.
		await page.getByTestId("sort").selectOption("0");
		await records.post({ type: "state", state: stateOf(file, { generation: 3 }) });
		await expect.poll(chosen).toEqual(["", "2"]);
		// The file was written anew: its columns come as it is read.
		await records.post({ type: "state", state: stateOf({ ...file, columns: [] }, { generation: 4 }) });
		await expect.poll(chosen).toEqual(["", ""]);
		await records.post({ type: "state", state: stateOf(file, { generation: 4 }) });
		await expect.poll(chosen).toEqual(["", "2"]);
		await close();
	});
});
