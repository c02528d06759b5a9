/** Cuts a GGUF into pieces as llama.cpp's `llama-gguf-split` does: all of the metadata is in the first, marks of the split are in each. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { GgufTensor } from "../../src/inference/import/gguf/header.ts";
import { readGgufHeader } from "../../src/inference/import/gguf/readHeader.ts";

const UINT16 = 2;
const INT32 = 5;

export interface SplitOptions {
	/** Whether the first piece holds metadata alone (`--no-tensor-first-split`). */
	readonly bareFirst?: boolean;
	/** What the pieces say of themselves, where they lie. */
	readonly told?: (number: number) => { readonly number?: number; readonly count?: number; readonly tensors?: number };
}

/** Writes `<stem>-0000i-of-0000n.gguf` into a folder, and gives their paths. */
export async function splitGguf(file: string, folder: string, stem: string, count: number, { bareFirst = false, told = () => ({}) }: SplitOptions = {}): Promise<string[]> {
	const bytes = readFileSync(file);
	const header = await readGgufHeader(file);
	const all = [...header.tensors.values()];
	const holders = bareFirst ? count - 1 : count;
	const each = Math.ceil(all.length / holders);
	return Array.from({ length: count }, (_, index) => {
		const from = (bareFirst ? index - 1 : index) * each;
		const tensors = from < 0 ? [] : all.slice(from, from + each);
		const own = told(index);
		const marks = [entry("split.no", UINT16, own.number ?? index), entry("split.count", UINT16, own.count ?? count), entry("split.tensors.count", INT32, own.tensors ?? all.length)];
		const metadata = index === 0 ? [...header.entries.values()].map(([begin, end]) => bytes.subarray(begin, end)) : [];
		const target = path.join(folder, `${stem}-${five(index + 1)}-of-${five(count)}.gguf`);
		writeFileSync(target, piece(bytes, [...metadata, ...marks], tensors));
		return target;
	});
}

function piece(source: Buffer, metadata: readonly Buffer[], tensors: readonly GgufTensor[]): Buffer {
	const start = Buffer.alloc(24);
	start.write("GGUF", "latin1");
	start.writeUInt32LE(3, 4);
	start.writeBigUInt64LE(BigInt(tensors.length), 8);
	start.writeBigUInt64LE(BigInt(metadata.length), 16);
	let offset = 0;
	const described = tensors.map((tensor) => {
		const place = offset;
		offset += Math.ceil(tensor.bytes / 32) * 32;
		return Buffer.concat([text(tensor.name), u32(tensor.dimensions.length), ...tensor.dimensions.map(u64), u32(tensor.type), u64(place)]);
	});
	return Buffer.concat([filled(Buffer.concat([start, ...metadata, ...described])), ...tensors.map(({ position, bytes }) => filled(source.subarray(position, position + bytes)))]);
}

function entry(key: string, type: typeof UINT16 | typeof INT32, value: number): Buffer {
	const number = Buffer.alloc(type === UINT16 ? 2 : 4);
	if (type === UINT16) {
		number.writeUInt16LE(value);
	} else {
		number.writeInt32LE(value);
	}
	return Buffer.concat([text(key), u32(type), number]);
}

function text(value: string): Buffer {
	return Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
}

function u32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}

function u64(value: number): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64LE(BigInt(value));
	return bytes;
}

function filled(bytes: Buffer): Buffer {
	return Buffer.concat([bytes, Buffer.alloc(Math.ceil(bytes.length / 32) * 32 - bytes.length)]);
}

function five(value: number): string {
	return String(value).padStart(5, "0");
}
