import type { Checkpoint } from "../checkpoint.ts";
import { checkedFloats, fileWith, requireTensor, requireValues } from "../require.ts";
import { badFile, shown } from "../words.ts";
import type { Graph, Initialiser } from "./graph.ts";
import { LARGEST_HALF, halves } from "./half.ts";
import { BLOCK, blocksIn, quantiseRows, type Bits } from "./quantise.ts";

/** How the matrices of an encoder lie in its file. Activations, vectors, embeddings and adapters are float32 in all of them. */
export type WeightType = "F32" | "F16" | "int8" | "int4";

const BITS: Partial<Readonly<Record<WeightType, Bits>>> = { int8: 8, int4: 4 };
/**
 * `accuracy_level` of MatMulNBits: activations are rounded to int8 too, in blocks as the weights are. Twice as fast as computing in
 * float32 (level 1), and most of the error is the weights' in any case.
 */
const ACCURACY = 4;
/** Values to hand on at once, about: a megabyte or two, in whole rows. */
const CHUNK = 1 << 18;

/** The tensors of one module of a checkpoint, as parts of a graph. Shapes are checked when they are asked for, values when they are written. */
export class Parameters {
	constructor(
		private readonly graph: Graph,
		private readonly checkpoint: Checkpoint,
		/** What all names of the module begin with, e.g. `mol_structure_encoder.`. */
		private readonly prefix: string,
	) {}

	/** A tensor as float32. */
	tensor(name: string, shape: readonly number[]): string {
		const key = this.require(name, shape);
		return this.graph.weight({ name: key, element: "float32", shape, pieces: (signal) => floatBytes(checkedFloats(this.checkpoint, key, { signal })) });
	}

	/** All values of a small tensor. */
	async values(name: string, shape: readonly number[], signal?: AbortSignal): Promise<Float32Array> {
		return requireValues(this.checkpoint, this.nameOf(name), shape, signal);
	}

	/** The file that holds a tensor, as sentences name it. */
	fileOf(name: string): string {
		return fileWith(this.checkpoint, this.nameOf(name));
	}

	nameOf(name: string): string {
		return `${this.prefix}${name}`;
	}

	/** The length of an axis of a matrix, where only the file tells it. At least 1: whoever then asks for the matrix finds that an empty one does not fit. */
	length(name: string, axis: 0 | 1): number {
		return Math.max(1, requireTensor(this.checkpoint, this.nameOf(name), [undefined, undefined]).shape[axis] ?? 1);
	}

	/** `[rows, inputs]` → `[rows, outputs]`: torch's Linear, with its bias; `name` is `""` where the module is nothing else. */
	linear(input: string, name: string, { inputs, outputs, type = "F32" }: { readonly inputs: number; readonly outputs: number; readonly type?: WeightType }): string {
		const [weightName, biasName] = name === "" ? ["weight", "bias"] : [`${name}.weight`, `${name}.bias`];
		const bits = BITS[type];
		if (bits) {
			const [codes, scales] = this.quantised(weightName, inputs, outputs, bits);
			const bias = this.tensor(biasName, [outputs]);
			return this.graph.node("MatMulNBits", [input, codes, scales, "", "", bias], { K: inputs, N: outputs, bits, block_size: BLOCK, accuracy_level: ACCURACY }, { domain: "com.microsoft" });
		}
		const weight = type === "F16" ? this.widened(this.half(weightName, [outputs, inputs]), input) : this.tensor(weightName, [outputs, inputs]);
		return this.graph.node("Gemm", [input, weight, this.tensor(biasName, [outputs])], { transB: 1 });
	}

	layerNorm(input: string, name: string, width: number, epsilon: number): string {
		return this.graph.node("LayerNormalization", [input, this.tensor(`${name}.weight`, [width]), this.tensor(`${name}.bias`, [width])], { axis: -1, epsilon: { float: epsilon } });
	}

	/**
	 * A half-precision weight as float32, widened when its turn comes and forgotten afterwards.
	 *
	 * ONNX Runtime would widen a constant when it loads the file, and all that depend on nothing at the start of a run: either way
	 * all weights would be in memory as float32. So the weight is cut at zero, a zero that comes from the layer's own input.
	 */
	private widened(weight: string, input: string): string {
		const rows = this.graph.node("Shape", [input], { start: 0, end: 1 });
		const zero = this.graph.node("Sub", [rows, rows]);
		const whole = this.graph.node("Slice", [weight, zero, this.graph.integers([Number.MAX_SAFE_INTEGER]), this.graph.integers([0])]);
		return this.graph.node("Cast", [whole], { to: 1 });
	}

	private require(name: string, shape: readonly number[]): string {
		return requireTensor(this.checkpoint, this.nameOf(name), shape).name;
	}

	private half(name: string, shape: readonly number[]): string {
		const key = this.require(name, shape);
		const { checkpoint } = this;
		async function* pieces(signal?: AbortSignal): AsyncGenerator<Uint8Array> {
			for await (const piece of checkedFloats(checkpoint, key, { signal })) {
				if (piece.some((value) => Math.abs(value) > LARGEST_HALF)) {
					throw badFile("non-finite", fileWith(checkpoint, key), `has numbers beyond ${LARGEST_HALF} in ${shown(key)}, which half precision cannot hold`, { next: "Import the model with 32-bit weights." });
				}
				yield new Uint8Array(halves(piece).buffer);
			}
		}
		return this.graph.weight({ name: key, element: "float16", shape, pieces });
	}

	/** Codes and scales; both come from one reading, so the codes have to be written first. */
	private quantised(name: string, columns: number, rows: number, bits: Bits): readonly [codes: string, scales: string] {
		const key = this.require(name, [rows, columns]);
		const { checkpoint } = this;
		const blocks = blocksIn(columns);
		let allScales: Float32Array | undefined;
		async function* codes(signal?: AbortSignal): AsyncGenerator<Uint8Array> {
			const scales = new Float32Array(rows * blocks);
			let at = 0;
			for await (const chunk of wholeRows(checkedFloats(checkpoint, key, { signal }), columns)) {
				const quantised = quantiseRows(chunk, columns, bits);
				scales.set(quantised.scales, at);
				at += quantised.scales.length;
				yield quantised.codes;
			}
			allScales = scales;
		}
		async function* scales(): AsyncGenerator<Uint8Array> {
			const values = allScales;
			allScales = undefined;
			if (values) {
				yield new Uint8Array(values.buffer);
			}
		}
		const first: Initialiser = { name: `${key}.codes`, element: "uint8", shape: [rows, blocks, (BLOCK * bits) / 8], pieces: codes };
		return [this.graph.weight(first), this.graph.weight({ name: `${key}.scales`, element: "float32", shape: [rows, blocks], pieces: scales })];
	}
}

// The machines that VS Code runs on are little-endian, as ONNX's raw data are.
async function* floatBytes(pieces: AsyncIterable<Float32Array>): AsyncGenerator<Uint8Array> {
	for await (const piece of pieces) {
		yield new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
	}
}

/** The same values in chunks of whole rows; a chunk may be overwritten once the next one is asked for. */
async function* wholeRows(pieces: AsyncIterable<Float32Array>, columns: number): AsyncGenerator<Float32Array> {
	const chunk = new Float32Array(Math.max(1, Math.floor(CHUNK / columns)) * columns);
	let filled = 0;
	for await (const piece of pieces) {
		for (let from = 0; from < piece.length; ) {
			const taken = Math.min(piece.length - from, chunk.length - filled);
			chunk.set(piece.subarray(from, from + taken), filled);
			from += taken;
			filled += taken;
			if (filled === chunk.length) {
				yield chunk;
				filled = 0;
			}
		}
	}
	if (filled > 0) {
		yield chunk.subarray(0, filled);
	}
}
