/** How numbers lie in a file; names as safetensors has them. */
export type StoredType = "F64" | "F32" | "F16" | "BF16" | "I64" | "I32" | "I16" | "I8" | "U8" | "BOOL";

/** Most values that {@link Checkpoint.floats} gives at once. */
export const PIECE = 1 << 20;

export interface StoredTensor {
	readonly name: string;
	/** Torch order (rows first); `[]` for a number. */
	readonly shape: readonly number[];
	readonly type: StoredType;
	/** Name of the file that holds it, for sentences. */
	readonly file: string;
}

export interface PieceOptions {
	/** Only these indices of the first axis: from the first one up to, not including, the second. */
	readonly rows?: readonly [number, number] | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** Named tensors of one model, from one or several files; nothing of them is in memory until read. */
export interface Checkpoint {
	/** In the order of the file(s). A Map: names such as `__proto__` are ordinary. */
	readonly tensors: ReadonlyMap<string, StoredTensor>;
	/**
	 * Values of a tensor in row-major order as float32, in pieces of at most {@link PIECE} values, whatever its strides.
	 *
	 * The same array may be used again for the next piece of the same call. Fails with `bad-dtype` for integers and BOOL,
	 * and with `truncated` where the file was cut after it had been opened.
	 */
	floats(name: string, options?: PieceOptions): AsyncGenerator<Float32Array>;
	/**
	 * The bytes as stored, row-major, little endian, in pieces of whole values: for hashing, for copies without change, and
	 * for fast kernels. A piece starts at a multiple of 8 bytes of its buffer; the same buffer may be used again.
	 */
	bytes(name: string, options?: PieceOptions): AsyncGenerator<Uint8Array>;
	close(): Promise<void>;
}
