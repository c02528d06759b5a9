import { setImmediate as breath } from "node:timers/promises";
import path from "node:path";
import * as vscode from "vscode";
import { Failure } from "../../science/failure.ts";
import { decoded } from "../../science/files/decode.ts";
import type { FileText } from "../../science/files/fileText.ts";

/** Bytes of a file that is read whole: `workspace.fs` gives it so, and the extension host holds it. */
export const LARGEST_FILE = 50_000_000;
/** A notebook is JSON, which is read in one go; nearly all of a large one are outputs. */
const LARGEST_NOTEBOOK = 10_000_000;
const CHUNK = 1 << 18;
/** Milliseconds of work between two chances for others. */
const SLICE = 10;

/** A file's content: as one text, or as the cells of a notebook. */
export interface SourceFile {
	/** Without its folder. */
	readonly name: string;
	readonly content: { readonly text: string; readonly languageId?: string | undefined } | { readonly cells: readonly FileText[] };
}

/**
 * A file as it is: what is open and not saved yet counts more than what is on the disk.
 *
 * @throws Failure `file-missing`, `is-folder`, `file-too-large`, `binary-file`, `invalid-notebook`
 */
export async function readUri(uri: vscode.Uri, signal: AbortSignal): Promise<SourceFile> {
	const name = path.posix.basename(uri.path);
	const notebook = vscode.workspace.notebookDocuments.find((each) => each.uri.toString() === uri.toString());
	if (notebook !== undefined) {
		return { name, content: { cells: notebook.getCells().map(({ document, index }) => ({ cell: index, context: { languageId: document.languageId, fileName: "" }, text: { whole: document.getText(), firstLine: 0 } })) } };
	}
	const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
	if (document !== undefined) {
		const cell = uri.scheme === "vscode-notebook-cell";
		return { name: cell || document.isUntitled ? name : path.posix.basename(document.uri.path), content: { text: document.getText(), languageId: cell || document.isUntitled ? document.languageId : undefined } };
	}
	return readBytes(name, await bytesOf(uri, name), signal);
}

/** A file of which only name and content are known. */
export async function readContent(name: string, content: string, signal: AbortSignal): Promise<SourceFile> {
	const own = path.posix.basename(name.replaceAll("\\", "/"));
	refuseLarge(own, content.length);
	return isNotebook(own) ? readBytes(own, new TextEncoder().encode(content), signal) : { name: own, content: { text: content.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n") } };
}

async function bytesOf(uri: vscode.Uri, name: string): Promise<Uint8Array> {
	const stat = await vscode.workspace.fs.stat(uri).then(undefined, (error: unknown) => {
		throw new Failure("file-missing", vscode.l10n.t("{0} is not there or cannot be read. Check the path and your permissions.", name), { cause: error, detail: String(error) });
	});
	if ((stat.type & vscode.FileType.Directory) !== 0) {
		throw new Failure("is-folder", vscode.l10n.t("{0} is a folder. Attach the files in it.", name));
	}
	refuseLarge(name, stat.size);
	try {
		return await vscode.workspace.fs.readFile(uri);
	} catch (error) {
		throw new Failure("file-missing", vscode.l10n.t("{0} is not there or cannot be read. Check the path and your permissions.", name), { cause: error, detail: String(error) });
	}
}

function refuseLarge(name: string, size: number): void {
	const megabytes = Math.round(size / 1e6);
	if (isNotebook(name) && size > LARGEST_NOTEBOOK) {
		throw new Failure("file-too-large", vscode.l10n.t("{0} has {1} MB, nearly all of it outputs. Open it in VS Code and attach it again, or clear its outputs.", name, megabytes));
	}
	if (size > LARGEST_FILE) {
		throw new Failure("file-too-large", vscode.l10n.t("{0} has {1} MB; files up to {2} MB are read here. Attach a smaller file with the molecules or proteins that the question is about, or paste them.", name, megabytes, LARGEST_FILE / 1e6));
	}
}

async function readBytes(name: string, bytes: Uint8Array, signal: AbortSignal): Promise<SourceFile> {
	if (/\.(?:gz|zip|bz2|xz|zst|7z)$/i.test(name)) {
		throw new Failure("binary-file", vscode.l10n.t("{0} is compressed. Unpack it and attach the file itself.", name));
	}
	if (isNotebook(name)) {
		// It brings a validator that is larger than the rest of the extension: loaded with the first notebook only.
		const { textsOf } = await import("../../science/files/texts.ts");
		const cells: FileText[] = [];
		for await (const cell of textsOf(name, slicesOf(bytes, signal))) {
			cells.push(cell);
		}
		return { name, content: { cells } };
	}
	const pieces: string[] = [];
	try {
		for await (const piece of decoded(slicesOf(bytes, signal))) {
			pieces.push(piece);
		}
	} catch (error) {
		throw error instanceof Failure && error.code === "binary-file" ? new Failure(error.code, vscode.l10n.t("{0} is no text file, so no molecules or sequences can be read from it.", name), { cause: error }) : error;
	}
	return { name, content: { text: pieces.join("") } };
}

async function* slicesOf(bytes: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array> {
	let since = performance.now();
	for (let start = 0; start < bytes.length; start += CHUNK) {
		yield bytes.subarray(start, start + CHUNK);
		if (performance.now() - since > SLICE) {
			await breath();
			signal.throwIfAborted();
			since = performance.now();
		}
	}
}

function isNotebook(name: string): boolean {
	return /\.ipynb$/i.test(name);
}
