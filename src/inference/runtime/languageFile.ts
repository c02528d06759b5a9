import path from "node:path";
import { Failure, failureData } from "../../science/failure.ts";
import type { SpeakingManifest } from "../bundle/manifest.ts";
import type { GgufHeader } from "../import/gguf/header.ts";
import { readGgufHeader } from "../import/gguf/readHeader.ts";
import { EmbeddingRows } from "./embeddingRows.ts";

/**
 * Checks a GGUF against the manifest before llama.cpp sees it: a native assert would end the process without a word.
 *
 * Returns the embedding of a model with soft tokens. Rows that the manifest calls zero must be zero bytes (exact zero in every
 * tensor type), and the output matrix must be there: llama.cpp aborts when an adapter meets tied embeddings.
 */
export async function inspectLanguage(file: string, manifest: SpeakingManifest, header: GgufHeader): Promise<EmbeddingRows | undefined> {
	const broken = (reason: string): Failure =>
		new Failure("language-model-broken", `The language model ${path.basename(file)} does not fit the model's description: ${reason}. Install or import the model again.`);
	const { language, carriers } = manifest;
	const architecture = header.text("general.architecture");
	if (architecture !== language.architecture) {
		throw broken(`its architecture is ${architecture}, not ${language.architecture}`);
	}
	const embedding = header.tensors.get("token_embd.weight");
	if (!embedding) {
		throw broken("it has no token embedding");
	}
	const [width, vocabulary] = embedding.dimensions;
	if (width !== language.width || vocabulary !== language.vocabulary) {
		throw broken(`its token embedding is ${vocabulary} × ${width}, not ${language.vocabulary} × ${language.width}`);
	}
	const trained = header.whole(`${architecture}.context_length`);
	if (trained !== undefined && language.context > trained) {
		throw broken(`it was made for ${trained} positions, not ${language.context}`);
	}
	if (!carriers) {
		return undefined;
	}
	const rows = new EmbeddingRows(file, embedding);
	if (!header.tensors.has("output.weight")) {
		throw broken("it has no output matrix of its own, and soft tokens need one");
	}
	if (carriers.rows === "zero" && (await rows.bytes(carriers.first, carriers.count)).some((byte) => byte !== 0)) {
		throw broken("the rows of its soft-token carriers are not zero");
	}
	return rows;
}

/** Our own reader: it takes no count or length of a damaged file at its word. */
export async function languageHeader(file: string): Promise<GgufHeader> {
	try {
		return await readGgufHeader(file);
	} catch (error) {
		const { message, detail = message } = failureData(error);
		throw new Failure("language-model-broken", `The language model ${path.basename(file)} is not a readable GGUF file. Install or import the model again.`, { cause: error, detail });
	}
}
