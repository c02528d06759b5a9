import { speaks } from "../inference/bundle/manifest.ts";
import type { ModelStore } from "../inference/bundle/store.ts";
import { EMBEDDED } from "./modelsArguments.ts";
import type { Ended } from "./modelsServices.ts";
import { rememberUsed } from "./usedModel.ts";

/** Lets a model answer from now on. Fails with what is wrong with it, or `model-missing`. */
export async function useModel(name: string, store: ModelStore, folder: string): Promise<Ended> {
	if (name === EMBEDDED) {
		await rememberUsed(folder, EMBEDDED);
		return { sentence: "The embedded model answers from now on, on the command line.", numbers: { used: EMBEDDED } };
	}
	const { failure, manifest } = await store.find(name);
	if (failure !== undefined) {
		throw failure;
	}
	await rememberUsed(folder, name);
	if (manifest && !speaks(manifest)) {
		return { sentence: `${manifest.title} (${name}) is used from now on, on the command line: it makes vectors (biomedgpt encode, and annotate --embed) and answers no questions.`, numbers: { used: name } };
	}
	return { sentence: [`${manifest?.title ?? name} (${name}) answers from now on, on the command line.`, manifest?.warning ?? ""].join(" ").trim(), numbers: { used: name } };
}
