import { existsSync } from "node:fs";
import path from "node:path";
import type { Checkpoint, PieceOptions } from "../../src/inference/import/checkpoint.ts";

/** The reference checkpoints beside the repository, or another set of them; tests that need them are skipped where they are absent. */
export const checkpoints = process.env["BIOMEDGPT_CHECKPOINTS"] ?? path.resolve(import.meta.dirname, "../../../shared/fixtures/checkpoints");
/** Whether they are the ones beside the repository. */
export const isReferenceSet = process.env["BIOMEDGPT_CHECKPOINTS"] === undefined;
export const haveCheckpoints = existsSync(path.join(checkpoints, "README.md"));

/** All values of a tensor, copied out of its pieces. */
export async function valuesOf(checkpoint: Checkpoint, name: string, options?: PieceOptions): Promise<number[]> {
	const found: number[] = [];
	for await (const piece of checkpoint.floats(name, options)) {
		for (const value of piece) {
			found.push(value);
		}
	}
	return found;
}

/** All bytes of a tensor. */
export async function bytesOf(checkpoint: Checkpoint, name: string, options?: PieceOptions): Promise<Buffer> {
	const found: Buffer[] = [];
	for await (const piece of checkpoint.bytes(name, options)) {
		found.push(Buffer.from(piece));
	}
	return Buffer.concat(found);
}
