import { mkdir, readFile, rename, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { nothingThere } from "./lines.ts";
import { type Draft, draftText, parseDraft } from "./records.ts";

/** Unsent questions, a file each that is written anew. */
export class Drafts {
	/** What is on its way to a file. */
	readonly #writing = new Map<string, Promise<void>>();

	/** Undefined where nothing is unsent, or where it cannot be read. */
	async read(file: string): Promise<Draft | undefined> {
		await this.settled(file);
		const content = await readFile(file, "utf8").catch(nothingThere);
		return content === undefined ? undefined : parseDraft(content);
	}

	/** Writes one after the other; a crash leaves the one before. */
	keep(file: string, draft: Draft): Promise<void> {
		const writing = this.settled(file).then(() => put(file, draft));
		const settled = writing.catch(() => undefined).then(() => { // whoever keeps it is told
			if (this.#writing.get(file) === settled) {
				this.#writing.delete(file);
			}
		});
		this.#writing.set(file, settled);
		return writing;
	}

	/** Nothing is on its way to this file any more. */
	async settled(file: string): Promise<void> {
		await this.#writing.get(file);
	}
}

async function put(file: string, draft: Draft): Promise<void> {
	if (draft.text === "" && draft.attachments.length === 0) {
		await unlink(file).catch(nothingThere);
		return;
	}
	await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
	await writeFile(`${file}.${process.pid}`, draftText(draft), { mode: 0o600 });
	await rename(`${file}.${process.pid}`, file);
}
