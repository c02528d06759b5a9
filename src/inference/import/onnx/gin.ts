import type { Checkpoint } from "../checkpoint.ts";
import { addAdapter } from "./adapter.ts";
import { fileWith } from "../require.ts";
import { badFile, shown } from "../words.ts";
import { Graph } from "./graph.ts";
import { Parameters } from "./parameters.ts";
import { writeModel } from "./writeModel.ts";

/** Atom types (118 elements, others, mask) and chirality classes of `BaseGNN`. */
const ATOM_TYPES = 120;
const CHIRALITIES = 3;
/** Bond types (four, others, mask) and directions. */
const BOND_TYPES = 6;
const DIRECTIONS = 3;
/** An atom's bond to itself counts as this type, in direction 0. */
const SELF_LOOP = 4;

/** Layers of one file; more would be no molecule encoder, but a file made to keep us busy. */
const MOST_LAYERS = 64;
/** What torch's `BatchNorm1d` adds to a variance. */
const EPSILON = 1e-5;

/**
 * The molecule encoder (GIN of GraphMVP, Liu et al. 2022, with the batch norm of inference) and its adapter as ONNX.
 *
 * Inputs, for B molecules of up to N atoms: `atoms` int64 [B,N,2] (type, chirality), `adjacency` [B,N,N] without self-loops,
 * `counts` [B,N,9] (bonds of each type, then of each direction), `mask` [B,N]. Outputs: `features` [B,N,features] and, where there
 * is an adapter, `soft` [B,N,width]; both zero beyond a molecule's atoms. All float32: half precision costs 7e-2 here.
 *
 * @throws Failure `missing-key`, `bad-shape`, `bad-dtype`, `non-finite`, naming the tensor; `disk-full`, `cannot-write`
 */
export async function writeMoleculeEncoder(
	checkpoint: Checkpoint,
	target: string,
	options: { readonly prefix: string; readonly adapter: string | undefined; readonly signal?: AbortSignal | undefined },
): Promise<{ readonly features: number; readonly width: number | undefined }> {
	const graph = new Graph("molecule-encoder");
	const gin = new Parameters(graph, checkpoint, options.prefix);
	const features = gin.length("x_embedding1.weight", 1);
	const layers = layerCount(checkpoint, options.prefix);
	const atoms = graph.input({ name: "atoms", element: "int64", shape: ["B", "N", 2] });
	const adjacency = graph.input({ name: "adjacency", element: "float32", shape: ["B", "N", "N"] });
	const counts = graph.input({ name: "counts", element: "float32", shape: ["B", "N", BOND_TYPES + DIRECTIONS] });
	const mask = graph.input({ name: "mask", element: "float32", shape: ["B", "N"] });
	const column = (index: number): string => graph.node("Gather", [atoms, graph.integers(index)], { axis: 2 });
	const types = graph.node("Gather", [gin.tensor("x_embedding1.weight", [ATOM_TYPES, features]), column(0)]);
	let h = graph.node("Add", [types, graph.node("Gather", [gin.tensor("x_embedding2.weight", [CHIRALITIES, features]), column(1)])]);
	for (let layer = 0; layer < layers; layer++) {
		const sum = await aggregate(graph, gin, { h, adjacency, counts, layer, features, signal: options.signal });
		const rows = await perceptron(graph, gin, { sum, layer, features, signal: options.signal });
		h = graph.node("Reshape", [layer === layers - 1 ? rows : graph.node("Relu", [rows]), graph.node("Shape", [sum])]);
	}
	h = graph.node("Mul", [h, graph.node("Unsqueeze", [mask, graph.integers([-1])])]);
	graph.output({ name: "features", element: "float32", shape: ["B", "N", features] }, h);
	const width = options.adapter === undefined ? undefined : addAdapter(graph, new Parameters(graph, checkpoint, options.adapter), { encoded: h, features, mask, positions: "N" });
	await writeModel(graph, target, options);
	return { features, width };
}

/** As many as the highest number in the names tells: one that is missing is then missed by name. */
function layerCount(checkpoint: Checkpoint, prefix: string): number {
	let count = 1;
	let highest = "";
	for (const name of checkpoint.tensors.keys()) {
		const number = name.startsWith(prefix) ? Number(/^gnns\.(\d+)\./.exec(name.slice(prefix.length))?.[1] ?? 0) : 0;
		if (number >= count) {
			[count, highest] = [number + 1, name];
		}
	}
	if (count > MOST_LAYERS) {
		throw badFile("bad-layout", fileWith(checkpoint, highest), `has a molecule encoder with ${count} layers (${shown(highest)}), and at most ${MOST_LAYERS} can be imported`, { next: "Choose a checkpoint of BioMedGPT." });
	}
	return count;
}

interface Layer {
	readonly layer: number;
	readonly features: number;
	readonly signal: AbortSignal | undefined;
}

/** Σ over an atom and its neighbours of feature + bond type + bond direction, [B,N,features]. */
async function aggregate(graph: Graph, gin: Parameters, { h, adjacency, counts, layer, features, signal }: Layer & { readonly h: string; readonly adjacency: string; readonly counts: string }): Promise<string> {
	const types = await gin.values(`gnns.${layer}.edge_embedding1.weight`, [BOND_TYPES, features], signal);
	const directions = await gin.values(`gnns.${layer}.edge_embedding2.weight`, [DIRECTIONS, features], signal);
	const table = Float32Array.of(...types, ...directions);
	const itself = directions.subarray(0, features).map((value, index) => value + (types[SELF_LOOP * features + index] ?? 0));
	const own = graph.node("Add", [h, graph.floats(`itself_${layer}`, [features], itself)]);
	const bonds = graph.node("MatMul", [counts, graph.floats(`bonds_${layer}`, [BOND_TYPES + DIRECTIONS, features], table)]);
	return graph.node("Add", [own, graph.node("Add", [graph.node("MatMul", [adjacency, h]), bonds])]);
}

/** Linear, ReLU, linear, batch norm, one row per atom: [B·N,features]. */
async function perceptron(graph: Graph, gin: Parameters, { sum, layer, features, signal }: Layer & { readonly sum: string }): Promise<string> {
	const hidden = gin.length(`gnns.${layer}.mlp.0.weight`, 0);
	const rows = graph.node("Reshape", [sum, graph.integers([-1, features])]);
	const inner = graph.node("Relu", [gin.linear(rows, `gnns.${layer}.mlp.0`, { inputs: features, outputs: hidden })]);
	const outer = gin.linear(inner, `gnns.${layer}.mlp.2`, { inputs: hidden, outputs: features });
	const norm = async (name: string): Promise<Float32Array> => gin.values(`batch_norms.${layer}.${name}`, [features], signal);
	const [weight, bias, mean, variance] = [await norm("weight"), await norm("bias"), await norm("running_mean"), await norm("running_var")];
	if (variance.some((value) => value < 0)) {
		const name = gin.nameOf(`batch_norms.${layer}.running_var`);
		throw badFile("non-finite", gin.fileOf(`batch_norms.${layer}.running_var`), `is damaged: ${shown(name)} has a negative variance, so what the molecule encoder computes would not be a number`);
	}
	// In double precision, and rounded once.
	const scale = weight.map((value, index) => value / Math.sqrt((variance[index] ?? 0) + EPSILON));
	const shift = bias.map((value, index) => value - ((mean[index] ?? 0) * (weight[index] ?? 0)) / Math.sqrt((variance[index] ?? 0) + EPSILON));
	return graph.node("Add", [graph.node("Mul", [outer, graph.floats(`scale_${layer}`, [features], scale)]), graph.floats(`shift_${layer}`, [features], shift)]);
}
