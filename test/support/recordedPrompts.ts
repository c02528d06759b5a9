import { readFileSync } from "node:fs";
import type { Matrix } from "../../src/inference/engine.ts";

/** Text with the ids it must give, or soft tokens that stand in a file. */
export type RecordedSegment = { readonly type: "text"; readonly text: string; readonly ids: readonly number[] } | { readonly type: "molecule" | "protein"; readonly ref: string; readonly rows: number };

export interface RecordedPrompt {
	readonly id: string;
	readonly segments: readonly RecordedSegment[];
	readonly logits_row: number;
	readonly greedy_ids: readonly number[];
	/** Between the logits of the two likeliest tokens, at each step. */
	readonly greedy_top2_gaps: readonly number[];
}

/** A float32 matrix of NumPy's format, version 1. */
export function readNpy(file: string): Matrix {
	const bytes = readFileSync(file);
	const start = 10 + bytes.readUInt16LE(8);
	const shape = /'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\)/.exec(bytes.toString("latin1", 10, start));
	if (!shape) {
		throw new Error(`${file} is not a float32 matrix`);
	}
	return { rows: Number(shape[1]), columns: Number(shape[2]), data: new Float32Array(Uint8Array.from(bytes.subarray(start)).buffer) };
}
