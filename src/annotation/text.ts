import { Readable } from "node:stream";
import { createGunzip, gzip } from "node:zlib";
import { promisify } from "node:util";
import { Failure } from "../science/failure.ts";
import { decoded } from "../science/files/decode.ts";
import { breaksIn } from "./pieces.ts";
import type { TableFile } from "./survey.ts";

/** The text of a file of rows, which is read once. */
export interface TableText {
	/** Without a byte order mark; however the bytes are cut, the text is the same. */
	readonly pieces: AsyncIterable<string>;
	/** What the copy must begin with, known with the first piece: Excel takes a file for UTF-8 only by its mark. */
	readonly mark: string;
}

/**
 * Unpacks what is packed with gzip, whatever it is called, and decodes it.
 *
 * The pieces fail with `binary-file`, or `gzip-broken` where the packed file was cut off or damaged: with the line that was reached.
 */
export function openText(file: TableFile): TableText {
	const start = new Start();
	return {
		pieces: textOf(file, start),
		get mark() {
			return start.mark;
		},
	};
}

const pack = promisify(gzip);

/**
 * Text as one member of a gzip file. Members behind one another are a file that every program reads, and the same text gives the
 * same bytes: so what is cut at the same rows is the same file, however often it was interrupted.
 */
export async function gzipped(text: string): Promise<Uint8Array> {
	return pack(text);
}

/** Whether a file is to be packed. */
export function isPacked(name: string): boolean {
	return /\.gz$/i.test(name);
}

async function* textOf(file: TableFile, start: Start): AsyncGenerator<string> {
	let lines = 0;
	try {
		for await (const piece of decoded(start.of(unpacked(file.bytes)))) {
			lines += breaksIn(piece, 0, piece.length);
			yield piece;
		}
	} catch (error) {
		throw gzipFailure(error, file.name, lines) ?? binaryFailure(error, file.name) ?? error;
	}
}

/** Remembers whether the text begins with a mark. */
class Start {
	mark = "";
	private head: Uint8Array = new Uint8Array();

	async *of(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
		for await (const chunk of bytes) {
			if (this.head.length < 3 && chunk.length > 0) {
				this.head = Buffer.concat([this.head, chunk.subarray(0, 3)]).subarray(0, 3);
				this.mark = isMark(this.head) ? "\ufeff" : "";
			}
			yield chunk;
		}
	}
}

function isMark([one, two, three]: Uint8Array): boolean {
	return (one === 0xef && two === 0xbb && three === 0xbf) || (one === 0xfe && two === 0xff) || (one === 0xff && two === 0xfe);
}

async function* unpacked(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	const { head, all } = await withHead(bytes);
	if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4) {
		throw new Failure("binary-file", "This is a ZIP archive, as an Excel workbook (.xlsx) is one. Save the sheet as CSV, or unpack the archive and give the table that is in it; a table packed with gzip (.gz) can be given as it is.");
	}
	if (head[0] !== 0x1f || head[1] !== 0x8b) {
		yield* all;
		return;
	}
	const source = Readable.from(copies(all), { objectMode: false });
	const gunzip = createGunzip({ chunkSize: CHUNK });
	source.on("error", (error) => gunzip.destroy(error));
	try {
		yield* source.pipe(gunzip) as AsyncIterable<Uint8Array>;
	} finally {
		source.destroy();
		gunzip.destroy();
	}
}

const CHUNK = 1 << 17;

/** The memory of a chunk may be used again by who gave it, and the unpacking is done elsewhere. */
async function* copies(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	for await (const chunk of chunks) {
		yield Uint8Array.from(chunk);
	}
}

/** The first four bytes, and all of them. */
async function withHead(bytes: AsyncIterable<Uint8Array>): Promise<{ readonly head: Uint8Array; readonly all: AsyncIterable<Uint8Array> }> {
	const iterator = bytes[Symbol.asyncIterator]();
	const first: Uint8Array[] = [];
	for (let length = 0; length < 4; ) {
		const next = await iterator.next();
		if (next.done === true) {
			break;
		}
		first.push(Uint8Array.from(next.value));
		length += next.value.length;
	}
	const rest: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => iterator };
	return { head: Buffer.concat(first).subarray(0, 4), all: chained(first, rest) };
}

async function* chained(first: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	yield* first;
	yield* rest;
}

/** zlib's words say nothing to a chemist. */
function gzipFailure(error: unknown, name: string, lines: number): Failure | undefined {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	if (!/^Z_(?:BUF|DATA)_ERROR$/.test(code)) {
		return undefined;
	}
	const reached = lines === 0 ? "Nothing of it can be read" : `It can be read up to line ${lines.toLocaleString("en")}`;
	const why = code === "Z_BUF_ERROR" ? "ends in the middle of its packed data, so it was probably not copied or downloaded to the end" : "is damaged: its packed data do not fit their checksum";
	return new Failure("gzip-broken", `${name.slice(0, 200)} ${why}. ${reached}. Fetch it again.`, { detail: String(error), cause: error });
}

/** Of several files that are annotated one by one, which it is. */
function binaryFailure(error: unknown, name: string): Failure | undefined {
	return error instanceof Failure && error.code === "binary-file" ? new Failure(error.code, `${name.slice(0, 200)} cannot be read. ${error.message}`, { cause: error }) : undefined;
}
