/**
 * How ggml stores tensors: blocks of values with their scales (ggml's `ggml-common.h`).
 *
 * Every decoder rounds to float32 where ggml does, so its numbers are ggml's, bit for bit.
 */
import { halfToFloat } from "./halves.ts";

/** ggml's numbers of the types that are read or written here. */
export const GgmlType = { F32: 0, F16: 1, Q4_0: 2, Q4_1: 3, Q5_0: 6, Q5_1: 7, Q8_0: 8, Q2_K: 10, Q3_K: 11, Q4_K: 12, Q5_K: 13, Q6_K: 14, BF16: 30 } as const;

export interface BlockType {
	/** Values of one block; a row is a whole number of blocks. */
	readonly values: number;
	readonly bytes: number;
	/** Writes the block's values to `out` from `at` on. */
	readonly decode: (block: DataView, out: Float32Array, at: number) => void;
}

const { fround } = Math;
const half = (block: DataView, at: number): number => halfToFloat(block.getUint16(at, true));
const bits = new DataView(new ArrayBuffer(4));

/** By ggml's number. */
export const BLOCK_TYPES: Readonly<Record<number, BlockType>> = {
	[GgmlType.F32]: { values: 1, bytes: 4, decode: (block, out, at) => { out[at] = block.getFloat32(0, true); } },
	[GgmlType.F16]: { values: 1, bytes: 2, decode: (block, out, at) => { out[at] = half(block, 0); } },
	// The upper half of a float32.
	[GgmlType.BF16]: {
		values: 1,
		bytes: 2,
		decode: (block, out, at) => {
			bits.setUint32(0, block.getUint16(0, true) << 16);
			out[at] = bits.getFloat32(0);
		},
	},
	[GgmlType.Q4_0]: { values: 32, bytes: 18, decode: (block, out, at) => nibbles(block, out, at, { codes: 2, centre: 8 }) },
	[GgmlType.Q4_1]: { values: 32, bytes: 20, decode: (block, out, at) => nibbles(block, out, at, { codes: 4, least: 2 }) },
	[GgmlType.Q5_0]: { values: 32, bytes: 22, decode: (block, out, at) => nibbles(block, out, at, { codes: 6, high: 2, centre: 16 }) },
	[GgmlType.Q5_1]: { values: 32, bytes: 24, decode: (block, out, at) => nibbles(block, out, at, { codes: 8, high: 4, least: 2 }) },
	// A half-precision scale and 32 signed bytes.
	[GgmlType.Q8_0]: {
		values: 32,
		bytes: 34,
		decode: (block, out, at) => {
			const scale = half(block, 0);
			for (let index = 0; index < 32; index++) {
				out[at + index] = scale * block.getInt8(2 + index);
			}
		},
	},
	[GgmlType.Q2_K]: { values: 256, bytes: 84, decode: decodeQ2K },
	[GgmlType.Q3_K]: { values: 256, bytes: 110, decode: decodeQ3K },
	[GgmlType.Q4_K]: { values: 256, bytes: 144, decode: (block, out, at) => decodeMinimaK(block, out, at, 16, undefined) },
	[GgmlType.Q5_K]: { values: 256, bytes: 176, decode: (block, out, at) => decodeMinimaK(block, out, at, 48, 16) },
	[GgmlType.Q6_K]: { values: 256, bytes: 210, decode: decodeQ6K },
};

/** The types before the K quantisations: scale, perhaps least value, perhaps fifth bits, then 32 codes of four bits. */
function nibbles(block: DataView, out: Float32Array, at: number, { codes, high, centre = 0, least }: { readonly codes: number; readonly high?: number; readonly centre?: number; readonly least?: number }): void {
	const scale = half(block, 0);
	// Adding -0 changes nothing, not even the sign of a zero.
	const offset = least === undefined ? -0 : half(block, least);
	const fifth = high === undefined ? 0 : block.getUint32(high, true);
	for (let index = 0; index < 16; index++) {
		const pair = block.getUint8(codes + index);
		const low = (pair & 15) | (((fifth >>> index) & 1) << 4);
		const upper = (pair >> 4) | (((fifth >>> (index + 16)) & 1) << 4);
		out[at + index] = fround((low - centre) * scale) + offset;
		out[at + index + 16] = fround((upper - centre) * scale) + offset;
	}
}

/** Q2_K: sixteen scales and minima of four bits, 256 codes of two bits, then the halves that scale both. */
function decodeQ2K(block: DataView, out: Float32Array, at: number): void {
	const scale = half(block, 80);
	const least = half(block, 82);
	for (let part = 0; part < 16; part++) {
		const both = block.getUint8(part);
		const step = fround(scale * (both & 15));
		const offset = fround(least * (both >> 4));
		// Parts go by pairs of sixteen bytes, four times over the same 32 bytes with other bits.
		const first = 16 + (part >> 3) * 32 + (part & 1) * 16;
		const shift = ((part >> 1) & 3) * 2;
		for (let index = 0; index < 16; index++) {
			out[at + part * 16 + index] = fround(step * ((block.getUint8(first + index) >> shift) & 3)) - offset;
		}
	}
}

/** Q3_K: third bits, 256 codes of two bits, sixteen scales of six bits, the half that scales them. */
function decodeQ3K(block: DataView, out: Float32Array, at: number): void {
	const scale = half(block, 108);
	for (let part = 0; part < 16; part++) {
		const low = part < 8 ? block.getUint8(96 + part) & 15 : block.getUint8(96 + part - 8) >> 4;
		const high = (block.getUint8(104 + (part & 3)) >> ((part >> 2) * 2)) & 3;
		const step = fround(scale * ((low | (high << 4)) - 32));
		const first = 32 + (part >> 3) * 32 + (part & 1) * 16;
		const turn = (part >> 1) & 3;
		const mask = 1 << ((part >> 3) * 4 + turn);
		for (let index = 0; index < 16; index++) {
			const third = block.getUint8((part & 1) * 16 + index) & mask ? 0 : 4;
			out[at + part * 16 + index] = step * (((block.getUint8(first + index) >> (turn * 2)) & 3) - third);
		}
	}
}

/** Q4_K and Q5_K: two halves, eight scales and minima of six bits, perhaps fifth bits, 256 codes of four bits. */
function decodeMinimaK(block: DataView, out: Float32Array, at: number, codes: number, fifths: number | undefined): void {
	const scale = half(block, 0);
	const least = half(block, 2);
	for (let part = 0; part < 8; part++) {
		const byte = (index: number): number => block.getUint8(4 + index);
		const step = fround(scale * (part < 4 ? byte(part) & 63 : (byte(part + 4) & 15) | ((byte(part - 4) >> 6) << 4)));
		const offset = fround(least * (part < 4 ? byte(part + 4) & 63 : (byte(part + 4) >> 4) | ((byte(part) >> 6) << 4)));
		const first = codes + (part >> 1) * 32;
		for (let index = 0; index < 32; index++) {
			const pair = block.getUint8(first + index);
			const fifth = fifths === undefined ? 0 : ((block.getUint8(fifths + index) >> part) & 1) << 4;
			out[at + part * 32 + index] = fround(step * ((part & 1 ? pair >> 4 : pair & 15) | fifth)) - offset;
		}
	}
}

/** Q6_K: low four bits, high two bits, sixteen signed scales of eight bits, the half that scales them. */
function decodeQ6K(block: DataView, out: Float32Array, at: number): void {
	const scale = half(block, 208);
	for (let part = 0; part < 16; part++) {
		const step = fround(scale * block.getInt8(192 + part));
		const side = part >> 3;
		const quarter = (part >> 1) & 3;
		const start = (part & 1) * 16;
		const first = side * 64 + (quarter & 1) * 32 + start;
		for (let index = 0; index < 16; index++) {
			const pair = block.getUint8(first + index);
			const high = (block.getUint8(128 + side * 32 + start + index) >> (quarter * 2)) & 3;
			out[at + part * 16 + index] = step * (((quarter < 2 ? pair & 15 : pair >> 4) | (high << 4)) - 32);
		}
	}
}
