import { stat } from "node:fs/promises";
import path from "node:path";
import { readCatalog, type CatalogModel, type CatalogVariant } from "../inference/bundle/catalog.ts";
import { ModelStore } from "../inference/bundle/store.ts";
import type { LackingPart } from "../inference/import/lacking.ts";
import type { ImportRequest } from "../inference/import/plan.ts";
import { Failure } from "../science/failure.ts";
import type { ModelsServices } from "./modelsServices.ts";

/** Failures that a part from elsewhere may mend. */
const MENDED = new Set(["missing-companion", "wrong-companion", "missing-key"]);
const OPTIONS = { language: "--language-from DIR", protein: "--protein-from DIR", molecule: "--molecule-from FILE" } as const;

/** The same failure; where parts of a BioMedGPT are missing, with each of them by name, the option that tells where it lies, and where it is published. */
export async function withParts(error: unknown, request: ImportRequest, { importer }: ModelsServices, signal: AbortSignal): Promise<unknown> {
	if (!(error instanceof Failure) || !MENDED.has(error.code)) {
		return error;
	}
	const lacking = await importer.lacking(request, signal).catch((): readonly LackingPart[] => []);
	if (lacking.length === 0) {
		return error;
	}
	const lines = lacking.map((part) => `  ${OPTIONS[part.part].padEnd(22)}${inWords(part)}: ${part.page}`);
	const first = lacking.find(({ catalogue, weights }) => catalogue !== undefined && !weights);
	const brought = first === undefined ? [] : [`biomedgpt models download ${first.catalogue ?? ""} brings what has an address of it, and says which folder it is in.`];
	return new Failure(error.code, [...firstSentences(error, request, lacking), "Say where the missing parts are:", ...lines, ...brought].join("\n"), { cause: error, detail: error.detail });
}

/** What was given and does not serve, and all that is missing; how another size differs is a sentence already. */
function firstSentences({ code, message }: Failure, { source, parts }: ImportRequest, lacking: readonly LackingPart[]): readonly string[] {
	const wrong = lacking.flatMap((part) => {
		const given = parts?.[part.part];
		return given === undefined ? [] : [`${path.basename(given)} does not serve as ${inWords(part)}.`];
	});
	if (code === "wrong-companion") {
		return [[message, ...wrong].join(" ")];
	}
	const names = lacking.map(inWords);
	const listed = names.length < 2 ? names.join() : `${names.slice(0, -1).join("; ")}; and ${names.at(-1) ?? ""}`;
	return [[...wrong, `${path.basename(source)} is a BioMedGPT checkpoint, and what it lacks is not beside it: ${listed}.`].join(" ")];
}

function inWords({ part, weights }: LackingPart): string {
	switch (part) {
		case "language":
			return weights ? "the language model, with config.json and tokenizer" : "config.json and tokenizer of the language model";
		case "protein":
			return weights ? "ESM-2, with config.json" : "config.json of ESM-2";
		case "molecule":
			return "the molecule encoder (GIN)";
	}
}

/** The folder of a downloaded encoder, by its name in the catalogue; anything else is a folder already. Fails with `download-missing`. */
export async function downloadedPart(given: string, { folder, catalogFile }: Pick<ModelsServices, "folder" | "catalogFile">): Promise<string> {
	const model = (await readCatalog(catalogFile)).models.find(({ id, format }) => id === given && format === "esm2");
	// A folder of that name is what was meant, as with every other path.
	if (model === undefined || (await stat(given).then((info) => info.isDirectory(), () => false))) {
		return given;
	}
	const store = new ModelStore(folder);
	for (const variant of model.variants) {
		if (await isWhole(store, model, variant)) {
			return store.downloadFolder(model, variant);
		}
	}
	throw new Failure("download-missing", `${model.title} is not downloaded, or not whole: biomedgpt models download ${model.id}. Or name a folder that holds it.`);
}

async function isWhole(store: ModelStore, model: CatalogModel, variant: CatalogVariant): Promise<boolean> {
	const folder = store.downloadFolder(model, variant);
	const there = await Promise.all(variant.files.map((file) => stat(path.join(folder, file.path)).then((info) => info.isFile(), () => false)));
	return there.every(Boolean);
}
