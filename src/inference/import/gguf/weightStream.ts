import type { Checkpoint } from "../checkpoint.ts";
import { nonFinite } from "../require.ts";
import { VALUE_BYTES } from "../storedTypes.ts";
import { badFile, shown } from "../words.ts";
import type { Kernels } from "./kernelPool.ts";
import type { Defect } from "./kernels.ts";
import { rowBytes, type PlannedTensor } from "./tensorPlan.ts";

/** Values that are converted at a time, about; a chunk has whole rows, of rotary matrices whole heads. */
const CHUNK_VALUES = 1 << 20;

interface Slot {
	readonly source: ArrayBuffer;
	readonly target: ArrayBuffer;
}

/** Part of a tensor's rows, in the buffers of a slot. */
interface FilledSlot extends Slot {
	readonly firstRow: number;
	readonly rows: number;
}

/**
 * Weights on their way: read in order, converted several chunks at a time, written where they belong.
 *
 * Memory is that of its slots, whatever the model's size: reading waits until one is free.
 */
export class WeightStream {
	private readonly idle: Slot[] = [];
	private readonly running = new Set<Promise<void>>();
	private failure: { readonly error: unknown } | undefined;

	/**
	 * @param write puts bytes at a position of the tensors' part of the file; done with them when it resolves
	 * @param onBytes told how many bytes of the checkpoint are done with
	 */
	constructor(
		private readonly checkpoint: Checkpoint,
		private readonly kernels: Kernels,
		tensors: readonly PlannedTensor[],
		private readonly write: (bytes: Uint8Array, position: number) => Promise<void>,
		private readonly onBytes: (bytes: number) => void,
	) {
		const largest = (size: (tensor: PlannedTensor) => number): number => tensors.reduce((most, tensor) => Math.max(most, size(tensor)), 0);
		const sourceBytes = largest((tensor) => chunkRows(tensor) * tensor.width * VALUE_BYTES[tensor.from]);
		const targetBytes = largest((tensor) => chunkRows(tensor) * rowBytes(tensor.width, tensor.type));
		// One more than are converted is being filled.
		for (let slot = 0; slot < kernels.width + 1; slot++) {
			this.idle.push({ source: new ArrayBuffer(sourceBytes), target: new ArrayBuffer(targetBytes) });
		}
	}

	/** Reads a tensor and sends it on its way. */
	async send(tensor: PlannedTensor, signal: AbortSignal | undefined): Promise<void> {
		const bytesOfRow = tensor.width * VALUE_BYTES[tensor.from];
		const mostRows = chunkRows(tensor);
		let slot = await this.slot(signal);
		let firstRow = 0;
		/** Bytes in the slot. */
		let filled = 0;
		for await (const piece of this.checkpoint.bytes(tensor.source, { signal })) {
			for (let at = 0; at < piece.byteLength; ) {
				const end = Math.min(mostRows, tensor.rows - firstRow) * bytesOfRow;
				const taken = piece.subarray(at, at + end - filled);
				place(taken, new Uint8Array(slot.source), filled, bytesOfRow, tensor.rotaryRows);
				at += taken.byteLength;
				filled += taken.byteLength;
				if (filled === end) {
					this.start(tensor, { ...slot, firstRow, rows: end / bytesOfRow });
					firstRow += end / bytesOfRow;
					filled = 0;
					if (firstRow < tensor.rows) {
						slot = await this.slot(signal);
					}
				}
			}
		}
	}

	/** Converts and writes in the background; what fails is thrown where the next slot is wanted. */
	private start(tensor: PlannedTensor, filled: FilledSlot): void {
		const job = this.finish(tensor, filled).catch((error: unknown) => {
			this.failure ??= { error };
		});
		this.running.add(job);
		void job.then(() => this.running.delete(job));
	}

	private async finish(tensor: PlannedTensor, { source, target, firstRow, rows }: FilledSlot): Promise<void> {
		const { from, type, width } = tensor;
		const done = await this.kernels.convert({ source, from, target, to: type, count: rows * width });
		if (done.defect) {
			throw this.refused(tensor, done.defect);
		}
		const bytes = rowBytes(width, type);
		await this.write(new Uint8Array(done.target, 0, rows * bytes), tensor.offset + firstRow * bytes);
		this.idle.push({ source: done.source, target: done.target });
		this.onBytes(rows * width * VALUE_BYTES[from]);
	}

	private refused({ source }: PlannedTensor, defect: Defect): Error {
		if (defect === "non-finite") {
			return nonFinite(this.checkpoint, source);
		}
		const file = this.checkpoint.tensors.get(source)?.file ?? "The checkpoint";
		return badFile("non-finite", file, `holds a number in ${shown(source)} that is too large for half precision`, { next: "Import it as F32." });
	}

	/** Waits until everything is written. */
	async done(): Promise<void> {
		await Promise.all(this.running);
		this.rethrow();
	}

	/** Waits until nothing is under way any more, whatever came of it. */
	async settled(): Promise<void> {
		await Promise.all(this.running);
	}

	private async slot(signal: AbortSignal | undefined): Promise<Slot> {
		for (;;) {
			this.rethrow();
			signal?.throwIfAborted();
			const slot = this.idle.pop();
			if (slot) {
				return slot;
			}
			await Promise.race(this.running);
		}
	}

	private rethrow(): void {
		if (this.failure) {
			throw this.failure.error;
		}
	}
}

function chunkRows({ rows, width, rotaryRows = 1 }: PlannedTensor): number {
	const units = Math.max(1, Math.floor(CHUNK_VALUES / width / rotaryRows));
	return Math.min(rows, units * rotaryRows);
}

/**
 * Copies bytes to `at` of a chunk, each row to where llama.cpp has it.
 *
 * Rotary positions turn pairs of a head's rows: Hugging Face pairs row i of the first half with row i of the second, llama.cpp neighbours.
 */
function place(bytes: Uint8Array, chunk: Uint8Array, at: number, bytesOfRow: number, rotaryRows: number | undefined): void {
	if (rotaryRows === undefined) {
		chunk.set(bytes, at);
		return;
	}
	for (let taken = 0; taken < bytes.byteLength; ) {
		const row = Math.floor((at + taken) / bytesOfRow);
		const within = at + taken - row * bytesOfRow;
		const inHead = row % rotaryRows;
		const half = rotaryRows / 2;
		const turned = row - inHead + (inHead < half ? 2 * inHead : 2 * (inHead - half) + 1);
		const part = bytes.subarray(taken, taken + bytesOfRow - within);
		chunk.set(part, turned * bytesOfRow + within);
		taken += part.byteLength;
	}
}
