import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";

/** A tensor as `torch.save` would be given it; several may share a storage. */
export interface SavedTensor {
	/** `kind` as in `torch.HalfStorage`; `length` in values. */
	readonly storage: { readonly key: string; readonly kind: string; readonly length: number };
	readonly shape: readonly number[];
	/** In values; row-major where absent. */
	readonly strides?: readonly number[];
	readonly offset?: number;
}

/** Storages as they are to lie in the file: their length in bytes, and what is in them at which byte; the rest are holes. */
export type SavedStorages = Readonly<Record<string, { readonly bytes: number; readonly content: readonly (readonly [at: number, bytes: Uint8Array])[] }>>;

/** The pickle of an OrderedDict of tensors, in protocol 2. */
export function pickledStateDict(tensors: Readonly<Record<string, SavedTensor>>): Buffer {
	const entries = Object.entries(tensors).flatMap(([name, tensor]) => [text(name), tensorCall(tensor)]);
	return Buffer.concat([bytes("\x80\x02"), emptyDict(), bytes("("), ...entries, bytes("u.")]);
}

/** A checkpoint as PyTorch wrote it before 1.6: five pickles, then the storages with their number of values. */
export function legacyTorchFile(pickle: Buffer, storages: Readonly<Record<string, { readonly values: number; readonly content: Uint8Array }>>): Buffer {
	const mark = bytes("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.");
	const protocol = bytes("\x80\x02M\xe9\x03.");
	const machine = Buffer.concat([bytes("\x80\x02}("), text("little_endian"), bytes("\x88u.")]);
	const keys = Buffer.concat([bytes("\x80\x02]("), ...Object.keys(storages).map(text), bytes("e.")]);
	return Buffer.concat([mark, protocol, machine, pickle, keys, ...Object.values(storages).flatMap(({ values, content }) => [uint64(values), content])]);
}

/** Writes a checkpoint as `torch.save` does, with zip64 records as in files over 4 GB, and with holes in place of what is not given. */
export function writeTorchFile(file: string, pickle: Buffer, storages: SavedStorages): void {
	const handle = openSync(file, "w");
	const directory: Buffer[] = [];
	let at = 0;
	const entry = (name: string, length: number, content: readonly (readonly [number, Uint8Array])[]): void => {
		const local = Buffer.concat([uint32(0x04034b50), fixedFields(name, 20), Buffer.from(name), extra(length, length)]);
		directory.push(Buffer.concat([uint32(0x02014b50), uint16(45), fixedFields(name, 28), Buffer.alloc(10), uint32(0xffffffff), Buffer.from(name), extra(length, length, at)]));
		writeSync(handle, local, 0, local.length, at);
		for (const [offset, part] of content) {
			writeSync(handle, part, 0, part.length, at + local.length + offset);
		}
		at += local.length + length;
	};
	entry("archive/data.pkl", pickle.length, [[0, pickle]]);
	for (const [key, { bytes: length, content }] of Object.entries(storages)) {
		entry(`archive/data/${key}`, length, content);
	}
	const records = Buffer.concat(directory);
	const end64 = Buffer.concat([uint32(0x06064b50), uint64(44), uint16(45), uint16(45), uint32(0), uint32(0), uint64(directory.length), uint64(directory.length), uint64(records.length), uint64(at)]);
	const locator = Buffer.concat([uint32(0x07064b50), uint32(0), uint64(at + records.length), uint32(1)]);
	const end = Buffer.concat([uint32(0x06054b50), uint32(0), Buffer.alloc(12, 0xff), uint16(0)]);
	const tail = Buffer.concat([records, end64, locator, end]);
	writeSync(handle, tail, 0, tail.length, at);
	ftruncateSync(handle, at + tail.length);
	closeSync(handle);
}

function tensorCall({ storage, shape, strides = rowMajor(shape), offset = 0 }: SavedTensor): Buffer {
	const id = tuple(text("storage"), global("torch", storage.kind), text(storage.key), text("cpu"), number(storage.length));
	const parameters = tuple(id, bytes("Q"), number(offset), tuple(...shape.map(number)), tuple(...strides.map(number)), bytes("\x89"), emptyDict());
	return Buffer.concat([global("torch._utils", "_rebuild_tensor_v2"), parameters, bytes("R")]);
}

function rowMajor(shape: readonly number[]): number[] {
	return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
}

/** Version, flags, method (stored), time, date, checksum, sizes (in the extra field), lengths of name and extra field. */
function fixedFields(name: string, extraBytes: 20 | 28): Buffer {
	return Buffer.concat([uint16(45), Buffer.alloc(12), Buffer.alloc(8, 0xff), uint16(Buffer.byteLength(name)), uint16(extraBytes)]);
}

function extra(...values: number[]): Buffer {
	return Buffer.concat([uint16(1), uint16(8 * values.length), ...values.map(uint64)]);
}

function bytes(codes: string): Buffer {
	return Buffer.from(codes, "latin1");
}

function text(value: string): Buffer {
	return Buffer.concat([bytes("X"), uint32(Buffer.byteLength(value)), Buffer.from(value)]);
}

function number(value: number): Buffer {
	return Buffer.concat([bytes("\x8a\x08"), uint64(value)]);
}

function tuple(...parts: readonly Buffer[]): Buffer {
	return Buffer.concat([bytes("("), ...parts, bytes("t")]);
}

function global(module: string, name: string): Buffer {
	return bytes(`c${module}\n${name}\n`);
}

function emptyDict(): Buffer {
	return Buffer.concat([global("collections", "OrderedDict"), bytes(")R")]);
}

function uint16(value: number): Buffer {
	const buffer = Buffer.alloc(2);
	buffer.writeUInt16LE(value);
	return buffer;
}

function uint32(value: number): Buffer {
	const buffer = Buffer.alloc(4);
	buffer.writeUInt32LE(value);
	return buffer;
}

function uint64(value: number): Buffer {
	const buffer = Buffer.alloc(8);
	buffer.writeBigInt64LE(BigInt(value));
	return buffer;
}
