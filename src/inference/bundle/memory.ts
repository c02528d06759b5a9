import type { CatalogModel, CatalogVariant, LanguageShape, MoleculeShape, ProteinShape } from "./catalog.ts";

/** Number formats that the import writes; `Q4_K` is llama.cpp's mixture `Q4_K_M`. */
export type LanguageFormat = "F32" | "F16" | "Q8_0" | "Q4_K";
export type EncoderFormat = "F32" | "F16" | "int8" | "int4";

/** Bytes, each. */
export interface MemoryNeed {
	/** Weights of the language model. */
	readonly language: number;
	/** Keys and values of the positions of a dialogue, in F16. */
	readonly cache: number;
	readonly molecule: number;
	readonly protein: number;
	/** Intermediate values of a prompt's evaluation and, where there is one, of the longest protein's. An estimate. */
	readonly working: number;
	readonly total: number;
	/** `total` without the values of the longest protein, which few questions need: what the planner counts, and what people are told. */
	readonly answering: number;
}

export interface MemoryChoice {
	readonly language: LanguageFormat;
	readonly protein: EncoderFormat;
	/** Positions of a dialogue; the model's own where it is not told, but not more than {@link USUAL_CONTEXT}. */
	readonly context?: number;
	/** Where the files are used as they are (GGUF), their size counts. */
	readonly variant?: CatalogVariant;
}

/** Positions that a dialogue of ours is given where the model allows more. */
export const USUAL_CONTEXT = 4096;
/** Bytes of a weight, with its share of the block's scales (ggml-common.h: blocks of 32 and 256). */
const BYTES: Readonly<Record<LanguageFormat | "Q6_K" | EncoderFormat, number>> = {
	F32: 4, F16: 2, Q8_0: 34 / 32, Q6_K: 210 / 256, Q4_K: 144 / 256,
	// Weight-only, a float32 scale for each 32 weights.
	int8: 1 + 4 / 32, int4: 0.5 + 4 / 32,
};
/** Positions that llama.cpp evaluates at once. */
const BATCH = 512;
/** Rows of ESM-2's alphabet. */
const ALPHABET = 33;

/** Memory that a model takes when it answers, from the shapes of its parts. */
export function memoryNeeded(model: Pick<CatalogModel, "language" | "molecule" | "protein" | "format">, choice: MemoryChoice): MemoryNeed {
	const { language, molecule, protein } = model;
	const parts = {
		language: language === null ? 0 : (fileBytes(choice.variant, model.format) ?? languageBytes(language, choice.language)),
		cache: language === null ? 0 : cacheBytes(language, choice.context ?? Math.min(language.context, USUAL_CONTEXT)),
		// Rounding a GIN to half precision changes its answers: it stays in float32.
		molecule: molecule === null ? 0 : (moleculeWeights(molecule) + adapterWeights(molecule.width, language)) * BYTES.F32,
		protein: protein === null ? 0 : proteinWeights(protein) * BYTES[choice.protein] + adapterWeights(protein.width, language) * BYTES.F32,
	};
	const work = language === null ? 0 : languageWork(language);
	const answering = work + Object.values(parts).reduce((sum, part) => sum + part, 0);
	const longest = protein === null ? 0 : proteinWork(protein);
	return { ...parts, working: work + longest, total: answering + longest, answering };
}

/** Number of weights of a Llama, Qwen2 or Qwen3 decoder. */
export function languageWeights(shape: LanguageShape): number {
	return matrices(shape).reduce((sum, { weights }) => sum + weights, 0) + vectors(shape);
}

/** Bytes of its GGUF, without the header and the tokenizer. */
export function languageBytes(shape: LanguageShape, format: LanguageFormat): number {
	// Norms and biases are never quantised.
	return matrices(shape).reduce((sum, { weights, finer }) => sum + weights * (format === "Q4_K" ? BYTES.Q6_K * finer + BYTES.Q4_K * (1 - finer) : BYTES[format]), 0) + vectors(shape) * BYTES.F32;
}

/** Number of weights of an ESM-2 encoder without its heads (for contacts and masked residues). */
export function proteinWeights({ layers, width, feedForward }: ProteinShape): number {
	const layer = 4 * (width * width + width) + 2 * width * feedForward + width + feedForward + 4 * width;
	return ALPHABET * width + layers * layer + 2 * width;
}

/** Number of weights of the GIN (tables of 120 atom types, 3 chiralities; 6 bond types and 3 directions in each layer). */
export function moleculeWeights({ layers, width }: MoleculeShape): number {
	const layer = 4 * width * width + 3 * width + (6 + 3) * width + 4 * width;
	return (120 + 3) * width + layers * layer;
}

function adapterWeights(features: number, language: LanguageShape | null): number {
	return language === null ? 0 : (features + 1) * language.width;
}

/** `finer`: the share that llama.cpp's Q4_K_M keeps in Q6_K. */
function matrices(shape: LanguageShape): readonly { readonly weights: number; readonly finer: number }[] {
	const { layers, width, feedForward, heads, keyValueHeads, headWidth, vocabulary, tied } = shape;
	const query = width * heads * headWidth;
	const value = width * keyValueHeads * headWidth;
	const finer = finerLayers(layers) / layers;
	return [
		{ weights: vocabulary * width, finer: tied ? 1 : 0 },
		{ weights: tied ? 0 : vocabulary * width, finer: 1 },
		{ weights: layers * (2 * query + value + 2 * width * feedForward), finer: 0 },
		{ weights: layers * (value + width * feedForward), finer },
	];
}

/** Layers whose values and down projections get more bits: the first and last eighth, and every third between (llama-quant.cpp). */
function finerLayers(layers: number): number {
	const eighth = Math.floor(layers / 8);
	return Array.from({ length: layers }, (_, index) => index).filter((index) => index < eighth || index >= Math.floor((7 * layers) / 8) || (index - eighth) % 3 === 2).length;
}

function vectors({ architecture, layers, width, heads, keyValueHeads, headWidth }: LanguageShape): number {
	const biases = architecture === "qwen2" ? (heads + 2 * keyValueHeads) * headWidth : 0;
	const norms = 2 * width + (architecture === "qwen3" ? 2 * headWidth : 0);
	return layers * (norms + biases) + width;
}

function cacheBytes({ layers, keyValueHeads, headWidth }: LanguageShape, context: number): number {
	return 2 * layers * keyValueHeads * headWidth * context * BYTES.F16;
}

function languageWork({ vocabulary, feedForward, width }: LanguageShape): number {
	return BATCH * (vocabulary + 2 * feedForward + 4 * width) * BYTES.F32;
}

/** Two score matrices of all heads and the widest layer, for the longest sequence. */
function proteinWork({ heads, maxTokens, feedForward, width }: ProteinShape): number {
	return (2 * heads * maxTokens * maxTokens + maxTokens * (2 * feedForward + 4 * width)) * BYTES.F32;
}

function fileBytes(variant: CatalogVariant | undefined, format: CatalogModel["format"]): number | undefined {
	if (variant === undefined || format !== "gguf") {
		return undefined;
	}
	const sizes = variant.files.map(({ bytes, approximateBytes }) => bytes ?? approximateBytes);
	return sizes.every((size) => size !== null) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
}
