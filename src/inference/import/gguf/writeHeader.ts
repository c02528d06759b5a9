/** The first part of a GGUF file, version 3: what the model is, and which tensors follow (ggml's `docs/gguf.md`). */
import { GgmlType } from "../../runtime/ggmlTypes.ts";
import type { Pause } from "../pause.ts";
import type { WrittenType } from "./kernels.ts";

export type MetadataValue =
	| { readonly type: "u32" | "i32" | "f32"; readonly value: number }
	| { readonly type: "bool"; readonly value: boolean }
	| { readonly type: "text"; readonly value: string }
	| { readonly type: "texts"; readonly value: readonly string[] }
	| { readonly type: "i32s" | "f32s"; readonly value: readonly number[] };

export interface TensorEntry {
	readonly name: string;
	/** Torch order: rows first; one number for a vector. */
	readonly shape: readonly number[];
	readonly type: WrittenType;
	/** From where the tensors begin, in bytes; a multiple of {@link ALIGNMENT}. */
	readonly offset: number;
}

/** Tensors begin at multiples of this, in bytes. */
export const ALIGNMENT = 32;

export function aligned(bytes: number): number {
	return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

const VERSION = 3;
/** GGUF's numbers of the types of values. */
const TYPES = { u32: 4, i32: 5, f32: 6, bool: 7, text: 8, texts: 8, i32s: 5, f32s: 6 } as const;
const ARRAY = 9;

/** The header, filled up to where the tensors begin. */
export async function ggufHeader(metadata: ReadonlyMap<string, MetadataValue>, tensors: readonly TensorEntry[], pause: Pause): Promise<Uint8Array> {
	const bytes = new GrowingBytes();
	bytes.latin("GGUF");
	bytes.u32(VERSION);
	bytes.u64(tensors.length);
	bytes.u64(metadata.size);
	for (const [key, entry] of metadata) {
		bytes.text(key);
		await putValue(bytes, entry, pause);
	}
	for (const { name, shape, type, offset } of tensors) {
		bytes.text(name);
		bytes.u32(shape.length);
		shape.toReversed().forEach((size) => bytes.u64(size));
		bytes.u32(GgmlType[type]);
		bytes.u64(offset);
	}
	return bytes.filled(ALIGNMENT);
}

async function putValue(bytes: GrowingBytes, { type, value }: MetadataValue, pause: Pause): Promise<void> {
	if (typeof value !== "object") {
		bytes.u32(TYPES[type]);
		put(bytes, type, value);
		return;
	}
	bytes.u32(ARRAY);
	bytes.u32(TYPES[type]);
	bytes.u64(value.length);
	for (const element of value) {
		put(bytes, type, element);
		if (pause.due()) {
			await pause.rest();
		}
	}
}

function put(bytes: GrowingBytes, type: MetadataValue["type"], value: number | boolean | string): void {
	if (typeof value === "string") {
		bytes.text(value);
	} else if (typeof value === "boolean") {
		bytes.u8(value ? 1 : 0);
	} else if (type === "f32" || type === "f32s") {
		bytes.f32(value);
	} else {
		// Two's complement: signed and unsigned have the same bits.
		bytes.u32(value >>> 0);
	}
}

class GrowingBytes {
	private room = Buffer.alloc(1 << 16);
	private length = 0;

	u8(value: number): void {
		const at = this.take(1);
		this.room.writeUInt8(value, at);
	}

	u32(value: number): void {
		const at = this.take(4);
		this.room.writeUInt32LE(value, at);
	}

	/** Exact up to 2^53. */
	u64(value: number): void {
		const at = this.take(8);
		this.room.writeBigUInt64LE(BigInt(value), at);
	}

	f32(value: number): void {
		const at = this.take(4);
		this.room.writeFloatLE(value, at);
	}

	latin(value: string): void {
		const at = this.take(value.length);
		this.room.write(value, at, "latin1");
	}

	/** Its length in bytes, then UTF-8. */
	text(value: string): void {
		const size = Buffer.byteLength(value);
		this.u64(size);
		const at = this.take(size);
		this.room.write(value, at, "utf8");
	}

	filled(multiple: number): Uint8Array {
		this.take(Math.ceil(this.length / multiple) * multiple - this.length);
		return this.room.subarray(0, this.length);
	}

	private take(count: number): number {
		const at = this.length;
		this.length += count;
		if (this.length > this.room.length) {
			const larger = Buffer.alloc(Math.max(this.length, this.room.length * 2));
			this.room.copy(larger);
			this.room = larger;
		}
		return at;
	}
}
