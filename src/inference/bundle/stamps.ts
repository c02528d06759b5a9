import { createHash, randomUUID } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

/** A file as it was when its checksum was right: whoever changes it changes one of these. Numbers as texts, since they go beyond 2⁵³. */
const stampSchema = z.strictObject({
	/** Of its content. */
	sha256: z.string(),
	bytes: z.string(),
	/** Nanoseconds since the epoch. */
	modified: z.string(),
	/** The same, of its last change in any way, which nobody can set back. */
	changed: z.string(),
	inode: z.string(),
	device: z.string(),
});
export type Stamp = Readonly<z.infer<typeof stampSchema>>;
export type Stamps = ReadonlyMap<string, Stamp>;

const fileSchema = z.strictObject({ version: z.literal(1), files: z.record(z.string(), stampSchema) });

/** Clocks of file systems tick up to two seconds apart (FAT): what changed later than this before it was read may change again unseen. Milliseconds. */
const TICK = 2_000;
/** Models whose stamps are kept. */
const MOST = 64;

export function stampOf(seen: BigIntStats, sha256: string): Stamp {
	return { sha256, bytes: String(seen.size), modified: String(seen.mtimeNs), changed: String(seen.ctimeNs), inode: String(seen.ino), device: String(seen.dev) };
}

export function sameStamp(one: Stamp | undefined, other: Stamp): boolean {
	return one !== undefined && Object.entries(other).every(([key, value]) => one[key as keyof Stamp] === value);
}

/** Whether a file had been left alone for long enough at a time (milliseconds since the epoch) that a later change shows in its stamp. */
export function settled(seen: BigIntStats, at: number): boolean {
	return Math.max(Number(seen.mtimeMs), Number(seen.ctimeMs)) < at - TICK;
}

/** Which files of models were found right, in a folder of the user's own: a model's own folder may be read-only. What cannot be read or written is verified again. */
export class StampBook {
	constructor(private readonly folder: string) {}

	/** Stamps of the files of a model. */
	async read(directory: string): Promise<Stamps> {
		try {
			const { files } = fileSchema.parse(JSON.parse(await readFile(await this.fileOf(directory), "utf8")));
			return new Map(Object.entries(files));
		} catch {
			return new Map();
		}
	}

	async write(directory: string, stamps: Stamps): Promise<void> {
		try {
			const file = await this.fileOf(directory);
			await mkdir(this.folder, { recursive: true, mode: 0o700 });
			const part = `${file}.${randomUUID()}.part`;
			await writeFile(part, JSON.stringify({ version: 1, files: Object.fromEntries(stamps) }), { mode: 0o600 });
			await rename(part, file);
			await this.prune();
		} catch {
			// The next start takes longer, that is all.
		}
	}

	private async fileOf(directory: string): Promise<string> {
		return path.join(this.folder, `${createHash("sha256").update(await realpath(directory)).digest("hex")}.json`);
	}

	private async prune(): Promise<void> {
		const names = await readdir(this.folder);
		if (names.length > MOST) {
			const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(path.join(this.folder, name))).mtimeMs })));
			aged.sort((one, other) => other.at - one.at);
			await Promise.all(aged.slice(MOST).map(({ name }) => rm(path.join(this.folder, name), { force: true })));
		}
	}
}
