import type { Checkpoint, StoredTensor } from "../../src/inference/import/checkpoint.ts";

/** What stands in a tensor, by place, counted row by row. */
export type Fill = (name: string) => (index: number) => number;

/** As the readers give them at most. */
const PIECE = 1 << 20;

/** A checkpoint that is no file: shapes, and what stands where. Of float32 tensors, as large as one likes, never in memory as a whole. */
export function imagined(shapes: Readonly<Record<string, readonly number[]>>, fill: Fill): Checkpoint {
	const tensors = new Map(Object.entries(shapes).map(([name, shape]) => [name, { name, shape, type: "F32", file: "imagined.pth" } satisfies StoredTensor]));
	async function* floats(name: string, { rows }: { rows?: readonly [number, number]; signal?: AbortSignal } = {}): AsyncGenerator<Float32Array> {
		const shape = tensors.get(name)?.shape ?? [];
		const perRow = shape.slice(1).reduce((product, length) => product * length, 1);
		const [first, end] = rows ?? [0, shape[0] ?? 1];
		const value = fill(name);
		const piece = new Float32Array(Math.min(PIECE, (end - first) * perRow));
		for (let start = first * perRow; start < end * perRow; start += PIECE) {
			const length = Math.min(PIECE, end * perRow - start);
			for (let index = 0; index < length; index++) {
				piece[index] = value(start + index);
			}
			yield piece.subarray(0, length);
		}
	}
	async function* bytes(name: string, options?: { rows?: readonly [number, number]; signal?: AbortSignal }): AsyncGenerator<Uint8Array> {
		for await (const piece of floats(name, options)) {
			yield new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
		}
	}
	return { tensors, floats, bytes, close: async () => undefined };
}
