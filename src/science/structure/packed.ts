import type { StructureData } from "./structureData.ts";

type Column = Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** Bytes to which each column's beginning is aligned. */
const ALIGNMENT = 4;

/**
 * The same structure with all its columns in one piece of memory.
 *
 * VS Code sends the memory behind typed arrays to a webview as arguments of one call, and counts those in a byte: beyond 255 pieces the message
 * arrives maimed. An assembly of 62 chains with a ligand each has more columns than that.
 */
export function packed(data: StructureData): StructureData {
	let size = 0;
	visit(data, (column) => {
		size += aligned(column.byteLength);
		return column;
	});
	const memory = new ArrayBuffer(size);
	let end = 0;
	return visit(data, (column) => {
		const start = end;
		end += aligned(column.byteLength);
		new Uint8Array(memory, start, column.byteLength).set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
		return new (column.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => Column)(memory, start, column.length);
	});
}

function aligned(bytes: number): number {
	return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** A copy of plain data in which each column is what `replace` gives for it. */
function visit<T>(value: T, replace: (column: Column) => Column): T {
	if (ArrayBuffer.isView(value)) {
		return replace(value as unknown as Column) as T;
	}
	if (Array.isArray(value)) {
		return value.map((each: unknown) => visit(each, replace)) as T;
	}
	return typeof value === "object" && value !== null ? (Object.fromEntries(Object.entries(value).map(([key, each]) => [key, visit(each as unknown, replace)])) as T) : value;
}
