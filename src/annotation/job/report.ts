import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Chemistry } from "../../science/chemistry.ts";
import { Failure } from "../../science/failure.ts";
import { Draft, exists, isThere } from "../draft.ts";
import { isAbout, type About } from "./about.ts";
import { isRecord } from "./guards.ts";
import { placesOf } from "./places.ts";
import { Histogram } from "./reportHistogram.ts";
import { reportMarkdown } from "./reportMarkdown.ts";
import { rowsOf, tally, type ShownRow, type Tally } from "./reportTally.ts";

export interface ReportServices {
	readonly draw: Chemistry["draw"];
	readonly signal: AbortSignal;
}

/** A drawing, or why there is none: it goes into the folder of the report. */
export interface Picture {
	readonly name: string;
	readonly svg: string;
}

export interface Report {
	readonly markdown: string;
	readonly pictures: readonly Picture[];
}

/** Pixels. */
const SIZE = { width: 260, height: 170 };

/**
 * Tells what an annotation made, how, and what failed: for a reader, with drawings of the first rows and a histogram of each numeric column. The
 * output is read twice, piece by piece.
 *
 * @param output absolute path of a finished output, with its `.about.json` beside it
 * @param folder of the pictures, as the Markdown names it
 * @throws Failure `no-report`, `file-missing`, `cancelled`
 */
export async function report(output: string, folder: string, { draw, signal }: ReportServices): Promise<Report> {
	const about = await readAbout(output);
	const found = await tally(output, about.job, signal);
	const histograms = await histogramsOf(output, about, found, signal);
	const pictures = about.structures.kind === "molecule" ? await drawn(found.first, draw, signal) : new Map<number, Picture>();
	return { markdown: reportMarkdown({ output, about, found, histograms, pictures, folder }), pictures: [...pictures.values()] };
}

/**
 * Writes a {@link report}, and its pictures into a folder beside it: `report.files` for `report.md`.
 *
 * @param place absolute path of the Markdown file
 * @throws Failure those of {@link report}, `output-exists`, `not-writable`
 */
export async function writeReport(output: string, place: string, services: ReportServices): Promise<void> {
	const folder = `${place.replace(/\.md$/i, "")}.files`;
	const draft = await Draft.at(place);
	if (await isThere(folder)) {
		throw exists(folder);
	}
	const { markdown, pictures } = await report(output, path.basename(folder), services);
	try {
		await draft.write(markdown);
		if (pictures.length > 0) {
			await mkdir(folder);
			for (const { name, svg } of pictures) {
				await writeFile(path.join(folder, name), svg, { flag: "wx" });
			}
		}
		await draft.commit();
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	} finally {
		await draft.discard();
	}
}

async function readAbout(output: string): Promise<About> {
	const { about: file } = placesOf(output);
	let about: unknown;
	try {
		about = JSON.parse(await readFile(file, "utf8"));
	} catch (error) {
		throw new Failure("no-report", `${path.basename(file)}, which tells how ${path.basename(output)} was made, is missing or cannot be read. A report needs both beside each other.`, { cause: error });
	}
	if (!isRecord(about) || !isAbout(about)) {
		throw new Failure("no-report", `${path.basename(file)} does not tell how ${path.basename(output)} was made. Perhaps it was changed, or written by another version: annotate the table again.`);
	}
	const { shard } = about.job.header.spec;
	if (shard !== undefined && shard.of > 1) {
		throw new Failure("no-report", `${path.basename(output)} is shard ${shard.index} of ${shard.of}. Merge all of them, and make the report of the whole.`);
	}
	return about;
}

async function histogramsOf(output: string, { job }: About, found: Tally, signal: AbortSignal): Promise<ReadonlyMap<string, Histogram>> {
	const histograms = new Map(found.columns.flatMap(({ column, numbers }) => (numbers === undefined ? [] : [[column.title, new Histogram(numbers)] as const])));
	if (histograms.size === 0) {
		return histograms;
	}
	const places = job.header.columns.map(({ title }) => histograms.get(title));
	for await (const { cells } of rowsOf(output, job, signal)) {
		cells.forEach((cell, index) => (cell === "" ? undefined : places[index]?.count(Number(cell))));
	}
	return histograms;
}

/** By the place of the row; a structure that cannot be drawn has none. */
async function drawn(rows: readonly ShownRow[], draw: Chemistry["draw"], signal: AbortSignal): Promise<Map<number, Picture>> {
	const pictures = new Map<number, Picture>();
	for (const [index, { line, structure }] of rows.entries()) {
		const svg = structure === "" ? undefined : await draw(structure, { theme: "light", ...SIZE }, signal).catch((error: unknown) => notDrawn(error));
		if (svg !== undefined) {
			pictures.set(index, { name: `line-${line}.svg`, svg: onWhite(svg) });
		}
	}
	return pictures;
}

function notDrawn(error: unknown): undefined {
	if (error instanceof Failure && error.code !== "cancelled" && error.code !== "disposed") {
		return undefined;
	}
	throw error;
}

/** Bonds are dark: on a dark page they need paper below them. */
function onWhite(svg: string): string {
	return svg.replace(/(<svg\b[^>]*>)/, `$1<rect width="100%" height="100%" rx="6" fill="#ffffff"/>`);
}
