import path from "node:path";
import type { Checkpoint } from "../checkpoint.ts";
import { addAdapter } from "./adapter.ts";
import { readEsmConfig, type EsmConfig } from "./esmConfig.ts";
import { Graph } from "./graph.ts";
import { Parameters, type WeightType } from "./parameters.ts";
import { writeModel } from "./writeModel.ts";

/** Base of the rotary angles. */
const THETA = 10_000;
/** Of the embeddings that ESM-2 was trained with, 15 % were selected and 80 % of these masked: what is left is this share. */
const TRAINED_SHARE = 1 - 0.15 * 0.8;

export interface ProteinEncoderOptions {
	/** Path of the encoder's config.json. */
	readonly config: string;
	/** What its names begin with: `esm.`, `prot_structure_encoder.` or nothing. */
	readonly prefix: string;
	readonly adapter: string | undefined;
	/** Of the matrices in the layers; everything else is float32. */
	readonly weights: WeightType;
	readonly signal?: AbortSignal | undefined;
	/** Bytes of weights written, of all. */
	readonly report?: ((done: number, total: number) => void) | undefined;
}

/**
 * ESM-2 (Lin et al. 2023; Hugging Face's `EsmModel`) and its adapter as ONNX.
 *
 * Inputs, for B proteins of up to T tokens: `ids` int64 [B,T], `mask` int64 [B,T] (0 beyond a protein's end). Outputs: `features`
 * [B,T,features], the last hidden state, and, where there is an adapter, `soft` [B,T,width]; both zero where `mask` is 0.
 * Above 100 MB the weights lie beside the file, in `<target>.data`.
 *
 * @throws Failure `missing-file`, `bad-layout` (config.json), `missing-key`, `bad-shape`, `bad-dtype`, `non-finite` (naming the
 * tensor), `disk-full`, `cannot-write`
 */
export async function writeProteinEncoder(checkpoint: Checkpoint, target: string, options: ProteinEncoderOptions): Promise<{ readonly features: number; readonly width: number | undefined; readonly files: readonly string[] }> {
	const config = await readEsmConfig(options.config);
	const { features } = config;
	const graph = new Graph("protein-encoder");
	const esm = new Parameters(graph, checkpoint, options.prefix);
	const ids = graph.input({ name: "ids", element: "int64", shape: ["B", "T"] });
	const mask = graph.node("Cast", [graph.input({ name: "mask", element: "int64", shape: ["B", "T"] })], { to: 1 });
	const embedded = embed(graph, esm, { ids, mask, config });
	const attention = { rotation: rotation(graph, ids, features / config.heads), bias: attentionBias(graph, mask), grid: graph.node("Shape", [ids]) };
	let hidden = graph.node("Reshape", [embedded, graph.integers([-1, features])]);
	for (let layer = 0; layer < config.layers; layer++) {
		hidden = addLayer(graph, esm, { hidden, attention, layer: `encoder.layer.${layer}`, config, type: options.weights });
	}
	const normed = esm.layerNorm(hidden, "encoder.emb_layer_norm_after", features, config.epsilon);
	const encoded = graph.node("Mul", [graph.node("Reshape", [normed, graph.node("Shape", [embedded])]), last(graph, mask)]);
	graph.output({ name: "features", element: "float32", shape: ["B", "T", features] }, encoded);
	const width = options.adapter === undefined ? undefined : addAdapter(graph, new Parameters(graph, checkpoint, options.adapter), { encoded, features, mask, positions: "T" });
	const files = await writeModel(graph, target, options);
	return { features, width, files: files.map((file) => path.basename(file)) };
}

/** With a last axis of one. */
function last(graph: Graph, value: string): string {
	return graph.node("Unsqueeze", [value, graph.integers([-1])]);
}

/** Embeddings of the tokens [B,T,features]: none for `<mask>`, and scaled to the share of tokens that was seen in training. */
function embed(graph: Graph, esm: Parameters, { ids, mask, config }: { readonly ids: string; readonly mask: string; readonly config: EsmConfig }): string {
	let embedded = graph.node("Gather", [esm.tensor("embeddings.word_embeddings.weight", [config.vocabulary, config.features]), ids]);
	if (config.tokenDropout) {
		const masked = graph.node("Cast", [graph.node("Equal", [ids, graph.integers(config.maskToken)])], { to: 1 });
		const count = (values: string): string => graph.node("ReduceSum", [values, graph.integers([-1])], { keepdims: 1 });
		const seen = graph.node("Sub", [graph.scalar(1), graph.node("Div", [count(masked), count(mask)])]);
		const scale = graph.node("Div", [graph.node("Mul", [graph.node("Sub", [graph.scalar(1), masked]), graph.scalar(TRAINED_SHARE)]), seen]);
		embedded = graph.node("Mul", [embedded, last(graph, scale)]);
	}
	if (config.normBefore) {
		embedded = esm.layerNorm(embedded, "embeddings.layer_norm", config.features, config.epsilon);
	}
	return graph.node("Mul", [embedded, last(graph, mask)]);
}

/** Cosine and sine of position × frequency, [T,head]. The file's own `inv_freq` may be rounded to half: it is not used. */
function rotation(graph: Graph, ids: string, head: number): { readonly cosine: string; readonly sine: string } {
	const frequencies = Float32Array.from({ length: head / 2 }, (_, index) => 1 / Math.fround(THETA ** ((2 * index) / head)));
	const length = graph.node("Gather", [graph.node("Shape", [ids]), graph.integers(1)]);
	const positions = graph.node("Cast", [graph.node("Range", [graph.integers(0), length, graph.integers(1)])], { to: 1 });
	const angles = graph.node("Mul", [last(graph, positions), graph.floats("frequencies", [head / 2], frequencies)]);
	const both = graph.node("Concat", [angles, angles], { axis: -1 });
	return { cosine: graph.node("Cos", [both]), sine: graph.node("Sin", [both]) };
}

/** 0 where a token may be looked at and −3.4e38 elsewhere, [B,1,1,T]. */
function attentionBias(graph: Graph, mask: string): string {
	const hidden = graph.node("Sub", [graph.scalar(1), mask]);
	return graph.node("Unsqueeze", [graph.node("Mul", [hidden, graph.scalar(-3.4028234663852886e38)]), graph.integers([1, 2])]);
}

interface Attention {
	readonly rotation: { readonly cosine: string; readonly sine: string };
	readonly bias: string;
	/** `[B, T]` as a value. */
	readonly grid: string;
}

interface Layer {
	/** `[B·T, features]` */
	readonly hidden: string;
	readonly attention: Attention;
	/** `encoder.layer.<number>` */
	readonly layer: string;
	readonly config: EsmConfig;
	readonly type: WeightType;
}

/** A transformer layer, normed before attention and before the feed-forward part. */
function addLayer(graph: Graph, esm: Parameters, options: Layer): string {
	const { hidden, layer, type, config: { features, inner, epsilon } } = options;
	const normed = esm.layerNorm(hidden, `${layer}.attention.LayerNorm`, features, epsilon);
	const context = attend(graph, esm, normed, options);
	const attended = graph.node("Add", [hidden, esm.linear(context, `${layer}.attention.output.dense`, { inputs: features, outputs: features, type })]);
	const second = esm.layerNorm(attended, `${layer}.LayerNorm`, features, epsilon);
	const wide = graph.node("Gelu", [esm.linear(second, `${layer}.intermediate.dense`, { inputs: features, outputs: inner, type })]);
	return graph.node("Add", [attended, esm.linear(wide, `${layer}.output.dense`, { inputs: inner, outputs: features, type })]);
}

/** Softmax(q·kᵀ)·v of all heads, [B·T,features]. */
function attend(graph: Graph, esm: Parameters, normed: string, { attention, layer, type, config: { features, heads } }: Layer): string {
	const head = features / heads;
	const shape = graph.node("Concat", [attention.grid, graph.integers([heads, head])], { axis: 0 });
	const project = (name: string): string => esm.linear(normed, `${layer}.attention.self.${name}`, { inputs: features, outputs: features, type });
	const perHead = (rows: string): string => graph.node("Transpose", [graph.node("Reshape", [rows, shape])], { perm: [0, 2, 1, 3] });
	const query = rotate(graph, perHead(graph.node("Mul", [project("query"), graph.scalar(head ** -0.5)])), attention);
	const key = rotate(graph, perHead(project("key")), attention);
	const scores = graph.node("MatMul", [query, graph.node("Transpose", [key], { perm: [0, 1, 3, 2] })]);
	const shares = graph.node("Softmax", [graph.node("Add", [scores, attention.bias])], { axis: -1 });
	const context = graph.node("MatMul", [shares, perHead(project("value"))]);
	return graph.node("Reshape", [graph.node("Transpose", [context], { perm: [0, 2, 1, 3] }), graph.integers([-1, features])]);
}

/** Rotary position (Su et al. 2021): the two halves of a head turn against each other; [B,heads,T,head]. */
function rotate(graph: Graph, value: string, { rotation: { cosine, sine } }: Attention): string {
	const halves = ["first", "second"].map((half) => `${value}_${half}`);
	graph.node("Split", [value], { axis: -1, num_outputs: 2 }, { outputs: halves });
	const [first = "", second = ""] = halves;
	const turned = graph.node("Concat", [graph.node("Neg", [second]), first], { axis: -1 });
	return graph.node("Add", [graph.node("Mul", [value, cosine]), graph.node("Mul", [turned, sine])]);
}
