import { Failure } from "../../science/failure.ts";
import type { Range } from "../blocks.ts";

/**
 * The rows of one shard. Shards begin where blocks do, so that each of them writes what the whole run writes there; they follow from the
 * number of rows and nothing else, so that every machine of a cluster finds them by itself. Of a short table some may be empty.
 *
 * @param total rows of the table
 * @param size rows of a block
 * @throws Failure `invalid-input`
 */
export function rangeOf({ index, of }: { readonly index: number; readonly of: number }, total: number, size: number): Range {
	if (!Number.isSafeInteger(index) || !Number.isSafeInteger(of) || index < 1 || index > of || of > 1_000_000) {
		throw new Failure("invalid-input", `There is no shard ${index} of ${of}. Shards are counted from 1: the first of sixteen is 1/16, the last one 16/16.`);
	}
	const blocks = Math.ceil(total / size);
	const edge = (shard: number): number => Math.min(total, Math.floor((shard * blocks) / of) * size);
	return { from: edge(index - 1), to: edge(index) };
}
