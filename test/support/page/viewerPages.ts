import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import type { ViewerLook } from "../../../webview/viewer/contract.ts";
import { started } from "../started.ts";
import { chromiumPath, Harness, type HarnessPage, type ServedPage } from "./harness.ts";
import type { ThemeName } from "./themes.ts";
import type { ViewerPage } from "./viewerPage.ts";

const viewerPage: ServedPage = { name: "viewer", entry: "test/support/page/viewerPage.ts", element: "viewer-page", module: true };

/** A piece of HIV-1's capsid protein: PDB 1A8O. */
export const capsid = readFileSync(path.resolve(import.meta.dirname, "../../../samples/hiv_capsid_1A8O.pdb"), "utf8");
export const plain: ViewerLook = { polymer: "cartoon", molecule: "ball-and-stick", surface: false, colour: "chain", labels: false, water: false, hydrogens: true, spin: false };

export interface ViewerPages {
	readonly open: (options?: { readonly width?: number; readonly theme?: ThemeName; readonly script?: string; readonly reducedMotion?: boolean }) => Promise<void>;
	/** Closes the page, which must have nothing to complain of. */
	readonly close: () => Promise<void>;
	/** Shows a text, {@link plain} but for what is told. */
	readonly show: (text: string, format: string, look?: Partial<ViewerLook>) => Promise<void>;
	/** How many pixels have the hue of a colour (0xrrggbb), and where their middle is, in CSS pixels. */
	readonly like: (colour: number) => Promise<{ readonly count: number; readonly x: number; readonly y: number }>;
	/** What events of a type told. */
	readonly events: (type: string) => Promise<unknown[]>;
}

/**
 * The 3D viewer alone in a page of 480 px height, for the tests of a `describe`, in one browser. Call it there, outside of the tests.
 *
 * @param use is told of each page that is opened, before it shows anything
 */
export function viewerPages(use: (page: Page) => void): ViewerPages {
	const harness = started(() => Harness.start({}, chromiumPath, viewerPage));
	let opened: HarnessPage<never, never>;
	let page: Page;
	return {
		open: async ({ width = 600, theme = "dark", reducedMotion = true, script } = {}) => {
			opened = await harness().open({ width, height: 480, theme, reducedMotion, ...(script === undefined ? {} : { axe: script }) });
			({ page } = opened);
			use(page);
			await page.locator("biomedgpt-structure-viewer").waitFor({ state: "attached" });
		},
		close: async () => {
			expect(opened.complaints).toEqual([]);
			await page.close();
		},
		show: (text, format, look = {}) =>
			page.evaluate(async ([content, kind, looks]) => document.querySelector("biomedgpt-structure-viewer")?.show({ kind: "text", text: content, format: kind as "pdb" }, looks), [text, format, { ...plain, ...look }] as const),
		like: (colour) => page.evaluate((each) => document.querySelector<ViewerPage>("viewer-page")?.tools.like(each) ?? { count: 0, x: 0, y: 0 }, colour),
		events: (type) => page.evaluate((wanted) => document.querySelector<ViewerPage>("viewer-page")?.events.filter((event) => event.type === wanted).map(({ detail }) => detail) ?? [], type),
	};
}
