import type { Manifest, SpeakingManifest } from "../bundle/manifest.ts";
import { longestPrologue } from "../bundle/prologue.ts";
import type { GgufHeader } from "../import/gguf/header.ts";
import type { ModelSizes } from "./placement.ts";

/** Bytes of a number in the key-value cache. */
const CACHE_BYTES = { F16: 2, F32: 4 } as const;
/** Positions that llama.cpp evaluates at once, unless told otherwise. */
const BATCH = 512;
const FLOAT = 4;
/** Of a question's text, and of an answer that is worth having: tokens. */
const SHORT_TEXT = 128;
/** Soft tokens of an entity where no carriers tell: then it is read as text. */
const ENTITY = 256;
/** llama.cpp rounds contexts up to a multiple of it. */
const CONTEXT_STEP = 256;

/** What the parts of a model take in memory, from its description and the header of its language model: no weights are read. */
export function modelSizes(manifest: SpeakingManifest, header: GgufHeader): ModelSizes {
	const { language } = manifest;
	const layers = whole(header, `${language.architecture}.block_count`);
	const blocks = bytesOf(header, (name) => name.startsWith("blk."));
	const heads = Math.max(1, whole(header, `${language.architecture}.attention.head_count`));
	const keyHeads = whole(header, `${language.architecture}.attention.head_count_kv`) || heads;
	const headWidth = language.width / heads;
	const keyWidth = whole(header, `${language.architecture}.attention.key_length`) || headWidth;
	const valueWidth = whole(header, `${language.architecture}.attention.value_length`) || headWidth;
	const feedForward = whole(header, `${language.architecture}.feed_forward_length`);
	const embedding = bytesOf(header, (name) => name === "token_embd.weight");
	const output = bytesOf(header, (name) => name === "output.weight" || name === "output_norm.weight");
	return {
		layers,
		layer: layers === 0 ? 0 : blocks / layers,
		// Tied embeddings are copied to where the output is computed.
		output: header.tensors.has("output.weight") ? output : output + embedding,
		embedding,
		position: layers * keyHeads * (keyWidth + valueWidth) * CACHE_BYTES[language.keyValueCache],
		working: {
			fixed: BATCH * (language.vocabulary + 2 * feedForward + 4 * language.width) * FLOAT,
			// Without flash attention the scores of all heads lie in memory.
			position: language.keyValueCache === "F32" ? BATCH * heads * FLOAT : 0,
		},
		context: { most: language.context, least: leastContext(manifest) },
		encoders: { molecule: encoderBytes(manifest, manifest.molecule?.file), protein: encoderBytes(manifest, manifest.protein?.file) },
		processorOnly: language.device === "cpu",
	};
}

/** Positions for the prompt's frame, the longest entity, a question and a short answer. */
export function leastContext({ language, carriers, prompt, generation }: SpeakingManifest): number {
	const frame = Buffer.byteLength([longestPrologue(prompt), ...prompt.user, ...prompt.user, prompt.open, ...prompt.molecule, ...prompt.protein].join("")) + 1;
	const needed = frame + (carriers?.count ?? ENTITY) + SHORT_TEXT + Math.min(generation.maxTokens, SHORT_TEXT);
	return Math.min(language.context, Math.ceil(needed / CONTEXT_STEP) * CONTEXT_STEP);
}

/** Bytes of an encoder's file with those that hold its weights: `protein.onnx`, `protein.onnx.data`. */
export function encoderBytes({ files }: Manifest, name: string | undefined): number {
	return name === undefined ? 0 : Object.entries(files).reduce((sum, [file, { bytes }]) => sum + (file === name || file.startsWith(`${name}.`) ? bytes : 0), 0);
}

/** A count, or the largest of a list with one for each block; 0 where the header does not tell. */
function whole({ metadata }: GgufHeader, key: string): number {
	const value = metadata.get(key);
	const found = ArrayBuffer.isView(value) ? Array.from(value as Iterable<number | bigint>, Number).reduce((most, each) => Math.max(most, each), 0) : Number(value ?? 0);
	return Number.isSafeInteger(found) && found >= 0 ? found : 0;
}

function bytesOf({ tensors }: GgufHeader, is: (name: string) => boolean): number {
	let sum = 0;
	for (const [name, { bytes }] of tensors) {
		sum += is(name) ? bytes : 0;
	}
	return sum;
}
