/**
 * Soft tokens as a llama.cpp adapter on the token embedding.
 *
 * llama.cpp adds `B · A[t]` to the embedding of token `t`. With A one-hot on the carrier ids and column i of B = soft
 * token i (the carriers' own rows are zero), carrier i is read as soft token i, exactly.
 */
import type { Matrix } from "../engine.ts";

export interface AdapterShape {
	/** `general.architecture` of the language model. */
	readonly architecture: string;
	readonly vocabulary: number;
	readonly width: number;
}

const GGUF_VERSION = 3;
const ALIGNMENT = 32;
const F32 = 0;
const Q8_0 = 8;
/** Q8_0: one float16 scale and 32 int8 values. */
const BLOCK_VALUES = 32;
const BLOCK_BYTES = 34;
const HALF_ONE = 0x3c00;

/**
 * The bytes of a GGUF adapter file.
 *
 * @param carriers ids, one for each row of `soft`, distinct
 * @param soft `[tokens, width]`
 */
export function softTokenAdapter(shape: AdapterShape, carriers: readonly number[], soft: readonly Matrix[]): Buffer {
	// Quantised rows come in blocks of 32: the rank is padded, the spare columns stay zero.
	const rank = Math.ceil(carriers.length / BLOCK_VALUES) * BLOCK_VALUES;
	const rowBytes = (rank / BLOCK_VALUES) * BLOCK_BYTES;
	const sizeA = rowBytes * shape.vocabulary;
	const sizeB = 4 * rank * shape.width;
	const header = adapterHeader(shape, rank, aligned(sizeA));
	const startA = aligned(header.length);
	const startB = startA + aligned(sizeA);
	const file = Buffer.alloc(startB + aligned(sizeB));
	header.copy(file);
	carriers.forEach((carrier, column) => {
		const block = startA + carrier * rowBytes + Math.floor(column / BLOCK_VALUES) * BLOCK_BYTES;
		file.writeUInt16LE(HALF_ONE, block);
		file.writeInt8(1, block + 2 + (column % BLOCK_VALUES));
	});
	writeColumns(new Float32Array(file.buffer, file.byteOffset + startB, rank * shape.width), rank, soft);
	return file;
}

/** B is stored as `[width][rank]`: soft token i is its column i. */
function writeColumns(target: Float32Array, rank: number, soft: readonly Matrix[]): void {
	let column = 0;
	for (const matrix of soft) {
		for (let row = 0; row < matrix.rows; row++, column++) {
			for (let dimension = 0; dimension < matrix.columns; dimension++) {
				target[dimension * rank + column] = matrix.data[row * matrix.columns + dimension] ?? 0;
			}
		}
	}
}

function adapterHeader(shape: AdapterShape, rank: number, offsetB: number): Buffer {
	const chunks: Buffer[] = [];
	const u32 = (value: number): void => {
		const bytes = Buffer.alloc(4);
		bytes.writeUInt32LE(value);
		chunks.push(bytes);
	};
	const u64 = (value: number): void => {
		const bytes = Buffer.alloc(8);
		bytes.writeBigUInt64LE(BigInt(value));
		chunks.push(bytes);
	};
	const text = (value: string): void => {
		const bytes = Buffer.from(value);
		u64(bytes.length);
		chunks.push(bytes);
	};
	const textEntry = (key: string, value: string): void => {
		text(key);
		u32(8);
		text(value);
	};
	const tensor = (name: string, rows: number, type: number, offset: number): void => {
		text(name);
		u32(2);
		u64(rank);
		u64(rows);
		u32(type);
		u64(offset);
	};
	chunks.push(Buffer.from("GGUF"));
	u32(GGUF_VERSION);
	u64(2);
	u64(4);
	textEntry("general.architecture", shape.architecture);
	textEntry("general.type", "adapter");
	textEntry("adapter.type", "lora");
	text("adapter.lora.alpha");
	u32(6);
	// The adapter's scale is alpha / rank: this makes it 1.
	const alpha = Buffer.alloc(4);
	alpha.writeFloatLE(rank);
	chunks.push(alpha);
	tensor("token_embd.weight.lora_a", shape.vocabulary, Q8_0, 0);
	tensor("token_embd.weight.lora_b", shape.width, F32, offsetB);
	return Buffer.concat(chunks);
}

function aligned(bytes: number): number {
	return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
