import * as vscode from "vscode";
import type { StructureData } from "../../webview/protocol/structure.ts";
import { Failure, failureData } from "../science/failure.ts";
import { LARGEST_STRUCTURE } from "../science/structure/inflate.ts";
import type { ProteinLink } from "./protein/link.ts";
import { structureSubject } from "./protein/subject.ts";
import { patternOf } from "./watching.ts";

/** Reads structure files; {@link StructureClient} in a thread of its own. */
export interface StructureSource {
	/** @param model which of several, counted from 1; the first one where there are fewer */
	read(bytes: Uint8Array, name: string, signal: AbortSignal | undefined, model: number): Promise<StructureData>;
}

/** Where a file's structure is shown, or why it cannot be. */
export type ReadingPage = Pick<ProteinLink, "loading" | "open" | "fail" | "notice">;

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
	/** What the page shows; undefined where it shows why it cannot. */
	#shown: StructureData | undefined;
	/** The model that is wanted, counted from 1. */
	#model = 1;

	constructor(uri: vscode.Uri, source: StructureSource, page: ReadingPage) {
		this.#uri = uri;
		this.#source = source;
		this.#page = page;
		this.#watcher = vscode.workspace.createFileSystemWatcher(patternOf(uri));
		this.#watcher.onDidChange(() => this.#later());
		this.#watcher.onDidCreate(() => this.#later());
		this.#watcher.onDidDelete(() => this.#later());
	}

	/** Shows another of several models, counted from 1. */
	show(model: number): void {
		this.#model = model;
		void this.read(true);
	}

	/**
	 * Never rejects: what went wrong stands on the page.
	 *
	 * @param stepping to another model of a file that is shown: no line for each step, as it is known how long this file takes, and what is shown stays
	 *   where the other one has nothing to show
	 */
	async read(stepping = false): Promise<void> {
		this.#current?.abort();
		const current = new AbortController();
		this.#current = current;
		const { signal } = current;
		try {
			const tell = (stage: string): void => (stepping ? undefined : this.#page.loading(this.#name, stage));
			tell(vscode.l10n.t("Reading the file…"));
			const bytes = await this.#bytes();
			signal.throwIfAborted();
			tell(vscode.l10n.t("Reading {0} MB of structure…", megabytes(bytes.length)));
			const structure = await this.#structure(bytes, signal, stepping);
			signal.throwIfAborted();
			this.#page.open(structureSubject(structure, this.#name), this.#shown !== undefined);
			[this.#shown, this.#model] = [structure, structure.model];
		} catch (error) {
			if (!signal.aborted) {
				this.#failed(error, stepping);
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

	/** The model that is wanted; of a file that was changed the first one, where it has nothing to show for that one any more. */
	async #structure(bytes: Uint8Array, signal: AbortSignal, stepping: boolean): Promise<StructureData> {
		const wanted = this.#model;
		try {
			return await this.#source.read(bytes, this.#name, signal, wanted);
		} catch (error) {
			if (stepping || wanted === 1 || signal.aborted) {
				throw error;
			}
			// The bytes were given away.
			return await this.#source.read(await this.#bytes(), this.#name, signal, 1);
		}
	}

	/** What is shown stays, with a line, where the file is gone or only the model that was stepped to cannot be shown. */
	#failed(error: unknown, stepping: boolean): void {
		const { message } = failureData(error);
		const wanted = this.#model;
		this.#model = stepping ? (this.#shown?.model ?? 1) : wanted;
		const notice = isGone(error)
			? vscode.l10n.t("This file has been deleted or moved. What it held when it was read is shown.")
			: error instanceof Failure && error.code === "structure-no-coordinates"
				? vscode.l10n.t("Number {0} in this file has no atoms with coordinates, so number {1} is still shown.", wanted, this.#model)
				: message;
		if (this.#shown === undefined || !(stepping || isGone(error)) || !this.#page.notice(notice)) {
			this.#shown = undefined;
			this.#page.fail(this.#name, message, !(error instanceof Failure && UNREADABLE.has(error.code)));
		}
	}

	async #bytes(): Promise<Uint8Array> {
		try {
			const { size } = await vscode.workspace.fs.stat(this.#uri);
			if (size > LARGEST_STRUCTURE) {
				throw new Failure("structure-too-large", vscode.l10n.t("This file has {0} MB, and structures of up to {1} MB are shown. Save the part that you want to see, for instance one model or some chains, as a file of its own.", megabytes(size), megabytes(LARGEST_STRUCTURE)));
			}
			return await vscode.workspace.fs.readFile(this.#uri);
		} catch (error) {
			throw error instanceof Failure ? error : unreadable(error);
		}
	}

	#later(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.read(), quiet);
	}
}

/** Codes of a file that has no text to show either. */
const UNREADABLE: ReadonlySet<string> = new Set(["file-missing", "file-unreadable"]);

/** What the file system says is for the log; people want to know what to do. */
function unreadable(error: unknown): Failure {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	const isMissing = code === "FileNotFound" || code === "ENOENT";
	const message = isMissing ? vscode.l10n.t("This file is not there any more. It was moved or deleted: open it where it is now.") : vscode.l10n.t("This file cannot be read. Check that you may read it, and that its disk is there.");
	return new Failure(isMissing ? "file-missing" : "file-unreadable", message, { detail: String(error), cause: error });
}

/** Whether a file that could not be read is there no more. */
function isGone(error: unknown): boolean {
	return error instanceof Failure && error.code === "file-missing";
}

function megabytes(bytes: number): string {
	const value = bytes / 1_000_000;
	return value.toLocaleString(vscode.env.language, { maximumFractionDigits: value < 10 ? 1 : 0 });
}
