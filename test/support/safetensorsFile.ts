import { writeFileSync } from "node:fs";
import type { Checkpoint } from "../../src/inference/import/checkpoint.ts";
import { bytesOf } from "./checkpoints.ts";

/** Writes some tensors of a checkpoint as a safetensors file, under other names where one likes; `change` may alter the bytes of a tensor. */
export async function writeSafetensors(file: string, checkpoint: Checkpoint, nameOf: (name: string) => string | undefined, change: (name: string, bytes: Buffer) => void = () => undefined): Promise<void> {
	const header: Record<string, { dtype: string; shape: readonly number[]; data_offsets: [number, number] }> = {};
	const data: Buffer[] = [];
	let end = 0;
	for (const { name, shape, type } of checkpoint.tensors.values()) {
		const written = nameOf(name);
		if (written !== undefined) {
			const bytes = await bytesOf(checkpoint, name);
			change(written, bytes);
			header[written] = { dtype: type, shape, data_offsets: [end, (end += bytes.length)] };
			data.push(bytes);
		}
	}
	const text = Buffer.from(JSON.stringify(header));
	const length = Buffer.alloc(8);
	length.writeBigUInt64LE(BigInt(text.length));
	writeFileSync(file, Buffer.concat([length, text, ...data]));
}
