import type { Locator, Page } from "@playwright/test";
import { describe, expect, it, vi } from "vitest";
import type { ProteinLink } from "../../../src/preview/protein/link.ts";
import { proteinSubject, structureSubject, type Subject } from "../../../src/preview/protein/subject.ts";
import { parseRememberedProtein } from "../../../webview/protocol/protein.ts";
import type { StructureData } from "../../../webview/protocol/structure.ts";
import { chromiumPath } from "../../support/page/harness.ts";
import { structureOf } from "../../support/page/proteinHost.ts";
import { proteinPages } from "../../support/page/proteinPages.ts";
import { loseContextsAndClick, recordContexts } from "../../support/page/webgl.ts";

vi.mock("vscode", () => import("../preview/vscode.ts"));

const haemoglobin = "MVLSPADKTNVKAAWGKVGAHAGEYGAEALERMFLSFPTTKTYFPHFDLSHGSAQVKGHGKKVADALTNAVAHVDDMPNALSALSDLHAHKLRVDPVNFKLLSHCLLVTLAAHLPAEFTPAVHASLDKFLASVSTVLTSKYR";
const insulin = "MALWMRLLPLLALLALWGPDPAAAFVNQHLCGSHLVEALYLVCGERGFFYTPKTRREAEDLQVGQVELGGGPGAGSLQPLALEGSLQKRGIVEQCCTSICSLYQLENYCN";
const capsid = "samples/hiv_capsid_1A8O.pdb";

describe.skipIf(chromiumPath === undefined)("what the protein page keeps, and what it lets go (needs Chromium: set CHROMIUM)", () => {
	let page: Page;
	let link: ProteinLink;
	const { show, serve } = proteinPages();

	async function open(subject: Subject, prepare: () => Promise<unknown> = async () => undefined): Promise<void> {
		({ page } = await show({ width: 1000, height: 800, theme: "dark" }));
		await prepare();
		({ link } = serve(subject));
		await page.locator("protein-page > *").first().waitFor();
	}

	const protein = (sequence: string, name: string): Subject => proteinSubject({ kind: "protein", sequence, name }, "proteins.fasta, line 1");
	const structure = async (change: (data: StructureData) => StructureData = (data) => data): Promise<Subject> => structureSubject(change(await structureOf(capsid)), "hiv_capsid_1A8O.pdb");
	const id = (name: string): Locator => page.getByTestId(name);
	const text = (name: string) => (): Promise<string | null> => id(name).textContent();
	const value = (name: string) => (): Promise<string> => id(name).inputValue();
	const residue = (column: number): Locator => page.locator('.sequence-row[data-line="0"] .residue').nth(column);
	const viewers = (): Locator => page.locator('[data-testid="viewer-place"] > *');
	const drawn = (): Promise<void> => page.locator('[data-testid="viewer-place"][data-state="ready"]').waitFor({ timeout: 30_000 });
	const pick = (atoms: readonly number[], residues: readonly number[]): Promise<unknown> => viewers().evaluate((viewer, detail) => viewer.dispatchEvent(new CustomEvent("viewer-picked", { bubbles: true, detail })), { atoms, residues });

	it("says in its lists what is shown, also after somebody has chosen from them", async () => {
		await open(protein(haemoglobin, "haemoglobin"));
		await id("motif-presets").selectOption({ label: "ER retention (KDEL)" });
		await expect.poll(text("motif-source")).toContain("PS00014");
		await id("motif").fill("LV");
		await expect.poll(value("motif-presets")).toBe("");
		await id("window").selectOption("21");
		await expect.poll(() => page.locator("hydropathy-plot .method").textContent()).toContain("21 residues");
		link.open(protein(insulin, "insulin"), false);
		await page.getByRole("heading", { name: "insulin" }).waitFor();
		await expect.poll(() => page.locator("hydropathy-plot .method").textContent()).toContain("21 residues");
		expect(await value("window")()).toBe("21");

		const chains = (name: string): Subject => ({ ...protein(insulin, name), chains: [..."ABCDEFGH"].map((chain) => ({ title: `Chain ${chain}`, kind: "protein", letters: insulin })) });
		link.open(chains("eight chains"), false);
		await id("chains").selectOption({ label: "Chain F" });
		link.open(chains("eight others"), false);
		await page.getByRole("heading", { name: "eight others" }).waitFor();
		await expect.poll(value("chains")).toBe("0");
	});

	it("says of another structure how that one is drawn", async () => {
		await open(await structure());
		await drawn();
		for (const [style, colour] of [["spheres", "residue"], ["cartoon", "secondary-structure"], ["spheres", "residue"]] as const) {
			await id("style").selectOption(style);
			await id("colour").selectOption(colour);
		}
		await expect.poll(() => id("legend").getAttribute("data-scheme")).toBe("residue");
		link.open(await structure(), false);
		await expect.poll(() => id("legend").getAttribute("data-scheme")).toBe("secondary-structure");
		expect([await value("style")(), await value("colour")()]).toEqual(["cartoon", "secondary-structure"]);
	});

	it("gives a selection up with a click beside the structure, and forgets what was picked with the selection", async () => {
		await open(await structure());
		await drawn();
		await pick([80], [10]);
		await expect.poll(text("selection-range")).toBe("residue PHE 161");
		expect(await text("told")()).toContain("PHE A 161");
		await pick([], []);
		await expect.poll(text("selection-range")).toContain("Drag to select");
		await pick([80], [10]);
		await id("clear-selection").click();
		await expect.poll(text("told")).toBe("");
	});

	it("makes one viewer where the file changes while the viewer is loaded", async () => {
		await open(await structure(), () => page.route(/\.js$/u, async (route) => {
			await new Promise((resolve) => setTimeout(resolve, 300));
			await route.continue();
		}));
		link.open(await structure(), true);
		await drawn();
		expect(await viewers().count()).toBe(1);
		expect(await page.locator('[data-testid="viewer-stage"]').count()).toBe(1);
	});

	it("comes back as it was left, when its panel was hidden", async () => {
		const two: Subject = { ...protein(haemoglobin, "two chains"), chains: [{ title: "Chain A", kind: "protein", letters: haemoglobin }, { title: "Chain B", kind: "protein", letters: insulin }] };
		await open(two);
		await id("chain").nth(1).click();
		await id("motif").fill("C[A-Z]{1,6}C");
		await id("window").selectOption("15");
		await residue(3).click();
		await page.keyboard.press("Control+End");
		await page.keyboard.press("Shift+ArrowLeft");
		const selected = `residues ${insulin.length - 1}–${insulin.length} · 2 residues`;
		await expect.poll(text("selection-range")).toBe(selected);
		const memory = (): Promise<unknown> => page.evaluate(() => (globalThis as { remembered?: unknown }).remembered);
		await expect.poll(memory).toMatchObject({ view: { chain: 1, motif: "C[A-Z]{1,6}C", window: 15, anchor: insulin.length - 1, focus: insulin.length - 2 } });
		const left = await memory();
		expect(parseRememberedProtein(left)).toMatchObject({ sequence: haemoglobin, name: "two chains" });
		link.dispose();
		await page.close();

		await open(two, () => page.evaluate((state) => Object.assign(globalThis, { remembered: state }), left));
		await expect.poll(text("selection-range")).toBe(selected);
		expect(await id("chain").nth(1).getAttribute("aria-pressed")).toBe("true");
		expect([await value("motif")(), await value("window")()]).toEqual(["C[A-Z]{1,6}C", "15"]);
		await expect.poll(text("motif-count")).toMatch(/^\d+ matches$/u);
		await expect.poll(() => page.locator(".residue.is-cursor").isVisible()).toBe(true);
	});

	it("says so where no picture can be taken", async () => {
		await open(await structure(), () => recordContexts(page));
		await drawn();
		await loseContextsAndClick(page, "picture");
		await expect.poll(text("told")).toContain("The picture could not be taken.");
	});

	it("shows what is hidden in the names of a file", async () => {
		await open(await structure((data) => ({ ...data, residues: { ...data.residues, names: data.residues.names.map((name) => (name === "PHE" ? "\u202ePHE" : name)) }, atomNames: data.atomNames.map((name) => `${name}\u202e`) })));
		await drawn();
		await pick([80], [10]);
		await expect.poll(text("selection-range")).toBe("residue [U+202E]PHE 161");
		await page.getByText("Values as a table").click();
		expect(await page.locator("body").innerText()).not.toContain("\u202e");
	});
});
