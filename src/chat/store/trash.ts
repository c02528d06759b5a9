import { appendFile, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { nothingThere } from "./lines.ts";

/** How long a deleted file can be brought back, at least. Milliseconds. */
const KEPT = 3_600_000;

/**
 * Where deleted files lie for a while, so that deleting can be undone: a folder with `<time>_<name>`.
 *
 * A file may be deleted again before it is brought back, because another window has gone on writing it; then all of it lies here.
 */
export class Trash {
	readonly #folder: string;
	readonly #now: () => number;

	/** @param now milliseconds since the epoch */
	constructor(folder: string, now: () => number) {
		this.#folder = folder;
		this.#now = now;
	}

	/** Takes a file in; one that is not there is left out. */
	async take(file: string): Promise<void> {
		await mkdir(this.#folder, { recursive: true, mode: 0o700 });
		const before = (await this.#versions(file)).at(-1) ?? "";
		const at = Math.max(this.#now(), (Number.parseInt(path.basename(before), 10) || 0) + 1);
		await rename(file, path.join(this.#folder, `${at}_${path.basename(file)}`)).catch(nothingThere);
	}

	/** Brings a file of lines back in front of what another window has written meanwhile; false where it is gone for good. */
	async giveBackLines(file: string): Promise<boolean> {
		if ((await this.#versions(file)).length === 0) {
			return false;
		}
		await this.take(file);
		const [first, ...later] = await this.#versions(file);
		if (first === undefined) {
			return false; // another window was sooner
		}
		for (const each of later) {
			await appendFile(first, Buffer.concat([Buffer.from("\n"), await readFile(each)]));
			await rm(each);
		}
		await rename(first, file);
		return true;
	}

	/** Brings a file back as it was last, unless there is a newer one; false where it is gone for good. */
	async giveBackLast(file: string, { newer }: { readonly newer: boolean }): Promise<boolean> {
		const versions = await this.#versions(file);
		const last = versions.pop();
		if (last === undefined) {
			return false;
		}
		await (newer ? rm(last, { force: true }) : rename(last, file));
		await Promise.all(versions.map((each) => rm(each, { force: true })));
		return true;
	}

	/** Ends what was deleted long enough ago. */
	async purge(): Promise<void> {
		const ended = (await this.#names()).filter((name) => !(Number.parseInt(name, 10) > this.#now() - KEPT));
		await Promise.all(ended.map((name) => rm(path.join(this.#folder, name), { force: true })));
	}

	/** What was taken of a file, the oldest first. */
	async #versions(file: string): Promise<string[]> {
		const names = (await this.#names()).filter((name) => name.endsWith(`_${path.basename(file)}`));
		return names.sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10)).map((name) => path.join(this.#folder, name));
	}

	async #names(): Promise<readonly string[]> {
		return (await readdir(this.#folder).catch(nothingThere)) ?? [];
	}
}
