import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import * as vscode from "vscode";
import { written } from "../../annotation/cells.ts";
import type { Chemistry } from "../../science/chemistry.ts";
import { MAX_BATCH } from "../../science/chemistryProtocol.ts";
import { Failure } from "../../science/failure.ts";
import type { RecordText } from "../../science/files/records/eachRecord.ts";
import { recordTexts } from "../../science/files/records/eachRecord.ts";
import { isMolBlock } from "../../science/molecule/molBlock.ts";
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

/**
 * Writes records into a file, in pieces; it is there when all is written, and not at all after a cancellation.
 *
 * SDF and FASTA records are copied as they are. A CSV has the name, RDKit's canonical SMILES where the file holds mol blocks, and the columns.
 */
export async function exportRecords(reading: Reading, target: vscode.Uri, options: ExportOptions): Promise<void> {
	const pieces = options.format === "csv" ? csvPieces(reading, options) : copiedPieces(reading, options);
	if (target.scheme !== "file") {
		await vscode.workspace.fs.writeFile(target, await joined(pieces));
		return;
	}
	const draft = `${target.fsPath}.${randomUUID().slice(0, 8)}.part`;
	const file = await open(draft, "wx");
	try {
		for await (const piece of pieces) {
			await file.write(piece);
		}
		await file.close();
		await rename(draft, target.fsPath);
	} catch (error) {
		await file.close().catch(() => undefined);
		await rm(draft, { force: true });
		throw error;
	}
}

async function joined(pieces: AsyncIterable<string>): Promise<Uint8Array> {
	const all: string[] = [];
	let length = 0;
	for await (const piece of pieces) {
		length += piece.length;
		if (length > LARGEST_VIRTUAL) {
			throw new Failure("file-too-large", vscode.l10n.t("This would be more than {0} MB, which cannot be written outside this machine. Choose a folder of this machine.", LARGEST_VIRTUAL / 1e6));
		}
		all.push(piece);
	}
	return new TextEncoder().encode(all.join(""));
}

async function* groups({ bytes, index }: Reading, { records, signal, onProgress }: ExportOptions): AsyncGenerator<readonly RecordText[]> {
	let done = 0;
	for await (const group of recordTexts(bytes, index, records, signal)) {
		yield group;
		done += group.length;
		onProgress(done, records?.length ?? index.count);
	}
}

async function* copiedPieces(reading: Reading, options: ExportOptions): AsyncGenerator<string> {
	const isSdf = options.format === "sdf";
	for await (const group of groups(reading, options)) {
		yield group.map(({ text = "" }) => (isSdf ? closed(text) : ended(text))).join("");
	}
}

/** A molfile, or a record that was cut off, gets its end. */
function closed(text: string): string {
	return /^\$\$\$\$/m.test(text) ? ended(text) : `${ended(text)}$$$$\n`;
}

function ended(text: string): string {
	return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

async function* csvPieces(reading: Reading, options: ExportOptions): AsyncGenerator<string> {
	const { format } = reading;
	const isTable = format.structureColumn >= 0 && format.header !== "";
	const hasSmiles = format.kind === "molecules" && format.structureColumn < 0 && !isTable;
	const first = isTable ? [] : [options.nameTitle, ...(hasSmiles ? ["SMILES"] : [])];
	yield row([...first, ...options.columns]);
	for await (const group of groups(reading, options)) {
		const contents = group.map(({ text }) => (text === undefined ? { name: "", structure: "", cells: [] } : format.read(text)));
		const smiles = hasSmiles ? await smilesOf(contents.map(({ structure }) => structure), options) : [];
		yield contents.map(({ name, cells }, place) => row([...(isTable ? [] : [name, ...(hasSmiles ? [smiles[place] ?? ""] : [])]), ...options.columns.map((_, column) => cells[column] ?? "")])).join("");
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
