import { Failure } from "../../science/failure.ts";
import type { Checkpoint, PieceOptions, StoredTensor } from "./checkpoint.ts";
import { shown } from "./words.ts";

/** A checkpoint that serves as a part of another one: names that begin with `from` begin with `to` there. */
export interface JoinedPart {
	readonly checkpoint: Checkpoint;
	readonly from: string;
	readonly to: string;
}

/** One checkpoint made of several, which it owns: an encoder may come from another file than the adapters. */
export class JoinedCheckpoint implements Checkpoint {
	readonly tensors: ReadonlyMap<string, StoredTensor>;
	private readonly origins = new Map<string, { readonly checkpoint: Checkpoint; readonly name: string }>();

	/** What is in an earlier part stays. */
	constructor(private readonly parts: readonly JoinedPart[]) {
		const tensors = new Map<string, StoredTensor>();
		for (const { checkpoint, from, to } of parts) {
			for (const tensor of checkpoint.tensors.values()) {
				const name = to + tensor.name.slice(from.length);
				if (tensor.name.startsWith(from) && !tensors.has(name)) {
					tensors.set(name, { name, shape: tensor.shape, type: tensor.type, file: tensor.file });
					this.origins.set(name, { checkpoint, name: tensor.name });
				}
			}
		}
		this.tensors = tensors;
	}

	floats(name: string, options?: PieceOptions): AsyncGenerator<Float32Array> {
		const origin = this.origin(name);
		return origin.checkpoint.floats(origin.name, options);
	}

	bytes(name: string, options?: PieceOptions): AsyncGenerator<Uint8Array> {
		const origin = this.origin(name);
		return origin.checkpoint.bytes(origin.name, options);
	}

	async close(): Promise<void> {
		await Promise.all(this.parts.map(({ checkpoint }) => checkpoint.close()));
	}

	private origin(name: string): { readonly checkpoint: Checkpoint; readonly name: string } {
		const origin = this.origins.get(name);
		if (!origin) {
			throw new Failure("missing-key", `The checkpoint has no tensor ${shown(name)}. It is incomplete or of another model: choose another file.`);
		}
		return origin;
	}
}
