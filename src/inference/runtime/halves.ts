/** IEEE 754 half precision (binary16): its numbers, and the nearest one of a float32. */

/** Smallest number of a half's exponent field: 2 to the power of (field − 15), and of 1 for subnormal ones. */
const SCALES = Float64Array.from({ length: 31 }, (_, field) => 2 ** (Math.max(field, 1) - 15));

/** The number that 16 bits stand for. */
export function halfToFloat(half: number): number {
	const sign = half & 0x8000 ? -1 : 1;
	const exponent = (half >> 10) & 31;
	const mantissa = half & 1023;
	const scale = SCALES[exponent];
	if (scale === undefined) {
		return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
	}
	return sign * (mantissa + (exponent ? 1024 : 0)) * (scale / 1024);
}

/** All 65,536 of them, by their bits: for millions of conversions. */
export function halfTable(): Float32Array {
	return Float32Array.from({ length: 65_536 }, (_, bits) => halfToFloat(bits));
}

/** The halves' infinity: what a number of 65,520 or more becomes. */
export const HALF_INFINITY = 0x7c00;

/** Smallest float32 (as bits) that rounds to infinity, smallest normal half, and 0.5: adding it shifts a subnormal's bits into place. */
const OVERFLOW = 0x477ff000;
const NORMAL = 0x38800000;
const HALF = 0x3f000000;
const FLOAT_INFINITY = 0x7f800000;

const asFloat = new Float32Array(1);
const asBits = new Uint32Array(asFloat.buffer);

/** Bits of the half that is nearest to a number, ties to even. */
export function floatToHalf(value: number): number {
	asFloat[0] = value;
	const bits = asBits[0] ?? 0;
	const sign = (bits >>> 16) & 0x8000;
	const size = bits & 0x7fffffff;
	if (size >= OVERFLOW) {
		return sign | HALF_INFINITY | (size > FLOAT_INFINITY ? 0x200 : 0);
	}
	if (size < NORMAL) {
		asFloat[0] = Math.abs(asFloat[0] ?? 0) + 0.5;
		return sign | ((asBits[0] ?? 0) - HALF);
	}
	// Exponents are biased by 15 instead of 127; the rest rounds the thirteen bits that go.
	return sign | ((size - (112 << 23) + 0xfff + ((size >>> 13) & 1)) >>> 13);
}
