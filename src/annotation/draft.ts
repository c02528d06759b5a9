import { randomUUID } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { link, lstat, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../science/failure.ts";

/**
 * A new file that nobody sees before it is whole: it is written under another name beside its place, and never takes that of
 * a file that is there.
 */
export class Draft {
	private file: FileHandle | undefined;
	private readonly temporary: string;

	private constructor(
		/** Absolute: where it will stand. */
		readonly path: string,
	) {
		this.temporary = temporaryOf(path);
	}

	/**
	 * Writes nothing yet.
	 *
	 * @param place absolute path
	 * @throws Failure `output-exists`
	 */
	static async at(place: string): Promise<Draft> {
		if (await isThere(place)) {
			throw exists(place);
		}
		return new Draft(place);
	}

	/** @throws Failure `not-writable` */
	async write(text: string | Uint8Array): Promise<void> {
		try {
			this.file ??= await open(this.temporary, "wx");
			await this.file.writeFile(text);
		} catch (error) {
			throw unwritable(this.path, error);
		}
	}

	/**
	 * Puts it in its place.
	 *
	 * @throws Failure `output-exists` where another file came there meanwhile, `not-writable`
	 */
	async commit(): Promise<void> {
		try {
			await this.file?.sync();
			await this.file?.close();
			this.file = undefined;
			await moveTo(this.temporary, this.path);
		} catch (error) {
			throw error instanceof Failure ? error : unwritable(this.path, error);
		}
	}

	/** Leaves nothing behind of what was not put in its place. */
	async discard(): Promise<void> {
		await this.file?.close().catch(() => undefined);
		this.file = undefined;
		await rm(this.temporary, { force: true }).catch(() => undefined);
	}
}

function temporaryOf(place: string): string {
	return path.join(path.dirname(place), `.${path.basename(place).slice(0, 60)}.${randomUUID().slice(0, 8)}.part`);
}

/**
 * Puts a file in its place. `rename` would put it over a file that came meanwhile; `link` refuses. Some disks (FAT, network) know no links.
 *
 * @throws Failure `output-exists`
 */
export async function moveTo(from: string, to: string): Promise<void> {
	try {
		await link(from, to);
	} catch (error) {
		if (codeOf(error) === "EEXIST" || (await isThere(to))) {
			throw exists(to);
		}
		await rename(from, to);
		return;
	}
	await rm(from);
}

/** Also a link that leads nowhere is something. */
export async function isThere(place: string): Promise<boolean> {
	return lstat(place).then(() => true, () => false);
}

export function exists(place: string): Failure {
	return new Failure("output-exists", `There already is a file ${path.basename(place)} in this folder, and it is not written over. Give another name as the output.`);
}

export function unwritable(place: string, error: unknown): Failure {
	const code = codeOf(error);
	const why = code === "ENOSPC" ? "The disk is full." : code === "EACCES" || code === "EPERM" || code === "EROFS" ? "You have no permission to write in its folder." : `The system refused it${code === "" ? "" : ` (${code})`}.`;
	return new Failure("not-writable", `${path.basename(place)} cannot be written. ${why} Copy the table to a folder with room where you may write, and annotate it there.`, { detail: String(error), cause: error });
}

function codeOf(error: unknown): string {
	return error instanceof Error && "code" in error ? String(error.code) : "";
}
