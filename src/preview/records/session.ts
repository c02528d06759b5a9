import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { failureData, failureFrom } from "../../science/failure.ts";
import { tidyName } from "../../science/name.ts";
import type { RecordModel, RecordsState, RecordsToHost, RecordsToView } from "../../../webview/protocol/records.ts";
import { parseRecordsToHost } from "../../../webview/protocol/records.ts";
import type { Roads } from "./acting.ts";
import { act } from "./acting.ts";
import { Beginning } from "./beginning.ts";
import type { Reading, RecordsDocument } from "./document.ts";
import { Drawings } from "./drawings.ts";
import type { ExportFormat } from "./exporting.ts";
import { exportName, exportNote, exportRecords, fileChanged } from "./exporting.ts";
import { problemOf, rowModel } from "./rowModel.ts";
import { fileGone, numberText, recordsStrings, sequenceColumns, stoppedNote, summaryOf } from "./strings.ts";
import { RecordsView } from "./view.ts";
import type { PreviewServices } from "../parts.ts";

/** Milliseconds between two states: what runs has many steps. */
const STATE_PAUSE = 80;

export type SessionServices = Pick<PreviewServices, "chemistry" | "log" | "theme"> & Roads & { readonly chemistry: PreviewServices["chemistry"] };

/** One panel that shows the records of a file. */
export class RecordsSession implements vscode.Disposable {
	readonly #view: RecordsView;
	readonly #drawings: Drawings;
	readonly #beginning: Beginning;
	readonly #document: RecordsDocument;
	readonly #subscriptions: vscode.Disposable[] = [];
	#isReady = false;
	/** Of this reading of the file, in this panel. */
	#edition = randomUUID();
	#isDisposed = false;
	/** Of this file as it is now: what the page says of earlier ones has the numbers of other records. */
	#firstGeneration = 0;
	#timer: NodeJS.Timeout | undefined;

	constructor(
		document: RecordsDocument,
		private readonly kind: "molecules" | "sequences",
		private readonly webview: Pick<vscode.Webview, "postMessage" | "onDidReceiveMessage">,
		private readonly services: SessionServices,
	) {
		this.#document = document;
		this.#view = new RecordsView(document, services.chemistry, () => this.#later());
		this.#drawings = new Drawings(
			services.chemistry,
			(record) => document.content(record),
			(record, cause) => problemOf(record, cause),
			(drawings, { theme, width, height }) => (this.#isReady ? this.#post({ type: "drawings", theme, width, height, drawings }) : this.#beginning.take(drawings)),
		);
		const draw = kind === "sequences" ? undefined : this.#drawings.want.bind(this.#drawings);
		this.#beginning = new Beginning({ document, rowOf: (record) => rowModel(document, kind, record), draw, theme: services.theme });
		this.#subscriptions.push(
			webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
			document.onDidChange((what) => {
				if (what === "changed") {
					this.#drawings.forget();
					this.#beginning.forget();
					this.#view.again();
					this.#firstGeneration = this.#view.generation;
					this.#edition = randomUUID();
					this.#post({ type: "changed", edition: this.#edition });
				}
				this.#begin();
				this.#later();
			}),
		);
		this.#begin();
	}

	dispose(): void {
		this.#isDisposed = true;
		clearTimeout(this.#timer);
		this.#view.dispose();
		this.#drawings.dispose();
		for (const each of this.#subscriptions) {
			each.dispose();
		}
	}

	#receive(message: unknown): void {
		const known = parseRecordsToHost(message);
		if (known === undefined) {
			this.services.log.warn("records: ignored something that is not a message");
			return;
		}
		this.#answer(known).catch((error: unknown) => {
			const { code, message: text, detail } = failureData(error);
			if (code !== "cancelled") {
				this.services.log.info(`records: ${code} ${detail ?? ""}`);
				this.#note(text);
			}
		});
	}

	async #answer(message: RecordsToHost): Promise<void> {
		switch (message.type) {
			case "ready": return this.#open();
			case "rows": return this.#rows(message.generation, message.from, message.count);
			case "range": return this.#range(message.generation, message.from, message.count);
			case "draw": {
				const { records, theme, width, height } = message;
				return this.#drawings.want(records.filter((record) => record < (this.#document.reading?.index.count ?? 0)), { theme, width, height });
			}
			case "sort": return this.#view.setSorting(message.sorting);
			case "filter": {
				const { filter } = message;
				return this.#view.setFilter(filter === undefined || (filter.value.trim() === "" && filter.smarts.trim() === "") ? undefined : filter);
			}
			case "stop": return this.#view.stop();
			case "export": return this.#export(message.format, message.generation, message.records);
			case "act": {
				this.#refuseOld(message.generation);
				const note = await act(this.#document, message.record, message.action, this.services);
				if (note !== undefined) {
					this.#note(note);
				}
			}
		}
	}

	/** A page that is there asks for itself. */
	#begin(): void {
		if (!this.#isReady) {
			this.#beginning.look();
		}
	}

	#open(): void {
		this.#isReady = true;
		const { drawn, rows } = this.#beginning;
		this.#beginning.forget();
		if (drawn !== undefined) {
			const { theme, width, height } = drawn.options;
			this.#post({ type: "drawings", theme, width, height, drawings: drawn.drawings });
		}
		const isCopied = /\.(?:sdf|sd|mol|mdl)(?:\.gz)?$/i.test(this.#document.name);
		this.#post({ type: "opened", edition: this.#edition, strings: recordsStrings(), kind: this.kind, name: this.#document.name, formats: this.kind === "sequences" ? ["fasta", "csv"] : isCopied ? ["sdf", "csv"] : ["csv"] });
		this.#tell(this.#view.records === undefined ? rows : []);
	}

	async #rows(generation: number, from: number, count: number): Promise<void> {
		if (generation !== this.#view.generation) {
			return;
		}
		const records = Array.from({ length: Math.max(0, Math.min(count, this.#view.shown - from)) }, (_, place) => this.#view.at(from + place));
		const models = await Promise.all(records.map((record) => rowModel(this.#document, this.kind, record)));
		if (generation === this.#view.generation) {
			this.#post({ type: "rows", generation, from, records: models });
		}
	}

	#range(generation: number, from: number, count: number): void {
		if (generation === this.#view.generation) {
			const records = Array.from({ length: Math.max(0, Math.min(count, this.#view.shown - from)) }, (_, place) => this.#view.at(from + place));
			this.#post({ type: "range", generation, records });
		}
	}

	#later(): void {
		this.#timer ??= setTimeout(() => this.#tell(), STATE_PAUSE);
	}

	#tell(first: readonly RecordModel[] = []): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (this.#isReady) {
			this.#post({ type: "state", state: this.#state(), ...(first.length === 0 ? {} : { first }) });
		}
	}

	#state(): RecordsState {
		const view = this.#view;
		const { reading, failure, read, isGone } = this.#document;
		const total = reading?.index.count ?? 0;
		const problem = failure ?? view.failure;
		return {
			generation: view.generation,
			total,
			shown: view.shown,
			summary: summaryOf({ kind: this.kind, shown: view.shown, total, isWhole: view.filter === undefined, leftOut: view.leftOut, stoppedAfter: view.stoppedAfter }),
			stopped: view.stoppedAfter !== undefined && problem === undefined,
			columns: this.kind === "sequences" ? sequenceColumns() : (reading?.format.columns ?? []).map(tidyName),
			structureColumn: reading?.format.structureColumn ?? -1,
			sorting: view.sorting,
			filter: view.filter,
			work: this.#work(read),
			problem: problem !== undefined ? failureData(problem).message : isGone ? fileGone() : undefined,
		};
	}

	#work(read: number): RecordsState["work"] {
		const { pass } = this.#view;
		if (read < 1) {
			return { text: vscode.l10n.t("Reading the file: {0}%", Math.round(read * 100)), done: read };
		}
		if (pass === undefined) {
			return undefined;
		}
		const [looked, of, matches] = [pass.looked, pass.of, pass.matches].map(numberText);
		const text = pass.kind === "filter" ? vscode.l10n.t("{0} of {1} · {2} match", looked ?? "", of ?? "", matches ?? "") : vscode.l10n.t("Sorting: {0} of {1}", looked ?? "", of ?? "");
		return { text, done: pass.of === 0 ? 0 : Math.min(1, pass.looked / pass.of) };
	}

	async #export(format: ExportFormat, generation: number, selected: readonly number[]): Promise<void> {
		this.#refuseOld(generation);
		const held = this.#document.hold();
		try {
			if (held !== undefined) {
				await this.#save(held.reading, format, selected);
			}
		} finally {
			held?.release();
		}
	}

	/** What is written is what was shown when it was asked for: records and columns belong to one reading of the file. */
	async #save(reading: Reading, format: ExportFormat, selected: readonly number[]): Promise<void> {
		const records = await this.#wanted(reading, selected);
		const { columns } = this.#state();
		// A selection is whole, however little a search has seen.
		const stoppedAfter = selected.length > 0 ? undefined : this.#view.stoppedAfter;
		const extent = selected.length > 0 ? "selection" : stoppedAfter !== undefined ? "part" : this.#view.filter !== undefined ? "filtered" : "all";
		const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(this.#document.uri, "..", exportName(this.#document.name, format, extent)), filters: { [format.toUpperCase()]: [format] } });
		if (target === undefined) {
			return;
		}
		this.#refuseAnother(reading);
		const file = target.path.slice(target.path.lastIndexOf("/") + 1);
		await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, cancellable: true, title: vscode.l10n.t("Writing {0}", file) }, async (progress, token) => {
			const abort = new AbortController();
			token.onCancellationRequested(() => abort.abort());
			let told = 0;
			const onProgress = (done: number, of: number): void => {
				progress.report({ increment: (100 * (done - told)) / Math.max(1, of), message: vscode.l10n.t("{0} of {1}", numberText(done), numberText(of)) });
				told = done;
			};
			try {
				const told = await exportRecords(reading, target, { format, records, columns, nameTitle: recordsStrings().name, chemistry: this.services.chemistry, signal: abort.signal, onProgress });
				this.#note([exportNote(file, told), ...(stoppedAfter === undefined ? [] : [stoppedNote(stoppedAfter)])].join(" · "));
			} catch (error) {
				if (!abort.signal.aborted) {
					throw error;
				}
			}
		});
	}

	/** The records to write, when all are known: those that are chosen, or what is shown. Undefined for the whole file. */
	async #wanted(reading: Reading, selected: readonly number[]): Promise<Uint32Array | undefined> {
		if (this.#work(this.#document.read) !== undefined) {
			this.#note(vscode.l10n.t("The export begins when the file has been looked through."));
		}
		await this.#document.indexed;
		if (selected.length === 0) {
			await this.#view.settled();
		}
		this.#refuseAnother(reading);
		const problem = this.#document.failure ?? (selected.length === 0 ? this.#view.failure : undefined);
		if (problem !== undefined) {
			throw failureFrom(failureData(problem));
		}
		return selected.length > 0 ? Uint32Array.from(selected.filter((record) => record < reading.index.count)) : this.#view.records?.slice();
	}

	/** What the page said of the file before this one. */
	#refuseOld(generation: number): void {
		if (generation < this.#firstGeneration) {
			throw fileChanged();
		}
	}

	#refuseAnother(reading: Reading): void {
		if (this.#document.reading !== reading) {
			throw fileChanged();
		}
	}

	/** In the panel, or beside it where it was closed: a file that was being written is written all the same. */
	#note(text: string): void {
		if (this.#isDisposed) {
			void vscode.window.showInformationMessage(text);
		} else {
			this.#post({ type: "note", text });
		}
	}

	#post(message: RecordsToView): void {
		if (this.#isDisposed) {
			return;
		}
		void this.webview.postMessage(message);
	}
}
