import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { chosenFile } from "./choose.ts";
import { foldersBelow } from "./companions.ts";
import { contentsOf } from "./contents.ts";
import { openCheckpoint } from "./open.ts";
import { firstPiece } from "./gguf/split.ts";
import { shown } from "./words.ts";

/** What people choose where they mean the weights beside it. */
const DESCRIPTIONS = /^(?:config|generation_config|tokenizer|tokenizer_config|special_tokens_map)\.json$|^tokenizer\.model$|^vocab\.txt$|^config\.yaml$/;
/** A file that was cut for publishing, as `split` and scripts on models' pages name the pieces: `pytorch_model.bin.part00`, `model.gguf.aa`. */
const CUT = /^(?<whole>.+\.(?:pth|pt|bin|safetensors|gguf))[._-]?(?:(?:part|chunk|split)[._-]?)?(?:\d{1,5}|a[a-z])$/i;
/** The image projector that comes with some models. */
const NO_LANGUAGE = /mmproj/i;

/**
 * The file with the weights that a person means: the chosen file, the one in a chosen folder, or the one in the folders up to two levels below it;
 * of several there, the one that holds a whole BioMedGPT. Fails with `missing-file` or `bad-layout`.
 */
export async function fileMeant(chosen: string, signal?: AbortSignal): Promise<string> {
	const info = await stat(chosen).catch((error: unknown) => {
		throw new Failure("missing-file", `${shown(path.basename(chosen))} cannot be found. Choose the model again.`, { detail: `${chosen}: ${String(error)}`, cause: error });
	});
	refuseCut(info.isDirectory() ? [] : [path.basename(chosen)]);
	if (!info.isDirectory()) {
		const meant = DESCRIPTIONS.test(path.basename(chosen)) ? await weightsIn(path.dirname(chosen)) : undefined;
		return firstPiece(meant ?? (await chosenFile(chosen)));
	}
	const found = (await weightsIn(chosen)) ?? (await weightsBelow(chosen, signal));
	if (found === undefined) {
		refuseCut(await readdir(chosen));
		throw new Failure("missing-file", `The folder ${shown(path.basename(chosen))} holds no model: no .pth, .pt, .bin, .safetensors or .gguf file is in it or in its folders. Choose the folder or the file with the model's weights.`, { detail: chosen });
	}
	return firstPiece(found);
}

/** No reader can tell what the middle of a file was. */
function refuseCut(names: readonly string[]): void {
	const cut = names.filter((name) => CUT.test(name)).sort()[0];
	const whole = cut === undefined ? undefined : CUT.exec(cut)?.groups?.["whole"];
	if (cut !== undefined && whole !== undefined) {
		const [piece, joined] = [shown(cut), shown(whole)];
		throw new Failure("bad-layout", `${piece} is one piece of ${joined}, which was cut to be published. Join the pieces in their order first, with the script on the model's page (for BioMedGPT-R1 model_merge.py) or by the command cat ${joined}?* > ${joined}. Then choose ${joined}.`);
	}
}

/** The weights in a folder itself: a checkpoint, or else a GGUF. */
export async function weightsIn(folder: string): Promise<string | undefined> {
	const checkpoint = await chosenFile(folder).catch((error: unknown) => {
		if (error instanceof Failure && error.code === "missing-file") {
			return undefined;
		}
		throw error;
	});
	return checkpoint ?? ggufIn(folder);
}

async function ggufIn(folder: string): Promise<string | undefined> {
	const entries = await readdir(folder, { withFileTypes: true });
	const names = entries.filter(({ name }) => /\.gguf$/i.test(name) && !NO_LANGUAGE.test(name)).map(({ name }) => name);
	const [first] = names.sort();
	// The pieces of one model are one.
	if (new Set(names.map((name) => firstPiece(name))).size > 1) {
		throw new Failure("bad-layout", `The folder ${shown(path.basename(folder))} holds several GGUF models (${names.slice(0, 3).map(shown).join(", ")}${names.length > 3 ? ", …" : ""}). Choose one of these files instead of the folder.`);
	}
	return first === undefined ? undefined : path.join(folder, first);
}

async function weightsBelow(folder: string, signal: AbortSignal | undefined): Promise<string | undefined> {
	const candidates: string[] = [];
	let unclear: Error | undefined;
	for (const below of (await foldersBelow(folder, signal)).slice(1)) {
		const file = await weightsIn(below).catch((error: Error) => {
			unclear ??= error;
			return undefined;
		});
		if (file !== undefined) {
			candidates.push(file);
		}
	}
	if (candidates.length === 0 && unclear) {
		throw unclear;
	}
	if (candidates.length < 2) {
		return candidates[0];
	}
	const whole: string[] = [];
	for (const file of candidates) {
		if (await isFusion(file, signal)) {
			whole.push(file);
		}
	}
	if (whole.length !== 1) {
		const names = (whole.length > 0 ? whole : candidates).map((file) => shown(path.relative(folder, file)));
		throw new Failure("bad-layout", `The folder ${shown(path.basename(folder))} holds several models (${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""}). Choose the folder or the file of one of them.`);
	}
	return whole[0];
}

async function isFusion(file: string, signal: AbortSignal | undefined): Promise<boolean> {
	try {
		const checkpoint = await openCheckpoint(file, signal);
		try {
			return contentsOf(checkpoint, path.basename(file)).kind === "fusion";
		} finally {
			await checkpoint.close();
		}
	} catch (error) {
		signal?.throwIfAborted();
		// One of several files: what is wrong with it matters only where it is the chosen one.
		if (error instanceof Failure) {
			return false;
		}
		throw error;
	}
}
