import { PIECE } from "./checkpoint.ts";
import { countOf, rowMajor, type PlacedTensor } from "./placed.ts";
import { VALUE_BYTES } from "./storedTypes.ts";

/** Bytes that are put together before they are given out: the larger, the fewer times a transposed tensor is read over. */
const BLOCK = 1 << 25;
/** Bytes that are read at once. */
const WINDOW = 1 << 22;

type Values = Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

/** One axis of the walk through a storage; steps are counted in values. */
interface Axis {
	readonly size: number;
	/** In the storage. */
	readonly stride: number;
	/** In the row-major result. */
	readonly step: number;
}

/**
 * The bytes of a strided view (transposed, sliced, expanded) in row-major order.
 *
 * The storage is walked in its own order, window by window, and its values are scattered into a block of the result;
 * so memory is bounded and a transposed matrix costs one reading for each block.
 */
export async function* gathered(tensor: PlacedTensor, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
	const width = VALUE_BYTES[tensor.type];
	const windows = new Windows(tensor);
	for (const part of blocksOf(tensor, Math.floor(BLOCK / width))) {
		const block = valuesOf(new Uint8Array((countOf(part.shape) ?? 0) * width), width);
		await scatter(part, windows, block, signal);
		const bytes = new Uint8Array(block.buffer);
		for (let first = 0; first < bytes.length; first += PIECE * width) {
			signal?.throwIfAborted();
			yield bytes.subarray(first, first + PIECE * width);
		}
	}
}

/** Cuts a tensor along its leading axes into parts of at most `most` values that follow each other. */
function* blocksOf(tensor: PlacedTensor, most: number): Generator<PlacedTensor> {
	const [size, ...others] = tensor.shape;
	const [stride = 0, ...otherStrides] = tensor.strides;
	const row = countOf(others) ?? 0;
	if (size === undefined || size * row <= most) {
		yield tensor;
	} else if (row > most) {
		for (let index = 0; index < size; index++) {
			yield* blocksOf({ ...tensor, shape: others, strides: otherStrides, offset: tensor.offset + index * stride }, most);
		}
	} else {
		const rows = Math.floor(most / row);
		for (let first = 0; first < size; first += rows) {
			yield { ...tensor, shape: [Math.min(rows, size - first), ...others], offset: tensor.offset + first * stride };
		}
	}
}

async function scatter(part: PlacedTensor, windows: Windows, out: Values, signal: AbortSignal | undefined): Promise<void> {
	const steps = rowMajor(part.shape);
	const axes = part.shape
		.map((size, axis): Axis => ({ size, stride: part.strides[axis] ?? 0, step: steps[axis] ?? 0 }))
		.filter(({ size }) => size > 1)
		.sort((a, b) => b.stride - a.stride);
	const run = axes.pop() ?? { size: 1, stride: 0, step: 0 };
	const index = axes.map(() => 0);
	let from = part.offset;
	let to = 0;
	for (;;) {
		for (let done = 0; done < run.size; ) {
			const begin = from + done * run.stride;
			if (!windows.has(begin)) {
				signal?.throwIfAborted();
				await windows.move(begin);
			}
			const fits = run.stride === 0 ? run.size : Math.ceil((windows.end - begin) / run.stride);
			const count = Math.min(run.size - done, fits);
			copyRun(windows.values, begin - windows.begin, run.stride, out, to + done * run.step, run.step, count);
			done += count;
		}
		// The next place, as an odometer counts.
		let axis = axes.length - 1;
		for (; axis >= 0; axis--) {
			const { size, stride, step } = axes[axis] as Axis;
			from += stride;
			to += step;
			const turned = (index[axis] ?? 0) + 1;
			if (turned < size) {
				index[axis] = turned;
				break;
			}
			index[axis] = 0;
			from -= size * stride;
			to -= size * step;
		}
		if (axis < 0) {
			return;
		}
	}
}

function copyRun(source: Values, from: number, stride: number, out: Values, to: number, step: number, count: number): void {
	for (let index = 0; index < count; index++) {
		out[to + index * step] = source[from + index * stride] as never;
	}
}

/** A window on the values of a tensor's storage. */
class Windows {
	/** First value in the window, and the one after its last. */
	begin = 0;
	end = 0;
	values: Values = new Uint8Array(0);
	private readonly last: number;
	private readonly buffer: Uint8Array;

	constructor(private readonly tensor: PlacedTensor) {
		this.last = tensor.shape.reduce((sum, size, axis) => sum + (size - 1) * (tensor.strides[axis] ?? 0), tensor.offset);
		this.buffer = new Uint8Array(Math.min(WINDOW, (this.last - tensor.offset + 1) * VALUE_BYTES[tensor.type]));
	}

	has(value: number): boolean {
		return value >= this.begin && value < this.end;
	}

	async move(begin: number): Promise<void> {
		const width = VALUE_BYTES[this.tensor.type];
		const bytes = this.buffer.subarray(0, Math.min(this.buffer.length, (this.last + 1 - begin) * width));
		this.begin = 0;
		this.end = 0;
		await this.tensor.source.fill(bytes, this.tensor.position + begin * width);
		this.begin = begin;
		this.end = begin + bytes.length / width;
		this.values = valuesOf(bytes, width);
	}
}

function valuesOf(bytes: Uint8Array, width: 1 | 2 | 4 | 8): Values {
	const count = bytes.byteLength / width;
	switch (width) {
		case 1:
			return bytes;
		case 2:
			return new Uint16Array(bytes.buffer, bytes.byteOffset, count);
		case 4:
			return new Uint32Array(bytes.buffer, bytes.byteOffset, count);
		case 8:
			return new BigUint64Array(bytes.buffer, bytes.byteOffset, count);
	}
}
