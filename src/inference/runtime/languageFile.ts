import path from "node:path";
import type { GgufFileInfo } from "node-llama-cpp";
import { Failure } from "../../science/failure.ts";
import type { Manifest } from "../bundle/manifest.ts";
import { EmbeddingRows } from "./embeddingRows.ts";
import { native } from "./native.ts";

/**
 * Checks a GGUF against the manifest before llama.cpp sees it: a native assert would end the process without a word.
 *
 * Returns the embedding of a model with soft tokens. Its carriers' rows must be zero bytes (exact zero in every tensor
 * type), and the output matrix must be there: llama.cpp aborts when an adapter meets tied embeddings.
 */
export async function inspectLanguage(file: string, manifest: Manifest): Promise<EmbeddingRows | undefined> {
	const broken = (reason: string): Failure =>
		new Failure("language-model-broken", `The language model ${path.basename(file)} does not fit the model's description: ${reason}. Install or import the model again.`);
	const info = await readInfo(file);
	const { language, carriers } = manifest;
	const architecture: string = info.metadata.general.architecture;
	if (architecture !== language.architecture) {
		throw broken(`its architecture is ${architecture}, not ${language.architecture}`);
	}
	const tensors = info.fullTensorInfo ?? [];
	const embedding = tensors.find(({ name }) => name === "token_embd.weight");
	if (!embedding) {
		throw broken("it has no token embedding");
	}
	const [width, vocabulary] = embedding.dimensions.map(Number);
	if (width !== language.width || vocabulary !== language.vocabulary) {
		throw broken(`its token embedding is ${vocabulary} × ${width}, not ${language.vocabulary} × ${language.width}`);
	}
	const trained = trainedContext(info);
	if (trained !== undefined && language.context > trained) {
		throw broken(`it was made for ${trained} positions, not ${language.context}`);
	}
	if (!carriers) {
		return undefined;
	}
	const rows = new EmbeddingRows(file, embedding);
	if (!tensors.some(({ name }) => name === "output.weight")) {
		throw broken("it has no output matrix of its own, and soft tokens need one");
	}
	if ((await rows.bytes(carriers.first, carriers.count)).some((byte) => byte !== 0)) {
		throw broken("the rows of its soft-token carriers are not zero");
	}
	return rows;
}

/** `<architecture>.context_length`. */
function trainedContext({ metadata }: GgufFileInfo): number | undefined {
	const length: unknown = (metadata as Record<string, { readonly context_length?: unknown } | undefined>)[metadata.general.architecture]?.context_length;
	return typeof length === "number" ? length : undefined;
}

async function readInfo(file: string): Promise<GgufFileInfo> {
	const { readGgufFileInfo } = await native("node-llama-cpp", import("node-llama-cpp"));
	try {
		return await readGgufFileInfo(file, { sourceType: "filesystem", logWarnings: false });
	} catch (error) {
		throw new Failure("language-model-broken", `The language model ${path.basename(file)} is not a readable GGUF file. Install or import the model again.`, { cause: error, detail: String(error) });
	}
}
