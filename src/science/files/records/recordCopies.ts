import { Failure } from "../../failure.ts";
import type { Bytes } from "./bytes.ts";
import { PIECE } from "./bytes.ts";
import { neighbours } from "./eachRecord.ts";
import type { RecordIndex } from "./recordIndex.ts";

const LINE_FEED = 10;
const RETURN = 13;
/** UTF-8's mark at the top of a file: nothing of its first record. */
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** What an index tells of a record that is longer than it can say. */
const UNKNOWN_LENGTH = 0xffffffff;

/** A part of a record, as it stands in the file. */
export interface RecordPart {
	readonly bytes: Buffer;
	/** The record ends with it. It is long enough to hold the last line of a file that is none of a hostile person. */
	readonly isLast: boolean;
}

/**
 * The bytes of records of any length, in groups: long ones come in parts, neighbours in the file are read together.
 *
 * @param records in any order; all if absent
 * @throws Failure `record-too-long`; RangeError where the file has become shorter; what the signal was aborted with
 */
export async function* recordParts(bytes: Bytes, index: RecordIndex, records: Uint32Array | undefined, signal: AbortSignal): AsyncGenerator<readonly RecordPart[]> {
	const count = records?.length ?? index.count;
	for (let first = 0; first < count; ) {
		signal.throwIfAborted();
		const places = neighbours(index, records, first);
		const [record = 0] = places;
		if (places.length === 1) {
			yield* partsOf(bytes, index.start(record), index.length(record), signal);
		} else {
			yield await group(bytes, index, places);
		}
		first += places.length;
	}
}

async function group(bytes: Bytes, index: RecordIndex, places: readonly number[]): Promise<readonly RecordPart[]> {
	const start = index.start(places[0] ?? 0);
	const last = places.at(-1) ?? 0;
	const all = await whole(bytes, start, index.start(last) + index.length(last) - start);
	return places.map((record) => {
		const from = index.start(record) - start;
		return { bytes: unmarked(all.subarray(from, from + index.length(record)), index.start(record)), isLast: true };
	});
}

async function* partsOf(bytes: Bytes, start: number, length: number, signal: AbortSignal): AsyncGenerator<readonly RecordPart[]> {
	if (length === UNKNOWN_LENGTH) {
		throw new Failure("record-too-long", "A record of this file has more than 4 GB, and is not copied. Leave it out of what is exported.");
	}
	for (let at = 0; at < length; ) {
		signal.throwIfAborted();
		const left = length - at;
		const size = left < 2 * PIECE ? left : PIECE;
		yield [{ bytes: unmarked(await whole(bytes, start + at, size), start + at), isLast: size === left }];
		at += size;
	}
}

async function whole(bytes: Bytes, start: number, length: number): Promise<Buffer> {
	const read = await bytes.read(start, length);
	if (read.length < length) {
		throw new RangeError("the file has become shorter");
	}
	return read;
}

/** Bytes from a place of a file on, without the mark at its top. */
export function unmarked(bytes: Buffer, start: number): Buffer {
	return start === 0 && bytes.subarray(0, MARK.length).equals(MARK) ? bytes.subarray(MARK.length) : bytes;
}

/** The beginning of the last line, which may have a break at its end. */
export function lastLine(bytes: Buffer, characters: number): string {
	let end = bytes.length;
	while (end > 0 && (bytes[end - 1] === LINE_FEED || bytes[end - 1] === RETURN)) {
		end--;
	}
	const begin = end === 0 ? 0 : bytes.lastIndexOf(LINE_FEED, end - 1) + 1;
	return bytes.toString("latin1", begin, Math.min(end, begin + characters));
}

export function endsWithBreak(bytes: Buffer): boolean {
	return bytes.length === 0 || bytes[bytes.length - 1] === LINE_FEED;
}
