import { Failure } from "../../science/failure.ts";
import type { Checkpoint, PieceOptions, StoredTensor } from "./checkpoint.ts";
import { isFloatType, type FloatType } from "./storedTypes.ts";
import { badFile, shown, shownShape } from "./words.ts";

/** An expected shape; undefined where any size will do. */
export type Shape = readonly (number | undefined)[];

/** Most values that {@link requireValues} takes into memory: 64 MB. */
const MOST_VALUES = 1 << 24;

/**
 * The tensor of this name, which must have this shape and hold floating-point numbers.
 *
 * Fails with `missing-key`, `bad-shape` or `bad-dtype`, naming the tensor.
 */
export function requireTensor(checkpoint: Checkpoint, name: string, shape: Shape): StoredTensor {
	const tensor = checkpoint.tensors.get(name);
	if (!tensor) {
		throw new Failure("missing-key", `${filesOf(checkpoint)} has no tensor ${shown(name)}, which this model needs. The file is incomplete or of another model: choose another file.`);
	}
	if (tensor.shape.length !== shape.length || !shape.every((size, axis) => size === undefined || size === tensor.shape[axis])) {
		const wanted = shape.map((size) => size ?? "any").join(", ");
		throw badFile("bad-shape", tensor.file, `does not fit: ${shown(name)} is ${shownShape(tensor.shape)}, not [${wanted}]`, { next: "It is damaged or of another model: choose another file." });
	}
	if (!isFloatType(tensor.type)) {
		throw badFile("bad-dtype", tensor.file, `does not fit: ${shown(name)} holds ${tensor.type}, but weights are floating-point numbers`, { next: "It is damaged or of another model: choose another file." });
	}
	return tensor;
}

/** As {@link Checkpoint.floats}, but fails with `non-finite`, naming the tensor, where a value is infinite or not a number. */
export async function* checkedFloats(checkpoint: Checkpoint, name: string, options: PieceOptions = {}): AsyncGenerator<Float32Array> {
	for await (const piece of checkpoint.floats(name, options)) {
		if (hasNonFinite(bytesOf(piece), "F32")) {
			throw nonFinite(checkpoint, name);
		}
		yield piece;
	}
}

/** As {@link Checkpoint.bytes}, checked as {@link checkedFloats} does, without widening. */
export async function* checkedBytes(checkpoint: Checkpoint, name: string, options: PieceOptions = {}): AsyncGenerator<Uint8Array> {
	const type = checkpoint.tensors.get(name)?.type;
	for await (const piece of checkpoint.bytes(name, options)) {
		if (type !== undefined && isFloatType(type) && hasNonFinite(piece, type)) {
			throw nonFinite(checkpoint, name);
		}
		yield piece;
	}
}

/** All values of a small tensor (a bias, a norm, the GIN's matrices), checked as {@link requireTensor} and {@link checkedFloats} do. */
export async function requireValues(checkpoint: Checkpoint, name: string, shape: Shape, signal?: AbortSignal): Promise<Float32Array> {
	const tensor = requireTensor(checkpoint, name, shape);
	const count = tensor.shape.reduce((product, size) => product * size, 1);
	if (count > MOST_VALUES) {
		throw badFile("bad-shape", tensor.file, `does not fit: ${shown(name)} is ${shownShape(tensor.shape)}, larger than in any model of this kind`, { next: "It is damaged or of another model: choose another file." });
	}
	const values = new Float32Array(count);
	let at = 0;
	for await (const piece of checkedFloats(checkpoint, name, { signal })) {
		values.set(piece, at);
		at += piece.length;
	}
	return values;
}

/** The failure of a tensor with a value that is infinite or not a number, for kernels that find it themselves. */
export function nonFinite(checkpoint: Checkpoint, name: string): Failure {
	return badFile("non-finite", fileWith(checkpoint, name), `is damaged: ${shown(name)} holds a value that is infinite or not a number`);
}

/** The file that holds a tensor, to begin a sentence with. */
export function fileWith({ tensors }: Checkpoint, name: string): string {
	return tensors.get(name)?.file ?? "The checkpoint";
}

/** The bits of the exponent, twice where a word holds two values; adding the step carries into the sign's place where all are set. */
const EXPONENTS: Readonly<Record<Exclude<FloatType, "F64">, { readonly magnitude: number; readonly step: number; readonly carry: number }>> = {
	F32: { magnitude: 0x7fffffff, step: 0x00800000, carry: 0x80000000 | 0 },
	F16: { magnitude: 0x7fff7fff, step: 0x04000400, carry: 0x80008000 | 0 },
	BF16: { magnitude: 0x7fff7fff, step: 0x00800080, carry: 0x80008000 | 0 },
};

/** Whether a value is infinite or not a number as float32. `bytes` holds whole values and begins at a multiple of their size, at least of 4, in its buffer. */
export function hasNonFinite(bytes: Uint8Array, type: FloatType): boolean {
	if (type === "F64") {
		return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8).some((value) => !Number.isFinite(Math.fround(value)));
	}
	const { magnitude, step, carry } = EXPONENTS[type];
	const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
	let found = 0;
	// No branch inside, and four at a time: each weight of the model passes here.
	const fours = words.length & ~3;
	for (let index = 0; index < fours; index += 4) {
		const pair = (((words[index] as number) & magnitude) + step) | (((words[index + 1] as number) & magnitude) + step);
		found |= pair | (((words[index + 2] as number) & magnitude) + step) | (((words[index + 3] as number) & magnitude) + step);
	}
	for (let index = fours; index < words.length; index++) {
		found |= ((words[index] as number) & magnitude) + step;
	}
	if (bytes.byteLength & 3) {
		found |= (((bytes.at(-2) ?? 0) | ((bytes.at(-1) ?? 0) << 8)) & magnitude) + step;
	}
	return (found & carry) !== 0;
}

function bytesOf(piece: Float32Array): Uint8Array {
	return new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
}

/** The checkpoint's files, for a sentence about what none of them holds. */
function filesOf({ tensors }: Checkpoint): string {
	const files = [...new Set([...tensors.values()].map(({ file }) => file))];
	return files.length === 0 ? "The checkpoint" : `${files.slice(0, 2).map(shown).join(" or ")}${files.length > 2 ? ", …" : ""}`;
}
