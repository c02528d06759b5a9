import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import type { Counts } from "../annotator.ts";
import type { Origin } from "../tasks.ts";
import type { Checkpoint, Journal, JobHeader, JournalLine } from "./journal.ts";
import { sealed } from "./lines.ts";
import { patiently, type Patience as Waiting } from "./patience.ts";
import { PlacedFile } from "./placedFile.ts";
import type { Places } from "./places.ts";

/** Milliseconds, and bytes, after which what was written is made sure of. */
const INTERVAL = 2000;
const BYTES = 8_000_000;

/** How much is written. */
export interface Written extends Counts {
	readonly rows: number;
	readonly bytes: number;
}

export interface Patience extends Waiting {
	/** Milliseconds after which what was written is made sure of; 2,000 if absent. */
	readonly checkpoint?: number | undefined;
}

export const NOTHING: Written = { rows: 0, bytes: 0, ok: 0, failed: 0, skipped: 0 };

/** Writes an output piece by piece, and its journal beside it: what a checkpoint tells of is on the disk, whatever happens afterwards. */
export class Ledger {
	private unsure: Uint8Array[] = [];
	private unsureBytes = 0;
	private last = performance.now();
	private readonly told = new Map<string, Origin>();

	private constructor(
		private readonly part: PlacedFile,
		private readonly journal: PlacedFile,
		private readonly patience: Patience,
		private written: Written,
		origins: readonly (readonly [string, Origin])[],
	) {
		this.told = new Map(origins);
	}

	/** Begins one; the journal comes first, so that a part never stands there alone, and gets its name with its header in it. */
	static async begin({ part, journal }: Places, header: JobHeader, patience: Patience): Promise<Ledger> {
		const lines = await beginJournal(journal, header, patience);
		const bytes = await patiently(() => PlacedFile.reopen(part, 0), patience);
		return new Ledger(bytes, lines, patience, NOTHING, []);
	}

	/** Goes on with one: what is behind the last checkpoint whose bytes are there, and are what was written, is cut off. */
	static async resume({ part, journal }: Places, { checkpoints, begin }: Journal, patience: Patience): Promise<Ledger> {
		const intact = await intactCheckpoints(part, checkpoints.map(({ at }) => at));
		const last = checkpoints[intact - 1];
		const lines = await patiently(() => PlacedFile.reopen(journal, last?.end ?? begin), patience);
		const bytes = await patiently(() => PlacedFile.reopen(part, last?.at.bytes ?? 0), patience);
		return new Ledger(bytes, lines, patience, last?.at ?? NOTHING, checkpoints.slice(0, intact).flatMap(({ at }) => at.origins));
	}

	get state(): Written {
		return this.written;
	}

	/** Of this run and of those before it. */
	get origins(): ReadonlyMap<string, Origin> {
		return this.told;
	}

	/** @param origins by title, of the columns that have got a value by now */
	async append(bytes: Uint8Array, { rows, ok, failed, skipped }: Counts & { readonly rows: number }, origins: ReadonlyMap<string, Origin>): Promise<void> {
		await patiently(() => this.part.append(bytes), this.patience);
		this.unsure.push(bytes);
		this.unsureBytes += bytes.length;
		const { written } = this;
		this.written = { rows: written.rows + rows, bytes: this.part.size, ok: written.ok + ok, failed: written.failed + failed, skipped: written.skipped + skipped };
		if (this.unsureBytes >= BYTES || performance.now() - this.last >= (this.patience.checkpoint ?? INTERVAL)) {
			await this.checkpoint(origins);
		}
	}

	/** Makes sure of what was written. */
	async checkpoint(origins: ReadonlyMap<string, Origin>): Promise<void> {
		this.last = performance.now();
		if (this.unsureBytes === 0) {
			return;
		}
		await this.syncPart();
		const hash = createHash("sha256");
		this.unsure.forEach((bytes) => hash.update(bytes));
		const fresh = [...origins].filter(([title]) => !this.told.has(title));
		const at: Checkpoint = { ...this.written, sum: hash.digest("hex"), origins: fresh };
		await put(this.journal, { at }, this.patience);
		fresh.forEach(([title, origin]) => this.told.set(title, origin));
		this.unsure = [];
		this.unsureBytes = 0;
	}

	/** Says that only names are to be changed now. */
	async finish(origins: ReadonlyMap<string, Origin>): Promise<void> {
		await this.checkpoint(origins);
		await put(this.journal, { finishing: true }, this.patience);
	}

	async close(): Promise<void> {
		await Promise.all([this.part.close(), this.journal.close()]);
	}

	/** A disk may notice only here that it is full, and then forget what it was given. */
	private async syncPart(): Promise<void> {
		let failed = false;
		await patiently(async () => {
			if (failed) {
				await this.part.rewrite(Buffer.concat(this.unsure), this.part.size - this.unsureBytes);
			}
			failed = true;
			await this.part.sync();
		}, this.patience);
	}
}

/** Whoever is interrupted before it has its header leaves no journal that nobody could resume. */
async function beginJournal(journal: string, header: JobHeader, patience: Patience): Promise<PlacedFile> {
	const fresh = freshJournal(journal);
	const lines = await patiently(() => PlacedFile.reopen(fresh, 0), patience);
	try {
		await put(lines, { header }, patience);
		await patiently(() => rename(fresh, journal), patience);
		return lines;
	} catch (error) {
		await lines.close();
		await rm(fresh, { force: true });
		throw error;
	}
}

/** A journal before it has its header. */
export function freshJournal(journal: string): string {
	return `${journal}.new`;
}

async function put(journal: PlacedFile, line: JournalLine, patience: Patience): Promise<void> {
	const bytes = Buffer.from(sealed(line));
	const place = journal.size;
	await patiently(() => journal.append(bytes), patience);
	let failed = false;
	await patiently(async () => {
		if (failed) {
			await journal.rewrite(bytes, place);
		}
		failed = true;
		await journal.sync();
	}, patience);
}

/** How many checkpoints, from the first one, tell what stands in the part. */
export async function intactCheckpoints(part: string, checkpoints: readonly Checkpoint[]): Promise<number> {
	const size = await stat(part).then((found) => found.size, () => 0);
	let intact = 0;
	let place = 0;
	for (const { bytes, sum } of checkpoints) {
		if (bytes > size || bytes < place || (await sumOf(part, place, bytes)) !== sum) {
			break;
		}
		intact++;
		place = bytes;
	}
	return intact;
}

async function sumOf(file: string, start: number, end: number): Promise<string> {
	const hash = createHash("sha256");
	if (end > start) {
		for await (const chunk of createReadStream(file, { start, end: end - 1 }) as AsyncIterable<Uint8Array>) {
			hash.update(chunk);
		}
	}
	return hash.digest("hex");
}
