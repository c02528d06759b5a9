import { Failure } from "../../science/failure.ts";
import type { BatchValue } from "../batch.ts";
import type { Matrix } from "../engine.ts";
import type { Encoders } from "../runtime/encoders.ts";
import type { PreparedItem } from "./protocol.ts";

/** The vector of an item of a batch: what the encoder gives, averaged over atoms or tokens. Fails with `nothing-attached` and as encoders do. */
export async function embed({ entities: [entity] }: PreparedItem, encoders: Encoders): Promise<BatchValue> {
	if (!entity) {
		throw new Failure("nothing-attached", "There is no molecule or protein in this row to make a vector of.");
	}
	const { features, notices } = await encoders.encodeOnce(entity);
	return { kind: "embedding", vector: meanRow(features), notices };
}

function meanRow({ rows, columns, data }: Matrix): Float32Array {
	const sums = new Float64Array(columns);
	data.forEach((value, index) => {
		sums[index % columns] = (sums[index % columns] ?? 0) + value;
	});
	return Float32Array.from(sums, (sum) => sum / rows);
}
