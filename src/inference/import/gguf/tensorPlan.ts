/** Which tensors of a Hugging Face checkpoint become which of a GGUF, in which type, and where they lie in it. */
import { BLOCK_TYPES, GgmlType } from "../../runtime/ggmlTypes.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { requireTensor } from "../require.ts";
import { isFloatType, type FloatType } from "../storedTypes.ts";
import { badFile, shown } from "../words.ts";
import type { WrittenType } from "./kernels.ts";
import type { LanguageConfig } from "./languageConfig.ts";
import { aligned, type TensorEntry } from "./writeHeader.ts";

export type LanguageType = "F32" | "F16" | "Q8_0" | "Q4_K";

/** A tensor to be written. */
export interface PlannedTensor extends TensorEntry {
	/** Name in the checkpoint. */
	readonly source: string;
	readonly from: FloatType;
	/** Rows in the checkpoint; the written tensor may have more, which are zero. 1 for a vector. */
	readonly rows: number;
	readonly width: number;
	/** Rows of one head where they are put into llama.cpp's order. */
	readonly rotaryRows: number | undefined;
}

interface Wanted {
	readonly source: string;
	readonly name: string;
	readonly shape: readonly number[];
	readonly layer?: number;
	readonly rotary?: boolean;
	readonly extraRows?: number;
	/** Absent ones are left out. */
	readonly optional?: boolean;
}

/**
 * The plan of a language model.
 *
 * @param prefix of the language model's names in the checkpoint
 * @param carriers rows of zeros after the vocabulary, in the token embedding and the output matrix
 *
 * Fails with `missing-key`, `bad-shape`, `bad-dtype`, or `bad-layout` for a tensor that the model cannot have.
 */
export function planTensors(checkpoint: Checkpoint, prefix: string, config: LanguageConfig, type: LanguageType, carriers: number): readonly PlannedTensor[] {
	const names = new Set([...checkpoint.tensors.keys()].filter((name) => name.startsWith(prefix) && !isBuffer(name)));
	const embedding = `${prefix}model.embed_tokens.weight`;
	const rows = requireTensor(checkpoint, embedding, [undefined, config.width]).shape[0] ?? 0;
	const wanted = [
		{ source: embedding, name: "token_embd.weight", shape: [rows, config.width], extraRows: carriers },
		...Array.from({ length: config.layers }, (_, layer) => layerTensors(`${prefix}model.layers.${layer}.`, layer, config)).flat(),
		{ source: `${prefix}model.norm.weight`, name: "output_norm.weight", shape: [config.width] },
		// An output matrix of its own also where the embedding serves as one: soft tokens change the embedding, and must not change the output.
		{ source: config.tied ? embedding : `${prefix}lm_head.weight`, name: "output.weight", shape: [rows, config.width], extraRows: carriers },
	] satisfies Wanted[];
	const present = wanted.filter(({ source, optional }: Wanted) => !optional || names.has(source));
	const known = new Set([...present.map(({ source }) => source), `${prefix}lm_head.weight`]);
	const unknown = [...names].find((name) => !known.has(name));
	if (unknown !== undefined) {
		const file = checkpoint.tensors.get(unknown)?.file ?? "The checkpoint";
		throw badFile("bad-layout", file, `holds ${shown(unknown)}, which a ${config.architecture} model of ${config.layers} layers as config.json describes it does not have`, { next: "Choose the config.json that belongs to it, or a checkpoint with merged weights." });
	}
	let offset = 0;
	return present.map((tensor) => {
		const planned = plan(checkpoint, tensor, config, type, offset);
		offset += aligned(writtenBytes(planned));
		return planned;
	});
}

/** Bytes of a tensor in the GGUF. */
export function writtenBytes({ shape, type }: Pick<TensorEntry, "shape" | "type">): number {
	return rowBytes(shape.at(-1) ?? 1, type) * shape.slice(0, -1).reduce((product, size) => product * size, 1);
}

/** Bytes of one row of so many numbers. */
export function rowBytes(width: number, type: WrittenType): number {
	const { values = 1, bytes = 4 } = BLOCK_TYPES[GgmlType[type]] ?? {};
	return (width / values) * bytes;
}

function plan(checkpoint: Checkpoint, wanted: Wanted, config: LanguageConfig, chosen: LanguageType, offset: number): PlannedTensor {
	const { source, name, shape, layer, rotary, extraRows = 0 } = wanted;
	const { type: from } = requireTensor(checkpoint, source, shape);
	const width = shape.at(-1) ?? 1;
	const rows = shape.length === 1 ? 1 : (shape[0] ?? 0);
	// A bias of a rotary projection is put in order like a column of it.
	const isColumn = rotary && shape.length === 1;
	return {
		source,
		from: isFloatType(from) ? from : "F32",
		name,
		shape: shape.length === 1 ? shape : [rows + extraRows, width],
		rows: isColumn ? width : rows,
		width: isColumn ? 1 : width,
		type: shape.length === 1 ? "F32" : fitting(mixed(name, layer, config.layers, chosen), width),
		rotaryRows: rotary ? config.headWidth : undefined,
		offset,
	};
}

/** Names of a layer: Hugging Face's to llama.cpp's. */
function layerTensors(prefix: string, layer: number, config: LanguageConfig): Wanted[] {
	const { width, feedForward, heads, keyHeads, headWidth, architecture } = config;
	const queries = heads * headWidth;
	const keys = keyHeads * headWidth;
	// Hugging Face turns the halves of a head against each other, llama.cpp neighbours, for Llama; for Qwen2 both turn the halves.
	const rotary = architecture === "llama";
	// Qwen2 has biases of queries, keys and values always, Llama of all four or of none.
	const optional = architecture === "llama";
	const at = (source: string, name: string, shape: readonly number[], more: Partial<Wanted> = {}): Wanted => ({ source: `${prefix}${source}`, name: `blk.${layer}.${name}`, shape, layer, ...more });
	return [
		at("input_layernorm.weight", "attn_norm.weight", [width]),
		at("self_attn.q_proj.weight", "attn_q.weight", [queries, width], { rotary }),
		at("self_attn.q_proj.bias", "attn_q.bias", [queries], { rotary, optional }),
		at("self_attn.k_proj.weight", "attn_k.weight", [keys, width], { rotary }),
		at("self_attn.k_proj.bias", "attn_k.bias", [keys], { rotary, optional }),
		at("self_attn.v_proj.weight", "attn_v.weight", [keys, width]),
		at("self_attn.v_proj.bias", "attn_v.bias", [keys], { optional }),
		at("self_attn.o_proj.weight", "attn_output.weight", [width, queries]),
		...(optional ? [at("self_attn.o_proj.bias", "attn_output.bias", [width], { optional })] : []),
		at("post_attention_layernorm.weight", "ffn_norm.weight", [width]),
		at("mlp.gate_proj.weight", "ffn_gate.weight", [feedForward, width]),
		at("mlp.up_proj.weight", "ffn_up.weight", [feedForward, width]),
		at("mlp.down_proj.weight", "ffn_down.weight", [width, feedForward]),
	];
}

/** Frequencies of the rotary positions: stored by older versions, too coarse in half precision, and computed again from theta. */
function isBuffer(name: string): boolean {
	return name.endsWith(".rotary_emb.inv_freq");
}

/** llama.cpp's Q4_K_M: the output and half of the matrices that suffer most in six bits (llama-quant.cpp). */
function mixed(name: string, layer: number | undefined, layers: number, chosen: LanguageType): WrittenType {
	if (chosen !== "Q4_K") {
		return chosen;
	}
	const suffers = layer !== undefined && /\.(?:attn_v|ffn_down)\.weight$/.test(name);
	return name === "output.weight" || (suffers && needsMoreBits(layer, layers)) ? "Q6_K" : "Q4_K";
}

/** The first and last eighth of the layers, and every third between. */
function needsMoreBits(layer: number, layers: number): boolean {
	const eighth = Math.floor(layers / 8);
	return layer < eighth || layer >= Math.floor((7 * layers) / 8) || (layer - eighth) % 3 === 2;
}

/** A row is a whole number of blocks: narrower types where it is not. */
function fitting(type: WrittenType, width: number): WrittenType {
	if ((type === "Q4_K" || type === "Q6_K") && width % 256 !== 0) {
		return fitting("Q8_0", width);
	}
	return type === "Q8_0" && width % 32 !== 0 ? "F16" : type;
}
