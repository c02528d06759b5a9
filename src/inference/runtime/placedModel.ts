import type { Llama, LlamaContext, LlamaModel } from "node-llama-cpp";
import { Failure } from "../../science/failure.ts";
import type { SpeakingManifest } from "../bundle/manifest.ts";
import { contextOptions } from "./contextOptions.ts";
import type { Placement, PlacementPlan } from "./placement.ts";
import { fallbackSentence } from "./placementWords.ts";

export interface PlacedModel {
	readonly model: LlamaModel;
	readonly context: LlamaContext;
	readonly placement: Placement;
	/** What failed before, and what was done instead. */
	readonly sentences: readonly string[];
}

export interface PlacingParts {
	readonly llama: Llama;
	readonly manifest: SpeakingManifest;
	/** The language model's file. */
	readonly modelPath: string;
	/** Called before each attempt: a native failure may end the process in it. */
	readonly onAttempt?: ((placement: Placement, last: boolean) => void) | undefined;
}

/** Loads a language model as planned, or as the next smaller attempt where memory is short; fails with `not-enough-memory` where none is left. */
export async function loadPlaced(parts: PlacingParts, { attempts, threads, sizes }: PlacementPlan): Promise<PlacedModel> {
	const { llama, manifest } = parts;
	const sentences: string[] = [];
	let kept: { readonly gpuLayers: number; readonly model: LlamaModel } | undefined;
	for (const [index, placement] of attempts.entries()) {
		const next = attempts[index + 1];
		parts.onAttempt?.(placement, next === undefined);
		try {
			if (kept?.gpuLayers !== placement.gpuLayers) {
				await kept?.model.dispose();
				kept = undefined;
				kept = { gpuLayers: placement.gpuLayers, model: await loadModel(parts, placement, sizes.layers) };
			}
			const context = await createContext(kept.model, placed(manifest, placement), threads);
			return { model: kept.model, context, placement, sentences };
		} catch (error) {
			if (!next || !(error instanceof Failure) || error.code !== "not-enough-memory") {
				await kept?.model.dispose();
				await llama.dispose();
				throw error;
			}
			sentences.push(fallbackSentence("There was not enough memory", placement, next));
		}
	}
	throw new Error("a plan has at least one attempt");
}

/** The manifest of a model whose context was made smaller. */
export function placed(manifest: SpeakingManifest, { contextSize }: Placement): SpeakingManifest {
	return contextSize === manifest.language.context ? manifest : { ...manifest, language: { ...manifest.language, context: contextSize } };
}

async function loadModel({ llama, manifest, modelPath }: PlacingParts, { gpuLayers }: Placement, layers: number): Promise<LlamaModel> {
	const { InsufficientMemoryError } = await import("node-llama-cpp");
	const { file } = manifest.language;
	try {
		// llama.cpp counts the output as a layer of its own, behind the blocks: "all" takes it along.
		return await llama.loadModel({ modelPath, gpuLayers: gpuLayers > 0 && gpuLayers >= layers ? layers + 1 : gpuLayers });
	} catch (error) {
		// On a GPU, what does not fit is refused without a word why.
		if (error instanceof InsufficientMemoryError || gpuLayers > 0) {
			throw new Failure("not-enough-memory", `There is not enough memory for ${manifest.title}. Close other programs, or choose a smaller model.`, { cause: error, detail: String(error) });
		}
		throw new Failure("language-model-broken", `The language model ${file} cannot be loaded: llama.cpp refuses it. It may be cut or too large for this machine's memory. Install or import the model again.`, { cause: error, detail: String(error) });
	}
}

async function createContext(model: LlamaModel, manifest: SpeakingManifest, threads: number): Promise<LlamaContext> {
	try {
		return await model.createContext({ ...contextOptions(manifest), threads, sequences: 1 });
	} catch (error) {
		throw new Failure("not-enough-memory", `There is not enough memory for ${manifest.title} with its ${manifest.language.context.toLocaleString("en")} positions. Close other programs, or choose a smaller model.`, { cause: error, detail: String(error) });
	}
}
