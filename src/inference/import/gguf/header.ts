import type { Failure } from "../../../science/failure.ts";
import { badFile, shown } from "../words.ts";
import type { BlockLayout } from "./blocks.ts";

/** Numbers that fit are numbers, larger whole ones bigints; an array holds values of one kind. */
export type GgufValue = number | bigint | boolean | string | readonly string[] | readonly boolean[] | GgufNumbers;
export type GgufNumbers = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | BigUint64Array | BigInt64Array | Float64Array;

export interface GgufTensor {
	readonly name: string;
	/** ggml's order: the length of a row first. */
	readonly dimensions: readonly number[];
	/** ggml's number of the type. */
	readonly type: number;
	readonly layout: BlockLayout;
	/** Place in the file, in bytes. */
	readonly position: number;
	readonly bytes: number;
}

/**
 * What a GGUF file says of itself, checked: every tensor lies within the file.
 *
 * Values are read by kind: undefined where the key is absent, a `bad-gguf` failure that names it where it holds something else.
 */
export class GgufHeader {
	constructor(
		readonly file: string,
		readonly version: number,
		readonly metadata: ReadonlyMap<string, GgufValue>,
		readonly tensors: ReadonlyMap<string, GgufTensor>,
		/** Tensors begin at multiples of it, in bytes. */
		readonly alignment: number,
		/** Byte at which the first tensor may begin. */
		readonly dataBegin: number,
		/** Size of the file in bytes. */
		readonly bytes: number,
		/** Where each entry of the metadata, key included, begins and ends in the file. */
		readonly entries: ReadonlyMap<string, readonly [number, number]>,
	) {}

	text(key: string): string | undefined {
		return this.value(key, "text", (value) => typeof value === "string");
	}

	/** A whole number that is not negative, such as a count or a token's id. */
	whole(key: string): number | undefined {
		return this.value(key, "a whole number", (value): value is number => typeof value === "number" && Number.isSafeInteger(value) && value >= 0);
	}

	number(key: string): number | undefined {
		return this.value(key, "a number", (value) => typeof value === "number");
	}

	flag(key: string): boolean | undefined {
		return this.value(key, "true or false", (value) => typeof value === "boolean");
	}

	texts(key: string): readonly string[] | undefined {
		return this.value(key, "a list of texts", (value): value is readonly string[] => Array.isArray(value) && (value.length === 0 || typeof value[0] === "string"));
	}

	numbers(key: string): Exclude<GgufNumbers, BigUint64Array | BigInt64Array> | undefined {
		return this.value(key, "a list of numbers", (value): value is Exclude<GgufNumbers, BigUint64Array | BigInt64Array> => ArrayBuffer.isView(value) && !(value instanceof BigUint64Array) && !(value instanceof BigInt64Array));
	}

	/** As {@link text}, for a key that must be there. */
	requireText(key: string): string {
		return this.required(key, this.text(key));
	}

	/** As {@link whole}, for a key that must be there. */
	requireWhole(key: string): number {
		return this.required(key, this.whole(key));
	}

	private value<T extends GgufValue>(key: string, kind: string, is: (value: GgufValue) => value is T): T | undefined {
		const value = this.metadata.get(key);
		if (value === undefined || is(value)) {
			return value;
		}
		throw badGguf(this.file, `is damaged: ${shown(key)} should be ${kind}`);
	}

	private required<T>(key: string, value: T | undefined): T {
		if (value === undefined) {
			throw badGguf(this.file, `is no language model that can be used: it does not tell ${shown(key)}`);
		}
		return value;
	}
}

export function badGguf(file: string, reason: string, detail?: string): Failure {
	return badFile("bad-gguf", file, reason, detail === undefined ? {} : { detail });
}
