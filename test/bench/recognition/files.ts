import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { gunzipSync, inflateRawSync } from "node:zlib";

export interface SizedFile {
	readonly file: string;
	readonly bytes: number;
}

/** All plain files under a folder, sorted by path so that every run takes the same ones; links are not followed. */
export function filesUnder(folder: string, wanted: (file: string) => boolean): SizedFile[] {
	const found: SizedFile[] = [];
	const folders = [folder];
	for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
		for (const entry of entriesOf(at)) {
			const file = path.join(at, entry.name);
			if (entry.isDirectory()) {
				folders.push(file);
			} else if (entry.isFile() && wanted(file)) {
				found.push({ file, bytes: statSync(file).size });
			}
		}
	}
	return found.sort((a, b) => (a.file < b.file ? -1 : 1));
}

function entriesOf(folder: string) {
	try {
		return readdirSync(folder, { withFileTypes: true });
	} catch {
		// A folder that this user may not read holds nothing for a benchmark.
		return [];
	}
}

/** Evenly, so many that they stay within `limit` (bytes), from the first to the last. */
export function evenly(files: readonly SizedFile[], limit: number): SizedFile[] {
	const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
	const share = Math.min(1, limit / Math.max(1, total));
	let owed = 0;
	return files.filter(({ bytes }) => {
		owed += bytes * share;
		if (owed < bytes / 2) {
			return false;
		}
		owed -= bytes;
		return true;
	});
}

/** Evenly so many members of a list. */
export function thinned<T>(list: readonly T[], count: number): T[] {
	return list.length <= count ? [...list] : Array.from({ length: count }, (_, index) => list[Math.floor((index * list.length) / count)] as T);
}

/** The text of a file, also of a `.gz` and of the first member of a `.zip`. */
export function textOf(file: string): string {
	const bytes = readFileSync(file);
	return (file.endsWith(".gz") ? gunzipSync(bytes) : file.endsWith(".zip") ? firstOfZip(bytes) : bytes).toString("utf8");
}

/** By the central directory (APPNOTE 4.3.12), which tells sizes that a streamed member's own header leaves out. */
function firstOfZip(bytes: Buffer): Buffer {
	const end = bytes.lastIndexOf("PK\x05\x06", undefined, "latin1");
	const entry = bytes.readUInt32LE(end + 16);
	const size = bytes.readUInt32LE(entry + 20);
	const header = bytes.readUInt32LE(entry + 42);
	const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
	const data = bytes.subarray(start, start + size);
	return bytes.readUInt16LE(entry + 10) === 0 ? data : inflateRawSync(data);
}
