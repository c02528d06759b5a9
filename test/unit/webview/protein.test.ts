import type { Locator, Page } from "@playwright/test";
import { createRequire } from "node:module";
import { describe, expect, it, vi } from "vitest";
import type { ProteinLink } from "../../../src/preview/protein/link.ts";
import { proteinSubject, structureSubject, type Subject } from "../../../src/preview/protein/subject.ts";
import { readStructure } from "../../../src/science/structure/readStructure.ts";
import type { ProteinToHost } from "../../../webview/protocol/protein.ts";
import { backbone } from "../../support/backbone.ts";
import { chromiumPath } from "../../support/page/harness.ts";
import { type Asked, type ProteinHarnessPage, structureOf } from "../../support/page/proteinHost.ts";
import { proteinPages } from "../../support/page/proteinPages.ts";
import type { ThemeName } from "../../support/page/themes.ts";

vi.mock("vscode", () => import("../preview/vscode.ts"));

const p53 =
	"MEEPQSDPSVEPPLSQETFSDLWKLLPENNVLSPLPSQAMDDLMLSPDDIEQWFTEDPGPDEAPRMPEAAPPVAPAPAAPTPAAPAPAPSWPLSSSVPSQKTYQGSYGFRLGFLHSGTAKSVTCTYSPALNKMFCQLAKTCPVQLWVDSTPPPGTRVRAMAIYKQSQHMTEVVRRCPHHERCSDSDGLAPPQHLIRVEGNLRVEYLDDRNTFRHSVVVPYEPPEVGSDCTTIHYNYMCNSSCMGGMNRRPILTIITLEDSSGNLLGRNSFEVRVCACPGRDRRTEEENLRKKGEPHHELPPGSTKRALPNNTSSSPQPKKKPLDGEYFTLQIRGRERFEMFRELNEALELKDAQAGKEPGGSRAHSSHLKSKKGQSTSRHKKLMFKTEGPDSD";
const capsid = "samples/hiv_capsid_1A8O.pdb";
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** Chain length of human titin, the longest protein there is. */
const titin = 34_350;

describe.skipIf(chromiumPath === undefined)("the protein page (needs Chromium: set CHROMIUM)", () => {
	let shown: ProteinHarnessPage;
	let page: Page;
	let link: ProteinLink;
	let asked: readonly Asked[];
	const { show, serve } = proteinPages();

	async function open(subject: Subject, { width = 900, height = 800, theme = "dark", prepare = async () => undefined }: { readonly width?: number; readonly height?: number; readonly theme?: ThemeName; readonly prepare?: () => Promise<void> } = {}): Promise<void> {
		shown = await show({ width, height, theme, axe });
		({ page } = shown);
		await prepare();
		({ link, asked } = serve(subject));
		await page.locator("protein-page > *").first().waitFor();
	}

	const protein = (sequence = p53, name = "P04637"): Subject => proteinSubject({ kind: "protein", sequence, name }, "proteins.fasta, line 1");
	const id = (name: string): Locator => page.getByTestId(name);
	const range = (): Promise<string | null> => id("selection-range").textContent();
	/** The letters that are painted as selected. */
	const painted = (): Promise<string> => page.locator(".sequence-rows .residue.is-selected").allTextContents().then((letters) => letters.join(""));
	/** The residue of a line and a column, both from 0. */
	const residue = (line: number, column: number): Locator => page.locator(`.sequence-row[data-line="${line}"] .residue`).nth(column);
	const perLine = (): Promise<number> => page.locator('.sequence-row[data-line="0"] .residue').count();

	it("shows p53 numbered in blocks of ten, and asks about the residues that were dragged over", async () => {
		await open(protein());
		await residue(1, 0).waitFor();
		const line = await perLine();
		expect(line % 10).toBe(0);
		expect(await page.locator('.sequence-row[data-line="1"] .sequence-number').textContent()).toBe(String(line + 1));
		expect(await page.locator('.sequence-row[data-line="0"] .sequence-block').first().textContent()).toBe("MEEPQSDPSV");

		const from = await residue(0, 29).boundingBox();
		const to = await residue(1, 4).boundingBox();
		await page.mouse.move((from?.x ?? 0) + 3, (from?.y ?? 0) + 8);
		await page.mouse.down();
		await page.mouse.move((to?.x ?? 0) + 3, (to?.y ?? 0) + 8, { steps: 4 });
		await page.mouse.up();
		const last = line + 5;
		await expect.poll(range).toBe(`residues 30–${last} · ${last - 29} residues`);
		expect(await painted()).toBe(p53.slice(29, last));
		await expect.poll(() => id("selection-bar").textContent()).toContain("Molecular weight");

		await id("ask-selection").click();
		await expect.poll(() => asked).toEqual([{ entity: { kind: "protein", sequence: p53.slice(29, last), name: `residues 30–${last} of P04637` }, origin: "proteins.fasta, line 1" }]);
		await id("ask").click();
		await expect.poll(() => asked[1]?.entity).toEqual({ kind: "protein", sequence: p53, name: "P04637" });
	});

	it("selects with shift and the arrow keys, with shift and a click, and gives it up with Escape", async () => {
		await open(protein());
		await residue(0, 2).click();
		await expect.poll(range).toBe("residue E 3");
		await page.keyboard.press("Shift+ArrowRight");
		await page.keyboard.press("Shift+ArrowRight");
		await expect.poll(range).toBe("residues 3–5 · 3 residues");
		await page.keyboard.press("Shift+ArrowDown");
		const line = await perLine();
		await expect.poll(range).toBe(`residues 3–${5 + line} · ${3 + line} residues`);
		await residue(0, 9).click({ modifiers: ["Shift"] });
		await expect.poll(range).toBe("residues 3–10 · 8 residues");
		expect(await painted()).toBe(p53.slice(2, 10));
		await page.keyboard.press("Control+Shift+End");
		await expect.poll(range).toBe("residues 3–393 · 391 residues");
		await page.keyboard.press("Escape");
		await expect.poll(painted).toBe("");
		expect(await id("ask-selection").count()).toBe(0);
	});

	it("finds the sequon of N-glycosylation also where it overlaps, and goes from one to the next", async () => {
		await open(protein("MKNNTSAANPSAANGTPK", "sequons"));
		await id("motif").fill("N[^P][ST]");
		await expect.poll(() => id("motif-count").textContent()).toBe("3 matches");
		// NNT at 3, NTS at 4, NGT at 14; NPS is none.
		expect(await page.locator(".residue.is-match").allTextContents().then((letters) => letters.join(""))).toBe("NNTSNGT");
		await id("motif").press("Enter");
		await expect.poll(range).toBe("residues 3–5 · 3 residues");
		await id("next-match").click();
		await expect.poll(range).toBe("residues 4–6 · 3 residues");
		await id("motif").press("Shift+Enter");
		await id("motif").press("Shift+Enter");
		await expect.poll(range).toBe("residues 14–16 · 3 residues");
		expect(await id("motif-count").textContent()).toBe("3 of 3");
		await id("motif-presets").selectOption({ label: "ER retention (KDEL)" });
		await expect.poll(() => id("motif-count").textContent()).toBe("no match");
		expect(await id("motif-source").textContent()).toContain("PS00014");
		await id("motif").fill("N[^P");
		await expect.poll(() => id("motif-problem").textContent()).toContain("unterminated character class");
	});

	it("stays alive under a motif that would be searched for ever", async () => {
		await open(protein(`${"A".repeat(400)}G`, "poly-alanine"));
		await id("motif").fill("(A+)+$");
		await residue(0, 5).click();
		await page.keyboard.press("Shift+ArrowRight");
		await expect.poll(range).toBe("residues 6–7 · 2 residues");
		await expect.poll(() => id("motif-problem").textContent(), { timeout: 8000 }).toContain("A+$ instead of (A+)+$");
		await id("motif").fill("AG$");
		await expect.poll(() => id("motif-count").textContent()).toBe("1 match");
	});

	it("plots hydropathy with Biopython's numbers, tells them by pointer and key, and selects the window that a click means", async () => {
		await open(protein());
		const plot = id("hydropathy-plot");
		await plot.scrollIntoViewIfNeeded();
		await plot.focus();
		for (let step = 0; step < 4; step++) {
			await page.keyboard.press("ArrowRight");
		}
		// The first window is MEEPQSDPS: (1.9 - 3.5 - 3.5 - 1.6 - 3.5 - 0.8 - 3.5 - 1.6 - 0.8) / 9.
		expect(await plot.getAttribute("aria-valuetext")).toBe("Q 5: −1.88");
		expect(await id("plot-value").textContent()).toBe("Q 5: −1.88");
		await page.keyboard.press("Enter");
		await expect.poll(range).toBe("residues 1–9 · 9 residues");
		await id("window").selectOption("21");
		await expect.poll(() => page.locator("hydropathy-plot .method").textContent()).toContain("21 residues");
		const box = await plot.boundingBox();
		await plot.click({ position: { x: (box?.width ?? 0) / 2, y: 40 } });
		await expect.poll(range).toMatch(/^residues \d+–\d+ · 21 residues$/);
		expect(await id("plot-selection").count()).toBe(1);
		await page.getByText("Values as a table").click();
		const first = id("values").locator("tbody tr").first();
		expect(await first.textContent()).toMatch(/^L 11−0\.\d{3}$|^E 11−\d\.\d{3}$/);
		await id("copy-hydropathy").click();
		await id("note").getByText("Copied").waitFor();
	});

	it("counts the composition, and shows where a residue of it stands", async () => {
		await open(protein());
		const proline = id("composition").locator("tr", { has: page.locator('[data-letter="P"]') });
		await expect.poll(() => proline.locator(".bar-count").textContent()).toBe("45");
		expect(await proline.locator(".bar-part").textContent()).toBe("11.5\u00a0%");
		await page.locator('[data-letter="W"]').click();
		await expect.poll(() => id("motif-count").textContent()).toBe("4 matches");
		expect(await id("facts").textContent()).toContain("43652.71\u00a0Da");
		await id("copy-csv").click();
		await id("note").getByText("Copied").waitFor();
	});

	it("keeps a protein as long as titin in few elements, and scrolls it to its end", async () => {
		await open(protein("MKTAYIAKQR".repeat(titin / 10), "titin"));
		await residue(0, 0).waitFor();
		expect(await page.locator(".residue").count()).toBeLessThan(6000);
		// In time of the page's own thread: other tests run on the same processor.
		const tools = await page.context().newCDPSession(page);
		await tools.send("Performance.enable", { timeDomain: "threadTicks" });
		const busy = async (): Promise<number> => ((await tools.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN) * 1000;
		const before = await busy();
		await id("sequence").evaluate(async (element) => {
			for (let at = 0; at < 60; at++) {
				element.scrollTop += 120;
				await new Promise((resolve) => requestAnimationFrame(resolve));
			}
		});
		const frame = ((await busy()) - before) / 60;
		console.log(`titin: ${frame.toFixed(1)} ms of the processor for a frame`);
		expect(frame).toBeGreaterThan(0);
		expect(frame).toBeLessThan(33);
		await id("sequence").focus();
		await page.keyboard.press("Control+End");
		await expect.poll(range).toBe(`residue R ${titin}`);
		await page.locator(".residue.is-cursor").waitFor();
		expect(await page.locator(".residue.is-cursor").isVisible()).toBe(true);
		expect(await page.locator(".residue").count()).toBeLessThan(6000);
	});

	it("shows a structure beside its sequence, by the authors' numbers, and selects in both ways", async () => {
		await open(structureSubject(await structureOf(capsid), "hiv_capsid_1A8O.pdb"), { width: 1300 });
		await page.locator('[data-testid="viewer-place"][data-state="ready"]').waitFor({ timeout: 30_000 });
		expect(await id("header").textContent()).toContain("Atoms644");
		expect(await page.locator('.sequence-row[data-line="0"] .sequence-number').textContent()).toBe("151");
		expect(await id("legend").getAttribute("data-scheme")).toBe("secondary-structure");

		await page.evaluate(() => {
			const viewer = document.querySelector("biomedgpt-structure-viewer");
			const told: (readonly number[])[] = [];
			const real = viewer?.highlightResidues.bind(viewer);
			Object.assign(viewer ?? {}, {
				highlightResidues: (residues: readonly number[], turnTo: boolean) => {
					told.push(residues);
					real?.(residues, turnTo);
				},
			});
			(globalThis as { told?: unknown }).told = told;
		});
		await residue(0, 3).click();
		await page.keyboard.press("Shift+ArrowRight");
		await expect.poll(() => page.evaluate(() => (globalThis as { told?: readonly (readonly number[])[] }).told?.at(-1))).toEqual([3, 4]);

		await page.evaluate(() => document.querySelector("biomedgpt-structure-viewer")?.dispatchEvent(new CustomEvent("viewer-picked", { bubbles: true, detail: { atoms: [80], residues: [10] } })));
		await expect.poll(range).toBe("residue PHE 161");
		expect(await painted()).toBe("F");
		expect(await id("told").textContent()).toContain("PHE A 161");
		await page.evaluate(() => document.querySelector("biomedgpt-structure-viewer")?.dispatchEvent(new CustomEvent("viewer-picked", { bubbles: true, detail: { atoms: [80, 160], residues: [10, 19] } })));
		await expect.poll(range).toBe("residues 161–170 · 10 residues");
		await id("ask-selection").click();
		await expect.poll(() => asked[0]?.entity.name).toBe("residues 161–170 of 1A8O");
		await id("colour").selectOption("residue");
		await expect.poll(() => id("legend").getAttribute("data-scheme")).toBe("residue");
	});

	it("marks where residues are missing, and says so of a selection over them", async () => {
		const text = backbone(["ALA", "ASN", "GLY", "SER", "ALA", "ALA"].map((name, index) => [name, String(index < 2 ? 9 + index : 148 + index), index < 2 ? index : 60 + index] as const));
		await open(structureSubject(readStructure(new TextEncoder().encode(text), "loop.pdb"), "loop.pdb"), { width: 1000 });
		await residue(0, 0).click();
		expect(await page.locator(".sequence-rows .after-gap").allTextContents()).toEqual(["G"]);
		await residue(0, 3).click({ modifiers: ["Shift"] });
		await expect.poll(range).toBe("residues 9–151, some missing · 4 residues");
		await residue(0, 2).click();
		await residue(0, 4).click({ modifiers: ["Shift"] });
		await expect.poll(range).toBe("residues 150–152 · 3 residues");
		await id("window").selectOption("5");
		const plot = id("hydropathy-plot");
		await plot.focus();
		for (const key of ["Home", "ArrowRight", "ArrowRight", "Enter"]) {
			await page.keyboard.press(key);
		}
		await expect.poll(range).toBe("residue GLY 150");
	});

	it("takes a picture of the structure for the host to save", async () => {
		await open(structureSubject(await structureOf(capsid), "hiv_capsid_1A8O.pdb"), { width: 700, height: 500 });
		await page.locator('[data-testid="viewer-place"][data-state="ready"]').waitFor({ timeout: 30_000 });
		const pictures: ProteinToHost[] = [];
		shown.onMessage = (message) => pictures.push(message);
		await id("picture").click();
		await expect.poll(() => pictures.length, { timeout: 20_000 }).toBe(1);
		const [picture] = pictures;
		expect(picture?.type === "picture" && [...picture.png.subarray(1, 4)]).toEqual([..."PNG"].map((letter) => letter.charCodeAt(0)));
	});

	it("shows the sequence, the facts and a clear line where WebGL is missing", async () => {
		const subject = structureSubject(await structureOf(capsid), "hiv_capsid_1A8O.pdb");
		await open(subject, {
			width: 1000,
			prepare: async () => {
				// The viewer's first question; without an answer it asks for no other context.
				await page.evaluate(() => Object.defineProperty(OffscreenCanvas.prototype, "getContext", { value: () => null }).constructor.name);
			},
		});
		await expect.poll(() => id("viewer-failed").textContent(), { timeout: 20_000 }).toContain("WebGL");
		expect(await id("header").textContent()).toContain("Residues70");
		await residue(0, 0).click();
		await expect.poll(range).toContain("151");
		expect(await id("facts").textContent()).toContain("Molecular weight");
	});

	it("says why a file cannot be shown, and keeps its place when a file changes on disk", async () => {
		const structure = await structureOf(capsid);
		await open(structureSubject(structure, "hiv_capsid_1A8O.pdb"), { width: 1000 });
		await residue(0, 4).click();
		await expect.poll(range).toContain("155");
		await id("colour").selectOption("b-factor");
		link.loading("hiv_capsid_1A8O.pdb", "Reading the file…");
		await page.getByText("Reading the file…").waitFor();
		expect(await range()).toContain("155");
		link.open(structureSubject(structure, "hiv_capsid_1A8O.pdb"), true);
		await expect.poll(() => page.getByText("Reading the file…").count()).toBe(0);
		expect(await range()).toContain("155");
		expect(await id("colour").inputValue()).toBe("b-factor");
		link.fail("hiv_capsid_1A8O.pdb", "This file is empty. Get it again.");
		await id("failed").getByText("This file is empty. Get it again.").waitFor();
		expect(await id("reopen").count()).toBe(1);
	});

	it.each(["dark", "light", "high-contrast"] as const)("has no fault that axe knows, and nothing that sticks out, from 250 px on, in %s", async (theme) => {
		await open(protein(), { theme, width: 250 });
		await id("motif").fill("N[^P][ST]");
		await id("motif").press("Enter");
		await id("facts").waitFor();
		await page.getByText("Values as a table").click();
		expect(await shown.overflowing()).toEqual([]);
		const violations = await page.evaluate(async () => {
			const { axe } = globalThis as unknown as { axe: { run(context: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
			return (await axe.run(document, { resultTypes: ["violations"] })).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).slice(0, 3).join(" | ")}`);
		});
		expect(violations).toEqual([]);
	});
});
