import type { Failure } from "../../science/failure.ts";
import type { ByteSource } from "./byteSource.ts";
import { JsonError, JsonReader } from "./json.ts";
import { Pause } from "./pause.ts";
import { countOf, rowMajor, type PlacedTensor } from "./placed.ts";
import { isStoredType, VALUE_BYTES } from "./storedTypes.ts";
import { badFile, shown, shownShape } from "./words.ts";

/** Longest header that is read, in bytes. The format allows 100 MB; a model with 10,000 tensors has about 1 MB. */
const LONGEST_HEADER = 1 << 24;
const MOST_TENSORS = 100_000;
const MOST_AXES = 16;
const LENGTH_BYTES = 8;

/** What the header says of one tensor, before it is believed. */
interface Entry {
	type: string | undefined;
	shape: number[] | undefined;
	offsets: number[] | undefined;
}

/**
 * Reads the header of a safetensors file (https://huggingface.co/docs/safetensors): 8 bytes with the header's length, the
 * header in JSON, then the tensors without gaps. Fails with `bad-header`, `bad-offsets` or `bad-dtype`.
 */
export async function readSafetensors(source: ByteSource, signal?: AbortSignal): Promise<Map<string, PlacedTensor>> {
	signal?.throwIfAborted();
	const pause = new Pause(signal);
	const { text, bytes } = await headerText(source);
	const dataBegin = LENGTH_BYTES + bytes;
	const tensors = new Map<string, PlacedTensor>();
	for (const [name, entry] of await parse(text, source.name, pause)) {
		if (pause.due()) {
			await pause.rest();
		}
		tensors.set(name, placeEntry(name, entry, source, dataBegin));
	}
	checkLayout(tensors, source, dataBegin);
	return tensors;
}

async function headerText(source: ByteSource): Promise<{ readonly text: string; readonly bytes: number }> {
	const bad = (reason: string) => badFile("bad-header", source.name, reason);
	if (source.size < LENGTH_BYTES + 2) {
		throw bad(`has only ${source.size} bytes, less than any safetensors file: it is not complete`);
	}
	const length = (await source.read(0, LENGTH_BYTES)).readBigUInt64LE();
	if (length > BigInt(source.size - LENGTH_BYTES)) {
		throw bad(`announces a header of ${length} bytes and has ${source.size}: it is not complete, or not a safetensors file`);
	}
	if (length > BigInt(LONGEST_HEADER)) {
		throw bad(`has a header of ${length} bytes; no model needs that much, so it is not read`);
	}
	const bytes = await source.read(LENGTH_BYTES, Number(length));
	try {
		return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), bytes: Number(length) };
	} catch (error) {
		throw badFile("bad-header", source.name, "has a header that is not text", { cause: error });
	}
}

async function parse(text: string, file: string, pause: Pause): Promise<Map<string, Entry>> {
	const entries = new Map<string, Entry>();
	const json = new JsonReader(text);
	const seen = new Set<string>();
	const bad = (reason: string) => badFile("bad-header", file, `has a header that is not valid: ${reason}`);
	let current = "";
	try {
		for (const name of json.members()) {
			if (pause.due()) {
				await pause.rest();
			}
			current = name;
			if (seen.has(name)) {
				throw bad(`the name ${shown(name)} stands there twice`);
			}
			if (seen.add(name).size > MOST_TENSORS) {
				throw bad(`it lists more than ${MOST_TENSORS} tensors`);
			}
			if (name === "__metadata__") {
				json.skip(2);
			} else {
				entries.set(name, readEntry(json, (reason) => bad(`${shown(name)} ${reason}`)));
			}
		}
		json.end();
	} catch (error) {
		if (error instanceof JsonError) {
			throw bad(current === "" ? error.message : `${error.message}, in or after ${shown(current)}`);
		}
		throw error;
	}
	return entries;
}

function readEntry(json: JsonReader, bad: (reason: string) => Failure): Entry {
	const entry: Entry = { type: undefined, shape: undefined, offsets: undefined };
	const numbers = (most: number, what: string): number[] => {
		const found: number[] = [];
		for (const index of json.elements()) {
			if (index === most) {
				throw bad(`has too many numbers for ${what}`);
			}
			found.push(json.number());
		}
		return found;
	};
	for (const key of json.members()) {
		if (key === "dtype" && entry.type === undefined) {
			entry.type = json.string();
		} else if (key === "shape" && entry.shape === undefined) {
			entry.shape = numbers(MOST_AXES, "a shape");
		} else if (key === "data_offsets" && entry.offsets === undefined) {
			entry.offsets = numbers(2, "its place");
		} else {
			throw bad(`has ${shown(key)}, which does not belong there`);
		}
	}
	return entry;
}

function placeEntry(name: string, { type, shape, offsets }: Entry, source: ByteSource, dataBegin: number): PlacedTensor {
	const bad = (code: string, reason: string) => badFile(code, source.name, `is damaged: the tensor ${shown(name)} ${reason}`);
	if (type === undefined || shape === undefined || offsets?.length !== 2) {
		throw bad("bad-header", "lacks its dtype, shape or place");
	}
	if (!isStoredType(type)) {
		throw badFile("bad-dtype", source.name, `holds ${shown(name)} as ${shown(type)}, which cannot be read here`, { next: "Choose a file with weights in float32, float16 or bfloat16." });
	}
	if (!shape.every((size) => Number.isInteger(size) && size >= 0)) {
		throw bad("bad-header", "has a shape that is not made of whole numbers");
	}
	const [begin = 0, end = 0] = offsets;
	if (!Number.isSafeInteger(begin) || !Number.isSafeInteger(end) || begin < 0 || end < begin) {
		throw bad("bad-offsets", `lies at impossible bytes, ${begin} to ${end}`);
	}
	if (end > source.size - dataBegin) {
		throw bad("bad-offsets", `ends at byte ${dataBegin + end}, and the file has ${source.size}`);
	}
	if ((countOf(shape) ?? Number.NaN) * VALUE_BYTES[type] !== end - begin) {
		throw bad("bad-offsets", `of shape ${shownShape(shape)} in ${type} does not fit its ${end - begin} bytes`);
	}
	return { name, type, shape, strides: rowMajor(shape), offset: 0, file: source.name, source, position: dataBegin + begin };
}

/** Every byte of the data belongs to exactly one tensor. */
function checkLayout(tensors: ReadonlyMap<string, PlacedTensor>, source: ByteSource, dataBegin: number): void {
	const bad = (reason: string) => badFile("bad-offsets", source.name, `is damaged: ${reason}`);
	const end = ({ position, shape, type }: PlacedTensor) => position + (countOf(shape) ?? 0) * VALUE_BYTES[type];
	let at = dataBegin;
	let before = "the header";
	for (const tensor of [...tensors.values()].sort((a, b) => a.position - b.position || end(a) - end(b))) {
		if (tensor.position !== at) {
			throw bad(tensor.position < at ? `${shown(before)} and ${shown(tensor.name)} share bytes` : `bytes ${at} to ${tensor.position}, before ${shown(tensor.name)}, belong to no tensor`);
		}
		at = end(tensor);
		before = tensor.name;
	}
	if (at !== source.size) {
		throw bad(`its last ${source.size - at} bytes belong to no tensor`);
	}
}
