import { randomUUID } from "node:crypto";
import { cp, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import type { CatalogModel, CatalogVariant } from "./catalog.ts";
import type { Consent } from "./consent.ts";
import { readBundle, type Manifest } from "./manifest.ts";
import { consentFor, recordConsent } from "./store/consents.ts";
import { codeOf, discard, folderFailure, lastWritten, makeFolder, move, namesIn, requireName, sizeOf } from "./store/folders.ts";
import { verifyFiles, verifySizes } from "./verify.ts";

export interface InstalledModel {
	/** Name of its folder. */
	readonly name: string;
	readonly directory: string;
	/** On the disk. */
	readonly bytes: number;
	/** Undefined where it cannot be read. */
	readonly manifest: Manifest | undefined;
	/** Why it cannot be used; undefined where description and sizes are right. */
	readonly failure: Failure | undefined;
}

export interface RemovedModel {
	/** What {@link ModelStore.restore} takes. */
	readonly id: string;
	readonly name: string;
	/** Milliseconds since the epoch. */
	readonly removed: number;
	readonly bytes: number;
}

/** How long a removed model can be brought back, and an abandoned import is kept, at least. Milliseconds. */
export const KEPT = 86_400_000;

/**
 * The models that are installed below a folder, each in a folder of its own with its `manifest.json`.
 *
 * What is not a model yet, or no longer, has a name that begins with a dot: `.import-…` (being made), `.downloads`, `.removed`,
 * `.figures`, `.consents.jsonl`. A model appears and disappears by a single renaming, so that several windows and commands may use a store at once.
 */
export class ModelStore {
	readonly #root: string;
	readonly #now: () => number;

	/** @param root may be missing as long as nothing is installed; @param now milliseconds since the epoch */
	constructor(root: string, now: () => number = Date.now) {
		this.#root = root;
		this.#now = now;
	}

	/** All models, broken ones too, sorted by name. */
	async list(): Promise<InstalledModel[]> {
		const models: InstalledModel[] = [];
		for (const name of await namesIn(this.#root)) {
			const directory = path.join(this.#root, name);
			if (!name.startsWith(".") && (await isFolder(directory))) {
				const model = await look(name, directory);
				// Another window may have taken it away meanwhile.
				if (model.failure === undefined || (await isFolder(directory))) {
					models.push(model);
				}
			}
		}
		return models;
	}

	/** A model by its name; fails with `model-missing`. */
	async find(name: string): Promise<InstalledModel> {
		const directory = path.join(this.#root, requireName(name));
		if (!(await isFolder(directory))) {
			throw new Failure("model-missing", `There is no model ${name}. Look at the list of installed models.`, { detail: directory });
		}
		return look(name, directory);
	}

	/** Reads every byte of a model; fails with what `manifest.ts` and `verify.ts` fail with, or `model-missing`. */
	async verify(name: string, signal?: AbortSignal): Promise<void> {
		const { directory } = await this.find(name);
		await verifyFiles(await readBundle(directory), signal);
	}

	/** An empty folder for a model that is being made; {@link adopt} makes it one, and {@link tidy} ends it when it is forgotten. */
	async stage(): Promise<string> {
		const directory = path.join(this.#root, `.import-${randomUUID()}`);
		await makeFolder(directory, this.#root);
		return directory;
	}

	/**
	 * Makes a folder with a whole bundle an installed model. The folder is gone from its place afterwards.
	 *
	 * @throws Failure `model-exists` where there is one of that name, `bundle-*` and `file-*` where it is not whole: then it stays where it is
	 */
	async adopt(directory: string, name: string): Promise<InstalledModel> {
		const place = path.join(this.#root, requireName(name));
		await verifySizes(await readBundle(directory));
		const staged = path.dirname(path.resolve(directory)) === path.resolve(this.#root) ? directory : await this.#bring(directory);
		if (!(await move(staged, place))) {
			await (staged === directory ? undefined : rm(staged, { recursive: true, force: true }));
			throw new Failure("model-exists", `There is a model ${name} already. Remove it first, or give the new one another name.`, { detail: place });
		}
		await (staged === directory ? undefined : rm(directory, { recursive: true, force: true }));
		return look(name, place);
	}

	/** A folder elsewhere may lie on another disk: it is copied under a hidden name first. */
	async #bring(directory: string): Promise<string> {
		const staged = await this.stage();
		try {
			await cp(directory, staged, { recursive: true });
			return staged;
		} catch (error) {
			await rm(staged, { recursive: true, force: true });
			throw codeOf(error) === "" ? error : folderFailure(error, staged);
		}
	}

	/** Takes a model away, for a time: {@link restore} brings it back. Fails with `model-missing`, `model-in-use`. */
	async remove(name: string): Promise<RemovedModel> {
		const { directory, bytes } = await this.find(name);
		const removed = this.#now();
		const id = `${removed}_${randomUUID().slice(0, 8)}_${name}`;
		await makeFolder(this.#bin, this.#root);
		await move(directory, path.join(this.#bin, id));
		return { id, name, removed, bytes };
	}

	/** What can be brought back, the newest first. */
	async removed(): Promise<RemovedModel[]> {
		const found: RemovedModel[] = [];
		for (const id of await namesIn(this.#bin)) {
			const parts = REMOVED.exec(id);
			if (parts) {
				found.push({ id, name: parts[2] ?? "", removed: Number(parts[1]), bytes: await sizeOf(path.join(this.#bin, id)) });
			}
		}
		return found.sort((one, other) => other.removed - one.removed);
	}

	/** Undoes {@link remove}; fails with `model-missing` where it is gone for good, `model-exists` where another has its name now. */
	async restore(id: string): Promise<InstalledModel> {
		const name = REMOVED.exec(id)?.[2];
		if (name === undefined || !(await isFolder(path.join(this.#bin, id)))) {
			throw new Failure("model-missing", "What was removed is gone for good: it can be brought back for a day. Install it again.", { detail: id });
		}
		const place = path.join(this.#root, requireName(name));
		if (!(await move(path.join(this.#bin, id), place))) {
			throw new Failure("model-exists", `There is another model ${name} by now. Remove it first, then bring the old one back.`, { detail: place });
		}
		return look(name, place);
	}

	/** Ends what was removed so many milliseconds ago or earlier, for good. */
	async empty(age = 0): Promise<void> {
		for (const id of await namesIn(this.#bin)) {
			const at = REMOVED.exec(id)?.[1];
			// Without a date: what an earlier emptying did not finish.
			if (at === undefined || Number(at) <= this.#now() - age) {
				await discard(path.join(this.#bin, id), path.join(this.#bin, `.gone-${randomUUID()}`));
			}
		}
	}

	/** Ends what was removed, and what imports left behind, more than {@link KEPT} ago. */
	async tidy(): Promise<void> {
		await this.empty(KEPT);
		for (const name of await namesIn(this.#root)) {
			const directory = path.join(this.#root, name);
			if (name.startsWith(".import-") && (await lastWritten(directory)) <= this.#now() - KEPT) {
				await discard(directory, path.join(this.#root, `.import-${randomUUID()}`));
			}
		}
	}

	/** Where the files of a catalogue's model are downloaded to; they stay until {@link discardDownload}. */
	downloadFolder(model: CatalogModel, variant: CatalogVariant): string {
		return path.join(this.#root, ".downloads", model.id, variant.id);
	}

	async discardDownload(model: CatalogModel, variant: CatalogVariant): Promise<void> {
		await discard(this.downloadFolder(model, variant), path.join(this.#root, `.import-${randomUUID()}`));
	}

	/** Notes that somebody accepted a model's terms; fails with `licence-not-accepted` where nobody did. */
	async recordConsent(model: CatalogModel, consent: Partial<Consent> | undefined): Promise<void> {
		await recordConsent(this.#root, model, consent);
	}

	/** The newest acceptance of a model's terms as they are now. */
	async consentFor(model: CatalogModel): Promise<Consent | undefined> {
		return consentFor(this.#root, model);
	}

	get #bin(): string {
		return path.join(this.#root, ".removed");
	}
}

/** `<milliseconds>_<unique>_<name>`. */
const REMOVED = /^(\d{1,15})_[0-9a-f]{8}_([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)$/;

async function look(name: string, directory: string): Promise<InstalledModel> {
	const bytes = await sizeOf(directory);
	let manifest: Manifest | undefined;
	try {
		const bundle = await readBundle(directory);
		manifest = bundle.manifest;
		await verifySizes(bundle);
		return { name, directory, bytes, manifest, failure: undefined };
	} catch (error) {
		if (error instanceof Failure) {
			return { name, directory, bytes, manifest, failure: error };
		}
		throw error;
	}
}

async function isFolder(directory: string): Promise<boolean> {
	return stat(directory).then((info) => info.isDirectory(), () => false);
}
