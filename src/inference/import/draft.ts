import { createHash } from "node:crypto";
import { mkdir, open, readFile, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { Failure } from "../../science/failure.ts";
import { folderFailure } from "../bundle/store/folders.ts";
import { Lock, type LockWords } from "../lock.ts";
import { madeSchema, type Made, type Part } from "./recipe.ts";

/** To be raised when the same sources and options give other bytes: what an older version left half-done is not used then. */
const VERSION = 1;
const checksum = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().nonnegative();

const journalSchema = z.object({
	version: z.literal(VERSION),
	/** Of everything that decides about the bytes. */
	key: checksum,
	started: z.iso.datetime(),
	checked: z.boolean(),
	parts: z.partialRecord(z.enum(["molecule", "protein", "language"]), z.object({ files: z.array(z.object({ name: z.string(), bytes: size, sha256: checksum })), made: madeSchema })),
	/** Checksums of the sources, by path. */
	sources: z.record(z.string(), checksum),
});
type Journal = z.infer<typeof journalSchema>;
export type WrittenFile = NonNullable<Journal["parts"]["language"]>["files"][number];

const words: LockWords = {
	held: (file) => new Failure("import-running", `This model is being imported in another window or by another command just now (${path.basename(file)}). Wait until that has finished, or stop it there.`),
	refused: (file, why, cause) => new Failure("not-writable", `Nothing can be written into the models' folder ${path.dirname(file)}. ${why} Choose another folder.`, { detail: String(cause), cause }),
};

/**
 * A bundle that is being made: a hidden folder beside the installed ones, and a journal beside it of what is finished.
 *
 * The same import takes up what an earlier one has finished, however that ended.
 */
export class Draft {
	private saving: Promise<void> = Promise.resolve();

	private constructor(
		readonly directory: string,
		private readonly journalFile: string,
		private readonly journal: Journal,
		private readonly lock: Lock,
		/** The topmost folder that was made for it; removed with it where nothing else is in there. */
		private readonly madeFolder: string | undefined,
	) {}

	/** Whether something of an import of that name is there that may be taken up. */
	static async begun(folder: string, name: string): Promise<boolean> {
		return stat(path.join(folder, `.import-${name}.json`)).then(() => true, () => false);
	}

	/**
	 * @param folder of the installed models
	 * @param content all that decides about the bundle's bytes
	 * @param now becomes the date of the import, unless it began earlier
	 *
	 * Fails with `import-running` or `not-writable`.
	 */
	static async open(folder: string, name: string, content: unknown, now: Date): Promise<Draft> {
		const madeFolder = await mkdir(folder, { recursive: true }).catch((error: unknown) => {
			throw folderFailure(error, folder);
		});
		const base = path.join(folder, `.import-${name}`);
		const lock = await Lock.take(`${base}.lock`, words);
		try {
			const key = createHash("sha256").update(JSON.stringify([VERSION, content])).digest("hex");
			const journal = await usable(await readJournal(`${base}.json`), key, base);
			await mkdir(base, { recursive: true });
			const draft = new Draft(base, `${base}.json`, journal ?? { version: VERSION, key, started: now.toISOString(), checked: false, parts: {}, sources: {} }, lock, madeFolder);
			await draft.sweep();
			await draft.save();
			return draft;
		} catch (error) {
			await lock.release();
			throw error;
		}
	}

	/** When the import began first. */
	get started(): string {
		return this.journal.started;
	}

	get checked(): boolean {
		return this.journal.checked;
	}

	/** Whether a part is finished: without one there is nothing to go on from. */
	get begun(): boolean {
		return Object.keys(this.journal.parts).length > 0;
	}

	/** What is learnt of the parts that are written. */
	get made(): Made {
		return Object.assign({}, ...Object.values(this.journal.parts).map(({ made }) => made)) as Made;
	}

	get files(): readonly WrittenFile[] {
		return Object.values(this.journal.parts).flatMap(({ files }) => files);
	}

	has(part: Part): boolean {
		return this.journal.parts[part] !== undefined;
	}

	source(file: string): string | undefined {
		return this.journal.sources[file];
	}

	async noteChecked(): Promise<void> {
		this.journal.checked = true;
		await this.save();
	}

	async notePart(part: Part, files: WrittenFile[], made: Made): Promise<void> {
		this.journal.parts[part] = { files, made };
		await this.save();
	}

	async noteSource(file: string, sha256: string): Promise<void> {
		this.journal.sources[file] = sha256;
		await this.save();
	}

	/** The folder stays for the next time; everything else is let go. */
	async leave(): Promise<void> {
		await this.sweep();
		await this.lock.release();
	}

	/** Nothing of it stays. */
	async discard(): Promise<void> {
		await rm(this.directory, { recursive: true, force: true, maxRetries: 3 });
		await this.end();
		if (this.madeFolder !== undefined) {
			await removeEmpty(path.dirname(this.directory), this.madeFolder);
		}
	}

	/** After the folder got its name. */
	async end(): Promise<void> {
		await rm(this.journalFile, { force: true });
		await this.lock.release();
	}

	/** What is not finished goes. */
	private async sweep(): Promise<void> {
		const kept = new Set(this.files.map(({ name }) => name));
		for (const name of await readdir(this.directory)) {
			if (!kept.has(name)) {
				await rm(path.join(this.directory, name), { recursive: true, force: true });
			}
		}
	}

	/** One after the other: checksums are noted while parts are written. */
	private save(): Promise<void> {
		const saved = this.saving.then(() => this.saveNow());
		this.saving = saved.catch(() => undefined);
		return saved;
	}

	private async saveNow(): Promise<void> {
		const part = `${this.journalFile}.part`;
		const file = await open(part, "w");
		try {
			await file.writeFile(JSON.stringify(this.journal));
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(part, this.journalFile);
	}
}

async function readJournal(file: string): Promise<Journal | undefined> {
	try {
		return journalSchema.safeParse(JSON.parse(await readFile(file, "utf8"))).data;
	} catch {
		return undefined;
	}
}

/** A journal of this very import, with the parts whose files are there in full length. */
async function usable(journal: Journal | undefined, key: string, directory: string): Promise<Journal | undefined> {
	if (journal?.key !== key) {
		return undefined;
	}
	const parts: Journal["parts"] = {};
	for (const [part, written] of Object.entries(journal.parts) as [Part, WrittenPart][]) {
		const whole = await Promise.all(written.files.map(async ({ name, bytes }) => (await stat(path.join(directory, name)).catch(() => undefined))?.size === bytes));
		if (whole.every(Boolean)) {
			parts[part] = written;
		}
	}
	return { ...journal, parts };
}

type WrittenPart = NonNullable<Journal["parts"][Part]>;

/** Removes a folder and those above it up to `top`, as far as they are empty. */
async function removeEmpty(folder: string, top: string): Promise<void> {
	for (let each = folder; each.startsWith(top); each = path.dirname(each)) {
		try {
			await rmdir(each);
		} catch {
			return;
		}
	}
}
