import { setImmediate as breath } from "node:timers/promises";
import { recogniseInSlices, recogniseStream } from "../recognise.ts";
import type { RecogniseContext } from "../recognition/formats.ts";
import type { Located } from "../recognition/located.ts";
import { Places } from "../recognition/located.ts";

/** A text to look through: a file, or a cell of a notebook. */
export interface FileText {
	/** Place of the cell in a notebook, from 0. */
	readonly cell?: number;
	readonly context: RecogniseContext;
	readonly text: AsyncIterable<string> | CellText;
}

export interface CellText {
	readonly whole: string;
	/** Line of the cell that it begins with. */
	readonly firstLine: number;
}

/** What is found in a text, in portions: of a file as a stream; of a cell, which is small and may begin below its magic, as a whole. `size`: characters of a file that are looked at together. */
export async function* locatedIn({ text, context }: FileText, size?: number): AsyncGenerator<readonly Located[]> {
	if (!("whole" in text)) {
		yield* recogniseStream(text, context, size);
		return;
	}
	const places = new Places(text.whole, text.firstLine);
	// Whoever gave the text has just put it together.
	await breath();
	for (const slice of recogniseInSlices(text.whole, context)) {
		yield slice.map((one) => places.locate(one));
		await breath();
	}
}
