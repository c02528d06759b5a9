import type { FloatType } from "../storedTypes.ts";
import type { Defect, WrittenType } from "./kernels.ts";

/** A chunk for {@link Converter.convert}; both buffers go to who works on it and come back. */
export interface Chunk {
	readonly source: ArrayBuffer;
	readonly from: FloatType;
	readonly target: ArrayBuffer;
	readonly to: WrittenType;
	/** Values. */
	readonly count: number;
}

export interface DoneChunk {
	readonly source: ArrayBuffer;
	readonly target: ArrayBuffer;
	readonly defect: Defect | undefined;
}
