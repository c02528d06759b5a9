import type { Bytes } from "./bytes.ts";
import { decodeRecord } from "./decodeRecord.ts";
import type { RecordIndex } from "./recordIndex.ts";

/** Bytes read in one go; their records are read in some milliseconds. */
const GROUP = 1 << 18;
/** A longer record holds nothing that could be drawn; of a chromosome only the beginning is looked at. */
export const LONGEST_RECORD = 1 << 23;

export interface RecordText {
	readonly record: number;
	/** Undefined where the record is longer than {@link LONGEST_RECORD}. */
	readonly text: string | undefined;
}

/**
 * The texts of records, in groups: neighbours in the file are read together.
 *
 * @param records in any order; all if absent
 */
export async function* recordTexts(bytes: Bytes, index: RecordIndex, records: Uint32Array | undefined, signal: AbortSignal): AsyncGenerator<readonly RecordText[]> {
	const count = records?.length ?? index.count;
	for (let first = 0; first < count; ) {
		signal.throwIfAborted();
		const places = neighbours(index, records, first);
		const group = await readGroup(bytes, index, places);
		signal.throwIfAborted();
		yield group;
		first += places.length;
	}
}

/** The records from a place of the list on that are read in one go. */
export function neighbours(index: RecordIndex, records: Uint32Array | undefined, first: number): readonly number[] {
	const count = records?.length ?? index.count;
	const at = (place: number): number => records?.[place] ?? place;
	const start = index.start(at(first));
	let last = first;
	// Sorted records are rarely neighbours, and may stand the other way round.
	while (last + 1 < count && at(last + 1) > at(last) && index.start(at(last + 1)) + index.length(at(last + 1)) - start <= GROUP) {
		last++;
	}
	return Array.from({ length: last - first + 1 }, (_, place) => at(first + place));
}

async function readGroup(bytes: Bytes, index: RecordIndex, records: readonly number[]): Promise<readonly RecordText[]> {
	const [first = 0] = records;
	const last = records.at(-1) ?? first;
	const start = index.start(first);
	const length = index.start(last) + index.length(last) - start;
	if (length > LONGEST_RECORD) {
		return [{ record: first, text: undefined }];
	}
	const read = await bytes.read(start, length);
	return records.map((record) => {
		const from = index.start(record) - start;
		return { record, text: decodeRecord(read.subarray(from, from + index.length(record))) };
	});
}
