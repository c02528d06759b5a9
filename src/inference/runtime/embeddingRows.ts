import { open } from "node:fs/promises";
import type { GgufFileInfo } from "node-llama-cpp";
import { Failure } from "../../science/failure.ts";

type TensorInfo = NonNullable<GgufFileInfo["fullTensorInfo"]>[number];

/** How a ggml type stores a block of values (ggml's block layouts). */
interface BlockType {
	readonly values: number;
	readonly bytes: number;
	readonly decode: (block: DataView, out: Float32Array, at: number) => void;
}

const BLOCK_TYPES: Readonly<Record<number, BlockType>> = {
	// F32
	0: { values: 1, bytes: 4, decode: (block, out, at) => { out[at] = block.getFloat32(0, true); } },
	// F16
	1: { values: 1, bytes: 2, decode: (block, out, at) => { out[at] = halfToFloat(block.getUint16(0, true)); } },
	// Q8_0: a half-precision scale and 32 signed bytes
	8: {
		values: 32,
		bytes: 34,
		decode: (block, out, at) => {
			const scale = halfToFloat(block.getUint16(0, true));
			for (let index = 0; index < 32; index++) {
				out[at + index] = scale * block.getInt8(2 + index);
			}
		},
	},
	// BF16: the upper half of a float32
	30: {
		values: 1,
		bytes: 2,
		decode: (block, out, at) => {
			const bits = new DataView(new ArrayBuffer(4));
			bits.setUint32(0, block.getUint16(0, true) << 16);
			out[at] = bits.getFloat32(0);
		},
	},
};

/** The token embedding of a GGUF file, row by row, without loading the model. */
export class EmbeddingRows {
	readonly width: number;
	readonly vocabulary: number;
	private readonly type: BlockType;

	constructor(
		private readonly file: string,
		private readonly tensor: TensorInfo,
	) {
		[this.width = 0, this.vocabulary = 0] = tensor.dimensions.map(Number);
		const type = BLOCK_TYPES[tensor.ggmlType];
		if (!type) {
			throw new Failure("language-model-broken", `The language model's token embedding has a type that soft tokens cannot use here (ggml type ${tensor.ggmlType}). Choose the model in F16 or Q8_0.`);
		}
		this.type = type;
	}

	/** Bytes of consecutive rows as they lie in the file. */
	async bytes(first: number, count: number): Promise<Buffer> {
		const rowBytes = (this.width / this.type.values) * this.type.bytes;
		const handle = await open(this.file, "r");
		try {
			const buffer = Buffer.alloc(rowBytes * count);
			const { bytesRead } = await handle.read(buffer, 0, buffer.length, Number(this.tensor.fileOffset) + first * rowBytes);
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

/** IEEE 754 half precision. */
function halfToFloat(half: number): number {
	const sign = half & 0x8000 ? -1 : 1;
	const exponent = (half >> 10) & 31;
	const mantissa = half & 1023;
	if (exponent === 0) {
		return sign * mantissa * 2 ** -24;
	}
	return exponent === 31 ? (mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY) : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
