import * as vscode from "vscode";
import { Failure } from "../../science/failure.ts";
import type { Bytes } from "../../science/files/records/bytes.ts";
import { FileBytes, MemoryBytes } from "../../science/files/records/bytes.ts";
import { decodeRecord } from "../../science/files/records/decodeRecord.ts";
import { LONGEST_RECORD } from "../../science/files/records/eachRecord.ts";
import { openFormat } from "../../science/files/records/openFormat.ts";
import { readSteadily } from "../../science/files/records/readSteadily.ts";
import type { RecordContent, RecordFormat } from "../../science/files/records/recordFormat.ts";
import { buildIndex, RecordIndex } from "../../science/files/records/recordIndex.ts";
import { staged } from "../../science/files/records/staging.ts";

/** `workspace.fs` gives a file of a virtual workspace as a whole, and the extension host holds it (bytes). */
const LARGEST_VIRTUAL = 200_000_000;
/** Bytes at the top that tell of columns. */
const TOP = 1 << 18;
/** Milliseconds after the last change on the disk: others write in pieces. */
const PAUSE = 300;
/** Records kept as they were read last. */
const KEPT = 600;
/** Bytes from which a record is not kept as a whole, and characters that are kept of its cells. */
const LONG = 100_000;
const BEGINNING = 300;

/** One reading of a file: where its records are, and how they are read. */
export interface Reading {
	readonly bytes: Bytes;
	readonly format: RecordFormat;
	readonly index: RecordIndex;
}

/** A file of records, read again when it changes on the disk. Several panels may show it. */
export class RecordsDocument implements vscode.CustomDocument {
	readonly #events = new vscode.EventEmitter<"grown" | "changed">();
	readonly #watcher: vscode.FileSystemWatcher;
	#reading: Reading | undefined;
	#failure: unknown;
	#isGone = false;
	/** 0 to 1; 1 where all is read. */
	#read = 0;
	#load = new AbortController();
	#indexed: Promise<void> = Promise.resolve();
	#timer: NodeJS.Timeout | undefined;
	readonly #kept = new Map<number, RecordContent>();
	/** How many need a reading's bytes; this document is one of them. */
	readonly #users = new Map<Reading, number>();
	readonly #summaries = new Map<number, RecordContent>();

	/** `grown`: more is known of the same reading; `changed`: there is another one. */
	readonly onDidChange = this.#events.event;

	constructor(readonly uri: vscode.Uri) {
		this.#watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.joinPath(uri, ".."), "*"));
		const later = (changed: vscode.Uri): void => {
			if (changed.toString() === uri.toString()) {
				clearTimeout(this.#timer);
				this.#timer = setTimeout(() => this.load(), PAUSE);
			}
		};
		this.#watcher.onDidChange(later);
		this.#watcher.onDidCreate(later);
		this.#watcher.onDidDelete((gone) => {
			if (gone.toString() === uri.toString()) {
				void this.#look();
			}
		});
		this.load();
	}

	get name(): string {
		return this.uri.path.slice(this.uri.path.lastIndexOf("/") + 1);
	}

	/** Undefined until the file is opened. */
	get reading(): Reading | undefined {
		return this.#reading;
	}

	/** The reading of now, with bytes that stay open until they are let go, also where the file is read anew or closed meanwhile. */
	hold(): { readonly reading: Reading; readonly release: () => void } | undefined {
		const reading = this.#reading;
		if (reading === undefined) {
			return undefined;
		}
		this.#users.set(reading, (this.#users.get(reading) ?? 0) + 1);
		return { reading, release: () => this.#release(reading) };
	}

	get failure(): unknown {
		return this.#failure;
	}

	/** The file was deleted or moved; what was read of it is still shown. */
	get isGone(): boolean {
		return this.#isGone;
	}

	get read(): number {
		return this.#read;
	}

	/** Resolves when the whole file is read, also where it cannot be. */
	get indexed(): Promise<void> {
		return this.#indexed;
	}

	/** @throws Failure where the record cannot be read */
	async content(record: number): Promise<RecordContent> {
		const reading = this.#reading;
		const kept = this.#kept.get(record);
		if (kept !== undefined || reading === undefined) {
			return kept ?? { name: "", structure: "", cells: [] };
		}
		const { bytes, index, format } = reading;
		const length = index.length(record);
		const content: RecordContent = length > LONGEST_RECORD
			? { name: "", structure: "", cells: [], problem: vscode.l10n.t("It has {0} MB; records are read up to {1} MB. Open the file as text.", Math.round(length / 1e6), Math.round(LONGEST_RECORD / 1e6)) }
			: await readSteadily(format, decodeRecord(await bytes.read(index.start(record), length)));
		if (this.#reading === reading) {
			keep(this.#kept, record, length < LONG ? content : undefined);
			keep(this.#summaries, record, length < LONG ? undefined : summaryOf(content));
		}
		return content;
	}

	/** As {@link content}, for a row: of a long record only its beginnings, which are kept, since each scroll asks for them again. */
	async summary(record: number): Promise<RecordContent> {
		return this.#summaries.get(record) ?? this.content(record);
	}

	/** Reads the file anew. */
	load(): void {
		this.#load.abort();
		const load = new AbortController();
		this.#load = load;
		this.#isGone = false;
		this.#indexed = this.#index(load.signal).catch((error: unknown) => {
			if (!load.signal.aborted) {
				this.#failure = error;
				this.#read = 1;
				this.#events.fire("grown");
			}
		});
	}

	dispose(): void {
		clearTimeout(this.#timer);
		this.#load.abort();
		this.#watcher.dispose();
		this.#events.dispose();
		this.#release(this.#reading);
		this.#reading = undefined;
	}

	#release(reading: Reading | undefined): void {
		if (reading === undefined) {
			return;
		}
		const users = (this.#users.get(reading) ?? 1) - 1;
		if (users > 0) {
			this.#users.set(reading, users);
		} else {
			this.#users.delete(reading);
			void reading.bytes.close().catch(() => undefined);
		}
	}

	/** Some programs save a file by deleting it and writing another one. */
	async #look(): Promise<void> {
		await new Promise((resolve) => setTimeout(resolve, PAUSE));
		const isThere = await vscode.workspace.fs.stat(this.uri).then(() => true, () => false);
		if (!isThere && !this.#load.signal.aborted) {
			this.#isGone = true;
			this.#events.fire("grown");
		}
	}

	async #index(signal: AbortSignal): Promise<void> {
		const reading = await openReading(this.uri, this.name, signal);
		if (signal.aborted) {
			await reading.bytes.close();
			return;
		}
		const { bytes } = reading;
		this.#release(this.#reading);
		this.#reading = reading;
		this.#users.set(reading, 1);
		this.#failure = undefined;
		this.#read = 0;
		this.#kept.clear();
		this.#summaries.clear();
		this.#events.fire("changed");
		await buildIndex(bytes, reading.format.scanner(reading.index), reading.index, {
			signal,
			onPiece: (read) => {
				this.#read = Math.min(0.999, read / Math.max(1, bytes.size));
				this.#events.fire("grown");
			},
		});
		this.#read = 1;
		this.#events.fire("grown");
	}
}

function keep(kept: Map<number, RecordContent>, record: number, content: RecordContent | undefined): void {
	if (content !== undefined) {
		kept.set(record, content);
	}
	if (kept.size > KEPT) {
		for (const oldest of kept.keys()) {
			kept.delete(oldest);
			break;
		}
	}
}

/** Beginnings, as texts of their own: a slice would hold the whole record. */
function summaryOf({ name, cells, problem }: RecordContent): RecordContent {
	const beginning = (text: string): string => Buffer.from(text.slice(0, BEGINNING)).toString();
	return { name: beginning(name), structure: "", cells: cells.map(beginning), problem };
}

async function openReading(uri: vscode.Uri, name: string, signal: AbortSignal): Promise<Reading> {
	let bytes = await openBytes(uri).catch(refuseUnreadable);
	try {
		bytes = await staged(bytes, signal);
		return { bytes, index: new RecordIndex(), format: openFormat(name.replace(/\.gz$/i, ""), topOf(await bytes.read(0, TOP), bytes.size)) };
	} catch (error) {
		await bytes.close().catch(() => undefined);
		throw error;
	}
}

async function openBytes(uri: vscode.Uri): Promise<Bytes> {
	if (uri.scheme === "file") {
		return FileBytes.open(uri.fsPath);
	}
	const { size } = await vscode.workspace.fs.stat(uri);
	if (size > LARGEST_VIRTUAL) {
		throw new Failure("file-too-large", vscode.l10n.t("This file has {0} MB and is not on this machine; such files are read up to {1} MB. Copy it to a folder on this machine.", Math.round(size / 1e6), LARGEST_VIRTUAL / 1e6));
	}
	return new MemoryBytes(await vscode.workspace.fs.readFile(uri));
}

/** What the file system says is for the log; people want to know what to do. */
function refuseUnreadable(error: unknown): never {
	if (error instanceof Failure) {
		throw error;
	}
	const { code } = error as { readonly code?: unknown };
	const isMissing = code === "ENOENT" || code === "FileNotFound";
	const message = isMissing ? vscode.l10n.t("This file is not there any more. It was moved or deleted: open it where it is now.") : vscode.l10n.t("This file cannot be read. Check that you may read it, and that its disk is there.");
	throw new Failure(isMissing ? "file-missing" : "file-unreadable", message, { detail: String(error), cause: error });
}

/** Whole lines: half a character at the end would make UTF-8 look like something else. */
function topOf(bytes: Buffer, size: number): string {
	const last = bytes.lastIndexOf(10);
	return decodeRecord(bytes.length < size && last > 0 ? bytes.subarray(0, last + 1) : bytes);
}
