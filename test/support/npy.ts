import { readFileSync } from "node:fs";

/** A .npy file of float32 in C order (numpy.lib.format, version 1.0). */
export function readNpy(file: string): { readonly shape: readonly number[]; readonly data: Float32Array } {
	const bytes = readFileSync(file);
	const start = 10 + bytes.readUInt16LE(8);
	const header = bytes.toString("latin1", 10, start);
	const shape = /'shape': \(([\d, ]*)\)/.exec(header)?.[1];
	if (!header.includes("'<f4'") || !header.includes("'fortran_order': False") || shape === undefined) {
		throw new Error(`${file} is no array of float32 in C order: ${header}`);
	}
	return { shape: shape.split(",").filter((length) => length.trim() !== "").map(Number), data: new Float32Array(Uint8Array.from(bytes.subarray(start)).buffer) };
}
