import { stat } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { sha256Of } from "../bundle/verify.ts";
import { shown } from "./words.ts";

/** A source file as it was when the import began. */
export interface Fingerprint {
	readonly path: string;
	readonly bytes: number;
	/** Milliseconds since the epoch. */
	readonly modified: number;
}

export async function fingerprintsOf(files: readonly string[]): Promise<Fingerprint[]> {
	return Promise.all(files.map(fingerprintOf));
}

async function fingerprintOf(file: string): Promise<Fingerprint> {
	const info = await stat(file).catch((error: unknown) => {
		throw new Failure("missing-file", `${shown(path.basename(file))} is not there any more. Put it back, and import again.`, { detail: file, cause: error });
	});
	return { path: file, bytes: info.size, modified: info.mtimeMs };
}

/** Fails with `source-changed` where a file is not as it was. */
export async function requireUnchanged(before: readonly Fingerprint[]): Promise<void> {
	for (const { path: file, bytes, modified } of before) {
		const now = await fingerprintOf(file);
		if (now.bytes !== bytes || now.modified !== modified) {
			throw new Failure("source-changed", `${shown(path.basename(file))} was changed while it was imported, so nothing is certain about the result, and it was removed. Import again when nothing writes to that file any more.`, { detail: file });
		}
	}
}

/** Checksums of all sources, one after the other; those that are known already are not read again. */
export async function checksums(files: readonly Fingerprint[], known: (file: string) => string | undefined, note: (file: string, sha256: string) => Promise<void>, signal: AbortSignal): Promise<void> {
	for (const { path: file } of files) {
		if (known(file) === undefined) {
			await note(file, await sha256Of(file, signal));
		}
	}
}
