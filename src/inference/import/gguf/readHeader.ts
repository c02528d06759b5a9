import { ByteSource } from "../byteSource.ts";
import { Pause } from "../pause.ts";
import { countOf } from "../placed.ts";
import { badFile, shown } from "../words.ts";
import { BLOCK_LAYOUTS } from "./blocks.ts";
import { badGguf, GgufHeader, type GgufTensor, type GgufValue } from "./header.ts";
import { HeaderBytes, MoreNeeded } from "./headerBytes.ts";

/** Bytes that are read first; a header with 150,000 tokens and as many merges has about 8 MB. */
const USUAL_HEADER = 1 << 24;
const LONGEST_HEADER = 1 << 26;
/** Values of all lists of texts together; the largest vocabularies have 260,000 tokens and 500,000 merges. */
const MOST_TEXTS = 1_000_000;
const MOST_ENTRIES = 100_000;
const MOST_AXES = 4;
const DEFAULT_ALIGNMENT = 32;
const LARGEST_ALIGNMENT = 1 << 20;
const ARRAY = 9;
/** Least bytes of a metadata entry (key's length, type, value) and of a tensor's description (name's length, axes, one axis, type, offset). */
const LEAST_ENTRY = 13;
const LEAST_TENSOR = 32;

/**
 * Reads and checks the header of a GGUF file, version 2 or 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md),
 * before any native code sees it. Fails with `bad-gguf`, `truncated`, `missing-file` or `unreadable-file`.
 */
export async function readGgufHeader(file: string, signal?: AbortSignal): Promise<GgufHeader> {
	const source = await ByteSource.open(file);
	try {
		for (let length = USUAL_HEADER; ; length *= 4) {
			signal?.throwIfAborted();
			const bytes = await source.read(0, Math.min(source.size, length));
			try {
				return await new HeaderReader(new HeaderBytes(bytes, source.size, source.name), source, new Pause(signal)).read();
			} catch (error) {
				if (!(error instanceof MoreNeeded)) {
					throw error;
				}
				if (length >= LONGEST_HEADER) {
					throw badGguf(source.name, `has a header of more than ${LONGEST_HEADER >> 20} MB, which no language model needs`);
				}
			}
		}
	} finally {
		await source.close();
	}
}

class HeaderReader {
	private texts = 0;
	private readonly entries = new Map<string, readonly [number, number]>();

	constructor(
		private readonly bytes: HeaderBytes,
		private readonly source: ByteSource,
		private readonly pause: Pause,
	) {}

	async read(): Promise<GgufHeader> {
		const version = this.version();
		const tensorCount = this.bytes.count(LEAST_TENSOR, "tensors");
		const entryCount = this.bytes.count(LEAST_ENTRY, "metadata entries");
		if (tensorCount > MOST_ENTRIES || entryCount > MOST_ENTRIES) {
			throw this.bytes.bad(`it announces ${tensorCount} tensors and ${entryCount} metadata entries`);
		}
		const metadata = await this.metadata(entryCount);
		const alignment = this.alignment(metadata.get("general.alignment"));
		const described = await this.described(tensorCount);
		const dataBegin = align(this.bytes.at, alignment);
		const tensors = this.placed(described, dataBegin, alignment);
		return new GgufHeader(this.source.name, version, metadata, tensors, alignment, dataBegin, this.source.size, this.entries);
	}

	private version(): number {
		const { name, size } = this.source;
		if (size < 24) {
			throw badGguf(name, `has only ${size} bytes, less than any GGUF file`);
		}
		// "GGUF" as a little-endian number
		if (this.bytes.uint32() !== 0x46554747) {
			throw badGguf(name, "is not a GGUF file: it does not begin with GGUF, so it is of an older format or something else");
		}
		const version = this.bytes.uint32();
		if (version !== 2 && version !== 3) {
			throw badGguf(name, `is a GGUF file of version ${version}, and only versions 2 and 3 (little endian) can be read`);
		}
		return version;
	}

	private async metadata(count: number): Promise<Map<string, GgufValue>> {
		const metadata = new Map<string, GgufValue>();
		for (let index = 0; index < count; index++) {
			await this.rest();
			const begin = this.bytes.at;
			const key = this.bytes.text();
			if (metadata.has(key)) {
				throw this.bytes.bad(`${shown(key)} stands there twice`);
			}
			metadata.set(key, await this.value(key));
			this.entries.set(key, [begin, this.bytes.at]);
		}
		return metadata;
	}

	private async value(key: string): Promise<GgufValue> {
		const type = this.bytes.uint32();
		if (type !== ARRAY) {
			return this.single(type, key);
		}
		const inner = this.bytes.uint32();
		switch (inner) {
			case 7:
				return await this.list(key, 1, () => this.bytes.flag());
			case 8:
				return await this.list(key, 8, () => this.text());
			default:
				return this.numbers(inner, key);
		}
	}

	private single(type: number, key: string): GgufValue {
		const { bytes } = this;
		switch (type) {
			case 0:
				return bytes.uint8();
			case 1:
				return bytes.int8();
			case 2:
				return bytes.uint16();
			case 3:
				return bytes.int16();
			case 4:
				return bytes.uint32();
			case 5:
				return bytes.int32();
			case 6:
				return bytes.float32();
			case 7:
				return bytes.flag();
			case 8:
				return this.text();
			case 10:
				return bytes.uint64();
			case 11:
				return bytes.int64();
			case 12:
				return bytes.float64();
			default:
				throw bytes.bad(`${shown(key)} is of a type that GGUF does not have (${type})`);
		}
	}

	private numbers(type: number, key: string): GgufValue {
		const { bytes } = this;
		const count = (width: number) => bytes.count(width, `values of ${shown(key)}`);
		switch (type) {
			case 0:
				return bytes.array(Uint8Array, count(1));
			case 1:
				return bytes.array(Int8Array, count(1));
			case 2:
				return bytes.array(Uint16Array, count(2));
			case 3:
				return bytes.array(Int16Array, count(2));
			case 4:
				return bytes.array(Uint32Array, count(4));
			case 5:
				return bytes.array(Int32Array, count(4));
			case 6:
				return bytes.array(Float32Array, count(4));
			case 10:
				return bytes.array(BigUint64Array, count(8));
			case 11:
				return bytes.array(BigInt64Array, count(8));
			case 12:
				return bytes.array(Float64Array, count(8));
			default:
				throw bytes.bad(`${shown(key)} is a list of a type that cannot be read (${type})`);
		}
	}

	private async list<T>(key: string, least: number, element: () => T): Promise<T[]> {
		const count = this.bytes.count(least, `values of ${shown(key)}`);
		if (count > MOST_TEXTS) {
			throw this.bytes.bad(`${shown(key)} has ${count} values`);
		}
		const found: T[] = [];
		for (let index = 0; index < count; index++) {
			if (index % 1024 === 0) {
				await this.rest();
			}
			found.push(element());
		}
		return found;
	}

	private text(): string {
		if (++this.texts > MOST_TEXTS) {
			throw this.bytes.bad(`it holds more than ${MOST_TEXTS} texts`);
		}
		return this.bytes.text();
	}

	private alignment(value: GgufValue | undefined): number {
		if (value === undefined) {
			return DEFAULT_ALIGNMENT;
		}
		// The format asks for a multiple of 8, llama.cpp for a power of two.
		if (typeof value !== "number" || value < 8 || value > LARGEST_ALIGNMENT || !Number.isInteger(Math.log2(value))) {
			throw this.bytes.bad("its alignment is impossible");
		}
		return value;
	}

	private async described(count: number): Promise<Map<string, Omit<GgufTensor, "position"> & { readonly offset: number }>> {
		const tensors = new Map<string, Omit<GgufTensor, "position"> & { readonly offset: number }>();
		for (let index = 0; index < count; index++) {
			await this.rest();
			const tensor = this.description();
			if (tensors.has(tensor.name)) {
				throw this.bytes.bad(`it holds ${shown(tensor.name)} twice`);
			}
			tensors.set(tensor.name, tensor);
		}
		return tensors;
	}

	private description(): Omit<GgufTensor, "position"> & { readonly offset: number } {
		const name = this.bytes.text();
		const bad = (reason: string) => this.bytes.bad(`the tensor ${shown(name)} ${reason}`);
		const axes = this.bytes.uint32();
		if (axes < 1 || axes > MOST_AXES) {
			throw bad(`has ${axes} axes`);
		}
		const dimensions = Array.from({ length: axes }, () => Number(this.bytes.uint64()));
		const type = this.bytes.uint32();
		const offset = Number(this.bytes.uint64());
		const layout = BLOCK_LAYOUTS.get(type);
		if (!layout) {
			throw bad(`is of a type that is not known (ggml type ${type})`);
		}
		const count = countOf(dimensions);
		const bytes = ((count ?? Number.NaN) / layout.values) * layout.bytes;
		if (!count || (dimensions[0] ?? 0) % layout.values !== 0 || !Number.isSafeInteger(bytes)) {
			throw bad(`has an impossible shape for ${layout.name}: ${dimensions.join(" × ")}`);
		}
		return { name, dimensions, type, layout, offset, bytes };
	}

	/** Tensors follow each other in the order of their descriptions, aligned, as llama.cpp demands. */
	private placed(described: Awaited<ReturnType<HeaderReader["described"]>>, dataBegin: number, alignment: number): Map<string, GgufTensor> {
		const tensors = new Map<string, GgufTensor>();
		let next = 0;
		for (const { offset, ...tensor } of described.values()) {
			if (offset !== next) {
				throw this.bytes.bad(`the tensor ${shown(tensor.name)} is not where it should be (byte ${offset} instead of ${next})`);
			}
			tensors.set(tensor.name, { ...tensor, position: dataBegin + offset });
			next = align(offset + tensor.bytes, alignment);
			if (!Number.isSafeInteger(next)) {
				throw this.bytes.bad(`the tensor ${shown(tensor.name)} is larger than any file`);
			}
		}
		const last = [...tensors.values()].at(-1);
		if (last && last.position + last.bytes > this.source.size) {
			throw badFile("truncated", this.source.name, `is not complete: it has ${this.source.size} bytes, and its last tensor, ${shown(last.name)}, ends at ${last.position + last.bytes}`);
		}
		return tensors;
	}

	private async rest(): Promise<void> {
		if (this.pause.due()) {
			await this.pause.rest();
		}
	}
}

function align(position: number, alignment: number): number {
	return Math.ceil(position / alignment) * alignment;
}
