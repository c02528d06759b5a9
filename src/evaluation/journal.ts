import { createReadStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { isCount, isModel, isOptional, isRecord, isText } from "../annotation/job/guards.ts";
import { sealed, unsealed } from "../annotation/job/lines.ts";
import { patiently, type Patience } from "../annotation/job/patience.ts";
import { PlacedFile } from "../annotation/job/placedFile.ts";
import type { ModelIdentity } from "../inference/engine.ts";
import { Failure } from "../science/failure.ts";
import { isAnswered, type Answered } from "./results.ts";

/** What an evaluation is, decided when it began: the first line of its journal. */
export interface EvaluationHeader {
	readonly format: "biomedgpt-evaluation";
	readonly version: 1;
	readonly program: string;
	readonly model: ModelIdentity;
	readonly seed: number;
	readonly limit?: number | undefined;
	/** Files are known by their bytes, so that a folder can be moved. */
	readonly benchmarks: readonly { readonly name: string; readonly sum: string; readonly question?: string | undefined }[];
}

/** A journal as far as it can be read. */
export interface EvaluationJournal {
	readonly header: EvaluationHeader;
	readonly answered: readonly Answered[];
	/** SHA-256 of a Markdown report that was about to be written: if it is there, it is ours. */
	readonly writing: string | undefined;
	/** Bytes that can be trusted. */
	readonly end: number;
}

/** Milliseconds after which what was written is made sure of. */
const INTERVAL = 2000;

/**
 * Reads a journal up to the first line that was cut or damaged.
 *
 * @returns undefined where there is none
 * @throws Failure `journal-broken`
 */
export async function readEvaluation(file: string): Promise<EvaluationJournal | undefined> {
	const found = await stat(file).catch(() => undefined);
	if (found === undefined) {
		return undefined;
	}
	let header: EvaluationHeader | undefined;
	const answered: Answered[] = [];
	let writing: string | undefined;
	let end = 0;
	for await (const text of createInterface({ input: createReadStream(file, "latin1"), crlfDelay: 0 })) {
		const after = end + text.length + 1;
		const line = after <= found.size ? valueOf(text) : undefined;
		if (header === undefined && isHeader(line)) {
			header = line;
		} else if (header !== undefined && isAnswered(line)) {
			answered.push(line);
		} else if (header !== undefined && isRecord(line) && isText(line["writing"])) {
			writing = line["writing"];
		} else {
			break;
		}
		end = after;
	}
	if (header === undefined) {
		throw new Failure("journal-broken", `${path.basename(file)}, which holds the answers of an evaluation so far, cannot be read, so it cannot be resumed. Begin anew, or bring back the file from a backup.`);
	}
	return { header, answered, writing, end };
}

/** Lines are read as bytes, so that places can be counted. */
function valueOf(bytes: string): unknown {
	try {
		return unsealed(Buffer.from(bytes, "latin1").toString("utf8"));
	} catch {
		return undefined;
	}
}

function isHeader(value: unknown): value is EvaluationHeader {
	return isRecord(value) && value["format"] === "biomedgpt-evaluation" && value["version"] === 1 && isText(value["program"]) && isModel(value["model"]) && isCount(value["seed"]) && isOptional(value["limit"], isCount)
		&& Array.isArray(value["benchmarks"]) && value["benchmarks"].every((one) => isRecord(one) && isText(one["name"]) && isText(one["sum"]) && isOptional(one["question"], isText));
}

/** Writes a journal, answer by answer. */
export class JournalWriter {
	private unsure: Uint8Array[] = [];
	private last = performance.now();

	private constructor(
		private readonly file: PlacedFile,
		private readonly patience: Patience,
	) {}

	/** Begins one; it gets its name with its header in it, so that none is there that nobody could resume. */
	static async begin(place: string, header: EvaluationHeader, patience: Patience): Promise<JournalWriter> {
		const fresh = `${place}.new`;
		const writer = new JournalWriter(await patiently(() => PlacedFile.reopen(fresh, 0), patience), patience);
		try {
			await writer.write(header);
			await writer.sync();
			await patiently(() => rename(fresh, place), patience);
			return writer;
		} catch (error) {
			await writer.file.close();
			await rm(fresh, { force: true });
			throw error;
		}
	}

	/** Goes on behind what can be trusted. */
	static async resume(place: string, { end }: EvaluationJournal, patience: Patience): Promise<JournalWriter> {
		return new JournalWriter(await patiently(() => PlacedFile.reopen(place, end), patience), patience);
	}

	async add(answered: Answered): Promise<void> {
		await this.write(answered);
		if (performance.now() - this.last >= INTERVAL) {
			await this.sync();
		}
	}

	/** Says which Markdown report is written now. */
	async writing(sum: string): Promise<void> {
		await this.write({ writing: sum });
		await this.sync();
	}

	async close(): Promise<void> {
		try {
			await this.sync();
		} finally {
			await this.file.close();
		}
	}

	private async write(line: object): Promise<void> {
		const bytes = Buffer.from(sealed(line));
		await patiently(() => this.file.append(bytes), this.patience);
		this.unsure.push(bytes);
	}

	/** A disk may notice only here that it is full, and then forget what it was given. */
	private async sync(): Promise<void> {
		this.last = performance.now();
		const unsure = Buffer.concat(this.unsure);
		let failed = false;
		await patiently(async () => {
			if (failed) {
				await this.file.rewrite(unsure, this.file.size - unsure.length);
			}
			failed = true;
			await this.file.sync();
		}, this.patience);
		this.unsure = [];
	}
}
