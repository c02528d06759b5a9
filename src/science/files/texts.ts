import { setImmediate as breath } from "node:timers/promises";
import { Failure } from "../failure.ts";
import { recogniseInSlices, recogniseStream } from "../recognise.ts";
import type { RecogniseContext } from "../recognition/formats.ts";
import type { Located } from "../recognition/located.ts";
import { Places } from "../recognition/located.ts";
import { decoded } from "./decode.ts";
import { languageIdOf } from "./languages.ts";
import { cellsOf } from "./notebook.ts";

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

/** A notebook is read as a whole: what the JSON of one may have, in characters. */
const LARGEST_NOTEBOOK = 300_000_000;

/**
 * The texts of a file: one, or those of a notebook's cells.
 *
 * @param name what the file is called: its ending says how to read it
 * @param language VS Code's id; counts more than the name where it is given
 * @throws Failure `binary-file`, `invalid-notebook`, `file-too-large`
 */
export async function* textsOf(name: string, bytes: AsyncIterable<Uint8Array>, language?: string): AsyncGenerator<FileText> {
	const pieces = decoded(bytes);
	if (language === undefined && /\.ipynb$/i.test(name)) {
		for (const { index, languageId, fileName, text, firstLine } of cellsOf(await joined(pieces))) {
			const context = fileName === "" ? { languageId, fileName } : { languageId: languageIdOf(fileName), fileName };
			yield { cell: index, context, text: { whole: text, firstLine } };
		}
		return;
	}
	// A language that was asked for counts more than the file's ending.
	const context = language === undefined ? { languageId: languageIdOf(name), fileName: name } : { languageId: language, fileName: "" };
	yield { context, text: pieces };
}

/** What is found in a text, in portions: of a file as a stream; of a cell, which is small and may begin below its magic, as a whole. */
export async function* locatedIn({ text, context }: FileText): AsyncGenerator<readonly Located[]> {
	if (!("whole" in text)) {
		yield* recogniseStream(text, context);
		return;
	}
	const places = new Places(text.whole, text.firstLine);
	for (const slice of recogniseInSlices(text.whole, context)) {
		yield slice.map((one) => places.locate(one));
		await breath();
	}
}

async function joined(pieces: AsyncIterable<string>): Promise<string> {
	const all: string[] = [];
	let length = 0;
	for await (const piece of pieces) {
		length += piece.length;
		if (length > LARGEST_NOTEBOOK) {
			throw new Failure("file-too-large", `This notebook has more than ${LARGEST_NOTEBOOK / 1e6} MB, nearly all of it outputs. Clear its outputs and save it.`);
		}
		all.push(piece);
	}
	return all.join("");
}
