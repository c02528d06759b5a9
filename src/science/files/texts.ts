import { Failure } from "../failure.ts";
import { decoded } from "./decode.ts";
import type { FileText } from "./fileText.ts";
import { languageIdOf } from "./languages.ts";
import { cellsOf } from "./notebook.ts";

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
