import { open, rename, rm, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../../science/failure.ts";
import { ELEMENT, IR_VERSION, sizeOf, type Graph, type Initialiser } from "./graph.ts";
import { Message, opening } from "./protobuf.ts";

/** Above this the weights get a file of their own: protobuf ends at 2 GB, and ONNX Runtime maps such a file instead of copying it. */
const INLINE_BYTES = 100 * 1024 * 1024;
/** Where a tensor may begin in the file of weights: Windows maps files at multiples of this only. */
const ALIGNMENT = 64 * 1024;

export interface WriteOptions {
	readonly signal?: AbortSignal | undefined;
	/** Bytes of weights written, of all. */
	readonly report?: ((done: number, total: number) => void) | undefined;
}

/**
 * Writes a graph as an ONNX file (onnx.proto of ONNX 1.15), weights streamed; above 100 MB of them, those of 64 KB and more go to
 * `<target>.data`.
 *
 * Nothing stands under the final names before all is written, and nothing stays on failure.
 *
 * @returns the files written, the model first
 */
export async function writeModel(graph: Graph, target: string, options: WriteOptions = {}): Promise<readonly string[]> {
	const total = graph.initialisers.reduce((sum, initialiser) => sum + sizeOf(initialiser), 0);
	const dataFile = total > INLINE_BYTES ? `${target}.data` : undefined;
	const files = dataFile ? [target, dataFile] : [target];
	let done = 0;
	const stream = async (file: FileHandle, initialiser: Initialiser): Promise<void> => {
		for await (const piece of checkedPieces(initialiser, options.signal)) {
			await writeAll(file, piece);
			done += piece.length;
			options.report?.(done, total);
		}
	};
	try {
		const offsets = dataFile ? await inFile(partOf(dataFile), (file) => writeData(file, graph, stream)) : new Map<string, number>();
		await inFile(partOf(target), (file) => writeGraph(file, graph, { offsets, location: path.basename(dataFile ?? ""), stream }));
	} catch (error) {
		await Promise.all(files.map((file) => rm(partOf(file), { force: true })));
		throw error;
	}
	await publish(files);
	return files;
}

type Stream = (file: FileHandle, initialiser: Initialiser) => Promise<void>;

function partOf(file: string): string {
	return `${file}.part`;
}

function isLarge(initialiser: Initialiser): boolean {
	return sizeOf(initialiser) >= ALIGNMENT;
}

/** The model last: with it, the whole is there. */
async function publish(files: readonly string[]): Promise<void> {
	try {
		for (const file of [...files].reverse()) {
			await rename(partOf(file), file);
		}
	} catch (error) {
		await Promise.all(files.flatMap((file) => [file, partOf(file)]).map((file) => rm(file, { force: true })));
		throw refused(error, files[0] ?? "");
	}
}

/** The file of weights; gives where each tensor begins. */
async function writeData(file: FileHandle, graph: Graph, stream: Stream): Promise<Map<string, number>> {
	const offsets = new Map<string, number>();
	let end = 0;
	for (const initialiser of graph.initialisers.filter(isLarge)) {
		const offset = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
		await writeAll(file, new Uint8Array(offset - end));
		await stream(file, initialiser);
		offsets.set(initialiser.name, offset);
		end = offset + sizeOf(initialiser);
	}
	return offsets;
}

/** `ModelProto`: all lengths are known beforehand, so that inline weights can be streamed between their headers. */
async function writeGraph(file: FileHandle, graph: Graph, { offsets, location, stream }: { offsets: ReadonlyMap<string, number>; location: string; stream: Stream }): Promise<void> {
	const { before, after } = graph.encoded();
	const tensors = graph.initialisers.map((initialiser) => {
		const offset = offsets.get(initialiser.name);
		return { initialiser, inline: offset === undefined, header: tensorHeader(initialiser, offset === undefined ? undefined : { location, offset }) };
	});
	const length = tensors.reduce((sum, { initialiser, inline, header }) => sum + header.length + (inline ? sizeOf(initialiser) : 0), before.length + after.length);
	const model = new Message().integer(1, IR_VERSION).string(2, "BioMedGPT for VS Code");
	graph.domains.forEach(([domain, version]) => model.message(8, new Message().string(1, domain).integer(2, version)));
	await writeAll(file, model.encoded(), opening(7, length), before);
	for (const { initialiser, inline, header } of tensors) {
		await writeAll(file, header);
		if (inline) {
			await stream(file, initialiser);
		}
	}
	await writeAll(file, after);
}

/** `GraphProto.initializer` up to where inline data begin, or whole where the data lie outside. */
function tensorHeader(initialiser: Initialiser, outside: { location: string; offset: number } | undefined): Uint8Array {
	const { name, element, shape } = initialiser;
	const size = sizeOf(initialiser);
	const tensor = new Message().integers(1, shape).integer(2, ELEMENT[element]).string(8, name);
	if (outside) {
		const entries = { location: outside.location, offset: `${outside.offset}`, length: `${size}` };
		Object.entries(entries).forEach(([key, value]) => tensor.message(13, new Message().string(1, key).string(2, value)));
		tensor.integer(14, 1);
	}
	const fields = tensor.encoded();
	const data = outside ? new Uint8Array() : opening(9, size);
	return Buffer.concat([opening(5, fields.length + data.length + (outside ? 0 : size)), fields, data]);
}

async function* checkedPieces(initialiser: Initialiser, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
	let left = sizeOf(initialiser);
	for await (const piece of initialiser.pieces(signal)) {
		signal?.throwIfAborted();
		left -= piece.length;
		if (left < 0) {
			break;
		}
		yield piece;
	}
	if (left !== 0) {
		throw new Failure("truncated", `The tensor ${initialiser.name} has another length than its shape tells, so the file that it comes from is damaged. Download the model again.`, { detail: `${left} bytes left of ${sizeOf(initialiser)}` });
	}
}

async function inFile<T>(name: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
	const file = await open(name, "w").catch((error: unknown) => {
		throw refused(error, name);
	});
	try {
		return await use(file);
	} finally {
		await file.close();
	}
}

async function writeAll(file: FileHandle, ...chunks: readonly Uint8Array[]): Promise<void> {
	for (const chunk of chunks) {
		for (let at = 0; at < chunk.length; ) {
			const { bytesWritten } = await file.write(chunk, at).catch((error: unknown) => {
				throw refused(error, "");
			});
			at += bytesWritten;
		}
	}
}

/** Why the system would not take the encoder's bytes. */
function refused(cause: unknown, file: string): Failure {
	const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
	const detail = `${file} ${String(cause)}`.trim();
	return code === "ENOSPC" || code === "EDQUOT"
		? new Failure("disk-full", "The disk is full, so the encoder could not be written. Nothing of it was kept. Make room, then import the model again.", { cause, detail })
		: new Failure("cannot-write", `The encoder could not be written: the system refused it${code === "" ? "" : ` (${code})`}. Choose a folder that you may write to, then import the model again.`, { cause, detail });
}
