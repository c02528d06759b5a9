import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { Failure } from "../../science/failure.ts";
import type { Bundle } from "./manifest.ts";

/**
 * Compares size and SHA-256 of every file with the manifest, streaming.
 *
 * Sizes first: a cut download is found at once and told apart from a changed file.
 */
export async function verifyFiles({ directory, manifest }: Bundle, signal?: AbortSignal): Promise<void> {
	const files = Object.entries(manifest.files);
	for (const [name, { bytes }] of files) {
		await verifySize(path.join(directory, name), bytes);
	}
	for (const [name, { sha256 }] of files) {
		const actual = await sha256Of(path.join(directory, name), signal);
		if (actual !== sha256) {
			throw new Failure(
				"checksum-mismatch",
				`${name} is not the file that the model's description names: its checksum differs, so it was changed or damaged. Install or import the model again.`,
				{ detail: `${path.join(directory, name)}: expected ${sha256}, found ${actual}` },
			);
		}
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
