import type { Locator, Page } from "@playwright/test";
import { describe, expect, it, vi } from "vitest";
import type { ProteinLink } from "../../../src/preview/protein/link.ts";
import { proteinSubject, structureSubject, type Subject } from "../../../src/preview/protein/subject.ts";
import { readStructure } from "../../../src/science/structure/readStructure.ts";
import type { ProteinToView } from "../../../webview/protocol/protein.ts";
import { chromiumPath } from "../../support/page/harness.ts";
import type { Asked, ProteinHarnessPage } from "../../support/page/proteinHost.ts";
import { proteinPages } from "../../support/page/proteinPages.ts";

vi.mock("vscode", () => import("../preview/vscode.ts"));

const atom = (x: number, name = "CA", residue = "ALA", chain = "A", number = 1): string => `${residue === "ALA" ? "ATOM  " : "HETATM"}    1 ${name.padStart(3).padEnd(4)} ${residue.padStart(3)} ${chain}${String(number).padStart(4)}    ${[x, 0, 0].map((value) => value.toFixed(3).padStart(8)).join("")}  1.00 20.00          ${(name === "CA" ? "C" : name).padStart(2)}`;
const read = (text: string, model = 1): Subject => structureSubject(readStructure(new TextEncoder().encode(text), "x.pdb", model), "x.pdb");
const withIons = (...ions: readonly string[]): string => [atom(0), ...ions.map((name, index) => atom(4 * index + 4, name, name, "A", 301 + index))].join("\n");
const ensemble = [1, 2, 3].map((number) => `MODEL     ${number}\n${atom(number)}\nENDMDL`).join("\n");

describe.skipIf(chromiumPath === undefined)("the protein page and its file (needs Chromium: set CHROMIUM)", () => {
	let shown: ProteinHarnessPage;
	let page: Page;
	let link: ProteinLink;
	let asked: readonly Asked[];
	const { show, serve } = proteinPages();

	const id = (name: string): Locator => page.getByTestId(name);

	async function open(subject: Subject): Promise<void> {
		shown = await show({ width: 1000, theme: "dark" });
		({ page } = shown);
		({ link, asked } = serve(subject));
	}

	it("goes from model to model of an ensemble and round, by mouse and key", async () => {
		await open(read(ensemble));
		const steps: number[] = [];
		shown.onMessage = (message) => {
			if (message.type === "model") {
				steps.push(message.model);
				link.open(read(ensemble, message.model), true);
			}
		};
		await expect.poll(() => id("model").textContent()).toBe("Model 1 of 3");
		await id("previous-model").click();
		await expect.poll(() => id("model").textContent()).toBe("Model 3 of 3");
		await id("next-model").focus();
		await page.keyboard.press("Enter");
		await page.keyboard.press("Enter");
		await expect.poll(() => id("model").textContent()).toBe("Model 2 of 3");
		expect(steps).toEqual([3, 1, 2]);
		expect(await id("header").textContent()).toContain("Models3");
		expect(await id("model").getAttribute("role")).toBe("status");
	});

	it("tells the model that is shown where another one does not come, and steps on from there", async () => {
		await open(read(ensemble));
		const steps: number[] = [];
		shown.onMessage = (message) => {
			if (message.type === "model") {
				steps.push(message.model);
				link.notice("Number 2 in this file has no atoms.");
			}
		};
		await id("next-model").click();
		await id("notice").getByText("Number 2").waitFor();
		await expect.poll(() => id("model").textContent()).toBe("Model 1 of 3");
		await id("next-model").click();
		await expect.poll(() => steps).toEqual([2, 3]);
	});

	it("lets nothing glow in another model that was not chosen there", async () => {
		await open(read(withIons("ZN", "MG", "MG")));
		await page.locator('[data-testid="viewer-place"][data-state="ready"]').waitFor({ timeout: 30_000 });
		await page.evaluate(() => {
			const glows: (readonly number[])[] = [];
			Object.assign(globalThis, { glows });
			Object.assign(document.querySelector("biomedgpt-structure-viewer") ?? {}, { highlightResidues: (residues: readonly number[]) => glows.push(residues) });
		});
		const glows = (): Promise<unknown> => page.evaluate(() => (globalThis as { glows?: unknown }).glows);
		await id("ion").first().click();
		await expect.poll(glows).toEqual([[1]]);
		link.open(read(withIons("MG", "MG")), true);
		await expect.poll(glows).toEqual([[1], []]);
		await page.locator(".sequence-rows .residue").first().click();
		await expect.poll(glows).toEqual([[1], [], [0]]);
		link.open(read(withIons("ZN")), true);
		await expect.poll(glows).toEqual([[1], [], [0], [0]]);
	});

	it("has no steps where there is one model", async () => {
		await open(read(atom(1)));
		await id("viewer-place").waitFor();
		expect(await id("model").count()).toBe(0);
	});

	it("counts ions and metals by name, and lets them glow until residues are selected", async () => {
		await open(read([atom(0), atom(4, "ZN", "ZN", "A", 301), atom(8, "ZN", "ZN", "A", 302), atom(12, "MG", "MG", "A", 303)].join("\n")));
		await expect.poll(() => id("ion").allTextContents()).toEqual(["ZN\u00a0× 2", "MG\u00a0× 1"]);
		await page.locator('[data-testid="viewer-place"][data-state="ready"]').waitFor({ timeout: 30_000 });
		await page.evaluate(() => {
			const viewer = document.querySelector("biomedgpt-structure-viewer");
			Object.assign(viewer ?? {}, { highlightResidues: (residues: readonly number[]) => Object.assign(globalThis, { glowing: residues }) });
		});
		const glowing = (): Promise<unknown> => page.evaluate(() => (globalThis as { glowing?: unknown }).glowing);
		await id("ion").first().click();
		await expect.poll(glowing).toEqual([1, 2]);
		expect(await id("ion").first().getAttribute("aria-pressed")).toBe("true");
		await page.locator(".sequence-rows .residue").first().click();
		await expect.poll(glowing).toEqual([0]);
		expect(await id("ion").first().getAttribute("aria-pressed")).toBe("false");
	});

	it("says that its file is gone, and shows what it held, until the file is back", async () => {
		await open(read(atom(1)));
		link.notice("This file has been deleted or moved.");
		await id("notice").getByText("This file has been deleted or moved.").waitFor();
		expect(await id("header").textContent()).toContain("Atoms1");
		link.open(read(atom(1)), true);
		await expect.poll(() => id("notice").count()).toBe(0);
	});

	it("says so, with what next, where what was sent does not arrive whole", async () => {
		const maimed = { ...read(atom(1)), chains: undefined } as unknown as Subject;
		await open(maimed);
		await id("failed").getByText("did not reach its view").waitFor();
		expect(await id("reopen").count()).toBe(1);
		expect(asked.map(({ origin }) => origin)).toEqual(["warning"]);
	});

	it("stays as it is where something stray comes, and says so where a model that was asked for does not arrive whole", async () => {
		await open(read(ensemble));
		await expect.poll(() => id("model").textContent()).toBe("Model 1 of 3");
		await shown.post({ type: "protein" } as unknown as ProteinToView);
		link.notice("Still shown.");
		await id("notice").getByText("Still shown.").waitFor();
		expect(asked).toEqual([]);
		shown.onMessage = (message) => (message.type === "model" ? void shown.post({ type: "protein" } as unknown as ProteinToView) : link.receive(message));
		await id("next-model").click();
		await id("failed").getByText("did not reach its view").waitFor();
	});

	it("draws the mended file after one that could not be drawn, and measures no more", async () => {
		await open(read(atom(1)));
		const ready = page.locator('[data-testid="viewer-place"][data-state="ready"]');
		await ready.waitFor({ timeout: 30_000 });
		await id("measure").click();
		await page.evaluate(() => document.querySelector("biomedgpt-structure-viewer")?.dispatchEvent(new CustomEvent("viewer-failed", { bubbles: true, detail: { reason: "unreadable", message: "" } })));
		await id("viewer-failed").waitFor();
		link.open(read(atom(1)), true);
		await ready.waitFor({ timeout: 30_000 });
		expect(await id("measure").getAttribute("aria-pressed")).toBe("false");
	});

	it("counts one match and one residue as one", async () => {
		await open(proteinSubject({ kind: "protein", sequence: "M", name: "start" }, undefined));
		await id("motif").fill("M");
		await expect.poll(() => id("motif-count").textContent()).toBe("1 match");
		expect(await id("sequence").getAttribute("aria-label")).toBe("Sequence of start, 1 residue");
	});
});
