import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Failure } from "../science/failure.ts";
import type { FileText } from "../science/files/fileText.ts";
import { textsOf } from "../science/files/texts.ts";

/** A text to look through, and the file it stands in. */
export interface Source extends FileText {
	/** As it was given on the command line; the standard input as it is called there, or `-`. */
	readonly file: string;
}

export interface SourceOptions {
	/** What the standard input is called, for its language. */
	readonly stdinName: string | undefined;
	/** Language of every file, whatever its name. */
	readonly language: string | undefined;
	readonly stdin: AsyncIterable<Uint8Array>;
}

const CHUNK = 1 << 20;

/**
 * The texts of a file: one, or those of a notebook's cells.
 *
 * @param file a path, or `-` for the standard input
 * @throws Failure `file-missing`, `is-folder`, `not-readable`, `binary-file`, `invalid-notebook`
 */
export async function* sourcesOf(file: string, options: SourceOptions): AsyncGenerator<Source> {
	const name = file === "-" ? (options.stdinName ?? "") : file;
	const shown = name === "" ? file : name;
	for await (const text of textsOf(name, file === "-" ? options.stdin : await bytesOf(file), options.language)) {
		yield { file: shown, ...text };
	}
}

/**
 * The bytes of a file, as they are read.
 *
 * @throws Failure `file-missing`, `is-folder`, `not-readable`
 */
export async function bytesOf(file: string): Promise<AsyncIterable<Uint8Array>> {
	const about = await stat(file).catch((error: unknown) => {
		throw unreadable(error);
	});
	if (about.isDirectory()) {
		throw new Failure("is-folder", "This is a folder. Give its files, as the shell lists them: folder/*.py, or $(git ls-files).");
	}
	return chunksOf(file);
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
	try {
		for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Uint8Array>) {
			yield chunk;
		}
	} catch (error) {
		throw unreadable(error);
	}
}

function unreadable(error: unknown): Failure {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	const missing = code === "ENOENT" || code === "ENOTDIR";
	const why = missing ? "There is no such file. Check the path." : code === "EACCES" || code === "EPERM" ? "You have no permission to read it. Ask its owner, or copy it." : `The system cannot read it${code ? ` (${code})` : ""}. Check the disk or the path.`;
	return new Failure(missing ? "file-missing" : "not-readable", why, { detail: String(error) });
}
