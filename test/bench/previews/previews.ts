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
import { pairedRatio, percentile, type Figure } from "../figures.ts";
import { largeStructure } from "../../support/largeStructure.ts";
import { bareEditor, installBareEditor } from "./bareEditor.ts";
import { framesOf, movesOf } from "./inPage.ts";
import { timeFrom, watchPictures } from "./openings.ts";

const ATOMS = 200_000;
const RECORDS = 100_000;
/** Files with as many records each: what was drawn once is kept. Beside each of them a bare editor is opened. */
const OPENINGS = 3;
const ROWS = 500_000;
/** Milliseconds that a wheel is turned. */
const SCROLLED = 4000;
const LONGEST_WAIT = 60_000;
/** A card with its drawing. */
const DRAWN = "[data-testid=drawing]";
/** What molecules of the several files end with. */
const ENDS = ["O", "N", "S"];
const CORES = ["CC(=O)Oc1ccccc1C(=O)O", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "CC(C)Cc1ccc(cc1)C(C)C(=O)O", "COc1ccc2cc(ccc2c1)C(C)C(=O)O"];

/** Each file in a VS Code of its own: memory is what the window and the extension host have grown by since a small one of its kind was open. */
export async function previewFigures(): Promise<Figure[]> {
	const figures: Figure[] = [];
	// The large files are there before VS Code starts: its explorer may be late to see new ones.
	const folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-bench-"));
	await cp(samples, folder, { recursive: true });
	await writeFile(path.join(folder, "assembly.cif"), largeStructure(ATOMS).cif());
	for (let file = 0; file < OPENINGS; file++) {
		await writeLines(path.join(folder, `screen-${file}.sdf`), records(file));
		await writeLines(path.join(folder, `library-${file}.csv`), rows(file));
	}
	await writeFile(path.join(folder, bareEditor.file), "");
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
	const parts = await beginRecords(vscode);
	const before = await memoryOf(vscode.page);
	const times = await openInTurn(parts, async (file) => {
		const entry = vscode.page.locator(".explorer-folders-view .monaco-list-row", { hasText: `screen-${file}.sdf` }).first();
		await entry.waitFor({ timeout: LONGEST_WAIT });
		return timeFrom(vscode.page, "click", () => entry.click(), DRAWN);
	});
	return [...besideBare(`SDF of ${count(RECORDS)} records: from the click to its first drawings`, times), ...(await scrollingFigures(parts.panel)), ...grown("  memory", before.resident, (await memoryOf(vscode.page)).resident)];
}

async function tableFigures(vscode: VSCode): Promise<Figure[]> {
	const parts = await beginRecords(vscode);
	const before = await memoryOf(vscode.page);
	const times = await openInTurn(parts, async (file) => {
		await parts.workbench.openFile(`library-${file}.csv`);
		await typeCommand(parts.workbench, "BioMedGPT: Open as Molecule Grid");
		return timeFrom(vscode.page, "keydown", () => vscode.page.keyboard.press("Enter"), DRAWN);
	});
	return [...besideBare(`CSV of ${count(ROWS)} SMILES: from Enter to its first drawings`, times), ...(await scrollingFigures(parts.panel)), ...grown("  memory", before.resident, (await memoryOf(vscode.page)).resident)];
}

/** Up to the Enter that runs it. */
async function typeCommand({ page, quickInput }: Workbench, title: string): Promise<void> {
	await page.keyboard.press("F1");
	await quickInput.locator("input").first().fill(`>${title}`);
	await quickInput.locator(".monaco-list-row.focused", { hasText: title }).waitFor();
}

interface RecordsParts {
	readonly workbench: Workbench;
	readonly panel: FrameLocator;
	readonly bare: () => Promise<number>;
}

/**
 * A VS Code with a bare editor beside ours. The second webview of a window waits some two seconds for VS Code's own service worker, whosever it is (its
 * update runs into the one that Chromium had planned): both kinds are opened until that is over.
 */
async function beginRecords(vscode: VSCode): Promise<RecordsParts> {
	const { page } = vscode;
	installBareEditor(vscode);
	await watchPictures(page);
	await page.reload();
	const { workbench, panel } = await begin(vscode, "ligands.sdf", DRAWN);
	const entry = page.locator(".explorer-folders-view .monaco-list-row", { hasText: bareEditor.file }).first();
	const bare = async (): Promise<number> => {
		await entry.waitFor({ timeout: LONGEST_WAIT });
		const time = await timeFrom(page, "click", () => entry.click(), bareEditor.sign);
		await workbench.runCommand("View: Close All Editors");
		return time;
	};
	for (let time = 0; time < 2; time++) {
		await begin(vscode, "ligands.sdf", DRAWN);
		await bare();
	}
	return { workbench, panel, bare };
}

/** The last file stays open. */
async function openInTurn({ workbench, bare }: RecordsParts, open: (file: number) => Promise<number>): Promise<{ readonly ours: readonly number[]; readonly theirs: readonly number[] }> {
	const ours: number[] = [];
	const theirs: number[] = [];
	for (let file = 0; file < OPENINGS; file++) {
		theirs.push(await bare());
		ours.push(await open(file));
		if (file < OPENINGS - 1) {
			await workbench.runCommand("View: Close All Editors");
		}
	}
	return { ours, theirs };
}

/** A bare editor in the same window, turn by turn: what VS Code, the browser and the machine need by themselves. */
function besideBare(name: string, { ours, theirs }: { readonly ours: readonly number[]; readonly theirs: readonly number[] }): Figure[] {
	return [
		goal(`${name}, p50 of ${OPENINGS}`, percentile(ours, 50), 1000),
		{ name: "  the same, the slowest", value: Math.max(...ours), unit: "ms" },
		{ name: "  from the click to the line of a bare editor, p50", value: percentile(theirs, 50), unit: "ms" },
		{ name: "  the grid ÷ the bare editor", value: pairedRatio(ours, theirs), unit: "×" },
	];
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

function* records(file: number): Generator<string> {
	for (let index = 0; index < RECORDS; index += 100) {
		yield Array.from({ length: 100 }, (_, at) => record(file * RECORDS + index + at, file)).join("");
	}
}

/** A zigzag of carbon with another atom at its end, drawn by its own coordinates. */
function record(index: number, file: number): string {
	const atoms = 12 + (index % 20);
	const at = (value: number): string => value.toFixed(4).padStart(10);
	const table = Array.from({ length: atoms }, (_, atom) => `${at(atom * 1.299)}${at((atom % 2) * 0.75)}${at(0)} ${atom === atoms - 1 ? ENDS[file] : "C"}   0  0\n`);
	const bonds = Array.from({ length: atoms - 1 }, (_, bond) => `${String(bond + 1).padStart(3)}${String(bond + 2).padStart(3)}  1  0\n`);
	return `compound ${index}\n  bench\n\n${String(atoms).padStart(3)}${String(atoms - 1).padStart(3)}  0  0  0  0  0  0  0  0999 V2000\n${table.join("")}${bonds.join("")}M  END\n> <IC50>\n${(index * 7919) % 10_000}\n\n> <Series>\n${index % 17}\n\n$$$$\n`;
}

function* rows(file: number): Generator<string> {
	yield "name,smiles,activity\n";
	for (let index = 0; index < ROWS; index += 1000) {
		yield Array.from({ length: 1000 }, (_, at) => `m${index + at},${"C".repeat((index + at) % 9)}${CORES[(index + at) % CORES.length]}${ENDS[file]},${((index + at) * 7919) % 10_000}\n`).join("");
	}
}
