import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";

/** Which bytes a job reads. */
export interface SourceIdentity {
	readonly size: number;
	/** Milliseconds since the epoch; a copy may have another. */
	readonly modified: number;
	/** SHA-256 of all of it. */
	readonly sum: string;
}

/** Bytes that are read at once. */
const CHUNK = 1 << 17;

/** @throws Failure `file-missing`, `not-readable`, `is-folder` while it is read */
export async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
	await statOf(file);
	try {
		for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Uint8Array>) {
			yield chunk;
		}
	} catch (error) {
		throw unreadable(file, error);
	}
}

/** @throws Failure `file-missing`, `not-readable`, `is-folder` */
export async function statOf(file: string): Promise<{ readonly size: number; readonly modified: number }> {
	const found = await stat(file).catch((error: unknown) => {
		throw unreadable(file, error);
	});
	if (!found.isFile()) {
		throw new Failure("is-folder", `${path.basename(file)} is no file. Give a table: CSV, TSV, SMILES, SDF, FASTA or JSONL.`);
	}
	return { size: found.size, modified: found.mtimeMs };
}

/** @throws Failure as {@link statOf} */
export async function identify(file: string, signal: AbortSignal): Promise<SourceIdentity> {
	const { size, modified } = await statOf(file);
	return { size, modified, sum: await sumOf(file, signal) };
}

/**
 * Whether a file is still the same; read only where it was touched or copied.
 *
 * @throws Failure as {@link statOf}
 */
export async function isSame(file: string, before: SourceIdentity, signal: AbortSignal): Promise<boolean> {
	const { size, modified } = await statOf(file);
	return size === before.size && (modified === before.modified || (await sumOf(file, signal)) === before.sum);
}

async function sumOf(file: string, signal: AbortSignal): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of bytesOf(file)) {
		signal.throwIfAborted();
		hash.update(chunk);
	}
	return hash.digest("hex");
}

function unreadable(file: string, error: unknown): Failure {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	const name = path.basename(file);
	return code === "ENOENT"
		? new Failure("file-missing", `There is no file ${name} in ${path.dirname(file)}. Perhaps it was moved or renamed: put it back, or give its new place.`, { cause: error })
		: new Failure("not-readable", `${name} cannot be read. Check that you have the permission, and that its disk is there.`, { detail: String(error), cause: error });
}
