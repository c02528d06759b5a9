const text = new TextEncoder();
const VARINT = 0;
const FIXED32 = 5;
const LENGTH_DELIMITED = 2;

/**
 * One protobuf message, field by field in the order of the calls (protobuf.dev/programming-guides/encoding).
 *
 * Only what ONNX needs: integers, floats, strings, bytes, messages.
 */
export class Message {
	private readonly parts: Uint8Array[] = [];
	private length = 0;

	/** int32, int64, enum and bool; negative numbers take ten bytes, as protobuf has them. */
	integer(field: number, value: number): this {
		return this.put(varint(field * 8 + VARINT)).put(varint(value));
	}

	integers(field: number, values: readonly number[]): this {
		for (const value of values) {
			this.integer(field, value);
		}
		return this;
	}

	float(field: number, value: number): this {
		const bytes = new Uint8Array(4);
		new DataView(bytes.buffer).setFloat32(0, value, true);
		return this.put(varint(field * 8 + FIXED32)).put(bytes);
	}

	string(field: number, value: string): this {
		return this.bytes(field, text.encode(value));
	}

	bytes(field: number, value: Uint8Array): this {
		return this.put(opening(field, value.length)).put(value);
	}

	message(field: number, value: Message): this {
		return this.bytes(field, value.encoded());
	}

	encoded(): Uint8Array {
		const joined = new Uint8Array(this.length);
		let at = 0;
		for (const part of this.parts) {
			joined.set(part, at);
			at += part.length;
		}
		return joined;
	}

	private put(bytes: Uint8Array): this {
		this.parts.push(bytes);
		this.length += bytes.length;
		return this;
	}
}

/** Tag and length of a length-delimited field whose `length` bytes follow: for content too large to be held. */
export function opening(field: number, length: number): Uint8Array {
	const tag = varint(field * 8 + LENGTH_DELIMITED);
	const size = varint(length);
	const bytes = new Uint8Array(tag.length + size.length);
	bytes.set(tag);
	bytes.set(size, tag.length);
	return bytes;
}

function varint(value: number): Uint8Array {
	if (!Number.isSafeInteger(value)) {
		throw new RangeError(`not an integer that protobuf can hold: ${value}`);
	}
	const bytes: number[] = [];
	let rest = BigInt.asUintN(64, BigInt(value));
	while (rest >= 128n) {
		bytes.push(Number(rest & 127n) | 128);
		rest >>= 7n;
	}
	bytes.push(Number(rest));
	return Uint8Array.from(bytes);
}
