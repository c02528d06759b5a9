import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import * as vscode from "vscode";
import { written } from "../../annotation/cells.ts";
import type { Chemistry } from "../../science/chemistry.ts";
import { MAX_BATCH } from "../../science/chemistryProtocol.ts";
import { Failure } from "../../science/failure.ts";
import { decodeRecord } from "../../science/files/records/decodeRecord.ts";
import { LONGEST_RECORD, recordTexts } from "../../science/files/records/eachRecord.ts";
import { endsWithBreak, lastLine, recordParts, unmarked } from "../../science/files/records/recordCopies.ts";
import { readSteadily } from "../../science/files/records/readSteadily.ts";
import type { RecordContent } from "../../science/files/records/recordFormat.ts";
import { MOST_COLUMNS } from "../../science/files/records/recordFormat.ts";
import { isMolBlock } from "../../science/molecule/molBlock.ts";
import { readRows } from "../../science/recognition/rows.ts";
import { substructureEach } from "../../science/substructureEach.ts";
import type { Reading } from "./document.ts";

export type ExportFormat = "sdf" | "csv" | "fasta";

/** Characters that a file of a virtual workspace may get: it is written as a whole. */
const LARGEST_VIRTUAL = 200_000_000;

export interface ExportOptions {
	readonly format: ExportFormat;
	/** In this order; all, in the order of the file, if absent. */
	readonly records: Uint32Array | undefined;
	/** Titles of the columns, as they are shown; the name stands before them. */
	readonly columns: readonly string[];
	readonly nameTitle: string;
	readonly chemistry: Chemistry;
	readonly signal: AbortSignal;
	readonly onProgress: (written: number, of: number) => void;
}

/** What a person is to be told of a file that was written. */
export interface Exported {
	/** Records too long for a table ({@link LONGEST_RECORD}), which are not in it. */
	readonly leftOut: number;
	/** So many properties are in it; there may be more in the file. */
	readonly mostColumns: number | undefined;
}

/**
 * Writes records into a file, in pieces; it is there when all is written, and not at all after a cancellation.
 *
 * SDF and FASTA records are copied as they are, and so are the rows of a CSV, with its titles. A CSV of others has the name, RDKit's canonical SMILES where the
 * file holds mol blocks, and the columns.
 *
 * @throws Failure `file-changed` where the bytes are not those any more that the reading is of; the errors of the file system; what the signal was aborted with
 */
export async function exportRecords(reading: Reading, target: vscode.Uri, options: ExportOptions): Promise<Exported> {
	const told = { leftOut: 0, mostColumns: options.format === "csv" && isCut(reading) ? MOST_COLUMNS : undefined };
	const pieces = options.format !== "csv" ? copiedPieces(reading, options) : reading.format.separator === undefined ? csvPieces(reading, options, () => told.leftOut++) : tablePieces(reading, options, () => told.leftOut++);
	try {
		await (target.scheme === "file" ? write(pieces, target.fsPath, () => refuseChanged(reading)) : vscode.workspace.fs.writeFile(target, await joined(pieces)));
	} catch (error) {
		// What is read of another file is no record, and no reason that anybody could understand.
		if (!options.signal.aborted) {
			await refuseChanged(reading);
		}
		throw error;
	}
	return told;
}

/** What a file is called where nobody says so: by what is in it, and never as the file that it is of. */
export function exportName(name: string, format: ExportFormat, extent: "all" | "filtered" | "part" | "selection"): string {
	const stem = name.replace(/(?:\.[^.]+)?(?:\.gz)?$/i, "");
	const whole = `${stem}.${format}`;
	const suffix = extent === "all" ? (whole.toLowerCase() === name.toLowerCase() ? "-copy" : "") : `-${extent}`;
	return `${stem}${suffix}.${format}`;
}

export function exportNote(file: string, { leftOut, mostColumns }: Exported): string {
	return [
		vscode.l10n.t("Written: {0}", file),
		leftOut === 0 ? undefined : vscode.l10n.t("Left out, as they are too long for a table (more than {0} MB): {1}", Math.round(LONGEST_RECORD / 1e6), leftOut),
		mostColumns === undefined ? undefined : vscode.l10n.t("Only the first {0} properties are in it", mostColumns),
	].filter((each) => each !== undefined).join(" · ");
}

/** A molecule file has as many columns as are shown, and a table all of its own. */
function isCut({ format }: Reading): boolean {
	return format.separator === undefined && format.columns.length >= MOST_COLUMNS;
}

async function refuseChanged({ bytes }: Reading): Promise<void> {
	if (!(await bytes.unchanged())) {
		throw fileChanged();
	}
}

/** A record's number is of use for one reading of a file only. */
export function fileChanged(): Failure {
	return new Failure("file-changed", vscode.l10n.t("This file was written anew in the meantime. Look at its records as they are now, and try again."));
}

async function write(pieces: AsyncIterable<Uint8Array>, target: string, check: () => Promise<void>): Promise<void> {
	const draft = `${target}.${randomUUID().slice(0, 8)}.part`;
	const file = await open(draft, "wx");
	try {
		for await (const piece of pieces) {
			// `write` may write a part of it.
			await file.appendFile(piece);
		}
		await check();
		await file.sync();
		await file.close();
		await rename(draft, target);
	} catch (error) {
		await file.close().catch(() => undefined);
		await rm(draft, { force: true });
		throw error;
	}
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
	const all: Uint8Array[] = [];
	let length = 0;
	for await (const piece of pieces) {
		length += piece.length;
		if (length > LARGEST_VIRTUAL) {
			throw new Failure("file-too-large", vscode.l10n.t("This would be more than {0} MB, which cannot be written outside this machine. Choose a folder of this machine.", LARGEST_VIRTUAL / 1e6));
		}
		all.push(piece);
	}
	return Buffer.concat(all);
}

async function* groups({ bytes, index }: Reading, { records, signal, onProgress }: ExportOptions, onTooLong: () => void): AsyncGenerator<readonly string[]> {
	let done = 0;
	for await (const group of recordTexts(bytes, index, records, signal)) {
		const texts = group.flatMap(({ text }) => text ?? []);
		group.slice(texts.length).forEach(onTooLong);
		yield texts;
		done += group.length;
		onProgress(done, records?.length ?? index.count);
	}
}

async function* copiedPieces({ bytes, index }: Reading, { format, records, signal, onProgress }: ExportOptions): AsyncGenerator<Uint8Array> {
	let done = 0;
	for await (const parts of recordParts(bytes, index, records, signal)) {
		yield Buffer.concat(parts.flatMap((part) => [part.bytes, part.isLast ? endOf(part.bytes, format) : ""].map((each) => Buffer.from(each))));
		done += parts.filter(({ isLast }) => isLast).length;
		onProgress(done, records?.length ?? index.count);
	}
}

/** What a record lacks that ends with the file: a molfile, or one that was cut off. */
function endOf(record: Buffer, format: ExportFormat): string {
	const lineBreak = endsWithBreak(record) ? "" : "\n";
	return format === "sdf" && lastLine(record, 4) !== "$$$$" ? `${lineBreak}$$$$\n` : lineBreak;
}

/** The rows of a table, with all of its columns. Between other separators than commas, its cells are written anew. */
async function* tablePieces(reading: Reading, options: ExportOptions, onTooLong: () => void): AsyncGenerator<Uint8Array> {
	const { bytes, index, format } = reading;
	const { separator = "," } = format;
	// The titles end where the first row begins: of a wide table, its top does not hold them all.
	const titles = format.header === "" ? Buffer.alloc(0) : index.count === 0 ? Buffer.from(format.header) : unmarked(await bytes.read(0, index.start(0)), 0);
	if (separator === ",") {
		yield Buffer.concat([titles, Buffer.from(endOf(titles, "csv"))]);
		yield* copiedPieces(reading, options);
		return;
	}
	yield Buffer.from(converted(decodeRecord(titles), separator));
	for await (const texts of groups(reading, options, onTooLong)) {
		yield Buffer.from(texts.map((text) => converted(text, separator)).join(""));
	}
}

function converted(text: string, separator: string): string {
	return [...readRows(text, text.length, separator, Infinity)].map((each) => (each === undefined ? "" : row(each.cells.map((cell) => cell.text)))).join("");
}

async function* csvPieces(reading: Reading, options: ExportOptions, onTooLong: () => void): AsyncGenerator<Uint8Array> {
	const { format } = reading;
	const hasSmiles = format.kind === "molecules" && format.structureColumn < 0;
	yield Buffer.from(row([options.nameTitle, ...(hasSmiles ? ["SMILES"] : []), ...options.columns]));
	for await (const texts of groups(reading, options, onTooLong)) {
		const contents: RecordContent[] = [];
		for (const text of texts) {
			contents.push(await readSteadily(format, text));
		}
		const smiles = hasSmiles ? await smilesOf(contents.map(({ structure }) => structure), options) : [];
		yield Buffer.from(contents.map(({ name, cells }, place) => row([name, ...(hasSmiles ? [smiles[place] ?? ""] : []), ...options.columns.map((_, column) => cells[column] ?? "")])).join(""));
	}
}

function row(cells: readonly string[]): string {
	return `${cells.map((cell) => written(cell, ",")).join(",")}\n`;
}

/** RDKit's canonical SMILES, which it tells of each molecule with any atom; empty where it reads none. */
async function smilesOf(structures: readonly string[], { chemistry, signal }: ExportOptions): Promise<readonly string[]> {
	const found: string[] = [];
	for (let start = 0; start < structures.length; start += MAX_BATCH) {
		const batch = structures.slice(start, start + MAX_BATCH);
		const readable = batch.filter(isMolBlock);
		const results = readable.length === 0 ? [] : await substructureEach(chemistry, "*", readable, signal);
		const smiles = new Map(readable.map((structure, place) => [structure, results[place]] as const));
		found.push(...batch.map((structure) => {
			const result = smiles.get(structure);
			return result !== undefined && "smiles" in result ? result.smiles : "";
		}));
	}
	return found;
}
