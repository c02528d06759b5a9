import { totalmem } from "node:os";
import type { Failure } from "../../science/failure.ts";
import type { Written } from "../bundle/amounts.ts";
import { freeBytes } from "../bundle/download/space.ts";
import { ancestorOf } from "./folders.ts";
import { openFusion, type ChosenParts } from "./fusionSources.ts";
import type { Identity, Recipe } from "./recipe.ts";
import { adaptersRecipe, type OtherLanguage } from "./recipes/adaptersOnly.ts";
import { encoderRecipe } from "./recipes/encoderAlone.ts";
import { fusionRecipe } from "./recipes/fusion.ts";
import { ggufRecipe } from "./recipes/gguf.ts";
import { languageRecipe } from "./recipes/languageModel.ts";
import { identityOf } from "./recipes/whichModel.ts";
import { recognise } from "./recognise.ts";
import type { ChosenWeights } from "./weights.ts";

/** What the catalogue knows of a model. */
export type PublishedAs = Required<Pick<Identity, "title" | "licence" | "warning">> & { readonly catalogue: string };

/** What a person wants imported. */
export interface ImportRequest {
	/** The file or folder that was chosen. */
	readonly source: string;
	/** Where parts of a BioMedGPT checkpoint lie that are not beside it. */
	readonly parts?: ChosenParts | undefined;
	/** Somebody's GGUF of the language model, instead of the one in a BioMedGPT checkpoint. */
	readonly other?: OtherLanguage | undefined;
	readonly weights?: ChosenWeights | undefined;
	/** The model of the catalogue whose downloaded files these are: it names what nothing in them names. */
	readonly published?: PublishedAs | undefined;
	/** Name of the model and its folder; lower-case letters, digits, dots and hyphens. By kind and weights where it is not told. */
	readonly name?: string | undefined;
}

/** What an import is going to do: to be shown before it begins. */
export interface ImportPlan extends Identity {
	/** How weights are written, by part. */
	readonly weights: Recipe["weights"];
	/** Bytes that are read from the sources and written to the disk. */
	readonly reads: number;
	readonly writes: number;
	/** Bytes that are free on the disk of the models' folder. */
	readonly free: number;
	/** Bytes of memory that the model takes when it answers, nearly, and that this machine has. */
	readonly memory: number;
	readonly machine: number;
	/** All ways in which it could be written instead, from small to exact; empty where its files are taken as they are. */
	readonly ways: readonly Written[];
	/** What a person should know before: sentences. */
	readonly notes: readonly string[];
}

/** Looks what an import would do; writes nothing. Fails as `importModel` does for what is wrong with the files' descriptions and shapes. */
export async function planImport(request: ImportRequest, folder: string, signal?: AbortSignal): Promise<ImportPlan> {
	const recipe = await recipeFor(request, totalmem(), signal);
	try {
		const { identity, weights, steps, memory, notes } = recipe;
		const sum = (of: (step: Recipe["steps"][number]) => number): number => Math.round(steps.reduce((total, step) => total + of(step), 0));
		return { ...identity, weights, reads: sum(({ reads }) => reads), writes: sum(({ writes }) => writes), free: await freeBytes(await ancestorOf(folder)), memory: Math.round(memory), machine: totalmem(), ways: recipe.ways ?? [], notes };
	} finally {
		await recipe.close();
	}
}

/**
 * How a model is made from what lies at a place. The caller closes it.
 *
 * @param memory of the machine in bytes: decides about weights that are not chosen
 */
export async function recipeFor(request: ImportRequest, memory: number, signal?: AbortSignal): Promise<Recipe> {
	const found = await recognise(request.source, signal);
	const weights = request.weights ?? {};
	const recipe = await (async (): Promise<Recipe> => {
		switch (found.kind) {
			case "gguf":
				return ggufRecipe(found, signal);
			case "protein":
			case "molecule":
				return encoderRecipe(found, weights, memory, signal);
			case "language":
				return languageRecipe(found, weights, memory, signal);
			case "fusion": {
				const sources = await openFusion(found, request.parts ?? {}, signal);
				try {
					return await (request.other ? adaptersRecipe(sources, request.other, weights, memory, signal) : fusionRecipe(sources, weights, memory, signal));
				} catch (error) {
					await sources.checkpoint.close();
					throw error as Failure;
				}
			}
		}
	})();
	const identity = { ...recipe.identity, ...(found.kind === "fusion" ? {} : publishedIdentity(recipe, request.published)), ...(request.name === undefined ? {} : { name: request.name }) };
	return { ...recipe, identity };
}

/** Of a text model that nothing in its files tells from any other. */
function publishedIdentity({ identity, weights }: Recipe, published: PublishedAs | undefined): Partial<Identity> {
	if (published === undefined || identity.catalogue !== undefined) {
		return {};
	}
	return { ...published, name: identityOf(undefined, published.catalogue, weights.language ?? "").name };
}
