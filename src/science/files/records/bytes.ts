import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { setImmediate as breath } from "node:timers/promises";

/** Bytes that are looked at in one go: a few milliseconds. */
export const PIECE = 1 << 19;

/** The bytes of a file, read where they are needed. */
export interface Bytes {
	readonly size: number;
	/**
	 * All bytes from a place on, in order, with a breath between the pieces. A piece is good until the next one is asked for: its memory is used again.
	 */
	pieces(from: number, signal?: AbortSignal): AsyncGenerator<Buffer>;
	/** Fewer bytes than `length` at the end of the file. */
	read(start: number, length: number): Promise<Buffer>;
	/** Whether they are still those that were opened: others write into files, too. */
	unchanged(): Promise<boolean>;
	close(): Promise<void>;
}

/** A file on this machine: nothing of it is held. */
export class FileBytes implements Bytes {
	private constructor(
		private readonly handle: FileHandle,
		readonly size: number,
		/** Milliseconds. */
		private readonly written: number,
		private readonly onClose: () => Promise<void>,
	) {}

	static async open(file: string): Promise<FileBytes> {
		return FileBytes.of(await open(file, "r"));
	}

	/** @param onClose what is to be done when nobody reads it any more, e.g. taking a copy away */
	static async of(handle: FileHandle, onClose: () => Promise<void> = () => Promise.resolve()): Promise<FileBytes> {
		const { size, mtimeMs } = await handle.stat();
		return new FileBytes(handle, size, mtimeMs, onClose);
	}

	async *pieces(from: number, signal?: AbortSignal): AsyncGenerator<Buffer> {
		const memory = Buffer.allocUnsafe(PIECE);
		for (let at = from; ; ) {
			signal?.throwIfAborted();
			const { bytesRead } = await this.handle.read(memory, 0, PIECE, at);
			if (bytesRead === 0) {
				return;
			}
			at += bytesRead;
			yield memory.subarray(0, bytesRead);
		}
	}

	async read(start: number, length: number): Promise<Buffer> {
		const memory = Buffer.allocUnsafe(length);
		let filled = 0;
		while (filled < length) {
			const { bytesRead } = await this.handle.read(memory, filled, length - filled, start + filled);
			if (bytesRead === 0) {
				break;
			}
			filled += bytesRead;
		}
		return memory.subarray(0, filled);
	}

	async unchanged(): Promise<boolean> {
		const { size, mtimeMs } = await this.handle.stat();
		return size === this.size && mtimeMs === this.written;
	}

	async close(): Promise<void> {
		await this.handle.close();
		await this.onClose();
	}
}

/** A file of a virtual workspace, which comes as a whole. */
export class MemoryBytes implements Bytes {
	readonly size: number;
	private readonly bytes: Buffer;

	constructor(bytes: Uint8Array) {
		this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.size = bytes.byteLength;
	}

	async *pieces(from: number, signal?: AbortSignal): AsyncGenerator<Buffer> {
		for (let at = from; at < this.size; at += PIECE) {
			signal?.throwIfAborted();
			yield this.bytes.subarray(at, at + PIECE);
			await breath();
		}
	}

	async read(start: number, length: number): Promise<Buffer> {
		await breath();
		return this.bytes.subarray(start, start + length);
	}

	unchanged(): Promise<boolean> {
		return Promise.resolve(true);
	}

	close(): Promise<void> {
		return Promise.resolve();
	}
}
