import { open } from "node:fs/promises";
import { Failure } from "../../science/failure.ts";
import type { GgufTensor } from "../import/gguf/header.ts";
import { BLOCK_TYPES, type BlockType } from "./ggmlTypes.ts";

/** The token embedding of a GGUF file, row by row, without loading the model. */
export class EmbeddingRows {
	readonly width: number;
	readonly vocabulary: number;
	private readonly type: BlockType;

	constructor(
		private readonly file: string,
		private readonly tensor: Pick<GgufTensor, "dimensions" | "type" | "position">,
	) {
		[this.width = 0, this.vocabulary = 0] = tensor.dimensions;
		const type = BLOCK_TYPES[tensor.type];
		if (!type) {
			throw new Failure("language-model-broken", `The language model's token embedding has a type that soft tokens cannot use here (ggml type ${tensor.type}). Choose the model in another quantisation, such as Q4_K_M or Q8_0.`);
		}
		if (this.width === 0 || this.width % type.values !== 0) {
			throw new Failure("language-model-broken", `The rows of the language model's token embedding, ${this.width} numbers wide, do not fit its type. Install or import the model again.`);
		}
		this.type = type;
	}

	/** Bytes of consecutive rows as they lie in the file. */
	async bytes(first: number, count: number): Promise<Buffer> {
		const rowBytes = (this.width / this.type.values) * this.type.bytes;
		const handle = await open(this.file, "r");
		try {
			const buffer = Buffer.alloc(rowBytes * count);
			const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.tensor.position + first * rowBytes);
			if (bytesRead !== buffer.length) {
				throw new Failure("language-model-broken", "The language model ends in the middle of its token embedding. Install or import the model again.");
			}
			return buffer;
		} finally {
			await handle.close();
		}
	}

	/** One row as float32, `[width]`. */
	async row(id: number): Promise<Float32Array> {
		const bytes = await this.bytes(id, 1);
		const row = new Float32Array(this.width);
		for (let block = 0; block * this.type.values < this.width; block++) {
			this.type.decode(new DataView(bytes.buffer, bytes.byteOffset + block * this.type.bytes, this.type.bytes), row, block * this.type.values);
		}
		return row;
	}
}
