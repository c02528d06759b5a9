import { realpath } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { shown } from "./words.ts";

/**
 * Path of a file that another file names, which must lie in the same folder; fails with `unsafe-path` or `missing-file`.
 *
 * Links are followed only to the folder itself, or to where Hugging Face's cache keeps the files of this very snapshot.
 */
export async function fileBeside(folder: string, name: string, namedBy: string): Promise<string> {
	if (!isPlainName(name)) {
		throw outside(name, namedBy);
	}
	const file = path.join(folder, name);
	const real = await realpath(file).catch((error: unknown) => {
		throw new Failure("missing-file", `${shown(namedBy)} names ${shown(name)}, which is not beside it. Put all files of the checkpoint into one folder, and download what is missing.`, { detail: file, cause: error });
	});
	const allowed = await homes(folder);
	if (!allowed.includes(path.dirname(real))) {
		throw outside(name, namedBy, `it leads to ${real}`);
	}
	return file;
}

/** A file name without any folder, on every system. */
function isPlainName(name: string): boolean {
	return name !== "" && name.length <= 255 && name !== "." && name !== ".." && !/[/\\:\0]/.test(name);
}

/** Folders in which the files may really lie: `…/snapshots/<revision>/x` is a link to `…/blobs/<hash>`. */
async function homes(folder: string): Promise<string[]> {
	const real = await realpath(folder);
	const snapshots = path.dirname(real);
	return path.basename(snapshots) === "snapshots" ? [real, path.join(path.dirname(snapshots), "blobs")] : [real];
}

function outside(name: string, namedBy: string, detail?: string): Failure {
	return new Failure("unsafe-path", `${shown(namedBy)} names a file outside its folder: ${shown(name)}. Such a file is never opened. Get the checkpoint from its publisher, with all files in one folder.`, { detail });
}
