import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";

/** A file that grows at its end, and whose end is known: what was written half is written over by the next attempt. */
export class PlacedFile {
	private constructor(private readonly handle: FileHandle, private end: number) {}

	/** One that is there (or was lost), cut to `size` bytes. */
	static async reopen(file: string, size: number): Promise<PlacedFile> {
		const handle = await open(file, "r+").catch(() => open(file, "wx+"));
		await handle.truncate(size);
		return new PlacedFile(handle, size);
	}

	get size(): number {
		return this.end;
	}

	/** Where it fails, nothing counts as written. */
	async append(bytes: Uint8Array): Promise<void> {
		await this.writeAt(bytes, this.end);
		this.end += bytes.length;
	}

	/** Writes again what a failed {@link sync} may have lost. */
	async rewrite(bytes: Uint8Array, place: number): Promise<void> {
		await this.writeAt(bytes, place);
	}

	async sync(): Promise<void> {
		await this.handle.datasync();
	}

	async close(): Promise<void> {
		await this.handle.close();
	}

	private async writeAt(bytes: Uint8Array, place: number): Promise<void> {
		for (let done = 0; done < bytes.length; ) {
			const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, place + done);
			done += bytesWritten;
		}
	}
}
