import { lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../../science/failure.ts";

/** Names of models are those of folders, on every system: no hidden ones, no paths. */
export function isModelName(name: string): boolean {
	return /^[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?$/.test(name);
}

/** As {@link isModelName}; fails with `bad-model-name`. */
export function requireName(name: string): string {
	if (!isModelName(name)) {
		throw new Failure("bad-model-name", `“${name.slice(0, 100)}” cannot name a model. Use lower-case letters, digits, dots and hyphens.`);
	}
	return name;
}

/** Names in a folder, sorted; none where there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
	const names = await readdir(folder).catch((error: unknown) => {
		if (codeOf(error) === "ENOENT") {
			return [];
		}
		throw folderFailure(error, folder);
	});
	return names.sort();
}

/** Bytes of the files in a folder and below it; links are not followed. */
export async function sizeOf(folder: string): Promise<number> {
	let bytes = 0;
	for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
		if (entry.isFile()) {
			bytes += await lstat(path.join(entry.parentPath, entry.name)).then(({ size }) => size, () => 0);
		}
	}
	return bytes;
}

/** When something in a folder was last written, in milliseconds since the epoch. */
export async function lastWritten(folder: string): Promise<number> {
	let latest = await lstat(folder).then(({ mtimeMs }) => mtimeMs, () => 0);
	for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
		latest = Math.max(latest, await lstat(path.join(entry.parentPath, entry.name)).then(({ mtimeMs }) => mtimeMs, () => 0));
	}
	return latest;
}

/**
 * Gives a folder another place, whole or not at all; `false` where that place is taken.
 *
 * An empty folder at that place is replaced, as POSIX has it.
 */
export async function move(from: string, to: string): Promise<boolean> {
	// Windows refuses a taken place and a folder in use with the same code.
	const taken = process.platform === "win32" && (await lstat(to).then(() => true, () => false));
	if (taken) {
		return false;
	}
	try {
		await rename(from, to);
		return true;
	} catch (error) {
		if (["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(codeOf(error))) {
			return false;
		}
		throw folderFailure(error, from);
	}
}

/** Removes a folder so that nobody ever meets half of it: it loses its name first. */
export async function discard(folder: string, aside: string): Promise<void> {
	try {
		await rename(folder, aside);
	} catch (error) {
		if (codeOf(error) === "ENOENT") {
			return;
		}
		throw folderFailure(error, folder);
	}
	await rm(aside, { recursive: true, force: true });
}

/** Makes a folder of the models' folder, and what lacks above it. */
export async function makeFolder(folder: string, root: string): Promise<void> {
	await mkdir(folder, { recursive: true }).catch((error: unknown) => {
		// So Node says that a disk is read-only: nothing else can be missing here.
		throw codeOf(error) === "ENOENT" ? notWritable({ detail: `${folder}: ${String(error)}`, cause: error }) : folderFailure(error, root);
	});
}

export function folderFailure(error: unknown, folder: string): Failure {
	const name = path.basename(folder);
	const options = { detail: `${folder}: ${String(error)}`, cause: error };
	switch (codeOf(error)) {
		case "ENOENT":
			return new Failure("model-missing", `There is no model ${name} any more; perhaps another window removed it. Look at the list again.`, options);
		case "EBUSY":
		case "EPERM":
			return new Failure("model-in-use", `${name} is in use and cannot be moved. Switch to another model in all windows, then try again.`, options);
		case "EACCES":
		case "EROFS":
			return notWritable(options);
		case "ENOTDIR":
		case "EEXIST":
			return new Failure("not-a-folder", "The models' folder is no folder: a file has its name, or that of a folder above it. Choose another folder in the settings.", options);
		case "ENOSPC":
		case "EDQUOT":
			return new Failure("disk-full", "The disk is full. Make room, then try again.", options);
		default:
			return new Failure("store-failed", `The models' folder could not be changed (${codeOf(error) || "unknown reason"}). Check the disk, then try again.`, options);
	}
}

function notWritable(options: { readonly detail: string; readonly cause: unknown }): Failure {
	return new Failure("not-writable", "The models' folder cannot be read or written: you have no permission, or the disk is read-only. Choose another folder in the settings.", options);
}

export function codeOf(error: unknown): string {
	return error instanceof Error && "code" in error ? String(error.code) : "";
}
