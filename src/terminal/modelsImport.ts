import { stat } from "node:fs/promises";
import path from "node:path";
import { speaks } from "../inference/bundle/manifest.ts";
import { inUnits } from "../inference/bundle/sizes.ts";
import type { ModelStore } from "../inference/bundle/store.ts";
import type { ImportPlan, ImportRequest } from "../inference/import/plan.ts";
import type { ImportPhase, ImportProgress } from "../inference/import/progress.ts";
import { Failure } from "../science/failure.ts";
import type { ImportedModel } from "../inference/process/importProtocol.ts";
import type { ImportArguments } from "./modelsArguments.ts";
import type { Ended, ModelsCommandServices, ModelsServices } from "./modelsServices.ts";
import { downloadedPart, withParts } from "./modelsParts.ts";
import { useModel } from "./modelsUse.ts";
import type { ByteProgress } from "./progressBar.ts";

const PHASES: Readonly<Record<ImportPhase, string>> = {
	checking: "Checking",
	molecule: "Writing the molecule encoder",
	protein: "Writing the protein encoder",
	language: "Writing the language model",
	checksums: "Checksums",
	verifying: "Verifying",
	testing: "Testing",
	installing: "Installing",
};

/** `biomedgpt models import`: makes an installed model of what a person has. */
export async function importFiles({ request, use }: ImportArguments, store: ModelStore, services: ModelsCommandServices): Promise<Ended> {
	return endOf(await imported(request, services), use, store, services);
}

/** Says what is going to happen, and does it. Fails as `Importer.import` does. */
export async function imported(request: ImportRequest, { models, voice, signal }: ModelsCommandServices): Promise<ImportedModel> {
	await requireFree(request.name, models.folder);
	const placed = absolute(await withDownloaded(request, models));
	const plan = await models.importer.plan(placed, signal).catch(async (error: unknown) => {
		throw await withParts(error, placed, models, signal);
	});
	await requireFree(plan.name, models.folder);
	voice.remark(sentenceOf(plan));
	const told = [`Licence: ${plan.licence}. ${plan.warning}`, ...plan.notes];
	told.forEach((note) => voice.remark(note));
	const model = await models.importer.import(placed, (progress) => voice.bytes(progressOf(progress)), signal);
	model.notes.filter((note) => !told.includes(note)).forEach((note) => voice.remark(note));
	return model;
}

/** Before anything is told, read or fetched; fails with `model-exists`. */
export async function requireFree(name: string | undefined, folder: string): Promise<void> {
	if (name !== undefined && (await stat(path.join(folder, name)).then(() => true, () => false))) {
		throw new Failure("model-exists", `There is a model ${name} already. Give the new one another name with --as NAME, or remove that one first: biomedgpt models remove ${name}`);
	}
}

/** The last words about a model that was installed. */
export async function endOf({ name, directory, notes }: ImportedModel, use: boolean, store: ModelStore, { models }: ModelsCommandServices): Promise<Ended> {
	await store.tidy();
	const used = use ? await useModel(name, store, models.folder) : undefined;
	const { manifest } = await store.find(name);
	const sentence = `Installed ${name}. ${used?.sentence ?? `${manifest && !speaks(manifest) ? "To make vectors with it" : "To let it answer"}: biomedgpt models use ${name}`}`;
	return { sentence, numbers: { model: name, directory, notes, used: use } };
}

function sentenceOf({ title, name, weights, reads, writes, free, memory, machine }: ImportPlan): string {
	const how = Object.entries(weights).map(([part, type]) => `${part} ${type}`).join(", ");
	return `${title}: reads ${inUnits(reads)} and writes ${inUnits(writes)} as ${name} (${how}); ${inUnits(free)} are free. It will take about ${inUnits(memory)} of this machine's ${inUnits(machine)} of memory when it answers.`;
}

function progressOf({ phase, done, total, share, secondsLeft }: ImportProgress): ByteProgress {
	return { phase, title: PHASES[phase], done, total: total === 0 ? null : total, share, secondsLeft };
}

/** `--protein-from` takes the name of a downloaded encoder as well. */
async function withDownloaded(request: ImportRequest, models: ModelsServices): Promise<ImportRequest> {
	const { parts } = request;
	return parts?.protein === undefined ? request : { ...request, parts: { ...parts, protein: await downloadedPart(parts.protein, models) } };
}

/** Paths as they are meant here; the process that reads them may stand elsewhere. */
function absolute({ source, parts, other, ...rest }: ImportRequest): ImportRequest {
	const place = (file: string | undefined): string | undefined => (file === undefined ? undefined : path.resolve(file));
	return {
		...rest,
		source: path.resolve(source),
		parts: parts && { language: place(parts.language), protein: place(parts.protein), molecule: place(parts.molecule) },
		other: other && { ...other, gguf: path.resolve(other.gguf), original: place(other.original) },
	};
}
