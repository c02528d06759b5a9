import { Failure } from "../../../science/failure.ts";
import { BLOCK_TYPES } from "../../runtime/ggmlTypes.ts";
import { ByteSource } from "../byteSource.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { FUSION } from "../contents.ts";
import type { GgufHeader, GgufTensor } from "../gguf/header.ts";
import { badFile, shown } from "../words.ts";

/** Rows of a matrix that are compared. */
const ROWS = 16;
/** Relative error (RMS) of a matrix that was rounded to such a type, and as much again; from llama.cpp's quantisers on trained weights. */
const ERRORS: Readonly<Record<string, number>> = { F32: 0.005, F16: 0.005, BF16: 0.01, Q8_0: 0.015, Q6_K: 0.05, Q5_K: 0.09, Q5_0: 0.1, Q5_1: 0.1, Q4_K: 0.17, Q4_0: 0.2, Q4_1: 0.2 };
const COARSE = 0.45;
/** Norms are never quantised; a checkpoint in half precision has them rounded. */
const NORM_ERROR = 0.005;

/**
 * Looks whether a GGUF can have been made from the language model of a fusion checkpoint: the norms of all layers, rows of the embedding, and rows of
 * matrices that llama.cpp leaves in order, within what its type loses. Fails with `other-language-model`.
 *
 * A model that was trained further differs in its norms already; only small changes by adapters (LoRA) can hide below a coarse type.
 */
export async function requireSameLanguage(gguf: { readonly path: string; readonly header: GgufHeader }, checkpoint: Checkpoint, signal?: AbortSignal): Promise<void> {
	const source = await ByteSource.open(gguf.path);
	try {
		for (const [name, counterpart] of counterparts(gguf.header)) {
			signal?.throwIfAborted();
			const tensor = gguf.header.tensors.get(name);
			const original = checkpoint.tensors.get(counterpart);
			const type = tensor && BLOCK_TYPES[tensor.type];
			if (!tensor || !original || tensor.dimensions[0] !== original.shape.at(-1)) {
				throw differs(gguf.header, name);
			}
			if (type) {
				const error = await relativeError(source, tensor, checkpoint, counterpart);
				const allowed = tensor.dimensions.length === 1 ? NORM_ERROR : (ERRORS[tensor.layout.name] ?? COARSE);
				if (!(error <= allowed)) {
					throw differs(gguf.header, name, `relative difference ${error.toFixed(3)}, at most ${allowed}`);
				}
			}
		}
	} finally {
		await source.close();
	}
}

/** Tensors that can be compared: llama.cpp puts the rows of query and key into another order. */
function counterparts(header: GgufHeader): [name: string, counterpart: string][] {
	const prefix = `${FUSION.language}model.`;
	const layers = header.requireWhole(`${header.requireText("general.architecture")}.block_count`);
	const every = Array.from({ length: Math.min(layers, 1024) }, (_, layer): [string, string][] => [
		[`blk.${layer}.attn_norm.weight`, `${prefix}layers.${layer}.input_layernorm.weight`],
		[`blk.${layer}.ffn_norm.weight`, `${prefix}layers.${layer}.post_attention_layernorm.weight`],
		[`blk.${layer}.attn_v.weight`, `${prefix}layers.${layer}.self_attn.v_proj.weight`],
		[`blk.${layer}.ffn_down.weight`, `${prefix}layers.${layer}.mlp.down_proj.weight`],
	]);
	return [["token_embd.weight", `${prefix}embed_tokens.weight`], ["output_norm.weight", `${prefix}norm.weight`], ...every.flat()];
}

/** RMS of the differences over RMS of the values, in rows spread over the tensor. */
async function relativeError(source: ByteSource, tensor: GgufTensor, checkpoint: Checkpoint, name: string): Promise<number> {
	const [width = 0, rows = 1] = tensor.dimensions;
	const original = checkpoint.tensors.get(name)?.shape ?? [];
	const common = tensor.dimensions.length === 1 ? 1 : Math.min(rows, original[0] ?? 0);
	let difference = 0;
	let size = 0;
	for (let sample = 0; sample < Math.min(ROWS, common); sample++) {
		const row = Math.floor((sample * common) / Math.min(ROWS, common));
		const values = await ggufRow(source, tensor, row);
		let at = 0;
		for await (const piece of checkpoint.floats(name, tensor.dimensions.length === 1 ? {} : { rows: [row, row + 1] })) {
			for (const value of piece) {
				difference += (value - (values[at++] ?? Number.NaN)) ** 2;
				size += value ** 2;
			}
		}
		if (at !== width) {
			return Number.NaN;
		}
	}
	return Math.sqrt(difference / size);
}

async function ggufRow(source: ByteSource, { dimensions, layout, position, type }: GgufTensor, row: number): Promise<Float32Array> {
	const [width = 0] = dimensions;
	const rowBytes = (width / layout.values) * layout.bytes;
	const bytes = await source.read(position + row * rowBytes, rowBytes);
	const values = new Float32Array(width);
	for (let block = 0; block < width / layout.values; block++) {
		BLOCK_TYPES[type]?.decode(new DataView(bytes.buffer, bytes.byteOffset + block * layout.bytes, layout.bytes), values, block * layout.values);
	}
	return values;
}

function differs(header: GgufHeader, tensor: string, detail?: string): Failure {
	return badFile("other-language-model", header.file, `was not made from the language model in the checkpoint: ${shown(tensor)} differs`, {
		next: "The adapters fit only that model. Choose a GGUF of BioMedGPT-LM-7B, or import the checkpoint whole.",
		...(detail === undefined ? {} : { detail }),
	});
}

/** Half the distance between neighbouring numbers, relative to them: what rounding to the type may change, and a little. */
const ROUNDING: Readonly<Record<string, number>> = { F64: 2 ** -23, F32: 2 ** -23, F16: 2 ** -10, BF16: 2 ** -7 };
/** Below the normal numbers of half precision, rounding is absolute. */
const SMALLEST = 2 ** -24;

/**
 * Compares all weights of a fusion checkpoint's language model with those of a checkpoint of the language model alone, up to rounding. Rows that only
 * one of them has (`[PAD]`) are left out. Fails with `other-language-model` or `missing-key`.
 */
export async function requireEqualWeights(fusion: Checkpoint, alone: Checkpoint, options: { readonly signal: AbortSignal; readonly report: (done: number, total: number) => void }): Promise<void> {
	const names = [...fusion.tensors.keys()].filter((name) => name.startsWith(FUSION.language) && !name.endsWith("rotary_emb.inv_freq"));
	for (const [index, name] of names.entries()) {
		await requireEqualTensor(fusion, alone, name, options.signal);
		options.report(index + 1, names.length);
	}
}

async function requireEqualTensor(fusion: Checkpoint, alone: Checkpoint, name: string, signal: AbortSignal): Promise<void> {
	const bare = name.slice(FUSION.language.length);
	const [inside, original] = [fusion.tensors.get(name), alone.tensors.get(bare)];
	const failure = new Failure("other-language-model", `The language model in the checkpoint is not the published one: ${shown(bare)} differs, so a GGUF of the published one cannot serve. Import the checkpoint whole.`);
	if (!inside || !original || inside.shape.length !== original.shape.length || inside.shape.slice(1).join() !== original.shape.slice(1).join()) {
		throw failure;
	}
	const rows = Math.min(inside.shape[0] ?? 1, original.shape[0] ?? 1);
	const allowed = Math.max(ROUNDING[inside.type] ?? 0, ROUNDING[original.type] ?? 0);
	const range = inside.shape.length === 0 ? { signal } : { rows: [0, rows] as const, signal };
	const other = alone.floats(bare, range);
	let left: Float32Array = new Float32Array();
	for await (const piece of fusion.floats(name, range)) {
		for (let at = 0; at < piece.length; ) {
			if (left.length === 0) {
				const next = await other.next();
				left = next.done ? new Float32Array() : next.value;
			}
			const count = Math.min(left.length, piece.length - at);
			if (count === 0 || !nearlyEqual(piece.subarray(at, at + count), left, allowed)) {
				throw failure;
			}
			left = left.subarray(count);
			at += count;
		}
	}
}

function nearlyEqual(some: Float32Array, others: Float32Array, allowed: number): boolean {
	let equal = true;
	for (let index = 0; index < some.length; index++) {
		const value = some[index] as number;
		equal &&= Math.abs(value - (others[index] as number)) <= Math.abs(value) * allowed + SMALLEST;
	}
	return equal;
}
