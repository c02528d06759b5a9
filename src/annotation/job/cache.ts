import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import type { Answers } from "../modelTask.ts";
import type { Value } from "../table.ts";
import type { Outcome } from "../tasks.ts";
import { isRecord, isTexts } from "./guards.ts";
import { sealed, unsealed } from "./lines.ts";

/** Changes when answers would be written into tables differently: then older ones are not found any more. */
const VERSION = 1;
const USUAL_BYTES = 256_000_000;
/** What the smallest file takes on a disk. */
const CLUSTER = 4096;
/** Share of the limit that is left when it was reached: so that not every answer has to make room for itself. */
const LEFT = 0.8;
/** Characters of an answer that is kept. */
const LONGEST = 1_000_000;

export interface CacheOptions {
	/** Absolute; made when the first answer is kept, for the user alone. */
	readonly folder: string;
	/** On the disk; 256 MB if absent. The answers that were needed longest ago go first. */
	readonly maxBytes?: number | undefined;
}

/**
 * What models wrote, for later runs: each answer in a small file named after everything that it depends on. No structure or question
 * stands in them, only what was answered. Whatever goes wrong with a file, the answer is asked for anew.
 */
export class Cache implements Answers {
	private bytes: Promise<number> | undefined;
	private broken = false;

	constructor(private readonly options: CacheOptions) {}

	async get(key: string): Promise<Outcome | undefined> {
		const file = this.fileOf(key);
		try {
			const value = unsealed((await readFile(file, "utf8")).trimEnd());
			const now = new Date();
			await utimes(file, now, now).catch(() => undefined);
			return outcomeOf(value);
		} catch {
			return undefined;
		}
	}

	/** Where the disk is full or refuses, nothing more is kept. */
	async put(key: string, { values, remarks }: Outcome): Promise<void> {
		const text = sealed({ values: values.map((value) => value ?? null), remarks });
		if (this.broken || text.length > LONGEST) {
			return;
		}
		try {
			// Before there is one more.
			await (this.bytes ??= this.measure());
			await writeWhole(this.fileOf(key), text);
			this.bytes = this.bytes.then((bytes) => bytes + room(text.length));
			if ((await this.bytes) > this.limit) {
				this.bytes = this.makeRoom();
				await this.bytes;
			}
		} catch {
			this.broken = true;
		}
	}

	private get limit(): number {
		return this.options.maxBytes ?? USUAL_BYTES;
	}

	private fileOf(key: string): string {
		const name = createHash("sha256").update(`${VERSION} ${key}`).digest("hex");
		return path.join(this.options.folder, name.slice(0, 2), name.slice(2));
	}

	private async measure(): Promise<number> {
		let bytes = 0;
		for await (const { size } of this.files()) {
			bytes += size;
		}
		return bytes;
	}

	private async makeRoom(): Promise<number> {
		const files: { readonly file: string; readonly size: number; readonly used: number }[] = [];
		for await (const file of this.files()) {
			files.push(file);
		}
		files.sort((one, other) => one.used - other.used);
		let bytes = files.reduce((sum, { size }) => sum + size, 0);
		for (const { file, size } of files) {
			if (bytes <= this.limit * LEFT) {
				break;
			}
			await rm(file, { force: true });
			bytes -= size;
		}
		return bytes;
	}

	private async *files(): AsyncGenerator<{ readonly file: string; readonly size: number; readonly used: number }> {
		for (const shelf of await readdir(this.options.folder).catch(() => [])) {
			for (const name of await readdir(path.join(this.options.folder, shelf)).catch(() => [])) {
				const file = path.join(this.options.folder, shelf, name);
				const found = await stat(file).catch(() => undefined);
				if (found?.isFile() === true) {
					yield { file, size: room(found.size), used: found.mtimeMs };
				}
			}
		}
	}
}

function room(bytes: number): number {
	return Math.ceil(bytes / CLUSTER) * CLUSTER;
}

/** Another process may write the same at the same time: each writes all of it elsewhere first. */
async function writeWhole(file: string, text: string): Promise<void> {
	await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
	const beside = `${file}.${randomUUID().slice(0, 8)}`;
	try {
		const handle = await open(beside, "wx", 0o600);
		try {
			await handle.writeFile(text);
		} finally {
			await handle.close();
		}
		await rename(beside, file);
	} catch (error) {
		await rm(beside, { force: true });
		throw error;
	}
}

function outcomeOf(value: unknown): Outcome | undefined {
	if (!isRecord(value) || !Array.isArray(value["values"]) || !isTexts(value["remarks"])) {
		return undefined;
	}
	const values: readonly unknown[] = value["values"];
	return values.every(isCell) ? { values: values.map((cell): Value => cell ?? undefined), remarks: value["remarks"] } : undefined;
}

function isCell(value: unknown): value is string | number | null {
	return value === null || typeof value === "string" || typeof value === "number";
}
