import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import path from "node:path";
import type { ModelIdentity } from "../../inference/engine.ts";
import { Failure } from "../../science/failure.ts";
import type { Counts } from "../annotator.ts";
import type { Range } from "../blocks.ts";
import type { JobSpec } from "../spec.ts";
import type { Structures } from "../structures.ts";
import type { AddedColumn } from "../table.ts";
import type { Origin } from "../tasks.ts";
import { isColumns, isCount, isKind, isModel, isOptional, isOrigin, isRecord, isSpec, isText, isTexts } from "./guards.ts";
import { unsealed } from "./lines.ts";
import type { SourceIdentity } from "./source.ts";

/** What a job is, decided when it began: the first line of its journal. */
export interface JobHeader {
	readonly format: "biomedgpt-job";
	readonly version: 1;
	readonly program: string;
	/** Paths are relative to the journal, so that a folder can be moved. */
	readonly spec: JobSpec;
	readonly source: SourceIdentity;
	readonly titles: readonly string[];
	readonly structures: Structures;
	readonly columns: readonly AddedColumn[];
	readonly model?: ModelIdentity | undefined;
	/** Rows of the whole table. */
	readonly total: number;
	/** Of the rows that this job writes. */
	readonly range: Range;
	/** Rows of a block. */
	readonly size: number;
	/** ISO 8601. */
	readonly started: string;
}

/** So much is written, and on the disk. */
export interface Checkpoint extends Counts {
	readonly rows: number;
	/** Of the part. */
	readonly bytes: number;
	/** SHA-256 of those behind the checkpoint before. */
	readonly sum: string;
	/** Of columns that got their first value since the checkpoint before. */
	readonly origins: readonly (readonly [title: string, origin: Origin])[];
}

export type JournalLine = { readonly header: JobHeader } | { readonly at: Checkpoint } | { readonly finishing: true };

/** A journal as far as it can be read. */
export interface Journal {
	readonly header: JobHeader;
	/** With the place in the journal behind each. */
	readonly checkpoints: readonly { readonly at: Checkpoint; readonly end: number }[];
	/** Place behind the header. */
	readonly begin: number;
	/** Everything is written; only names are to be changed. */
	readonly finishing: boolean;
}

/**
 * Reads a journal up to the first line that was cut or damaged: what stands behind it cannot be trusted.
 *
 * @returns undefined where there is none
 * @throws Failure `journal-broken` where not even the first line can be read
 */
export async function readJournal(file: string): Promise<Journal | undefined> {
	let header: JobHeader | undefined;
	let begin = 0;
	let end = 0;
	let finishing = false;
	const checkpoints: { readonly at: Checkpoint; readonly end: number }[] = [];
	try {
		const { size } = await stat(file);
		for await (const text of createInterface({ input: createReadStream(file, "latin1"), crlfDelay: 0 })) {
			end += text.length + 1;
			// One without its line break was cut, too.
			const line = end <= size ? lineOf(text) : undefined;
			if (line === undefined || "header" in line !== (header === undefined)) {
				break;
			}
			if ("header" in line) {
				header = line.header;
				begin = end;
			} else if ("at" in line) {
				checkpoints.push({ at: line.at, end });
			} else {
				finishing = true;
			}
		}
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") {
			return undefined;
		}
		throw broken(file, error);
	}
	if (header === undefined) {
		throw broken(file);
	}
	return { header, checkpoints, begin, finishing };
}

function broken(file: string, cause?: unknown): Failure {
	return new Failure("journal-broken", `${path.basename(file)}, which tells how far an annotation was, cannot be read, so it cannot be resumed. Discard it and begin anew, or bring back the file from a backup.`, { cause });
}

/** Lines are ASCII but for titles and questions, which are UTF-8: read as bytes, so that places can be counted. */
function lineOf(bytes: string): JournalLine | undefined {
	let value: unknown;
	try {
		value = unsealed(Buffer.from(bytes, "latin1").toString("utf8"));
	} catch {
		return undefined;
	}
	if (!isRecord(value)) {
		return undefined;
	}
	const { header, at, finishing } = value;
	return isHeader(header) ? { header } : isCheckpoint(at) ? { at } : finishing === true ? { finishing } : undefined;
}

export function isHeader(value: unknown): value is JobHeader {
	return isRecord(value) && value["format"] === "biomedgpt-job" && value["version"] === 1 && isText(value["program"]) && isSpec(value["spec"]) && isSource(value["source"]) && isTexts(value["titles"])
		&& isRecord(value["structures"]) && isText(value["structures"]["title"]) && isKind(value["structures"]["kind"]) && isColumns(value["columns"]) && isOptional(value["model"], isModel)
		&& isCount(value["total"]) && isRecord(value["range"]) && isCount(value["range"]["from"]) && isCount(value["range"]["to"]) && isCount(value["size"]) && value["size"] > 0 && isText(value["started"]);
}

function isSource(value: unknown): value is SourceIdentity {
	return isRecord(value) && isCount(value["size"]) && typeof value["modified"] === "number" && isText(value["sum"]);
}

function isCheckpoint(value: unknown): value is Checkpoint {
	return isRecord(value) && ["rows", "bytes", "ok", "failed", "skipped"].every((key) => isCount(value[key])) && isText(value["sum"])
		&& isOrigins(value["origins"]);
}

export function isOrigins(value: unknown): value is readonly (readonly [title: string, origin: Origin])[] {
	return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2 && isText(pair[0]) && isOrigin(pair[1]));
}
