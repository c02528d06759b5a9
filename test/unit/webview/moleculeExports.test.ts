/** What a panel makes of a molecule: a shape in space, pictures for paper, files that other programs read. */
import type { Page } from "@playwright/test";
import { describe, expect, it, vi } from "vitest";
import type { Conformer } from "../../../src/preview/molecule/exporting.ts";
import { aspirin, taxol } from "../../support/molecules.ts";
import { chromiumPath } from "../../support/page/harness.ts";
import type { Done } from "../../support/page/moleculePage.ts";
import { moleculePanels } from "../../support/page/moleculePanels.ts";

vi.mock("vscode", () => import("../chat/vscode.ts"));

describe.skipIf(chromiumPath === undefined)("the molecule panel's page (needs Chromium: set CHROMIUM)", () => {
	let page: Page;
	let done: Done;
	const { real, show, said, choose } = moleculePanels((_, opened) => (page = opened));
	const open = async (...asked: Parameters<typeof show>): Promise<void> => void ({ done } = await show(...asked));

	it("computes a conformer when its tab is opened, which can be stopped and tried again", async () => {
		let asked = 0;
		const conformer = (_: string, signal?: AbortSignal): Promise<never> => {
			asked++;
			return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("cancelled"))));
		};
		await open(aspirin, { conformers: { conformer } });
		await page.getByTestId("tab-2d").focus();
		await page.keyboard.press("ArrowRight");
		await page.getByTestId("conformer-working").waitFor();
		expect(await page.evaluate(() => document.activeElement?.id)).toBe("tab-3d");
		await page.getByTestId("cancel-conformer").click();
		await expect.poll(() => said("conformer-problem")).toContain("Stopped.");
		await page.getByTestId("retry-conformer").click();
		await page.getByTestId("conformer-working").waitFor();
		expect(asked).toBe(2);
	});

	it("offers more time where that was what a conformer lacked", async () => {
		const molBlock = await real().chemistry.molBlock("OCC");
		const limits: (number | undefined)[] = [];
		const conformer = async (_: string, __?: AbortSignal, limit?: number): Promise<Conformer> => {
			limits.push(limit);
			return { molBlock, method: limit === undefined ? "rough" : "fine", note: "", written: [0, 1, 2], milliseconds: 340, unfinished: limit === undefined, timeLimit: limit ?? 20_000 };
		};
		await open("OCC", { name: "ethanol", conformers: { conformer } });
		await page.getByTestId("tab-3d").click();
		await expect.poll(() => said("conformer-method")).toContain("rough");
		await page.getByTestId("longer-conformer").click();
		await expect.poll(() => said("conformer-method")).toContain("fine");
		expect([limits, await page.getByTestId("longer-conformer").count()]).toEqual([[undefined, 120_000], 0]);
	});

	it("shows the conformer, with its method, and marks in it what is marked in the drawing", async () => {
		const molBlock = await real().chemistry.molBlock("OCC");
		const conformer = async (): Promise<Conformer> => ({ molBlock, method: "One conformer, by a test", note: "One centre is left open.", written: [0, 1, 2], milliseconds: 340, unfinished: false, timeLimit: 20_000 });
		await open("OCC", { name: "ethanol", conformers: { conformer } });
		await page.getByTestId("tab-3d").click();
		await expect.poll(() => said("conformer-method")).toMatch(/One conformer, by a test, in 0\.3 s; not an experimental structure$/u);
		await page.locator("biomedgpt-structure-viewer canvas").first().waitFor();
		await page.getByTestId("style-3d").selectOption("spheres");
		await page.getByTestId("toggle-labels").click();
		await expect.poll(() => page.getByTestId("toggle-labels").getAttribute("aria-pressed")).toBe("true");
		const picture = async (): Promise<string> => (await page.getByTestId("viewer").screenshot()).toString("base64");
		const before = await picture();
		await page.getByTestId("smarts").fill("[OH]");
		await expect.poll(() => said("smarts-result")).toBe("1 match · atoms 1");
		await expect.poll(picture).not.toBe(before);
		await choose("export-png");
		await choose("export-mol3d");
		await choose("export-sdf");
		await expect.poll(() => done.saved.map(({ file }) => file)).toEqual(["ethanol.png", "ethanol-3d.mol", "ethanol.sdf"]);
		expect(new TextDecoder().decode(done.saved[1]?.content).split("\n").slice(1)).toEqual(molBlock.split("\n").slice(1));
		expect(new TextDecoder().decode(done.saved[2]?.content)).toContain(molBlock.split("\n")[4]);
	});

	it("exports pictures for paper, with what is marked in them", async () => {
		await open(aspirin, { name: "aspirin" });
		await page.getByTestId("smarts").fill("C(=O)O");
		await page.getByTestId("mark-match").waitFor();
		await choose("export-svg");
		await expect.poll(() => done.saved).toHaveLength(1);
		const svg = new TextDecoder().decode(done.saved[0]?.content);
		expect(done.saved[0]?.file).toBe("aspirin.svg");
		expect(svg).not.toMatch(/var\(|style=|class=/u);
		expect(svg).toContain("#ffe0bd");
		const drawn = await page.evaluate(async (source) => {
			const image = new Image();
			image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
			await image.decode();
			return [image.naturalWidth, image.naturalHeight];
		}, svg);
		await choose("export-png");
		await expect.poll(() => done.saved).toHaveLength(2);
		const png = Buffer.from(done.saved[1]?.content ?? []);
		expect([png.readUInt32BE(16), png.readUInt32BE(20)].map((pixels, index) => Math.abs(pixels - 2 * (drawn[index] ?? 0)) <= 2)).toEqual([true, true]);
		await choose("copy-svg");
		await expect.poll(() => done.copied).toEqual([svg]);
	});

	it("exports RDKit's drawing too, and files that RDKit reads again as the same molecule", async () => {
		await open(taxol, { name: "taxol" });
		await page.getByTestId("rdkit-picture").waitFor();
		await choose("export-svg");
		await choose("export-mol2d");
		await choose("export-sdf");
		await expect.poll(() => done.saved.map(({ file }) => file).sort()).toEqual(["taxol.mol", "taxol.sdf", "taxol.svg"]);
		const saved = (file: string): string => new TextDecoder().decode(done.saved.find((each) => each.file === file)?.content);
		expect(saved("taxol.svg")).toMatch(/^<svg/u);
		const { canonicalSmiles, facts } = await real().chemistry.facts(taxol);
		expect((await real().chemistry.facts(saved("taxol.mol"))).canonicalSmiles).toBe(canonicalSmiles);
		const [block = "", data = ""] = saved("taxol.sdf").split(/(?<=M {2}END\n)/u);
		expect((await real().chemistry.facts(block)).canonicalSmiles).toBe(canonicalSmiles);
		expect(block.split("\n")[0]).toBe("taxol");
		expect(data).toContain(`> <logP>\n${facts.find(({ id }) => id === "logP")?.value}\n\n`);
		expect(data.trimEnd().endsWith("$$$$")).toBe(true);
	});
});
