import { setImmediate as breath } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import * as vscode from "vscode";
import { Failure } from "../science/failure.ts";
import { patternOf } from "./watching.ts";

const unpack = promisify(gunzip);

/** Bytes; VS Code shows no longer texts to extensions, and hardly to people. */
export const LARGEST_TEXT = 50_000_000;
/** Bytes that become text in one go: a few milliseconds. */
const PIECE = 1 << 20;

/** The texts of files that are packed with gzip, as read-only documents that follow their files. The address of each holds that of its file. */
export class UnpackedText implements vscode.TextDocumentContentProvider, vscode.Disposable {
	static readonly scheme = "biomedgpt-unpacked";

	readonly #changed = new vscode.EventEmitter<vscode.Uri>();
	readonly onDidChange = this.#changed.event;
	/** Of the files whose texts are open, by the address of the text. */
	readonly #watchers = new Map<string, vscode.FileSystemWatcher>();
	readonly #closed = vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri));

	/** The address of a packed file's text; it is called like the file without its ending, so that its language is known. */
	static of(uri: vscode.Uri): vscode.Uri {
		return vscode.Uri.from({ scheme: UnpackedText.scheme, path: uri.path.replace(/\.gz$/i, ""), query: uri.toString() });
	}

	/** The file that a text is of: the packed one, or the file itself where it is no text of ours. */
	static fileOf(uri: vscode.Uri): vscode.Uri {
		return uri.scheme === UnpackedText.scheme ? vscode.Uri.parse(uri.query, true) : uri;
	}

	/** @throws Failure `text-unreadable`, `text-too-large`: VS Code shows their words in the place of the text */
	async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
		const file = UnpackedText.fileOf(uri);
		const isFirst = this.#watch(uri, file);
		try {
			return await textOf(await unpacked(await vscode.workspace.fs.readFile(file)));
		} catch (error) {
			if (isFirst) {
				this.#forget(uri); // what could not be opened is never closed
			}
			throw error;
		}
	}

	dispose(): void {
		vscode.Disposable.from(this.#closed, this.#changed, ...this.#watchers.values()).dispose();
		this.#watchers.clear();
	}

	/** Whether the file was not watched before. */
	#watch(text: vscode.Uri, file: vscode.Uri): boolean {
		const isFirst = !this.#watchers.has(text.toString());
		if (isFirst) {
			const watcher = vscode.workspace.createFileSystemWatcher(patternOf(file));
			this.#watchers.set(text.toString(), watcher);
			watcher.onDidChange(() => this.#changed.fire(text));
			watcher.onDidCreate(() => this.#changed.fire(text));
		}
		return isFirst;
	}

	#forget(text: vscode.Uri): void {
		this.#watchers.get(text.toString())?.dispose();
		this.#watchers.delete(text.toString());
	}
}

/** Others get their turn between the pieces: the extension host serves all extensions. */
export async function textOf(bytes: Uint8Array): Promise<string> {
	const decoder = new TextDecoder();
	let text = "";
	for (let start = 0; start < bytes.length; start += PIECE) {
		text += decoder.decode(bytes.subarray(start, start + PIECE), { stream: true });
		await breath();
	}
	return text + decoder.decode();
}

async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
	try {
		return await unpack(bytes, { maxOutputLength: LARGEST_TEXT });
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") {
			throw new Failure("text-too-large", vscode.l10n.t("Unpacked, this file has more than {0} MB of text, too much for VS Code's editor. Unpack it with gunzip, and open the part that you want to read.", LARGEST_TEXT / 1_000_000), { cause: error });
		}
		throw new Failure("text-unreadable", vscode.l10n.t("This file is damaged, so its text cannot be unpacked. Get it again."), { cause: error });
	}
}
