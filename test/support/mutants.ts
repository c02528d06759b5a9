/** Numbers at which counts, offsets and lengths go wrong. */
const NUMBERS = [0n, 1n, 2n, 7n, 127n, 128n, 255n, 256n, 0x7fffn, 0xffffn, 0x10000n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 1n << 32n, 1n << 40n, (1n << 53n) - 1n, 1n << 53n, 1n << 60n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n];

/** A copy with one to four changes: bytes, numbers, parts moved, doubled, left out, or the rest cut off. `random` gives 0 to 1. */
export function mutant(original: Buffer, random: () => number): Buffer {
	let bytes: Buffer = Buffer.from(original);
	const changes = 1 + Math.floor(random() ** 2 * 4);
	for (let count = 0; count < changes && bytes.length > 0; count++) {
		bytes = changed(bytes, random);
	}
	return bytes;
}

function changed(bytes: Buffer, random: () => number): Buffer {
	const any = (below: number): number => Math.floor(random() * below);
	const at = any(bytes.length);
	const length = 1 + any(Math.min(40, bytes.length - at));
	switch (any(8)) {
		case 0:
			bytes[at] = (bytes[at] ?? 0) ^ (1 << any(8));
			return bytes;
		case 1:
			bytes[at] = any(256);
			return bytes;
		case 2:
			return withNumber(bytes, at, [1, 2, 4, 8][any(4)] as 1 | 2 | 4 | 8, NUMBERS[any(NUMBERS.length)] as bigint);
		case 3:
			// An ASCII digit, as in JSON and in old pickles.
			return replacedDigit(bytes, at, any(10));
		case 4:
			return bytes.subarray(0, at);
		case 5:
			return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
		case 6:
			return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
		default: {
			const from = any(bytes.length - length + 1);
			bytes.copy(bytes, at, from, from + length);
			return bytes;
		}
	}
}

function withNumber(bytes: Buffer, at: number, width: 1 | 2 | 4 | 8, value: bigint): Buffer {
	const number = Buffer.alloc(8);
	number.writeBigUInt64LE(value);
	number.copy(bytes, at, 0, Math.min(width, bytes.length - at));
	return bytes;
}

function replacedDigit(bytes: Buffer, from: number, digit: number): Buffer {
	const at = bytes.findIndex((byte, index) => index >= from && byte >= 0x30 && byte <= 0x39);
	if (at >= 0) {
		bytes[at] = 0x30 + digit;
	}
	return bytes;
}
