import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { floatToHalf } from "../../src/inference/runtime/halves.ts";
import { randomNumbers } from "./random.ts";

/** Sizes of a made-up language model in Hugging Face's layout. */
export interface RandomLanguage {
	readonly architecture?: "llama" | "qwen2";
	readonly layers: number;
	readonly width: number;
	readonly feedForward: number;
	readonly heads: number;
	readonly keyHeads?: number;
	readonly rows: number;
	readonly type: "F16" | "F32";
	/** Leaves the output matrix out. */
	readonly tied?: boolean;
	/** More for config.json. */
	readonly config?: Readonly<Record<string, unknown>>;
	/** Changes the list of tensors before it is written. */
	readonly change?: (tensors: Map<string, readonly number[]>) => void;
	/** Puts a value at an index of a tensor. */
	readonly spoil?: { readonly tensor: string; readonly index: number; readonly value: number };
}

/** Numbers that are drawn; a tensor takes them again and again from a place of its own, so that gigabytes are written in seconds. */
const DRAWN = 1 << 20;

/** Writes config.json, tokenizer.model and model.safetensors into a folder; gives the path of the last. */
export async function writeRandomLanguage(folder: string, model: RandomLanguage): Promise<string> {
	const { layers, width, feedForward, heads, rows, type, architecture = "llama" } = model;
	const keyHeads = model.keyHeads ?? heads;
	mkdirSync(folder, { recursive: true });
	const tied = model.tied ?? false;
	writeFileSync(path.join(folder, "config.json"), JSON.stringify({ model_type: architecture, hidden_size: width, intermediate_size: feedForward, num_hidden_layers: layers, num_attention_heads: heads, num_key_value_heads: keyHeads, max_position_embeddings: 4096, rms_norm_eps: 1e-6, tie_word_embeddings: tied, bos_token_id: 1, eos_token_id: 2, vocab_size: 7, ...model.config }));
	writeFileSync(path.join(folder, "tokenizer.model"), sentencePieceModel());
	const keys = (width / heads) * keyHeads;
	const tensors = new Map<string, readonly number[]>([["model.embed_tokens.weight", [rows, width]]]);
	for (let layer = 0; layer < layers; layer++) {
		const at = (name: string, ...shape: number[]): unknown => tensors.set(`model.layers.${layer}.${name}`, shape);
		at("input_layernorm.weight", width);
		at("self_attn.q_proj.weight", width, width);
		at("self_attn.k_proj.weight", keys, width);
		at("self_attn.v_proj.weight", keys, width);
		at("self_attn.o_proj.weight", width, width);
		at("mlp.gate_proj.weight", feedForward, width);
		at("mlp.up_proj.weight", feedForward, width);
		at("mlp.down_proj.weight", width, feedForward);
		at("post_attention_layernorm.weight", width);
	}
	tensors.set("model.norm.weight", [width]);
	if (!tied) {
		tensors.set("lm_head.weight", [rows, width]);
	}
	model.change?.(tensors);
	const file = path.join(folder, "model.safetensors");
	await writeTensors(file, tensors, model, type);
	return file;
}

const drawnAs = new Map<"F16" | "F32", Buffer>();

async function writeTensors(file: string, tensors: ReadonlyMap<string, readonly number[]>, { spoil }: RandomLanguage, type: "F16" | "F32"): Promise<void> {
	const size = type === "F16" ? 2 : 4;
	const countOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
	let offset = 0;
	const header = Object.fromEntries([...tensors].map(([name, shape]) => [name, { dtype: type, shape, data_offsets: [offset, (offset += countOf(shape) * size)] }]));
	const json = Buffer.from(JSON.stringify(header));
	const length = Buffer.alloc(8);
	length.writeBigUInt64LE(BigInt(json.length));
	const stored = (values: Float32Array): Buffer => Buffer.from(type === "F32" ? values.slice().buffer : Uint16Array.from(values, floatToHalf).buffer);
	const usual = drawnAs.get(type) ?? stored(drawnNumbers());
	drawnAs.set(type, usual);
	const one = stored(Float32Array.of(1)).subarray(0, size);
	async function* bytes(): AsyncGenerator<Buffer> {
		yield Buffer.concat([length, json]);
		let begin = 0;
		for (const [name, shape] of tensors) {
			const total = countOf(shape) * size;
			begin = (begin + 4096 * 7) % usual.length;
			for (let done = 0; done < total; ) {
				// Norms are ones; anything else is drawn.
				const part = shape.length === 1 ? Buffer.alloc(total, one) : Buffer.from(usual.subarray((begin + done) % usual.length).subarray(0, total - done));
				if (name === spoil?.tensor && done <= spoil.index * size && spoil.index * size < done + part.length) {
					stored(Float32Array.of(spoil.value)).copy(part, spoil.index * size - done, 0, size);
				}
				done += part.length;
				yield part;
			}
		}
	}
	await pipeline(Readable.from(bytes()), createWriteStream(file));
}

/** Nearly normal, of a size that keeps a model's activations in bounds. */
function drawnNumbers(): Float32Array {
	const random = randomNumbers(11);
	return Float32Array.from({ length: DRAWN }, () => (random() + random() + random() + random() - 2) * 0.06);
}

/** A Llama's tokenizer of a few pieces: three marks, the 256 bytes, the space's mark, letters, one joined pair. */
export function sentencePieceModel({ drop = -1, extra = [] as readonly Piece[], trainer = [[3, 2]] as readonly (readonly [number, number])[], normalizer = [[3, 1], [4, 0]] as readonly (readonly [number, number])[] } = {}): Buffer {
	const bytes = Array.from({ length: 256 }, (_, byte): Piece => ({ text: `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`, type: 6 }));
	const letters = [..."▁abcdefghijklmnopqrstuvwxyz", "▁a"].map((text, index): Piece => ({ text, score: -index }));
	const pieces: Piece[] = [{ text: "<unk>", type: 2 }, { text: "<s>", type: 3 }, { text: "</s>", type: 3 }, ...bytes, ...letters, ...extra];
	const numbers = (values: readonly (readonly [number, number])[]): Buffer => Buffer.concat(values.map(([field, value]) => Buffer.concat([varint(field * 8), varint(value)])));
	return Buffer.concat([...pieces.filter((_, id) => id !== drop).map((piece) => lengthed(1, pieceBytes(piece))), lengthed(2, numbers(trainer)), lengthed(3, numbers(normalizer))]);
}

export interface Piece {
	readonly text: string;
	readonly score?: number;
	readonly type?: number;
}

function pieceBytes({ text, score = 0, type = 1 }: Piece): Buffer {
	const number = Buffer.alloc(4);
	number.writeFloatLE(score);
	return Buffer.concat([lengthed(1, Buffer.from(text)), varint(2 * 8 + 5), number, varint(3 * 8), varint(type)]);
}

function lengthed(field: number, bytes: Buffer): Buffer {
	return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
	const bytes: number[] = [];
	for (let rest = value; ; rest = Math.floor(rest / 128)) {
		bytes.push(rest < 128 ? rest : (rest % 128) + 128);
		if (rest < 128) {
			return Buffer.from(bytes);
		}
	}
}
