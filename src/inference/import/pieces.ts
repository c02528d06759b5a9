import { PIECE, type PieceOptions } from "./checkpoint.ts";
import { gathered } from "./gather.ts";
import { countOf, isRowMajor, type PlacedTensor } from "./placed.ts";
import { VALUE_BYTES } from "./storedTypes.ts";

/** The bytes of a tensor in row-major order, in pieces of at most {@link PIECE} values; each starts at a multiple of 8 of its buffer. */
export async function* pieces(tensor: PlacedTensor, { rows, signal }: PieceOptions): AsyncGenerator<Uint8Array> {
	const part = rows === undefined ? tensor : rowsOf(tensor, rows);
	const count = countOf(part.shape) ?? 0;
	if (count === 0) {
		signal?.throwIfAborted();
		return;
	}
	yield* isRowMajor(part) ? consecutive(part, count, signal) : gathered(part, signal);
}

/** The part of a tensor with the indices `first` to `end - 1` of its first axis. */
function rowsOf(tensor: PlacedTensor, [first, end]: readonly [number, number]): PlacedTensor {
	const [size = 0, ...others] = tensor.shape;
	if (!Number.isInteger(first) || !Number.isInteger(end) || tensor.shape.length === 0 || first < 0 || end < first || end > size) {
		throw new RangeError(`rows ${first} to ${end} of ${tensor.name}, which has the shape [${tensor.shape.join(", ")}]`);
	}
	return { ...tensor, shape: [end - first, ...others], offset: tensor.offset + first * (tensor.strides[0] ?? 0) };
}

/** Reads ahead by one piece, so that the disk works while the piece before is used. */
async function* consecutive(tensor: PlacedTensor, count: number, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
	const width = VALUE_BYTES[tensor.type];
	const begin = tensor.position + tensor.offset * width;
	const longest = Math.min(count, PIECE);
	const buffers = Array.from({ length: count > PIECE ? 2 : 1 }, () => new Uint8Array(longest * width));
	const fetch = (first: number): Promise<Uint8Array> => {
		const bytes = (buffers[(first / PIECE) % buffers.length] as Uint8Array).subarray(0, Math.min(PIECE, count - first) * width);
		const filled = tensor.source.fill(bytes, begin + first * width).then(() => bytes);
		// Who asked may be gone before it is awaited.
		filled.catch(() => undefined);
		return filled;
	};
	let next: Promise<Uint8Array> | undefined = fetch(0);
	try {
		for (let first = 0; first < count; first += PIECE) {
			signal?.throwIfAborted();
			const piece: Uint8Array = await (next as Promise<Uint8Array>);
			next = first + PIECE < count ? fetch(first + PIECE) : undefined;
			yield piece;
		}
	} finally {
		// The file may be closed as soon as nobody reads.
		await next?.catch(() => undefined);
	}
}
