import type { Locator, Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ToHost, ToView } from "../../../webview/protocol/renderer.ts";
import { englishStrings } from "../../../webview/renderer/englishStrings.ts";
import { chromiumPath, Harness, type HarnessPage } from "../../support/page/harness.ts";
import type { ThemeName } from "../../support/page/themes.ts";

const samples = path.resolve(import.meta.dirname, "../../../samples");
const sample = (name: string): string => readFileSync(path.join(samples, name), "utf8");
const aspirin = "CC(=O)Oc1ccccc1C(=O)O aspirin";
const smiles = "chemical/x-daylight-smiles";
/** What RDKit would send: the test stands in for the extension host. */
const picture = `data:image/svg+xml;base64,${Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='200px' height='140px' viewBox='0 0 200 140'><path d='M 20,70 L 180,70' style='stroke:#888;stroke-width:2px'/></svg>").toString("base64")}`;
/** Water, with its hydrogens above and below the plane. */
const water = "water\n  by hand\n\n  3  2  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.1173 O   0  0\n    0.0000    0.7572   -0.4692 H   0  0\n    0.0000   -0.7572   -0.4692 H   0  0\n  1  2  1  0\n  1  3  1  0\nM  END\n";

interface Probe {
	start(withHost: boolean): Promise<void>;
	show(id: string, mime: string, text: string): Promise<number>;
	dispose(id?: string): void;
}

describe.skipIf(chromiumPath === undefined)("outputs in a notebook (needs Chromium: set CHROMIUM)", () => {
	let harness: Harness;
	let outputs: HarnessPage<ToHost, ToView>;
	let page: Page;
	beforeAll(async () => {
		harness = await Harness.start({ renderer: "webview/renderer/main.ts" }, chromiumPath, { name: "rendererProbe", entry: "test/unit/webview/rendererProbe.ts", element: "p", module: true });
	});
	afterAll(async () => {
		await harness.dispose();
	});
	afterEach(async () => {
		expect(outputs.complaints).toEqual([]);
		await page.close();
	});

	/** `answer`: what the extension host would say; undefined: there is none. */
	async function open(answer?: (message: ToHost) => ToView | undefined, { theme = "dark", width = 900 }: { readonly theme?: ThemeName; readonly width?: number } = {}): Promise<void> {
		outputs = await harness.open<ToHost, ToView>({ width, theme });
		({ page } = outputs);
		outputs.onMessage = (message) => {
			const said = answer?.(message);
			if (said !== undefined) {
				void outputs.post(said);
			}
		};
		await page.evaluate(async (withHost) => {
			while (!("probe" in globalThis)) {
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
			await (globalThis as unknown as { probe: Probe }).probe.start(withHost);
		}, answer !== undefined);
	}

	async function show(mime: string, text: string, id = "one"): Promise<Locator> {
		await page.evaluate(([place, type, content]) => (globalThis as unknown as { probe: Probe }).probe.show(place, type, content), [id, mime, text] as const);
		return page.locator(`#${id}`);
	}

	function chemist(message: ToHost): ToView | undefined {
		switch (message.type) {
			case "hello":
				return { type: "welcome", strings: englishStrings, actions: true, previews: true };
			case "draw":
				return { type: "drawn", id: message.id, picture };
			case "facts":
				return message.structure.startsWith("c1cc") ? { type: "failed", id: message.id, message: "Ring 1 is opened and never closed.", invalid: true } : { type: "facts", id: message.id, formula: "C₉H₈O₄", smiles: "CC(=O)Oc1ccccc1C(=O)O", method: "RDKit" };
			default:
				return { type: "done", id: message.id };
		}
	}

	it("draw a saved SMILES where no extension answers, and offer nothing that needs one", async () => {
		await open();
		const output = await show(smiles, aspirin);
		await output.getByTestId("drawing").locator("svg").waitFor();
		expect(await output.getByTestId("name").textContent()).toBe("aspirin");
		expect(await output.getByTestId("smiles").textContent()).toBe("CC(=O)Oc1ccccc1C(=O)O");
		expect(await output.getByRole("button").count()).toBe(0);
	});

	it("tell formula and actions where the extension answers, and pass them what was asked", async () => {
		await open(chemist);
		const output = await show(smiles, aspirin);
		await output.getByTestId("formula").getByText("C₉H₈O₄").waitFor();
		expect(await output.getByRole("toolbar", { name: "Actions for aspirin" }).evaluate((element) => getComputedStyle(element).opacity)).toBe("0");
		await output.getByRole("button", { name: "Ask BioMedGPT" }).focus();
		expect(await output.getByRole("toolbar").evaluate((element) => getComputedStyle(element).opacity)).toBe("1");
		await page.keyboard.press("Enter");
		await output.getByRole("button", { name: "Open Preview" }).click();
		await output.getByRole("button", { name: "Copy SMILES" }).click();
		await output.getByRole("button", { name: "Copied" }).waitFor();
		const subject = { format: "smiles", text: "CC(=O)Oc1ccccc1C(=O)O", name: "aspirin" };
		const acted = outputs.sent.filter((each) => each.type === "ask" || each.type === "preview" || each.type === "copy");
		expect(acted).toEqual([expect.objectContaining({ type: "ask", subject }), expect.objectContaining({ type: "preview", subject }), expect.objectContaining({ type: "copy", text: subject.text })]);
	});

	it("take no click that a script of another output makes", async () => {
		await open(chemist);
		const output = await show(smiles, aspirin);
		const copy = output.getByTestId("copy");
		await copy.waitFor({ state: "attached" });
		await copy.dispatchEvent("click");
		await page.waitForTimeout(100);
		expect(outputs.sent.filter(({ type }) => type === "copy")).toEqual([]);
	});

	it("say why a SMILES is wrong instead of drawing it, and that one could not be drawn", async () => {
		await open(chemist);
		const output = await show(smiles, "c1ccccc broken\nthis]is[none odd");
		await expect.poll(() => output.getByTestId("molecule").nth(0).textContent()).toContain("Ring 1 is opened and never closed.");
		await expect.poll(() => output.getByTestId("molecule").nth(1).textContent()).toContain("It could not be drawn.");
		expect(await output.locator("svg.molecule").count()).toBe(0);
	});

	it("show many molecules fifty at a time", async () => {
		await open(chemist);
		const many = Array.from({ length: 120 }, (_, index) => `${"C".repeat(1 + (index % 9))}O alcohol ${index}`).join("\n");
		const output = await show(smiles, many);
		await expect.poll(() => output.getByTestId("molecule").count()).toBe(50);
		await output.getByRole("button", { name: "Show more molecules (70 left)" }).click();
		await expect.poll(() => output.getByTestId("molecule").count()).toBe(100);
		await output.getByTestId("more").click();
		await expect.poll(() => output.getByTestId("molecule").count()).toBe(120);
		expect(await output.getByTestId("more").count()).toBe(0);
		// Only what came near the view has been asked about.
		expect(outputs.sent.filter(({ type }) => type === "facts").length).toBeLessThan(100);
	});

	it("draw the records of an SDF by RDKit, and ask about one as it stands", async () => {
		await open(chemist);
		const output = await show("chemical/x-mdl-sdfile", sample("ligands.sdf").replaceAll("\n", "\r\n"));
		await expect.poll(() => output.getByTestId("rdkit-drawing").count()).toBe(3);
		expect(await output.getByTestId("name").allTextContents()).toEqual(["aspirin", "caffeine", "(S)-ibuprofen"]);
		await output.getByTestId("molecule").nth(1).hover();
		await output.getByTestId("molecule").nth(1).getByTestId("ask").click();
		const asked = outputs.sent.find((each) => each.type === "ask");
		const subject = asked?.type === "ask" ? asked.subject : undefined;
		expect([subject?.format, subject?.name]).toEqual(["molfile", "caffeine"]);
		expect(subject?.text).toMatch(/^caffeine\n[^]*M {2}END\n$/);
	});

	it("say that a flat mol block needs the extension where it does not answer, and show one in space in 3D", async () => {
		await open();
		const flat = await show("chemical/x-mdl-molfile", sample("ligands.sdf").split("$$$$")[0] ?? "");
		await flat.getByText("needs the BioMedGPT extension").waitFor();
		await flat.getByTestId("raw").getByText("aspirin").waitFor();
		const deep = await show("chemical/x-mdl-molfile", water, "two");
		await deep.locator("[data-testid=stage][data-phase=awake]").waitFor();
	});

	it("switch a mol block in space between 2D and 3D", async () => {
		await open(chemist);
		const output = await show("chemical/x-mdl-molfile", water);
		await output.getByTestId("rdkit-drawing").waitFor();
		expect(await output.getByTestId("stage").count()).toBe(0);
		await output.getByRole("button", { name: "3D" }).click();
		await output.locator("[data-testid=stage][data-phase=awake]").waitFor();
		await output.getByRole("button", { name: "2D" }).click();
		await output.getByTestId("rdkit-drawing").waitFor();
		expect(await page.locator("biomedgpt-structure-viewer").count()).toBe(0);
	});

	it("show a structure in 3D, load the viewer only then, and give its context back out of view", async () => {
		await open(chemist);
		await show(smiles, aspirin, "zero");
		const loaded = (): Promise<string[]> => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.endsWith(".js")));
		const before = await loaded();
		const output = await show("chemical/x-pdb", sample("hiv_capsid_1A8O.pdb"));
		await output.locator("[data-testid=stage][data-phase=awake]").waitFor();
		expect((await loaded()).length).toBeGreaterThan(before.length);
		expect(await output.getByTestId("name").textContent()).toBe("1A8O");
		await page.evaluate(() => document.getElementById("one")?.style.setProperty("margin-top", "5000px"));
		await output.locator("[data-testid=stage][data-phase=still]").waitFor({ state: "attached", timeout: 10_000 });
		expect(await page.locator("biomedgpt-structure-viewer").count()).toBe(0);
		await output.scrollIntoViewIfNeeded();
		await output.locator("[data-testid=stage][data-phase=awake]").waitFor();
	});

	it("keep no more viewers awake than browsers have contexts for", async () => {
		await open(chemist);
		for (let index = 0; index < 7; index++) {
			const output = await show("chemical/x-pdb", "HETATM    1  O   HOH A   1       0.000   0.000   0.000  1.00  0.00           O\nHETATM    2  O   HOH A   2       2.800   0.000   0.000  1.00  0.00           O\n".replaceAll("HOH", "DMS"), `pdb${index}`);
			await page.evaluate((id) => document.getElementById(id)?.style.setProperty("zoom", "0.2"), `pdb${index}`);
			await output.locator("[data-testid=stage][data-phase=awake]").waitFor();
		}
		await expect.poll(() => page.locator("[data-testid=stage][data-phase=awake]").count()).toBe(6);
		await page.locator("#pdb0").getByRole("button", { name: "Show in 3D" }).click();
		await page.locator("#pdb0 [data-testid=stage][data-phase=awake]").waitFor();
		await expect.poll(() => page.locator("[data-testid=stage][data-phase=awake]").count()).toBe(6);
	}, 120_000);

	it("leave the wheel to the notebook until somebody clicks into a structure", async () => {
		await open(chemist);
		const output = await show("chemical/x-pdb", sample("hiv_capsid_1A8O.pdb"));
		const stage = output.locator("[data-testid=stage][data-phase=awake]");
		await stage.waitFor();
		await page.evaluate(() => {
			const seen = { viewer: 0, page: 0 };
			Object.assign(globalThis, { seen });
			document.querySelector("#one > div")?.shadowRoot?.querySelector("biomedgpt-structure-viewer")?.addEventListener("wheel", () => seen.viewer++);
			window.addEventListener("wheel", () => seen.page++);
		});
		const seen = (): Promise<{ viewer: number; page: number }> => page.evaluate(() => (globalThis as unknown as { seen: { viewer: number; page: number } }).seen);
		await stage.hover();
		await page.mouse.wheel(0, 10);
		await expect.poll(async () => (await seen()).page).toBe(1);
		expect((await seen()).viewer).toBe(0);
		await stage.click();
		await page.mouse.wheel(0, 10);
		await expect.poll(async () => (await seen()).viewer).toBe(1);
	});

	it("number and wrap the sequences of a FASTA, and tell nucleotides from residues", async () => {
		await open(chemist);
		const output = await show("text/x-fasta", `${sample("proteins.fasta")}\n${sample("insulin.fna")}`);
		const [insulin, gene] = [output.getByTestId("sequence").first(), output.getByTestId("sequence").last()];
		await insulin.getByText("110 residues").waitFor();
		await gene.getByText("DNA, 333 nucleotides").waitFor();
		const lines = ((await insulin.getByTestId("letters").textContent()) ?? "").split("\n");
		const numbers = ((await insulin.getByTestId("numbers").textContent()) ?? "").split("\n").map(Number);
		expect(lines[0]?.startsWith("MALWMRLLPL LALLALWGPD")).toBe(true);
		expect(numbers).toEqual(lines.map((_, index) => 1 + lines.slice(0, index).join("").replaceAll(" ", "").length));
		expect(lines.join("").replace(/\s/g, "")).toHaveLength(110);
		expect(await insulin.getByTestId("ask").count()).toBe(1);
		expect(await gene.getByTestId("ask").count()).toBe(0);
		expect(await gene.getByTestId("copy").count()).toBe(1);
		await page.setViewportSize({ width: 260, height: 700 });
		await expect.poll(async () => ((await insulin.getByTestId("numbers").textContent()) ?? "").split("\n").length).toBeGreaterThan(numbers.length);
		expect(await outputs.overflowing()).toEqual([]);
	});

	it("are never blank: empty, no mol block, no record, no coordinates", async () => {
		await open(chemist);
		const cases = [[smiles, "\n \n", "This output is empty."], ["chemical/x-mdl-molfile", "not a molfile", "no mol block"], ["text/x-fasta", "MALWMRLLPL", "no FASTA record"], ["chemical/x-mmcif", "data_EMPTY\n#\n", "no atoms with coordinates"], ["chemical/x-pdb", "HEADER    HYDROLASE", "no atoms with coordinates"]] as const;
		for (const [index, [mime, text, words]] of cases.entries()) {
			const output = await show(mime, text, `case${index}`);
			await output.getByText(words).waitFor();
		}
	});

	it("run, fetch and break nothing whatever an output holds, and stay quick with ten megabytes", async () => {
		await open(chemist);
		const hostile = "<img src=https://evil.example/x onerror=alert(1)><script>alert(1)</script>\u202Egnp.exe";
		const texts = [`${hostile}\nCCO ${hostile}`, `${hostile}\n\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 C   0  0\nM  END\n`, `>${hostile}\n${hostile}`, `HEADER    ${hostile}\nTITLE     ${hostile}\n`, `data_${hostile}\n_struct.title '${hostile}'\n`];
		const mimes = [smiles, "chemical/x-mdl-sdfile", "text/x-fasta", "chemical/x-pdb", "chemical/x-mmcif"];
		for (const [index, mime] of mimes.entries()) {
			await show(mime, texts[index] ?? "", `hostile${index}`);
			for (const kind of ["endless", "short lines", "markup"]) {
				const took = await page.evaluate(
					async ([id, type, what, markup]) => {
						const huge = what === "endless" ? "C".repeat(10_000_000) : what === "markup" ? `${markup}\n`.repeat(100_000) : "A\n".repeat(5_000_000);
						return (globalThis as unknown as { probe: Probe }).probe.show(id, type, type === "text/x-fasta" ? `>x\n${huge}` : huge);
					},
					[`huge${index}`, mime, kind, hostile] as const,
				);
				const output = page.locator(`#huge${index}`).getByTestId("output");
				expect((await output.textContent())?.trim()).not.toBe("");
				console.log(`10 MB of ${mime}, ${kind}: ${took.toFixed(0)} ms`);
				expect(took).toBeLessThan(2000);
			}
		}
		expect(await page.locator("img[src*=evil], script[src*=evil], a, iframe").count()).toBe(0);
		expect(await page.locator("#hostile0").getByTestId("output").textContent()).toContain("[U+202E]");
		expect(await outputs.overflowing()).toEqual([]);
		await page.evaluate(() => (globalThis as unknown as { probe: Probe }).probe.dispose());
		expect(await page.locator("biomedgpt-output").count()).toBe(0);
	});

	it("neither style the notebook's page nor are styled by it", async () => {
		await open(chemist);
		const output = await show(smiles, aspirin);
		await output.locator("svg.molecule").waitFor();
		await page.evaluate(() => {
			const sheet = new CSSStyleSheet();
			sheet.replaceSync(".card, .molecule, .name { display: none !important }");
			document.adoptedStyleSheets.push(sheet);
			document.body.insertAdjacentHTML("beforeend", "<div class='card' id='theirs'></div>");
		});
		expect(await output.getByTestId("name").isVisible()).toBe(true);
		expect(await page.locator("#theirs").evaluate((element) => getComputedStyle(element).borderTopWidth)).toBe("0px");
		expect(await page.locator("link[rel=stylesheet]").count()).toBe(1); // the harness's own
	});

	it("follow a change of theme with drawings of both kinds, and take the user's language when it comes", async () => {
		await open((message) => (message.type === "hello" ? undefined : chemist(message)));
		const output = await show(smiles, aspirin);
		await show("chemical/x-mdl-molfile", sample("ligands.sdf").split("$$$$")[0] ?? "", "two");
		await page.locator("#two").getByTestId("rdkit-drawing").waitFor();
		await outputs.post({ type: "welcome", strings: { ...englishStrings, ask: "向 BioMedGPT 提问" }, actions: true, previews: true });
		await output.getByRole("button", { name: "向 BioMedGPT 提问" }).waitFor({ state: "attached" });
		await page.evaluate(() => document.body.classList.replace("vscode-dark", "vscode-light"));
		await expect.poll(() => outputs.sent.flatMap((each) => (each.type === "draw" ? [each.theme] : []))).toEqual(["dark", "light"]);
	});
});
