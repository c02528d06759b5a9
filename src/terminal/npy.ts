import type { Matrix } from "../inference/engine.ts";

/** A float32 matrix as a NumPy file (format 1.0, C order, little endian). */
export function npy({ rows, columns, data }: Matrix): Buffer {
	const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
	// Magic, version and length take 10 bytes; the data begins at a multiple of 64.
	const length = Math.ceil((10 + description.length + 1) / 64) * 64;
	const header = Buffer.alloc(length, " ");
	header.write("\x93NUMPY\x01\x00", "latin1");
	header.writeUInt16LE(length - 10, 8);
	header.write(description, 10, "latin1");
	header.write("\n", length - 1, "latin1");
	return Buffer.concat([header, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}
