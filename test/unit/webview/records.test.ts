/** How records look, in every theme and width, by mouse and key, and however many there are. */
import type { Page } from "@playwright/test";
import { createRequire } from "node:module";
import { cpus, loadavg } from "node:os";
import { describe, expect, it } from "vitest";
import { chromiumPath } from "../../support/page/harness.ts";
import { type FakeFile, type RecordsPage, stateOf } from "../../support/page/records.ts";
import { recordsPages } from "../../support/page/recordsPages.ts";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

describe.skipIf(chromiumPath === undefined)("the page of a file's records (needs Chromium: set CHROMIUM)", () => {
	let records: RecordsPage;
	let page: Page;
	const { open, close, shoot, said, grid, molecules } = recordsPages((...opened) => void ([records, page] = opened));

	const sequences = (total: number): FakeFile => ({
		kind: "sequences", columns: ["Length", "Kind", "Description", "First residues"], total,
		row: (record) => (record === 3 ? { record, name: "empty", cells: ["0", "unclear", "", ""], problem: "The record “empty” has a header but no sequence. Add the residues or remove the record." } : { record, name: `sp|P${10000 + record}|KIN${record}_HUMAN`, cells: [String(300 + record), "protein", `Tyrosine-protein kinase ${record} OS=Homo sapiens`, "MEEPQSDPSVEPPLSQETFSDLWKLLPENNVLSPLPSQAMDDLMLSPDDIEQWFTEDPGPDEAPRMPEAAPPVAPAPAAPTPAAPAPAPSWPLSSSVPSQKTYQGSYGFRLGFLHSGTAK"] }),
	});

	for (const theme of ["light", "dark", "high-contrast"] as const) {
		for (const width of [250, 1200]) {
			it(`is whole and at home at ${width} px in ${theme}`, async () => {
				await open(molecules(15_234), { width, theme });
				await page.getByTestId("drawing").first().waitFor();
				expect(await records.overflowing()).toEqual([]);
				await shoot(`cards-${theme}-${width}`);
				await close();
			});
		}
	}

	it("has nothing for axe to complain of, as cards, as a table and as a list", async () => {
		const broken = async (): Promise<string[]> => page.evaluate(async () => {
			const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
			return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200) ?? ""}`);
		});
		await open(molecules(1000), { axe });
		await page.getByTestId("drawing").first().waitFor();
		expect(await broken()).toEqual([]);
		await page.getByTestId("layout").click();
		await page.getByTestId("sort-column").first().waitFor();
		await shoot("table-dark-900");
		expect(await broken()).toEqual([]);
		await page.getByTestId("more").first().click();
		await page.getByTestId("menu").waitFor();
		await shoot("menu-dark-900");
		expect(await broken()).toEqual([]);
		await close();
		await open(sequences(8000), { axe, theme: "light" });
		expect(await broken()).toEqual([]);
		await shoot("list-light-900");
		await close();
	});

	it("has a table as wide as its columns, with the titles above them", async () => {
		const columns = Array.from({ length: 12 }, (_, column) => `assay ${column}`);
		await open({ ...molecules(100, "table"), columns, row: (record) => ({ record, name: `compound ${record}`, cells: columns.map((_, column) => String(record * column)) }) }, { width: 500 });
		await page.getByTestId("layout").click();
		await page.getByTestId("sort-column").last().scrollIntoViewIfNeeded();
		const title = await page.locator("[role=columnheader]").last().boundingBox();
		const cell = await page.locator(".line [role=gridcell]:last-child").first().boundingBox();
		expect([title?.x, title?.width]).toEqual([cell?.x, cell?.width]);
		expect((title?.x ?? NaN) + (title?.width ?? NaN)).toBeLessThanOrEqual(500);
		await close();
	});

	it("leads through the records by keys, and opens, chooses and asks", async () => {
		await open(molecules(500_000));
		await grid().focus();
		const current = async (): Promise<string | null> => grid().getAttribute("aria-activedescendant");
		await page.keyboard.press("ArrowRight");
		await page.keyboard.press("ArrowDown");
		expect(await current()).toBe("record-5");
		await page.keyboard.press("Enter");
		await expect.poll(() => said("act")).toEqual([{ type: "act", generation: 1, action: "preview", record: 5 }]);
		await page.keyboard.press("Space");
		await expect.poll(() => page.getByTestId("selection").textContent()).toContain("1 selected");
		await page.keyboard.press("End");
		await expect.poll(current).toBe("record-499999");
		await page.locator("#record-499999").waitFor();
		await page.keyboard.press("ArrowDown");
		expect(await current()).toBe("record-499999");
		await page.keyboard.press("Shift+F10");
		await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe("act-preview");
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Enter");
		await expect.poll(() => said("act").at(-1)).toEqual({ type: "act", generation: 1, action: "ask", record: 499_999 });
		await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe("grid");
		await page.keyboard.press("Home");
		await page.locator("#record-0").waitFor();
		await close();
	});

	it("asks only for the drawings in view, shows why one is missing, and draws anew in another theme", async () => {
		await open(molecules(5000), { width: 1200 });
		await page.getByTestId("drawing").first().waitFor();
		expect(said("draw")[0]?.records.length).toBeLessThan(30);
		expect(said("draw")[0]?.records).not.toContain(11);
		await page.getByTestId("problem").getByText("Record 12 cannot be drawn. This mol block").waitFor();
		await page.getByText("Record 6", { exact: true }).waitFor();
		await page.evaluate(() => document.body.classList.replace("vscode-dark", "vscode-light"));
		await expect.poll(() => said("draw").at(-1)?.theme).toBe("light");
		await close();
	});

	it("asks again for the drawings of a file that did not know its records yet", async () => {
		const file = molecules(200);
		await open(file);
		await page.getByTestId("drawing").first().waitFor();
		const asked = said("draw").length;
		const answer = records.onMessage;
		records.onMessage = (message) => (message.type === "draw" ? undefined : answer(message));
		await records.post({ type: "changed", edition: "second" });
		await expect.poll(() => said("draw").length).toBeGreaterThan(asked);
		expect(await page.getByTestId("drawing").count()).toBe(0);
		records.onMessage = answer;
		await records.post({ type: "state", state: stateOf(file, { generation: 2 }) });
		await page.getByTestId("drawing").first().waitFor();
		await close();
	});

	it("names the row that the keys have reached, in a table and in a list", async () => {
		const named = async (): Promise<(string | null)[]> => page.evaluate(() => {
			const element = document.getElementById(document.querySelector("[role=grid]")?.getAttribute("aria-activedescendant") ?? "");
			return [element?.getAttribute("role") ?? null, element?.getAttribute("aria-rowindex") ?? null];
		});
		await open(molecules(1000));
		expect((await named())[0]).toBe("gridcell");
		await page.getByTestId("layout").click();
		await page.getByTestId("sort-column").first().waitFor();
		await grid().focus();
		await page.keyboard.press("ArrowDown");
		await expect.poll(named).toEqual(["row", "3"]);
		await close();
		await open(sequences(100));
		await expect.poll(named).toEqual(["row", "2"]);
		await close();
	});

	it("runs nothing that stands in a name or a property", async () => {
		const hostile = "<img src=https://evil.example/x onerror=alert(1)> \u202Egnp.exe";
		await open({ ...molecules(20), row: (record) => ({ record, name: hostile, cells: [hostile, "x".repeat(10_000), ""] }), columns: [hostile, "long", "none"] });
		await page.getByTestId("record").getByText("[U+202E]gnp.exe").first().waitFor();
		const isHidden = async (): Promise<boolean> => page.evaluate(() => document.body.outerHTML.includes("\u202E"));
		expect(await isHidden()).toBe(false);
		await page.getByTestId("columns").click();
		await page.getByTestId("menu").waitFor();
		expect(await isHidden()).toBe(false);
		await page.keyboard.press("Escape");
		await page.getByTestId("layout").click();
		await page.getByTestId("sort-column").first().waitFor();
		expect(await isHidden()).toBe(false);
		expect(await page.locator("img[src*=evil]").count()).toBe(0);
		expect(await records.overflowing()).toEqual([]);
		await close();
	});

	for (const [layout, total] of [["cards", 500_000], ["table", 500_000], ["table", 50_000]] as const) {
		it(`scrolls ${total.toLocaleString("en")} records (${layout}) at 30 pictures a second and more`, { retry: 2 }, async () => {
			await open(molecules(total, layout), { width: 1200, height: 800 });
			if (layout === "table") {
				await page.getByTestId("layout").click();
			}
			await page.getByTestId("drawing").first().waitFor();
			await grid().hover();
			// In time of the page's own thread: other programs run on the same processor.
			const tools = await page.context().newCDPSession(page);
			await tools.send("Performance.enable", { timeDomain: "threadTicks" });
			const busy = async (): Promise<number> => ((await tools.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN) * 1000;
			const before = await busy();
			const frames = page.evaluate(() => new Promise<number[]>((resolve) => {
				const found: number[] = [];
				let last = performance.now();
				const tick = (now: number): void => {
					found.push(now - last);
					last = now;
					if (found.length < 240) {
						requestAnimationFrame(tick);
					} else {
						resolve(found.slice(5).sort((one, other) => one - other));
					}
				};
				requestAnimationFrame(tick);
			}));
			for (let step = 0; step < 60; step++) {
				await page.mouse.wheel(0, 240);
				await page.waitForTimeout(40);
			}
			const sorted = await frames;
			const perFrame = ((await busy()) - before) / sorted.length;
			const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? NaN;
			console.log(`${layout} of ${total}: frame p50 ${sorted[Math.floor(sorted.length / 2)]?.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, longest ${sorted.at(-1)?.toFixed(1)} ms; ${perFrame.toFixed(1)} ms of the processor for each`);
			const first = Number(/\d+/.exec((await grid().locator("[id^=record-]").first().getAttribute("id")) ?? "")?.[0]);
			expect(first).toBeGreaterThan(20);
			expect(perFrame).toBeLessThan(16);
			// A frame comes late, too, where other programs want the processor: then its own time alone is judged.
			if ((loadavg()[0] ?? 0) <= cpus().length) {
				expect(p95).toBeLessThan(34);
			}
			await shoot(`scrolled-${layout}-${total}`);
			await close();
		});
	}
});
