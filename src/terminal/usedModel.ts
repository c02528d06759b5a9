import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { codeOf, folderFailure, requireName } from "../inference/bundle/store/folders.ts";
import { Failure } from "../science/failure.ts";
import type { Arguments } from "./arguments.ts";
import { isBatch, type BatchArguments } from "./batchArguments.ts";
import type { EvaluateArguments } from "./evaluateArguments.ts";
import { EMBEDDED, type ModelsArguments } from "./modelsArguments.ts";

/** More than any note of ours holds. */
const LARGEST = 1000;

/** The model that `biomedgpt models use` chose; undefined for the embedded one. Fails with `used-model-broken` or `not-writable`. */
export async function usedModel(folder: string): Promise<string | undefined> {
	const file = noteOf(folder);
	try {
		const { size } = await stat(file);
		return size > LARGEST ? refuse(file) : nameIn(await readFile(file, "utf8"), file);
	} catch (error) {
		if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") {
			return undefined;
		}
		throw error instanceof Failure ? error : folderFailure(error, folder);
	}
}

/** Remembers which model answers from now on; undefined for the embedded one. Fails with `not-writable` or `disk-full`. */
export async function rememberUsed(folder: string, name: string | undefined): Promise<void> {
	const file = noteOf(folder);
	const part = `${file}.${randomUUID().slice(0, 8)}`;
	try {
		if (name === undefined) {
			await rm(file, { force: true });
			return;
		}
		await mkdir(folder, { recursive: true });
		await writeFile(part, `${JSON.stringify({ schema: 1, model: name })}\n`);
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

function nameIn(text: string, file: string): string {
	try {
		const note: unknown = JSON.parse(text);
		if (typeof note === "object" && note !== null && "schema" in note && note.schema === 1 && "model" in note && typeof note.model === "string") {
			return requireName(note.model);
		}
	} catch {
		// Told below, with what else can be wrong.
	}
	return refuse(file);
}

function refuse(file: string): never {
	throw new Failure("used-model-broken", `${file}, which remembers the model to use, cannot be understood. Choose the model again: biomedgpt models use NAME`);
}

function noteOf(folder: string): string {
	return path.join(folder, ".used.json");
}
