import type { Page } from "@playwright/test";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { chainColours, plddtBands, structureColours } from "../../../webview/viewer/colours.ts";
import { chromiumPath } from "../../support/page/harness.ts";
import type { ViewerPage } from "../../support/page/viewerPage.ts";
import { capsid, plain, viewerPages } from "../../support/page/viewerPages.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const axePath = path.join(root, "node_modules/axe-core/axe.min.js");
const caffeine = readFileSync(path.join(root, "test/support/page/caffeine.mol"), "utf8");
const repressor = path.resolve(root, "../shared/realworld/structures/biopython_PDB/1LCD.pdb");

const inhibitor = path.resolve(root, "../shared/realworld/csv_sdf/teachopencadd/teachopencadd/talktorials/T013_query_pubchem/data/complex.pdb");

const [blue = 0, orange = 0, green = 0] = chainColours;
const oxygen = 0xff3b30;
const glow = 0xff4fd8;

describe.skipIf(chromiumPath === undefined)("the 3D viewer (needs Chromium: set CHROMIUM)", () => {
	let page: Page;
	const { open: openPage, close, show, like, events } = viewerPages((opened) => (page = opened));
	const open = (options: Parameters<typeof openPage>[0] = {}): Promise<void> => openPage({ script: axePath, ...options });
	const viewer = <T>(act: (page: ViewerPage) => T | Promise<T>): Promise<T> => page.locator("viewer-page").evaluate(act as (element: Element) => T | Promise<T>);
	const fingerprint = (): Promise<string> => viewer(({ tools }) => tools.fingerprint());

	it("shows a protein as a cartoon in the colour of its chain, on the theme's background, also when the theme changes", async () => {
		await open();
		await show(capsid, "pdb");
		expect((await like(blue)).count).toBeGreaterThan(5000);
		expect((await like(orange)).count).toBe(0);
		expect(await viewer(({ tools }) => tools.colourAt(2, 2))).toBe(0x1f1f1f);
		expect(await events("viewer-ready")).toHaveLength(1);
		await page.evaluate(() => {
			document.documentElement.style.setProperty("--vscode-editor-background", "#ffffff");
			document.body.className = "vscode-light";
		});
		await expect.poll(() => viewer(({ tools }) => tools.colourAt(2, 2))).toBe(0xffffff);
		const { violations } = await page.evaluate(async () => (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } }).axe.run());
		expect(violations.map(({ id }) => id).filter((id) => !["landmark-one-main", "page-has-heading-one", "region"].includes(id))).toEqual([]);
		await close();
	});

	it("colours helices, strands and confidence as its legends say, and finds the helices that the file's own records tell", async () => {
		await open();
		await show(capsid, "pdb", { colour: "secondary-structure" });
		expect((await like(structureColours[1] ?? 0)).count).toBeGreaterThan(3000);
		const confident = capsid.split("\n").map((line) => (line.startsWith("ATOM") ? `${line.slice(0, 60)}${Number(line.slice(22, 26)) < 180 ? " 95.00" : " 30.00"}${line.slice(66)}` : line));
		await show(confident.join("\n"), "pdb", { colour: "plddt" });
		for (const [band, shown] of plddtBands.map(({ colour }, index) => [colour, index === 0 || index === 3] as const)) {
			expect((await like(band)).count > 300).toBe(shown);
		}
		const agreement = await page.evaluate((text) => {
			const tools = document.querySelector<ViewerPage>("viewer-page")?.tools;
			const data = tools?.structureFromText(text, "pdb");
			if (!tools || !data) {
				return 0;
			}
			const steps = tools.secondaryStructure({ ...data, secondaryStructure: "none" }, tools.backboneOf(data));
			let step = steps.next();
			while (step.done !== true) {
				step = steps.next();
			}
			const amino = [...data.residues.kind.keys()].filter((residue) => data.residues.kind[residue] === 1);
			return amino.filter((residue) => (step.value)[residue] === data.residues.structure[residue]).length / amino.length;
		}, capsid);
		expect(agreement).toBeGreaterThan(0.85);
		await close();
	});

	it.skipIf(!existsSync(repressor))("shows both strands of DNA and the protein on it, each in a colour of its own (needs ../shared)", async () => {
		await open();
		await show(readFileSync(repressor, "utf8"), "pdb");
		for (const colour of [blue, orange, green]) {
			expect((await like(colour)).count).toBeGreaterThan(1500);
		}
		await close();
	});

	it("tells the atom that is under the pointer: where the picture is red, an oxygen", async () => {
		await open();
		await show(caffeine, "mol", { molecule: "spheres" });
		const symbols = caffeine.split("\n").slice(4, 28).map((line) => line.slice(31, 33).trim());
		const places = [160, 200, 240, 280, 320, 360, 400, 440].flatMap((x) => [110, 170, 230, 290, 350].map((y) => [x, y] as const));
		// Before the first click, which lets an atom glow.
		const colours = await page.evaluate((all) => all.map(([x, y]) => document.querySelector<ViewerPage>("viewer-page")?.tools.colourAt(x, y) ?? 0), places);
		let checked = 0;
		for (const [index, [x, y]] of places.entries()) {
			const [red, blueish] = [(colours[index] ?? 0) >> 16, (colours[index] ?? 0) & 0xff];
			await page.mouse.click(x, y);
			const [atom] = ((await events("viewer-picked")).at(-1) as { atoms: number[] }).atoms;
			if (Math.max(red, blueish) < 90) {
				continue; // nothing, where a click a little beside an atom means it too, or a dim edge
			}
			const expected = Math.abs(red - blueish) / Math.max(red, blueish) > 0.3 ? (red > blueish ? ["O"] : ["N"]) : ["C", "H"];
			expect(expected).toContain(symbols[atom ?? -1]);
			checked += Number(expected.length === 1);
		}
		expect(checked).toBeGreaterThan(3);
		await page.mouse.click(8, 8);
		expect((await events("viewer-picked")).at(-1)).toEqual({ atoms: [], residues: [] });
		await close();
	});

	it("measures between two atoms the distance that their coordinates have", async () => {
		await open();
		await show(caffeine, "mol");
		await page.evaluate(() => document.querySelector("biomedgpt-structure-viewer")?.measure(true));
		const oxygens = await page.evaluate((colour) => document.querySelector<ViewerPage>("viewer-page")?.tools.blobs(colour) ?? [], oxygen);
		for (const { x, y } of oxygens.slice(0, 2)) {
			await page.mouse.click(x, y);
		}
		// O1 (0.4700, 2.5688, 0.0006) and O2 (-3.1271, -0.4436, -0.0003): √(3.5971² + 3.0124² + 0.0009²).
		const [measured] = (await events("viewer-measured")) as { first: number; second: number; distance: number }[];
		expect([measured?.first, measured?.second].sort()).toEqual([0, 1]);
		expect(measured?.distance).toBeCloseTo(4.6919, 3);
		await close();
	});

	it("lets residues glow, and lets them go again", async () => {
		await open();
		await show(capsid, "pdb");
		const before = await fingerprint();
		const glowing = async (): Promise<boolean> => (await like(glow)).count + (await like(0xa677d8)).count > 200;
		await page.evaluate(() => document.querySelector("biomedgpt-structure-viewer")?.highlightResidues([10, 11, 12, 13, 14], false));
		await expect.poll(fingerprint).not.toBe(before);
		expect(await glowing()).toBe(true);
		await page.evaluate(() => document.querySelector("biomedgpt-structure-viewer")?.highlightResidues([], false));
		await expect.poll(fingerprint).toBe(before);
		await close();
	});

	it("turns and zooms by keys, and comes back to where it began with r", async () => {
		await open();
		await show(capsid, "pdb");
		const first = await fingerprint();
		await page.getByTestId("viewer-stage").focus();
		await page.keyboard.press("ArrowRight");
		await expect.poll(fingerprint).not.toBe(first);
		const turned = (await like(blue)).count;
		await page.keyboard.press("+");
		await page.keyboard.press("+");
		await expect.poll(async () => (await like(blue)).count).toBeGreaterThan(turned * 1.1);
		await page.keyboard.press("r");
		await expect.poll(fingerprint).toBe(first);
		await close();
	});

	it.skipIf(!existsSync(inhibitor))("shows a ligand large among its neighbours while the rest steps back, and everything again (needs ../shared)", async () => {
		await open();
		await show(readFileSync(inhibitor, "utf8"), "pdb");
		const [ribbon, chlorine] = [(await like(blue)).count, (await like(0x1ff01f)).count];
		const residue = await page.evaluate((text) => {
			const data = document.querySelector<ViewerPage>("viewer-page")?.tools.structureFromText(text, "pdb");
			const ligand = data ? [...data.residues.name].findIndex((name) => data.residues.names[name] === "W19") : -1;
			document.querySelector("biomedgpt-structure-viewer")?.focusLigand({ residue: ligand, neighbours: [20, 21, 22] });
			return ligand;
		}, readFileSync(inhibitor, "utf8"));
		expect(residue).toBeGreaterThan(0);
		await expect.poll(async () => (await like(0x1ff01f)).count).toBeGreaterThan(chlorine + 20);
		expect((await like(blue)).count).toBeLessThan(ribbon / 2);
		await page.evaluate(() => document.querySelector("biomedgpt-structure-viewer")?.focusLigand(undefined));
		await expect.poll(async () => (await like(blue)).count).toBeGreaterThan(ribbon / 2);
		await close();
	});

	it("spins where people like motion, and stands still where they want less of it", async () => {
		for (const reducedMotion of [false, true]) {
			await open({ reducedMotion });
			await show(caffeine, "mol", { spin: true });
			const first = await fingerprint();
			await page.waitForTimeout(700);
			expect((await fingerprint()) !== first).toBe(!reducedMotion);
			await close();
		}
	});

	it("wraps a molecule in a surface in the colours of its atoms", async () => {
		await open();
		await show(caffeine, "mol", { molecule: "sticks" });
		const bare = (await like(oxygen)).count;
		await page.evaluate((look) => document.querySelector("biomedgpt-structure-viewer")?.setLook(look), { ...plain, molecule: "sticks", surface: true } as const);
		await expect.poll(async () => (await like(oxygen)).count, { timeout: 20_000 }).toBeGreaterThan(4 * bare);
		expect(await page.getByTestId("viewer-busy").isVisible()).toBe(false);
		await close();
	});

	it("gives a picture of twice the pixels, with a background or without", async () => {
		await open();
		await show(capsid, "pdb", { labels: true });
		const before = await fingerprint();
		for (const transparent of [false, true]) {
			const [width, height, alpha, middle] = await page.evaluate(async (clear) => {
				const png = await document.querySelector("biomedgpt-structure-viewer")?.picture(2, clear);
				const bitmap = await createImageBitmap(new Blob([new Uint8Array(png ?? [])]));
				const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
				context?.drawImage(bitmap, 0, 0);
				const data = context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? [];
				return [bitmap.width, bitmap.height, data[3], [...data].filter((value, index) => index % 4 === 3 && value === 255).length] as const;
			}, transparent);
			expect([width, height, alpha]).toEqual([1200, 960, transparent ? 0 : 255]);
			expect(middle).toBeGreaterThan(transparent ? 10_000 : 1_000_000);
		}
		await expect.poll(fingerprint).toBe(before);
		await close();
	});

	it("says in its place that there is no WebGL", async () => {
		await open();
		await page.evaluate(() => {
			OffscreenCanvas.prototype.getContext = () => null;
			HTMLCanvasElement.prototype.getContext = () => null;
		});
		await show(capsid, "pdb");
		expect(await events("viewer-failed")).toEqual([{ reason: "no-webgl", message: "3D needs WebGL, which is switched off here." }]);
		await page.getByText("3D needs WebGL, which is switched off here.").waitFor();
		await close();
	});

	it("comes back when the graphics card has taken its memory away, and leaves nothing behind when it is closed", async () => {
		await open();
		await page.evaluate(() => {
			const getContext = Reflect.get(OffscreenCanvas.prototype, "getContext") as (...all: unknown[]) => unknown;
			OffscreenCanvas.prototype.getContext = function (this: OffscreenCanvas, ...parameters: unknown[]): unknown {
				const context = getContext.apply(this, parameters);
				Object.assign(globalThis, context instanceof WebGL2RenderingContext && this.width > 1 ? { lastContext: context } : {});
				return context;
			} as typeof OffscreenCanvas.prototype.getContext;
		});
		await show(capsid, "pdb");
		expect((await like(blue)).count).toBeGreaterThan(5000);
		await page.evaluate(() => (globalThis as unknown as { lastContext: WebGL2RenderingContext }).lastContext.getExtension("WEBGL_lose_context")?.loseContext());
		await expect.poll(async () => (await events("viewer-ready")).length, { timeout: 15_000 }).toBe(2);
		expect((await like(blue)).count).toBeGreaterThan(5000);
		const left = await page.evaluate(() => {
			const viewer = document.querySelector("biomedgpt-structure-viewer");
			viewer?.remove();
			return viewer?.childElementCount;
		});
		expect(left).toBe(0);
		await close();
	});

	it("says when a text holds no structure", async () => {
		await open();
		await show("<html>nothing here</html>", "pdb");
		expect(await events("viewer-failed")).toEqual([{ reason: "unreadable", message: "This text holds no structure." }]);
		await close();
	});

	it("shows 200,000 atoms and keeps the page alive meanwhile", async () => {
		await open({ width: 900 });
		const { atoms, took, longest, frames } = await page.evaluate(async ([text, look]) => {
			const tools = document.querySelector<ViewerPage>("viewer-page")?.tools;
			const one = tools?.structureFromText(text, "pdb");
			const viewer = document.querySelector("biomedgpt-structure-viewer");
			if (!tools || !one || !viewer) {
				throw new Error("no page");
			}
			const data = tools.lattice(one, Math.ceil(200_000 / one.atomCount), 45);
			const [ticks, begun] = [[performance.now()], performance.now()];
			const timer = setInterval(() => ticks.push(performance.now()));
			await viewer.show({ kind: "structure", data }, look);
			const took = performance.now() - begun;
			clearInterval(timer);
			return { atoms: data.atomCount, took, longest: Math.max(...ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0))), frames: ticks.length };
		}, [capsid, plain] as const);
		console.log(`${atoms} atoms: first picture after ${Math.round(took)} ms, the page waited ${Math.round(longest)} ms at most, ${frames} breaths`);
		expect(atoms).toBeGreaterThan(200_000);
		expect(frames).toBeGreaterThan(10);
		expect(took).toBeLessThan(15_000);
		expect((await like(blue)).count).toBeGreaterThan(500);
		await close();
	}, 60_000);
});
