import { open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { ByteSource } from "../byteSource.ts";
import { unwritable, type CopyOptions } from "../copyFile.ts";
import { badFile, shown } from "../words.ts";
import { GgufHeader, badGguf, type GgufTensor } from "./header.ts";
import { readGgufHeader } from "./readHeader.ts";

/** Names that llama.cpp's `llama-gguf-split` gives; the pieces of a large model are published so. */
const PIECE_NAME = /^(?<stem>.+)-(?<number>\d{5})-of-(?<count>\d{5})\.gguf$/i;
/** More pieces than any published model has: one of 500 GB, cut at 2 GB. */
const MOST_PIECES = 256;
const OF_THE_SPLIT = /^split\./;
/** Bytes that are copied at once. */
const COPIED = 4 << 20;

/** What the name of a piece says; undefined for a GGUF in one file. */
export function pieceName(file: string): { readonly stem: string; readonly number: number; readonly count: number } | undefined {
	const { stem, number, count } = PIECE_NAME.exec(path.basename(file))?.groups ?? {};
	return stem === undefined ? undefined : { stem, number: Number(number), count: Number(count) };
}

/** The first piece of the model that a piece belongs to; a GGUF in one file itself. */
export function firstPiece(file: string): string {
	const name = pieceName(file);
	return name === undefined ? file : pieceAt(file, name, 1);
}

function pieceAt(file: string, { stem, count }: { readonly stem: string; readonly count: number }, number: number): string {
	const five = (value: number): string => String(value).padStart(5, "0");
	// As it is written there: a disk may tell `.GGUF` from `.gguf`.
	return path.join(path.dirname(file), `${stem}-${five(number)}-of-${five(count)}${path.extname(file)}`);
}

/** A GGUF in one or several files. */
export interface GgufPieces {
	/** Paths, in their order. */
	readonly files: readonly string[];
	/** What the whole says of itself, without marks of the split; tensors' positions are those in their own files. */
	readonly header: GgufHeader;
	/** Of each file. */
	readonly headers: readonly GgufHeader[];
}

/**
 * Reads and checks the headers of a GGUF; of one in pieces all of them, which must lie in the same folder and be those of one model.
 *
 * Fails as {@link readGgufHeader} does, with `missing-file` where a piece is missing, and `bad-gguf` where they do not belong together.
 */
export async function readGgufPieces(first: string, signal?: AbortSignal): Promise<GgufPieces> {
	const name = pieceName(first);
	if (name === undefined) {
		const header = await readGgufHeader(first, signal);
		return { files: [first], header, headers: [header] };
	}
	const files = await allPieces(first, name);
	const headers: GgufHeader[] = [];
	for (const file of files) {
		headers.push(await readGgufHeader(file, signal));
	}
	return { files, header: joined(headers), headers };
}

async function allPieces(first: string, name: NonNullable<ReturnType<typeof pieceName>>): Promise<readonly string[]> {
	if (name.count < 1 || name.count > MOST_PIECES) {
		throw badGguf(path.basename(first), `cannot be one of ${name.count} pieces of a model: at most ${MOST_PIECES} are read`);
	}
	const files = Array.from({ length: name.count }, (_, index) => pieceAt(first, name, index + 1));
	const there = await Promise.all(files.map((file) => stat(file).then((info) => info.isFile(), () => false)));
	const missing = files.filter((_, index) => !there[index]).map((file) => shown(path.basename(file)));
	if (missing.length > 0) {
		const names = `${missing.slice(0, 3).join(", ")}${missing.length > 3 ? ", …" : ""}`;
		throw badFile("missing-file", path.basename(first), `is one of ${name.count} pieces of a GGUF model, and ${missing.length === 1 ? "one of them is" : `${missing.length} of them are`} not beside it: ${names}`, {
			next: "Put all pieces into one folder, and choose it. (llama-gguf-split --merge joins them too.)",
		});
	}
	return files;
}

function joined(headers: readonly GgufHeader[]): GgufHeader {
	const [first] = headers as readonly [GgufHeader];
	const tensors = new Map<string, GgufTensor>();
	headers.forEach((header, index) => {
		const strange = (reason: string) => badGguf(header.file, `is not the piece that its name says: ${reason}`);
		if (header.whole("split.count") !== headers.length || header.whole("split.no") !== index) {
			throw strange(`it says of itself that it is number ${(header.whole("split.no") ?? -1) + 1} of ${header.whole("split.count") ?? "none"}`);
		}
		for (const tensor of header.tensors.values()) {
			if (tensors.has(tensor.name)) {
				throw strange(`an earlier piece holds ${shown(tensor.name)} too`);
			}
			tensors.set(tensor.name, tensor);
		}
	});
	const told = first.whole("split.tensors.count");
	if (told !== undefined && told !== tensors.size) {
		throw badGguf(first.file, `and the pieces beside it are not of one model: it speaks of ${told} tensors, and they hold ${tensors.size}`);
	}
	const bytes = headers.reduce((sum, header) => sum + header.bytes, 0);
	const metadata = new Map([...first.metadata].filter(([key]) => !OF_THE_SPLIT.test(key)));
	return new GgufHeader(first.file, first.version, metadata, tensors, first.alignment, first.dataBegin, bytes, first.entries);
}

/** Writes the pieces as one GGUF to `<target>.part`, which is renamed at the end; on failure or abort nothing stays. */
export async function writeJoined({ files, header, headers }: GgufPieces, target: string, { signal, report }: CopyOptions): Promise<void> {
	const part = `${target}.part`;
	const total = headers.reduce((sum, { tensors }) => [...tensors.values()].reduce((bytes, tensor) => bytes + tensor.bytes, sum), 0);
	try {
		const out = await open(part, "w");
		try {
			await out.writeFile(await headerBytes(files[0] ?? "", header));
			let done = 0;
			for (const [index, file] of files.entries()) {
				const source = await ByteSource.open(file);
				try {
					for (const { position, bytes } of headers[index]?.tensors.values() ?? []) {
						for (let at = 0; at < bytes; at += COPIED) {
							signal.throwIfAborted();
							const length = Math.min(COPIED, bytes - at);
							await out.writeFile(await source.read(position + at, length));
							report((done += length), total);
						}
						await out.writeFile(new Uint8Array(filled(bytes, header.alignment) - bytes));
					}
				} finally {
					await source.close();
				}
			}
			await out.sync();
		} finally {
			await out.close();
		}
		await rename(part, target);
	} catch (error) {
		await rm(part, { force: true });
		throw unwritable(error, signal);
	}
}

/** Metadata as the first piece has it, byte by byte, without the marks of the split; then all tensors in a row. */
async function headerBytes(first: string, { version, metadata, entries, tensors, alignment }: GgufHeader): Promise<Buffer> {
	const source = await ByteSource.open(first);
	try {
		const start = Buffer.alloc(24);
		start.write("GGUF", "latin1");
		start.writeUInt32LE(version, 4);
		start.writeBigUInt64LE(BigInt(tensors.size), 8);
		start.writeBigUInt64LE(BigInt(metadata.size), 16);
		const parts: Buffer[] = [start];
		for (const [key, [begin, end]] of entries) {
			if (metadata.has(key)) {
				parts.push(await source.read(begin, end - begin));
			}
		}
		let offset = 0;
		for (const tensor of tensors.values()) {
			parts.push(description(tensor, offset));
			offset += filled(tensor.bytes, alignment);
		}
		const bytes = Buffer.concat(parts);
		return Buffer.concat([bytes, Buffer.alloc(filled(bytes.length, alignment) - bytes.length)]);
	} finally {
		await source.close();
	}
}

function description({ name, dimensions, type }: GgufTensor, offset: number): Buffer {
	const text = Buffer.from(name);
	const bytes = Buffer.alloc(8 + text.length + 4 + 8 * dimensions.length + 4 + 8);
	let at = bytes.writeBigUInt64LE(BigInt(text.length), 0);
	at += text.copy(bytes, at);
	at = bytes.writeUInt32LE(dimensions.length, at);
	for (const size of dimensions) {
		at = bytes.writeBigUInt64LE(BigInt(size), at);
	}
	at = bytes.writeUInt32LE(type, at);
	bytes.writeBigUInt64LE(BigInt(offset), at);
	return bytes;
}

function filled(bytes: number, alignment: number): number {
	return Math.ceil(bytes / alignment) * alignment;
}
