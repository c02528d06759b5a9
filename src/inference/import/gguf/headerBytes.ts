import type { Failure } from "../../../science/failure.ts";
import { badGguf, type GgufNumbers } from "./header.ts";

/** The part of the file that is in memory ends before the header does. */
export class MoreNeeded extends Error {
	override readonly name = "MoreNeeded";
}

/** Reads numbers and texts from the beginning of a GGUF file; lengths are checked against the whole file's size first. */
export class HeaderBytes {
	at = 0;
	private readonly view: DataView;

	constructor(
		private readonly bytes: Buffer,
		/** Size of the whole file. */
		private readonly size: number,
		private readonly file: string,
	) {
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	bad(reason: string): Failure {
		return badGguf(this.file, `is damaged: ${reason}`, `header, byte ${this.at}`);
	}

	uint8(): number {
		return this.view.getUint8(this.step(1));
	}

	int8(): number {
		return this.view.getInt8(this.step(1));
	}

	uint16(): number {
		return this.view.getUint16(this.step(2), true);
	}

	int16(): number {
		return this.view.getInt16(this.step(2), true);
	}

	uint32(): number {
		return this.view.getUint32(this.step(4), true);
	}

	int32(): number {
		return this.view.getInt32(this.step(4), true);
	}

	float32(): number {
		return this.view.getFloat32(this.step(4), true);
	}

	float64(): number {
		return this.view.getFloat64(this.step(8), true);
	}

	uint64(): number | bigint {
		return small(this.view.getBigUint64(this.step(8), true));
	}

	int64(): number | bigint {
		return small(this.view.getBigInt64(this.step(8), true));
	}

	flag(): boolean {
		const value = this.uint8();
		if (value > 1) {
			throw this.bad("a value that should be true or false is neither");
		}
		return value === 1;
	}

	/** A count of things that take at least `least` bytes each: as many must fit into the rest of the file. */
	count(least: number, what: string): number {
		const count = this.uint64();
		if (typeof count === "bigint" || count * least > this.size - this.at) {
			throw this.bad(`it announces ${count} ${what} and has ${this.size} bytes`);
		}
		return count;
	}

	text(): string {
		const length = this.count(1, "bytes of text");
		const begin = this.step(length);
		return this.bytes.toString("utf8", begin, begin + length);
	}

	/** Numbers of one kind, copied out. */
	array<T extends GgufNumbers>(kind: { new (buffer: ArrayBuffer): T; readonly BYTES_PER_ELEMENT: number }, count: number): T {
		const length = count * kind.BYTES_PER_ELEMENT;
		const begin = this.step(length);
		const copy = new Uint8Array(length);
		copy.set(this.bytes.subarray(begin, begin + length));
		return new kind(copy.buffer);
	}

	private step(length: number): number {
		const begin = this.at;
		if (begin + length > this.bytes.length) {
			if (begin + length > this.size) {
				throw this.bad("it ends in the middle of its header");
			}
			throw new MoreNeeded();
		}
		this.at += length;
		return begin;
	}
}

function small(value: bigint): number | bigint {
	const number = Number(value);
	return Number.isSafeInteger(number) ? number : value;
}
