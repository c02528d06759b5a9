import type { Page } from "@playwright/test";
import { afterEach, expect } from "vitest";
import type { MoleculeDesk, MoleculeSession } from "../../../src/preview/molecule/session.ts";
import { realChemistry, type RealChemistry } from "../chemistry.ts";
import { started } from "../started.ts";
import { chromiumPath, Harness } from "./harness.ts";
import { type Done, moleculePage, type MoleculeHarnessPage, serve } from "./moleculePage.ts";
import type { ThemeName } from "./themes.ts";

export interface Opened extends Partial<MoleculeDesk> {
	readonly name?: string;
	/** Pixels. */
	readonly width?: number;
	readonly height?: number;
	readonly theme?: ThemeName;
	/** A script for the page, as a file. */
	readonly axe?: string;
	/** What is done to the page before it shows anything. */
	readonly prepare?: () => Promise<unknown>;
}

export interface MoleculePanels {
	/** RDKit, as it answers the panels. */
	readonly real: () => RealChemistry;
	/** Opens a panel on a molecule of line 9 of a script, and waits for its facts or for what is wrong with it. */
	readonly show: (smiles: string, opened?: Opened) => Promise<{ readonly session: MoleculeSession; readonly done: Done }>;
	/** The text of an element. */
	readonly said: (testid: string) => Promise<string>;
	/** Takes an entry of the menu of exports. */
	readonly choose: (testid: string) => Promise<void>;
}

/**
 * Molecule panels for the tests of a `describe`, in one browser and with real RDKit: after each test the page must have nothing to
 * complain of, and is closed. Call it there, outside of the tests.
 *
 * @param use is told of each page that is opened, before it shows anything
 */
export function moleculePanels(use: (panel: MoleculeHarnessPage, page: Page) => void): MoleculePanels {
	const harness = started(() => Harness.start({}, chromiumPath, moleculePage));
	const real = started(() => realChemistry({ timeLimit: 60_000 }));
	let panel: MoleculeHarnessPage;
	let page: Page;
	afterEach(async () => {
		expect(panel.complaints).toEqual([]);
		await page.close();
	});
	return {
		real,
		show: async (smiles, { name, width = 1000, height = 760, theme = "dark", axe, prepare = async () => undefined, ...desk } = {}) => {
			panel = await harness().open({ width, height, theme, ...(axe === undefined ? {} : { axe }) });
			({ page } = panel);
			use(panel, page);
			await prepare();
			const served = serve(panel, real().chemistry, { kind: "molecule", smiles, name }, "screen.py, line 9", desk);
			await page.locator("[data-testid=facts][data-state=done], [data-testid=problem]").waitFor();
			return served;
		},
		said: async (testid) => (await page.getByTestId(testid).innerText()).trim(),
		choose: async (testid) => {
			await page.getByTestId("export").click();
			await page.getByTestId(testid).click();
		},
	};
}
