import type { ByteSource } from "./byteSource.ts";
import type { StoredTensor, StoredType } from "./checkpoint.ts";
import { VALUE_BYTES } from "./storedTypes.ts";
import { badFile, shown, shownShape } from "./words.ts";

/** Consecutive values of one type in a file: torch's storage. */
export interface Storage {
	readonly source: ByteSource;
	/** Byte at which it begins. */
	readonly position: number;
	/** Number of values. */
	readonly length: number;
	readonly type: StoredType;
}

/** A tensor as a view of a storage: the value at index (i, j, …) is `offset + i·strides[0] + j·strides[1] + …`, in values. */
export interface View {
	readonly shape: readonly number[];
	readonly strides: readonly number[];
	readonly offset: number;
}

export interface PlacedTensor extends StoredTensor, View {
	readonly source: ByteSource;
	/** Byte at which its storage begins. */
	readonly position: number;
}

const MOST_AXES = 16;
/** A view may repeat values (torch's `expand`), but a small file must not stand for endless ones. */
const REPEATED_BYTES = 1 << 26;

/** Checks a view against its storage; fails with `bad-storage`, naming the tensor. */
export function place(name: string, view: View, storage: Storage): PlacedTensor {
	const { source, position, type } = storage;
	const bad = (reason: string) => badFile("bad-storage", source.name, `is damaged: the tensor ${shown(name)} ${reason}`);
	const { shape, strides, offset } = view;
	if (shape.length !== strides.length || shape.length > MOST_AXES || ![offset, ...shape, ...strides].every((value) => Number.isSafeInteger(value) && value >= 0)) {
		throw bad("has an impossible shape, stride or offset");
	}
	const count = countOf(shape);
	if (count === undefined || count * VALUE_BYTES[type] > Math.max(source.size, REPEATED_BYTES)) {
		throw bad(`is ${shownShape(shape)}, more than the file can hold`);
	}
	const last = shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0), offset);
	if (count > 0 && last >= storage.length) {
		throw bad(`is ${shownShape(shape)} and reaches to value ${last} of a storage that has ${storage.length}`);
	}
	return { name, type, file: source.name, source, position, shape, strides, offset };
}

/** Number of values, or nothing where it cannot be counted exactly. */
export function countOf(shape: readonly number[]): number | undefined {
	// A zero anywhere makes it empty, however large the rest.
	const count = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
	return Number.isSafeInteger(count) ? count : undefined;
}

/** Strides of a row-major tensor without gaps. */
export function rowMajor(shape: readonly number[]): number[] {
	const strides: number[] = [];
	let step = 1;
	for (const size of shape.toReversed()) {
		strides.unshift(step);
		step *= Math.max(size, 1);
	}
	return strides;
}

/** Whether the values lie one after the other, as in {@link rowMajor}; the stride of an axis of one index does not matter. */
export function isRowMajor({ shape, strides }: View): boolean {
	const plain = rowMajor(shape);
	return shape.every((size, axis) => size <= 1 || strides[axis] === plain[axis]);
}
