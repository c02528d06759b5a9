/** Largest finite number of half precision (IEEE 754 binary16). */
export const LARGEST_HALF = 65504;

const number = new Float32Array(1);
const bits = new Uint32Array(number.buffer);

/** Half precision of each number, rounded to nearest, ties to even; what is too large becomes infinite. */
export function halves(values: Float32Array): Uint16Array {
	const result = new Uint16Array(values.length);
	const pattern = new Uint32Array(values.buffer, values.byteOffset, values.length);
	for (let index = 0; index < pattern.length; index++) {
		result[index] = half(pattern[index] as number);
	}
	return result;
}

/** From the bits of a float32. */
function half(pattern: number): number {
	const sign = (pattern >>> 16) & 0x8000;
	const size = pattern & 0x7fffffff;
	if (size >= 0x47800000) {
		return size > 0x7f800000 ? sign | 0x7e00 : sign | 0x7c00;
	}
	if (size >= 0x38800000) {
		// A carry out of the mantissa goes into the exponent, as it should, up to infinity.
		return sign | ((size - 0x38000000 + 0xfff + ((size >>> 13) & 1)) >>> 13);
	}
	// Below 2^-14 a half counts in steps of 2^-24: adding 0.5, whose float32 has that step, rounds to it.
	bits[0] = size;
	number[0] = (number[0] as number) + 0.5;
	return sign | ((bits[0]) - 0x3f000000);
}
