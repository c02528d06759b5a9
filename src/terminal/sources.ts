import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Failure } from "../science/failure.ts";
import type { RecogniseContext } from "../science/recognition/formats.ts";
import { decoded } from "./decode.ts";
import { languageIdOf } from "./languages.ts";
import { cellsOf } from "./notebook.ts";

/** A text to look through: a file, or a cell of a notebook. */
export interface Source {
	/** As it was given on the command line; the standard input as it is called there, or `-`. */
	readonly file: string;
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

export interface SourceOptions {
	/** What the standard input is called, for its language. */
	readonly stdinName: string | undefined;
	/** Language of every file, whatever its name. */
	readonly language: string | undefined;
	readonly stdin: AsyncIterable<Uint8Array>;
}

/** A notebook is read as a whole: what the JSON of one may have, in characters. */
const LARGEST_NOTEBOOK = 300_000_000;
const CHUNK = 1 << 20;

/**
 * The texts of a file: one, or those of a notebook's cells.
 *
 * @param file a path, or `-` for the standard input
 * @throws Failure `file-missing`, `is-folder`, `not-readable`, `binary-file`, `invalid-notebook`
 */
export async function* sourcesOf(file: string, options: SourceOptions): AsyncGenerator<Source> {
	const name = file === "-" ? (options.stdinName ?? "") : file;
	const shown = name === "" ? file : name;
	const pieces = decoded(file === "-" ? options.stdin : await bytesOf(file));
	if (options.language === undefined && /\.ipynb$/i.test(name)) {
		for (const { index, languageId, fileName, text, firstLine } of cellsOf(await joined(pieces))) {
			const context = fileName === "" ? { languageId, fileName } : { languageId: languageIdOf(fileName), fileName };
			yield { file: shown, cell: index, context, text: { whole: text, firstLine } };
		}
		return;
	}
	// A language that was asked for counts more than the file's ending.
	const context = options.language === undefined ? { languageId: languageIdOf(name), fileName: name } : { languageId: options.language, fileName: "" };
	yield { file: shown, context, text: pieces };
}

async function bytesOf(file: string): Promise<AsyncIterable<Uint8Array>> {
	const about = await stat(file).catch((error: unknown) => {
		throw unreadable(error);
	});
	if (about.isDirectory()) {
		throw new Failure("is-folder", "This is a folder. Give its files, as the shell lists them: folder/*.py, or $(git ls-files).");
	}
	return chunksOf(file);
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
	try {
		for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Uint8Array>) {
			yield chunk;
		}
	} catch (error) {
		throw unreadable(error);
	}
}

function unreadable(error: unknown): Failure {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	const missing = code === "ENOENT" || code === "ENOTDIR";
	const why = missing ? "There is no such file. Check the path." : code === "EACCES" || code === "EPERM" ? "You have no permission to read it. Ask its owner, or copy it." : `The system cannot read it${code ? ` (${code})` : ""}. Check the disk or the path.`;
	return new Failure(missing ? "file-missing" : "not-readable", why, { detail: String(error) });
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
