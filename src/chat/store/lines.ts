import { open } from "node:fs/promises";

/** Bytes that are read together: a few milliseconds of work for whoever takes the lines. */
const CHUNK = 1 << 18;
/** A question with a whole proteome attached is shorter; what is longer is none of ours and is not held. */
const LONGEST_LINE = 1 << 25;
/** Bytes, or characters, of a line that tell what it is, the id of an answer included. */
const BEGINNING = 128;
const NEWLINE = 10;

/**
 * The lines of a file, those of a piece of it together; other work gets its turn between two pieces.
 *
 * @param wanted tells by the beginning of a line whether it is read at all
 * @param counted is told how many bytes the file has, when all of them were read
 * @returns nothing for a file that does not exist
 */
export async function* linesOf(file: string, wanted: (beginning: string) => boolean, signal?: AbortSignal, counted?: (bytes: number) => void): AsyncGenerator<readonly string[]> {
	const handle = await open(file, "r").catch(nothingThere);
	if (handle === undefined) {
		return;
	}
	try {
		const cutter = new LineCutter(wanted);
		for (let position = 0; ; ) {
			signal?.throwIfAborted();
			const chunk = Buffer.allocUnsafe(CHUNK);
			const { bytesRead } = await handle.read(chunk, 0, CHUNK, position);
			if (bytesRead === 0) {
				counted?.(position);
				break;
			}
			position += bytesRead;
			yield cutter.cut(chunk.subarray(0, bytesRead));
		}
		yield cutter.rest();
	} finally {
		await handle.close();
	}
}

/** Puts lines together from the pieces of a file. */
class LineCutter {
	readonly #wanted: (beginning: string) => boolean;
	#held: Buffer[] = [];
	#length = 0;

	constructor(wanted: (beginning: string) => boolean) {
		this.#wanted = wanted;
	}

	cut(chunk: Buffer): string[] {
		const first = chunk.indexOf(NEWLINE);
		if (first === -1) {
			this.#hold(chunk);
			return [];
		}
		this.#hold(chunk.subarray(0, first));
		const last = chunk.lastIndexOf(NEWLINE);
		// All together: bytes are made to text several times faster than line by line.
		const whole = last > first ? chunk.toString("utf8", first + 1, last).split("\n").filter((line) => line !== "" && this.#wanted(line.slice(0, BEGINNING))) : [];
		const lines = [...this.rest(), ...whole];
		this.#hold(chunk.subarray(last + 1));
		return lines;
	}

	/** What stands behind the last line break. */
	rest(): string[] {
		const line = this.#length > LONGEST_LINE ? Buffer.alloc(0) : this.#held.length === 1 ? (this.#held[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#held);
		this.#held = [];
		this.#length = 0;
		return line.length > 0 && this.#wanted(line.toString("latin1", 0, BEGINNING)) ? [line.toString("utf8")] : [];
	}

	#hold(bytes: Buffer): void {
		this.#length += bytes.length;
		if (this.#length > LONGEST_LINE) {
			this.#held = [];
		} else if (bytes.length > 0) {
			this.#held.push(bytes);
		}
	}
}

/** For `catch`: a file that is not there is no error. */
export function nothingThere(error: unknown): undefined {
	if (error instanceof Error && "code" in error && error.code === "ENOENT") {
		return undefined;
	}
	throw error;
}
