import type { Bytes } from "./bytes.ts";

/** Far beyond any file that anybody looks through: bounds what the index holds (16 bytes each). */
export const MOST_RECORDS = 20_000_000;

/** Where the records of a file are: in columns, 16 bytes each. */
export class RecordIndex {
	#count = 0;
	#starts = new Float64Array(1024);
	#lengths = new Uint32Array(1024);
	#lines = new Uint32Array(1024);

	get count(): number {
		return this.#count;
	}

	get full(): boolean {
		return this.#count >= MOST_RECORDS;
	}

	/** Byte in the file. */
	start(record: number): number {
		return this.#starts[record] ?? 0;
	}

	/** Bytes. */
	length(record: number): number {
		return this.#lengths[record] ?? 0;
	}

	/** From 0. */
	line(record: number): number {
		return this.#lines[record] ?? 0;
	}

	add(start: number, end: number, line: number): void {
		if (this.full) {
			return;
		}
		if (this.#count === this.#starts.length) {
			this.#starts = grown(this.#starts, new Float64Array(this.#count * 2));
			this.#lengths = grown(this.#lengths, new Uint32Array(this.#count * 2));
			this.#lines = grown(this.#lines, new Uint32Array(this.#count * 2));
		}
		this.#starts[this.#count] = start;
		this.#lengths[this.#count] = Math.min(end - start, 0xffffffff);
		this.#lines[this.#count] = line;
		this.#count++;
	}
}

function grown<Numbers extends Float64Array | Uint32Array>(from: Numbers, to: Numbers): Numbers {
	to.set(from);
	return to;
}

/** Finds records in the bytes of a file, piece by piece. */
export interface Scanner {
	/** @returns a byte from which it wants to read again, where it had taken something for what it is not */
	take(piece: Buffer): number | undefined;
	/** The file is at its end. */
	end(): number | undefined;
}

export interface IndexingOptions {
	readonly signal: AbortSignal;
	/** Called after each piece: `read` of the file's bytes. */
	readonly onPiece: (read: number) => void;
}

/**
 * Reads a file once, in pieces, and lets a scanner find its records. Stops at {@link MOST_RECORDS}.
 *
 * @throws what the signal was aborted with; the errors of the file system
 */
export async function buildIndex(bytes: Bytes, scanner: Scanner, index: RecordIndex, { signal, onPiece }: IndexingOptions): Promise<void> {
	for (let from: number | undefined = 0; from !== undefined; ) {
		let again: number | undefined;
		let read = from;
		for await (const piece of bytes.pieces(from, signal)) {
			read += piece.length;
			again = scanner.take(piece);
			onPiece(read);
			if (again !== undefined || index.full) {
				break;
			}
		}
		from = again ?? scanner.end();
	}
}
