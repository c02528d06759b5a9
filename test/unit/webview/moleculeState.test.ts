import type { Page } from "@playwright/test";
import { describe, expect, it, vi } from "vitest";
import type { Conformer } from "../../../src/preview/molecule/exporting.ts";
import type { MoleculeDesk, MoleculeSession } from "../../../src/preview/molecule/session.ts";
import { peptide, taxol } from "../../support/molecules.ts";
import { chromiumPath } from "../../support/page/harness.ts";
import type { Done, MoleculeHarnessPage } from "../../support/page/moleculePage.ts";
import { moleculePanels } from "../../support/page/moleculePanels.ts";
import { loseContextsAndClick, recordContexts } from "../../support/page/webgl.ts";

vi.mock("vscode", () => import("../chat/vscode.ts"));

type Draw = MoleculeDesk["chemistry"]["draw"];

describe.skipIf(chromiumPath === undefined)("the molecule panel while something is under way (needs Chromium: set CHROMIUM)", () => {
	let panel: MoleculeHarnessPage;
	let page: Page;
	let session: MoleculeSession;
	let done: Done;
	const { real, show, choose } = moleculePanels((...opened) => void ([panel, page] = opened));

	async function open(smiles: string, name: string, desk: Partial<MoleculeDesk>, prepare: () => Promise<unknown> = async () => undefined): Promise<void> {
		({ session, done } = await show(smiles, { name, theme: "light", prepare, ...desk }));
		await page.locator("[data-testid=facts][data-state=done]").waitFor();
	}

	/** Real chemistry whose drawings `pass` lets through, now or later. */
	function drawing(pass: (options: Parameters<Draw>[1]) => Promise<void>): MoleculeDesk["chemistry"] {
		const { chemistry } = real();
		return {
			facts: (...args) => chemistry.facts(...args),
			matches: (...args) => chemistry.matches(...args),
			molBlock: (...args) => chemistry.molBlock(...args),
			fragment: (...args) => chemistry.fragment(...args),
			draw: async (molecule, options, signal) => {
				await pass(options);
				return chemistry.draw(molecule, options, signal);
			},
		};
	}

	const ethanol = async (): Promise<Conformer> => ({ molBlock: await real().chemistry.molBlock("OCC"), method: "One conformer, by a test", note: "", written: [0, 1, 2], milliseconds: 340, unfinished: false, timeLimit: 20_000 });
	const picture = (): Promise<string | null> => page.getByTestId("rdkit-picture").getAttribute("href");

	it("draws the conformer as it was set while the viewer was loaded", async () => {
		let load = (): void => undefined;
		const loaded = new Promise<void>((resolve) => (load = resolve));
		await open("OCC", "ethanol", { conformers: { conformer: ethanol } }, async () => {
			await page.route(/\.js$/u, (route) => loaded.then(() => route.continue()));
			await page.evaluate(() => addEventListener("viewer-ready", () => document.body.setAttribute("data-ready", "")));
		});
		await page.getByTestId("tab-3d").click();
		await page.getByTestId("style-3d").selectOption("spheres");
		await page.getByTestId("toggle-labels").click();
		await page.getByTestId("reset-3d").click();
		await page.getByTestId("smarts").fill("[OH]");
		await expect.poll(() => page.getByTestId("smarts-result").innerText()).toContain("1 match");
		load();
		await page.locator("[data-ready]").waitFor();
		const seen = async (): Promise<string> => (await page.getByTestId("viewer").screenshot()).toString("base64");
		const pictures: string[] = [];
		for (const style of ["sticks", "spheres"]) {
			const before = await seen();
			await page.getByTestId("style-3d").selectOption(style);
			await expect.poll(seen).not.toBe(before);
			pictures.push(before);
		}
		await expect.poll(seen).toBe(pictures[0]);
	});

	it("exports nothing where another molecule came before its drawing, least of all that one", async () => {
		let waits = false;
		let asked = 0;
		const chemistry = drawing(() => {
			asked++;
			return waits ? new Promise(() => undefined) : Promise.resolve();
		});
		await open(taxol, "taxol", { chemistry });
		await page.getByTestId("rdkit-picture").waitFor();
		const before = await picture();
		[waits, asked] = [true, 0];
		await choose("export-svg");
		await expect.poll(() => asked).toBe(1);
		waits = false;
		session.show({ kind: "molecule", smiles: peptide(20), name: "a peptide" }, "");
		await page.getByRole("heading", { name: "a peptide" }).waitFor();
		await page.getByTestId("rdkit-picture").waitFor();
		await expect.poll(picture).not.toBe(before);
		await choose("export-mol2d");
		await expect.poll(() => done.saved.map(({ file }) => file)).toEqual(["a-peptide.mol"]);
		await choose("export-svg");
		await expect.poll(() => done.saved.map(({ file }) => file)).toEqual(["a-peptide.mol", "a-peptide.svg"]);
	});

	it("shows the atoms that glow now, also where an older drawing comes later", async () => {
		let release = (): void => undefined;
		const released = new Promise<void>((resolve) => (release = resolve));
		await open(taxol, "taxol", { chemistry: drawing(({ highlight = [] }) => (highlight.length === 0 ? released : Promise.resolve())) });
		const told = vi.spyOn(panel, "post");
		await page.getByTestId("smarts").fill("c1ccccc1");
		await page.getByTestId("rdkit-picture").waitFor({ timeout: 20_000 });
		const glowing = await picture();
		release();
		await expect.poll(() => told.mock.calls.filter(([{ type }]) => type === "drawing").length).toBe(2);
		await Promise.all(told.mock.results.map(({ value }) => value as Promise<void>));
		await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
		expect(await picture()).toBe(glowing);
	});

	it("says so where no picture of the conformer can be taken", async () => {
		await open("OCC", "ethanol", { conformers: { conformer: ethanol } }, () => recordContexts(page));
		await page.getByTestId("tab-3d").click();
		await page.getByTestId("viewer").locator("canvas").first().waitFor();
		await page.getByTestId("export").click();
		await page.getByTestId("export-png").waitFor();
		await loseContextsAndClick(page, "export-png");
		await expect.poll(() => page.getByTestId("note").innerText()).toContain("The picture could not be taken.");
	});
});
