import * as vscode from "vscode";
import type { StructureData } from "../../webview/protocol/structure.ts";
import { Failure, failureData } from "../science/failure.ts";
import { LARGEST_STRUCTURE } from "../science/structure/inflate.ts";
import type { ProteinLink } from "./protein/link.ts";
import { structureSubject } from "./protein/subject.ts";

/** Reads structure files; {@link StructureClient} in a thread of its own. */
export interface StructureSource {
	read(bytes: Uint8Array, name: string, signal?: AbortSignal): Promise<StructureData>;
}

/** Where a file's structure is shown, or why it cannot be. */
export type ReadingPage = Pick<ProteinLink, "loading" | "open" | "fail">;

/** Milliseconds: programs write a file in several steps. */
const quiet = 300;

/** Reads the file of an editor for its page, and again when it changes on disk, until it is disposed. */
export class StructureReading implements vscode.Disposable {
	readonly #uri: vscode.Uri;
	readonly #source: StructureSource;
	readonly #page: ReadingPage;
	readonly #watcher: vscode.FileSystemWatcher;
	#current: AbortController | undefined;
	#timer: NodeJS.Timeout | undefined;
	#opened = false;

	constructor(uri: vscode.Uri, source: StructureSource, page: ReadingPage) {
		this.#uri = uri;
		this.#source = source;
		this.#page = page;
		this.#watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.joinPath(uri, ".."), literal(this.#name)));
		this.#watcher.onDidChange(() => this.#later());
		this.#watcher.onDidCreate(() => this.#later());
	}

	/** Never rejects: what went wrong stands on the page. */
	async read(): Promise<void> {
		this.#current?.abort();
		const current = new AbortController();
		this.#current = current;
		const { signal } = current;
		try {
			this.#page.loading(this.#name, vscode.l10n.t("Reading the file…"));
			const bytes = await this.#bytes();
			signal.throwIfAborted();
			this.#page.loading(this.#name, vscode.l10n.t("Reading {0} MB of structure…", megabytes(bytes.length)));
			const structure = await this.#source.read(bytes, this.#name, signal);
			signal.throwIfAborted();
			this.#page.open(structureSubject(structure, this.#name), this.#opened);
			this.#opened = true;
		} catch (error) {
			if (!signal.aborted) {
				this.#page.fail(this.#name, failureData(error).message);
			}
		}
	}

	dispose(): void {
		clearTimeout(this.#timer);
		this.#current?.abort();
		this.#watcher.dispose();
	}

	get #name(): string {
		return this.#uri.path.split("/").at(-1) ?? "";
	}

	async #bytes(): Promise<Uint8Array> {
		try {
			const { size } = await vscode.workspace.fs.stat(this.#uri);
			if (size > LARGEST_STRUCTURE) {
				throw new Failure("structure-too-large", vscode.l10n.t("This file has {0} MB, and structures of up to {1} MB are shown. Save the part that you want to see, for instance one model or some chains, as a file of its own.", megabytes(size), megabytes(LARGEST_STRUCTURE)));
			}
			return await vscode.workspace.fs.readFile(this.#uri);
		} catch (error) {
			throw error instanceof Failure ? error : new Failure("structure-unreadable", vscode.l10n.t("The file cannot be read: {0}. See whether it is still there and whether you may read it, and open it again.", error instanceof Error ? error.message : String(error)), { cause: error });
		}
	}

	#later(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.read(), quiet);
	}
}

function megabytes(bytes: number): string {
	const value = bytes / 1_000_000;
	return value.toLocaleString(vscode.env.language, { maximumFractionDigits: value < 10 ? 1 : 0 });
}

/** A file's name as a pattern that matches nothing else. */
function literal(name: string): string {
	return name.replace(/[[\]{}*?!]/g, "[$&]");
}
