import { open, rename, rm } from "node:fs/promises";
import { Failure } from "../../science/failure.ts";
import { ByteSource } from "./byteSource.ts";

const PIECE = 4 << 20;

export interface CopyOptions {
	readonly signal: AbortSignal;
	/** Bytes, done and in all. */
	readonly report: (done: number, total: number) => void;
}

/** Copies a file as it is, to `<target>.part`, which is renamed at the end; on failure or abort nothing stays. Fails with `disk-full` or `unwritable-file`. */
export async function copyFile(from: string, target: string, { signal, report }: CopyOptions): Promise<void> {
	const part = `${target}.part`;
	const source = await ByteSource.open(from);
	try {
		const file = await open(part, "w");
		try {
			const piece = new Uint8Array(PIECE);
			for (let at = 0; at < source.size; ) {
				signal.throwIfAborted();
				const bytes = piece.subarray(0, Math.min(PIECE, source.size - at));
				await source.fill(bytes, at);
				await file.writeFile(bytes);
				at += bytes.length;
				report(at, source.size);
			}
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(part, target);
	} catch (error) {
		await rm(part, { force: true });
		throw unwritable(error, signal);
	} finally {
		await source.close();
	}
}

/** What a disk refused, in words; failures and what a stop has caused as they are. */
export function unwritable(error: unknown, signal: AbortSignal): unknown {
	if (error instanceof Failure || signal.aborted) {
		return error;
	}
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	return code === "ENOSPC" || code === "EDQUOT"
		? new Failure("disk-full", "The disk is full: the model does not fit. Free some space or choose another folder, and import again.", { cause: error, detail: String(error) })
		: new Failure("unwritable-file", "The model cannot be written there. Choose a folder that you may write to, and import again.", { cause: error, detail: String(error) });
}
