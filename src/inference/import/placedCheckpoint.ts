import { Failure } from "../../science/failure.ts";
import type { ByteSource } from "./byteSource.ts";
import { PIECE, type Checkpoint, type PieceOptions } from "./checkpoint.ts";
import { pieces } from "./pieces.ts";
import { countOf, type PlacedTensor } from "./placed.ts";
import { isFloatType, widen } from "./storedTypes.ts";
import { badFile, shown } from "./words.ts";

/** A checkpoint whose tensors lie in open files, which it owns. */
export class PlacedCheckpoint implements Checkpoint {
	constructor(
		readonly tensors: ReadonlyMap<string, PlacedTensor>,
		private readonly sources: readonly ByteSource[],
	) {}

	async *floats(name: string, options: PieceOptions = {}): AsyncGenerator<Float32Array> {
		const tensor = this.tensor(name);
		const { type } = tensor;
		if (!isFloatType(type)) {
			throw badFile("bad-dtype", tensor.file, `holds ${shown(name)} as ${type}, but weights are floating-point numbers`);
		}
		const room = new Float32Array(type === "F32" ? 0 : Math.min(PIECE, countOf(tensor.shape) ?? 0));
		for await (const bytes of pieces(tensor, options)) {
			yield widen(bytes, type, room);
		}
	}

	async *bytes(name: string, options: PieceOptions = {}): AsyncGenerator<Uint8Array> {
		yield* pieces(this.tensor(name), options);
	}

	async close(): Promise<void> {
		await Promise.all(this.sources.map((source) => source.close()));
	}

	private tensor(name: string): PlacedTensor {
		const tensor = this.tensors.get(name);
		if (!tensor) {
			throw new Failure("missing-key", `The checkpoint has no tensor ${shown(name)}. It is incomplete or of another model: choose another file.`);
		}
		return tensor;
	}
}
