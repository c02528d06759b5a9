import { constants } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { badFile, shown } from "./words.ts";

/** A file that is read at positions. Its size is taken once: every count in a header is checked against it. */
export class ByteSource {
	private constructor(
		/** Name without folder, for sentences. */
		readonly name: string,
		readonly path: string,
		/** Bytes. */
		readonly size: number,
		private readonly handle: FileHandle,
	) {}

	/** Fails with `missing-file` or `unreadable-file`. Only plain files: a pipe or a device would never end. */
	static async open(file: string): Promise<ByteSource> {
		const name = path.basename(file);
		await plainFile(file, name);
		const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) => {
			throw unreadable(name, error);
		});
		// Looked at again: between the two, another file may have taken the name.
		const info = await handle.stat();
		if (!info.isFile()) {
			await handle.close();
			throw notPlain(name);
		}
		return new ByteSource(name, file, info.size, handle);
	}

	/** Fills `into` from `position`; fails with `truncated` where the file ends before. */
	async fill(into: Uint8Array, position: number): Promise<void> {
		let done = 0;
		while (done < into.byteLength) {
			const { bytesRead } = await this.handle.read(into, done, into.byteLength - done, position + done).catch((error: unknown) => {
				throw unreadable(this.name, error);
			});
			if (bytesRead === 0) {
				throw badFile("truncated", this.name, `ends at byte ${position + done}, in the middle of what is to be read`, { detail: `${into.byteLength} bytes wanted at ${position} of ${this.size}` });
			}
			done += bytesRead;
		}
	}

	/** `length` bytes from `position`. The caller has checked that the file has them; fails with `truncated` else. */
	async read(position: number, length: number): Promise<Buffer> {
		if (position + length > this.size) {
			throw badFile("truncated", this.name, `has ${this.size} bytes, and ${position + length} are needed`);
		}
		const bytes = Buffer.alloc(length);
		await this.fill(bytes, position);
		return bytes;
	}

	close(): Promise<void> {
		return this.handle.close();
	}
}

/** Runs `use` on the opened file and closes it where that fails; what succeeds owns the file. */
export async function withSource<T>(file: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
	const source = await ByteSource.open(file);
	try {
		return await use(source);
	} catch (error) {
		await source.close();
		throw error;
	}
}

async function plainFile(file: string, name: string): Promise<void> {
	const info = await stat(file).catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT" || error.code === "ENOTDIR") {
			throw new Failure("missing-file", `${shown(name)} is not there. Put it back, or choose another file.`, { detail: file, cause: error });
		}
		throw unreadable(name, error);
	});
	if (!info.isFile()) {
		throw notPlain(name);
	}
}

function notPlain(name: string): Failure {
	return badFile("unreadable-file", name, "is not a plain file", { next: "Choose the file of the checkpoint itself." });
}

function unreadable(name: string, error: unknown): Failure {
	return badFile("unreadable-file", name, `cannot be read (${String((error as NodeJS.ErrnoException).code ?? error)})`, { next: "Check its permissions and the disk, or choose another file.", cause: error, detail: String(error) });
}
