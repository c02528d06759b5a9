import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { Failure } from "../../science/failure.ts";
import type { Bundle } from "./manifest.ts";
import { sameStamp, settled, StampBook, stampOf, type Stamp } from "./stamps.ts";

/** Smaller files are read in a moment, and leave no stamp. Bytes. */
const LARGE = 64_000_000;

/**
 * Compares size and SHA-256 of every file with the manifest, streaming.
 *
 * Sizes first: a cut download is found at once and told apart from a changed file.
 */
export async function verifyFiles(bundle: Bundle, signal?: AbortSignal): Promise<void> {
	await verifySizes(bundle);
	for (const [name, { sha256 }] of Object.entries(bundle.manifest.files)) {
		await verifyContent(path.join(bundle.directory, name), sha256, signal);
	}
}

/**
 * The same, but a large file that was found right before, and has not changed since, is not read again.
 *
 * @param folder where that is remembered, see {@link StampBook}
 */
export async function verifyChangedFiles(bundle: Bundle, folder: string, signal?: AbortSignal): Promise<void> {
	const { directory, manifest } = bundle;
	await verifySizes(bundle);
	const book = new StampBook(folder);
	const known = await book.read(directory);
	const found = new Map<string, Stamp>();
	let read = false;
	for (const [name, { bytes, sha256 }] of Object.entries(manifest.files)) {
		const file = path.join(directory, name);
		const began = Date.now();
		const seen = await stat(file, { bigint: true });
		const stamp = stampOf(seen, sha256);
		if (bytes >= LARGE && sameStamp(known.get(name), stamp)) {
			found.set(name, stamp);
			continue;
		}
		await verifyContent(file, sha256, signal);
		if (bytes >= LARGE && settled(seen, began) && sameStamp(stamp, stampOf(await stat(file, { bigint: true }), sha256))) {
			found.set(name, stamp);
			read = true;
		}
	}
	if (read) {
		await book.write(directory, found);
	}
}

async function verifyContent(file: string, sha256: string, signal: AbortSignal | undefined): Promise<void> {
	const actual = await sha256Of(file, signal);
	if (actual !== sha256) {
		throw new Failure(
			"checksum-mismatch",
			`${path.basename(file)} is not the file that the model's description names: its checksum differs, so it was changed or damaged. Install or import the model again.`,
			{ detail: `${file}: expected ${sha256}, found ${actual}` },
		);
	}
}

/** Compares the size of every file with the manifest: at once, whatever the size. */
export async function verifySizes({ directory, manifest }: Bundle): Promise<void> {
	for (const [name, { bytes }] of Object.entries(manifest.files)) {
		await verifySize(path.join(directory, name), bytes);
	}
}

async function verifySize(file: string, bytes: number): Promise<void> {
	const info = await stat(file).catch(() => undefined);
	const name = path.basename(file);
	if (!info?.isFile()) {
		throw new Failure("file-missing", `The model is incomplete: ${name} is missing. Install or import the model again.`, { detail: file });
	}
	if (info.size !== bytes) {
		const what = info.size < bytes ? `${name} stops at ${megabytes(info.size)} of ${megabytes(bytes)}` : `${name} is longer than it should be (${megabytes(info.size)} instead of ${megabytes(bytes)})`;
		throw new Failure("file-size", `The model is damaged: ${what}. Install or import the model again.`, { detail: `${file}: expected ${bytes} bytes, found ${info.size}` });
	}
}

/** Lower-case hexadecimal SHA-256 of a file, streamed. */
export async function sha256Of(file: string, signal?: AbortSignal): Promise<string> {
	const hash = createHash("sha256");
	await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash, { signal });
	return hash.digest("hex");
}

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(1)} MB`;
}
