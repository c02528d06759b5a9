import type { FileHandle } from "node:fs/promises";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Failure } from "../../failure.ts";
import { binaryFile, decoded } from "../decode.ts";
import type { Bytes } from "./bytes.ts";
import { FileBytes, PIECE } from "./bytes.ts";

/** Bytes of a file after it was unpacked: a small one may unpack to more than a disk has. */
const LARGEST_UNPACKED = 4_000_000_000;
const LOOKED_AT = 1 << 18;

/**
 * The bytes as records are looked for in them: UTF-8 or Windows-1252 with line feeds. What is packed (gzip), in UTF-16, or has lone carriage returns is
 * written into a private temporary file, which goes when the bytes are closed, or with this process.
 *
 * @throws Failure `cannot-unpack`, `file-too-large`, `binary-file`
 */
export async function staged(bytes: Bytes, signal: AbortSignal): Promise<Bytes> {
	const head = await bytes.read(0, LOOKED_AT);
	if (head[0] === 0x1f && head[1] === 0x8b) {
		const unpacked = await copied(bytes, signal, "gzip");
		try {
			return await staged(unpacked, signal);
		} catch (error) {
			await unpacked.close().catch(() => undefined);
			throw error;
		}
	}
	refuseBinary(head);
	return isPlain(head) ? bytes : copied(bytes, signal, "text");
}

function isPlain(head: Buffer): boolean {
	const mark = (head[0] ?? 0) * 256 + (head[1] ?? 0);
	return mark !== 0xfeff && mark !== 0xfffe && !head.includes(0) && (head.includes(10) || !head.includes(13));
}

/** Zeros without a mark are UTF-16 only where every second byte is one; else this is no text. */
function refuseBinary(head: Buffer): void {
	const mark = (head[0] ?? 0) * 256 + (head[1] ?? 0);
	if (mark === 0xfeff || mark === 0xfffe || !head.includes(0)) {
		return;
	}
	let zeros = 0;
	for (const byte of head) {
		zeros += byte === 0 ? 1 : 0;
	}
	if (zeros < head.length * 0.2) {
		throw binaryFile();
	}
}

async function copied(bytes: Bytes, signal: AbortSignal, how: "gzip" | "text"): Promise<Bytes> {
	const { file, remove } = await temporary();
	const write = async (chunks: AsyncIterable<string | Buffer>): Promise<void> => {
		for await (const chunk of chunks) {
			await file.appendFile(chunk);
		}
	};
	try {
		if (how === "gzip") {
			await pipeline(Readable.from(copies(bytes, signal), { objectMode: false }), createGunzip({ chunkSize: PIECE }), limited, write, { signal });
		} else {
			await pipeline(decoded(copies(bytes, signal)), write, { signal });
		}
		await bytes.close();
		return await FileBytes.of(file, remove);
	} catch (error) {
		await file.close().catch(() => undefined);
		await remove();
		signal.throwIfAborted();
		throw error instanceof Failure ? error : new Failure("cannot-unpack", "This file cannot be unpacked: it is no whole gzip file. Get it again.", { cause: error });
	}
}

/**
 * A private file that is open and has no name any more, so that nothing stays of it however this process ends. Where the system keeps the names of open
 * files (Windows), `remove` takes it away.
 */
async function temporary(): Promise<{ readonly file: FileHandle; readonly remove: () => Promise<void> }> {
	const folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-records-"));
	const take = (): Promise<void> => rm(folder, { recursive: true, force: true });
	try {
		const file = await open(path.join(folder, "records"), "wx+", 0o600);
		const isGone = await take().then(() => true, () => false);
		return { file, remove: () => (isGone ? Promise.resolve() : take()) };
	} catch (error) {
		await take();
		throw error;
	}
}

/** Streams keep what they are given, and a piece is good for a moment only. */
async function* copies(bytes: Bytes, signal: AbortSignal): AsyncGenerator<Buffer> {
	for await (const piece of bytes.pieces(0, signal)) {
		yield Buffer.from(piece);
	}
}

async function* limited(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	let length = 0;
	for await (const chunk of source) {
		length += chunk.length;
		if (length > LARGEST_UNPACKED) {
			throw new Failure("file-too-large", `This file unpacks to more than ${LARGEST_UNPACKED / 1e9} GB. Unpack it into parts, and open those.`);
		}
		yield chunk;
	}
}
