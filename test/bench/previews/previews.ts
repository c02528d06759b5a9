/** Files as large as a structural biologist or a screening chemist has them, opened and looked through in a real VS Code. */
import type { FrameLocator } from "@playwright/test";
import { createWriteStream } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { samples } from "../../../scripts/samples.mjs";
import { webview } from "../../e2e/pages/webview.ts";
import { Workbench } from "../../e2e/pages/workbench.ts";
import { startVSCode, type VSCode } from "../../e2e/vscode.ts";
import { memoryOf } from "../chat/memory.ts";
import { percentile, type Figure } from "../figures.ts";
import { largeStructure } from "../../support/largeStructure.ts";
import { framesOf, movesOf } from "./inPage.ts";

const ATOMS = 200_000;
const RECORDS = 100_000;
const ROWS = 500_000;
/** Milliseconds that a wheel is turned. */
const SCROLLED = 4000;
const LONGEST_WAIT = 60_000;
const CORES = ["CC(=O)Oc1ccccc1C(=O)O", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "CC(C)Cc1ccc(cc1)C(C)C(=O)O", "COc1ccc2cc(ccc2c1)C(C)C(=O)O"];

/** Each file in a VS Code of its own: memory is what the window and the extension host have grown by since a small one of its kind was open. */
export async function previewFigures(): Promise<Figure[]> {
	const figures: Figure[] = [];
	// The large files are there before VS Code starts: its explorer may be late to see new ones.
	const folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-bench-"));
	await cp(samples, folder, { recursive: true });
	await writeFile(path.join(folder, "assembly.cif"), largeStructure(ATOMS).cif());
	await writeLines(path.join(folder, "screen.sdf"), records());
	await writeLines(path.join(folder, "library.csv"), rows());
	for (const part of [structureFigures, sdfFigures, tableFigures]) {
		const vscode = await startVSCode({ folder });
		try {
			figures.push(...(await part(vscode)));
		} finally {
			await vscode.close();
		}
	}
	await rm(folder, { recursive: true });
	return figures;
}

async function structureFigures(vscode: VSCode): Promise<Figure[]> {
	const { workbench, panel } = await begin(vscode, "hiv_capsid_1A8O.pdb", '[data-testid="viewer-place"][data-state="ready"]');
	const before = await memoryOf(vscode.page);
	const opened = await timeTo(workbench, "assembly.cif", panel, '[data-testid="viewer-place"][data-state="ready"]');
	const moves = await panel.locator("structure-viewer, biomedgpt-structure-viewer").first().evaluate(movesOf, SCROLLED);
	const after = await memoryOf(vscode.page);
	return [
		goal(`mmCIF of ${count(ATOMS)} atoms: from the click to its picture`, opened, 5000),
		{ name: "  turned by hand: time between pictures, p95", value: percentile(moves, 95), unit: "ms" },
		...grown("  memory", before.resident, after.resident),
	];
}

async function sdfFigures(vscode: VSCode): Promise<Figure[]> {
	const { workbench, panel } = await begin(vscode, "ligands.sdf", "[data-testid=drawing]");
	const before = await memoryOf(vscode.page);
	const opened = await timeTo(workbench, "screen.sdf", panel, "[data-testid=drawing]");
	return [goal(`SDF of ${count(RECORDS)} records: from the click to its first drawings`, opened, 1000), ...(await scrollingFigures(panel)), ...grown("  memory", before.resident, (await memoryOf(vscode.page)).resident)];
}

async function tableFigures(vscode: VSCode): Promise<Figure[]> {
	const { workbench, panel } = await begin(vscode, "ligands.sdf", "[data-testid=drawing]");
	const before = await memoryOf(vscode.page);
	await workbench.openFile("library.csv");
	const started = performance.now();
	await workbench.runCommand("BioMedGPT: Open as Molecule Grid");
	await panel.locator("[data-testid=drawing]").first().waitFor({ timeout: LONGEST_WAIT });
	return [goal(`CSV of ${count(ROWS)} SMILES: from the command to its first drawings`, performance.now() - started, 1000), ...(await scrollingFigures(panel)), ...grown("  memory", before.resident, (await memoryOf(vscode.page)).resident)];
}

/** Opens a small file first: what is loaded once for all counts for none. */
async function begin({ page }: VSCode, small: string, sign: string): Promise<{ readonly workbench: Workbench; readonly panel: FrameLocator }> {
	const workbench = new Workbench(page);
	await workbench.reset();
	await workbench.openFile(small);
	const panel = webview(page);
	await panel.locator(sign).first().waitFor({ timeout: LONGEST_WAIT });
	await workbench.runCommand("View: Close All Editors");
	return { workbench, panel };
}

/** Milliseconds from the click in the explorer. */
async function timeTo({ page }: Workbench, name: string, panel: FrameLocator, sign: string): Promise<number> {
	const entry = page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).first();
	await entry.waitFor({ timeout: LONGEST_WAIT });
	const started = performance.now();
	await entry.click();
	await panel.locator(sign).first().waitFor({ timeout: LONGEST_WAIT });
	return performance.now() - started;
}

async function scrollingFigures(panel: FrameLocator): Promise<Figure[]> {
	const frames = await panel.getByTestId("grid").evaluate(framesOf, SCROLLED);
	return [goal("  scrolled through by wheel: time between frames, p95", percentile(frames, 95), 33), { name: "  the same, p50", value: percentile(frames, 50), unit: "ms" }];
}

function grown(name: string, before: number | undefined, after: number | undefined): Figure[] {
	return before === undefined || after === undefined ? [] : [goal(`${name} of the window's pages, grown by`, after - before, 300, "MB")];
}

function goal(name: string, value: number, limit: number, unit = "ms"): Figure {
	return { name, value, unit, goal: `≤ ${limit.toLocaleString("en")}`, met: value <= limit };
}

function count(value: number): string {
	return value.toLocaleString("en");
}

async function writeLines(file: string, pieces: Iterable<string>): Promise<void> {
	await pipeline(Readable.from(pieces), createWriteStream(file));
}

function* records(): Generator<string> {
	for (let index = 0; index < RECORDS; index += 100) {
		yield Array.from({ length: 100 }, (_, at) => record(index + at)).join("");
	}
}

/** A zigzag of carbon with an oxygen at its end, drawn by its own coordinates. */
function record(index: number): string {
	const atoms = 12 + (index % 20);
	const at = (value: number): string => value.toFixed(4).padStart(10);
	const table = Array.from({ length: atoms }, (_, atom) => `${at(atom * 1.299)}${at((atom % 2) * 0.75)}${at(0)} ${atom === atoms - 1 ? "O" : "C"}   0  0\n`);
	const bonds = Array.from({ length: atoms - 1 }, (_, bond) => `${String(bond + 1).padStart(3)}${String(bond + 2).padStart(3)}  1  0\n`);
	return `compound ${index}\n  bench\n\n${String(atoms).padStart(3)}${String(atoms - 1).padStart(3)}  0  0  0  0  0  0  0  0999 V2000\n${table.join("")}${bonds.join("")}M  END\n> <IC50>\n${(index * 7919) % 10_000}\n\n> <Series>\n${index % 17}\n\n$$$$\n`;
}

function* rows(): Generator<string> {
	yield "name,smiles,activity\n";
	for (let index = 0; index < ROWS; index += 1000) {
		yield Array.from({ length: 1000 }, (_, at) => `m${index + at},${"C".repeat((index + at) % 9)}${CORES[(index + at) % CORES.length]},${((index + at) * 7919) % 10_000}\n`).join("");
	}
}
