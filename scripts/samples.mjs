// The sample workspace as people try it: a copy, so that playing with it changes nothing in the repository.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export const samples = path.join(import.meta.dirname, "..", "samples");

/** @param {string} file */
function checksum(file) {
	return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/**
 * Copies the samples into a folder. A file that the user has changed there since the last copy is left alone.
 * @param {string} folder
 */
export function refreshSamples(folder) {
	const record = `${folder}.json`;
	/** @type {Record<string, string>} */
	const copied = existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : {};
	mkdirSync(folder, { recursive: true });
	for (const name of readdirSync(samples)) {
		const to = path.join(folder, name);
		if (!existsSync(to) || checksum(to) === copied[name]) {
			cpSync(path.join(samples, name), to);
			copied[name] = checksum(to);
		}
	}
	writeFileSync(record, JSON.stringify(copied));
}
