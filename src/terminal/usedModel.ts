import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { userFolder } from "../inference/bundle/modelsFolder.ts";
import { codeOf, folderFailure, requireName } from "../inference/bundle/store/folders.ts";
import { Failure } from "../science/failure.ts";
import type { Arguments } from "./arguments.ts";
import { isBatch, type BatchArguments } from "./batchArguments.ts";
import type { EvaluateArguments } from "./evaluateArguments.ts";
import { EMBEDDED, type ModelsArguments } from "./modelsArguments.ts";

/** More than any note of ours holds. */
const LARGEST = 1000;

/** What a folder's note says: which model answers, and which one did before it was removed. */
interface Note {
	readonly model: string;
	readonly removed?: string | undefined;
}

/**
 * The model that `biomedgpt models use` chose for a folder of models; undefined for the embedded one. Where somebody may not write into that
 * folder (one that a cluster shares), the choice is in their own, and goes before the folder's. Fails with `used-model-broken` or `not-writable`.
 */
export async function usedModel(folder: string, own = userFolder()): Promise<string | undefined> {
	return (await noteFor(folder, own))?.model;
}

/** The model that answered until it was removed, where no other one was chosen since. Fails as {@link usedModel} does. */
export async function removedWhileUsed(folder: string, own = userFolder()): Promise<string | undefined> {
	return (await noteFor(folder, own))?.removed;
}

async function noteFor(folder: string, own: string): Promise<Note | undefined> {
	return (await noteIn(ownNoteOf(folder, own), folder)) ?? (await noteIn(noteOf(folder), folder));
}

async function noteIn(file: string, folder: string): Promise<Note | undefined> {
	try {
		const { size } = await stat(file);
		return size > LARGEST ? refuse(file) : understood(await readFile(file, "utf8"), file);
	} catch (error) {
		if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") {
			return undefined;
		}
		throw error instanceof Failure ? error : folderFailure(error, folder);
	}
}

/**
 * Remembers which model answers from now on, beside the models or, where that is not allowed, for this user. Fails with `not-writable` or `disk-full`.
 *
 * @param removed the model that answered, where it is removed just now and the embedded one takes its place
 */
export async function rememberUsed(folder: string, name: string, { removed, own = userFolder() }: { readonly removed?: string; readonly own?: string } = {}): Promise<void> {
	const note: Note | undefined = name === EMBEDDED && removed === undefined ? undefined : { model: name, removed };
	const [file, ownFile] = [noteOf(folder), ownNoteOf(folder, own)];
	try {
		await write(file, note, folder);
	} catch (error) {
		if (!(error instanceof Failure) || error.code !== "not-writable") {
			throw error;
		}
		// Without a note of one's own the folder's would hold.
		return write(ownFile, note ?? { model: name }, own);
	}
	await rm(ownFile, { force: true }).catch(() => undefined);
}

async function write(file: string, note: Note | undefined, folder: string): Promise<void> {
	const part = `${file}.${randomUUID().slice(0, 8)}`;
	try {
		if (note === undefined) {
			await rm(file, { force: true });
			return;
		}
		await mkdir(path.dirname(file), { recursive: true });
		await writeFile(part, `${JSON.stringify({ schema: 1, ...note })}\n`);
		await rename(part, file);
	} catch (error) {
		await rm(part, { force: true }).catch(() => undefined);
		throw folderFailure(error, folder);
	}
}

/**
 * The folder of the model that answers a command: of `--bundle`, else the used one, else the embedded one.
 *
 * Whoever chose a model must not get another one's answers: where it is gone, this fails with `used-model-missing`, but only for commands that ask.
 */
export async function answeringBundle(args: Arguments | BatchArguments | EvaluateArguments | ModelsArguments, folder: string, embedded: string): Promise<string> {
	if (args.bundle !== undefined) {
		return path.resolve(args.bundle);
	}
	const named = args.command === "evaluate" ? args.model : undefined;
	const name = named ?? (asksModel(args) ? await usedModel(folder) : undefined);
	if (name === undefined || name === EMBEDDED) {
		return embedded;
	}
	if (named !== undefined) {
		return installed(named, folder);
	}
	const directory = path.join(folder, name);
	if (!(await stat(directory).then((info) => info.isDirectory(), () => false))) {
		throw new Failure("used-model-missing", `The model ${name}, which “biomedgpt models use” chose, is no longer in ${folder}. Choose another one, or the embedded one with: biomedgpt models use ${EMBEDDED}`);
	}
	return directory;
}

async function installed(name: string, folder: string): Promise<string> {
	const directory = path.join(folder, requireName(name));
	if (!(await stat(directory).then((info) => info.isDirectory(), () => false))) {
		throw new Failure("model-missing", `There is no model ${name} in ${folder}. “biomedgpt models list” tells what is installed; ${EMBEDDED} is the embedded one.`);
	}
	return directory;
}

function asksModel(args: Arguments | BatchArguments | EvaluateArguments | ModelsArguments): boolean {
	if (isBatch(args)) {
		return args.command === "annotate" && args.tasks.some(({ kind }) => kind !== "facts");
	}
	return args.command === "ask" || args.command === "encode" || args.command === "devices" || args.command === "evaluate" || args.command === "mcp";
}

function understood(text: string, file: string): Note {
	try {
		const note: unknown = JSON.parse(text);
		if (typeof note === "object" && note !== null && "schema" in note && note.schema === 1 && "model" in note && typeof note.model === "string") {
			const removed = "removed" in note && typeof note.removed === "string" ? requireName(note.removed) : undefined;
			return { model: requireName(note.model), removed };
		}
	} catch {
		// Told below, with what else can be wrong.
	}
	return refuse(file);
}

function refuse(file: string): never {
	throw new Failure("used-model-broken", `${file}, which remembers the model to use, cannot be understood. Choose the model again: biomedgpt models use NAME`);
}

/** By the folder's path: a person may have several. */
function ownNoteOf(folder: string, own: string): string {
	return path.join(own, "used", `${createHash("sha256").update(path.resolve(folder)).digest("hex").slice(0, 16)}.json`);
}

function noteOf(folder: string): string {
	return path.join(folder, ".used.json");
}
