import { createHash, type Hash } from "node:crypto";
import { constants } from "node:fs";
import { open, readFile, rename, rm, writeFile, type FileHandle } from "node:fs/promises";
import { z } from "zod";
import { diskFailure } from "./failures.ts";

/** What lies beside a half-downloaded file, so that it can go on in another process. */
const stateSchema = z.strictObject({
	/** Address that was asked for; never one that it was sent on to, which may be secret. */
	url: z.string(),
	etag: z.string().nullable(),
	lastModified: z.string().nullable(),
	/** Size of the whole file, where it was told. */
	bytes: z.int().nonnegative().nullable(),
	/** SHA-256 that the publisher told with the file. */
	sha256: z.string().nullable(),
	/** False where a range must not be asked for: the server answered one wrongly, or with an encoded body. */
	ranges: z.boolean(),
});
export type PartState = z.infer<typeof stateSchema>;

const LONGEST_STATE = 65_536;
const PIECE = 1 << 20;

/** A file that is being downloaded: `<target>.part`, with `<target>.part.json`. */
export class Part {
	/** What is known of the file that the bytes come from. */
	state: PartState | undefined;
	/** Bytes that are here. */
	position: number;
	readonly #target: string;
	readonly #handle: FileHandle;
	#hash: Hash = createHash("sha256");
	#open = true;

	private constructor(target: string, handle: FileHandle, position: number, state: PartState | undefined) {
		this.#target = target;
		this.#handle = handle;
		this.position = position;
		this.state = state;
	}

	/**
	 * Opens what an earlier try left, or nothing.
	 *
	 * @throws Failure of {@link diskFailure}
	 */
	static async open(target: string): Promise<Part> {
		const file = partOf(target);
		try {
			const handle = await open(file, constants.O_RDWR | constants.O_CREAT, 0o644);
			return new Part(target, handle, (await handle.stat()).size, await readState(target));
		} catch (error) {
			throw diskFailure(error, file);
		}
	}

	/** Reads what is here for the checksum. Cancellable; reports bytes. */
	async recall(signal: AbortSignal | undefined, report: (done: number) => void): Promise<void> {
		const buffer = Buffer.allocUnsafe(PIECE);
		this.#hash = createHash("sha256");
		for (let done = 0; done < this.position; ) {
			signal?.throwIfAborted();
			const { bytesRead } = await this.#disk(this.#handle.read(buffer, 0, Math.min(PIECE, this.position - done), done));
			if (bytesRead === 0) {
				this.position = done;
				return;
			}
			this.#hash.update(buffer.subarray(0, bytesRead));
			done += bytesRead;
			report(done);
		}
	}

	/** Forgets what is here. The bytes go before the state comes, so that a crash never leaves old bytes under a new state. */
	async begin(state: PartState | undefined): Promise<void> {
		await this.#disk(this.#handle.truncate(0));
		this.position = 0;
		this.#hash = createHash("sha256");
		this.state = undefined;
		await (state === undefined ? rm(stateOf(this.#target), { force: true }) : this.remember(state));
	}

	/** Writes the state, whole or not at all. */
	async remember(state: PartState): Promise<void> {
		const file = stateOf(this.#target);
		await this.#disk(writeFile(`${file}.new`, JSON.stringify(state)));
		await this.#disk(rename(`${file}.new`, file));
		this.state = state;
	}

	/** The last bytes that are here, at most so many. */
	async tail(length: number): Promise<Uint8Array> {
		const buffer = Buffer.alloc(Math.min(length, this.position));
		const { bytesRead } = await this.#disk(this.#handle.read(buffer, 0, buffer.length, this.position - buffer.length));
		return buffer.subarray(0, bytesRead);
	}

	async append(chunk: Uint8Array): Promise<void> {
		for (let written = 0; written < chunk.length; ) {
			const { bytesWritten } = await this.#disk(this.#handle.write(chunk, written, chunk.length - written, this.position + written));
			written += bytesWritten;
		}
		this.#hash.update(chunk);
		this.position += chunk.length;
	}

	/** Lower-case hexadecimal SHA-256 of what is here. */
	digest(): string {
		return this.#hash.copy().digest("hex");
	}

	/** Gives the file its name; it is whole. */
	async complete(): Promise<void> {
		// Bytes beyond are those of a piece whose writing failed.
		await this.#disk(this.#handle.truncate(this.position));
		await this.#disk(this.#handle.sync());
		this.#open = false;
		await this.#handle.close();
		await this.#disk(rename(partOf(this.#target), this.#target));
		await rm(stateOf(this.#target), { force: true });
	}

	/** Leaves it for another time, if there is anything. */
	async close(): Promise<void> {
		if (this.#open) {
			this.#open = false;
			await this.#handle.close().catch(() => undefined);
			await (this.position === 0 ? removePart(this.#target) : undefined);
		}
	}

	async remove(): Promise<void> {
		this.position = 0;
		await this.close();
	}

	async #disk<Result>(work: Promise<Result>): Promise<Result> {
		return work.catch((error: unknown) => {
			throw diskFailure(error, partOf(this.#target));
		});
	}
}

/** Removes what an interrupted download left. */
export async function removePart(target: string): Promise<void> {
	await Promise.all([partOf(target), stateOf(target), `${stateOf(target)}.new`].map((file) => rm(file, { force: true })));
}

export function partOf(target: string): string {
	return `${target}.part`;
}

function stateOf(target: string): string {
	return `${target}.part.json`;
}

/** Nothing, where it is not ours or damaged. */
async function readState(target: string): Promise<PartState | undefined> {
	try {
		const handle = await open(stateOf(target));
		try {
			if ((await handle.stat()).size > LONGEST_STATE) {
				return undefined;
			}
			return stateSchema.safeParse(JSON.parse(await readFile(handle, "utf8"))).data;
		} finally {
			await handle.close();
		}
	} catch {
		return undefined;
	}
}
