import type { Chemistry } from "../../science/chemistry.ts";
import type { Filter, Sorting } from "../../../webview/protocol/records.ts";
import type { RecordsDocument } from "./document.ts";
import { findRecords, FoundRecords, isSameSearch, refuseUnreadable, sortRecords } from "./query.ts";

/** What a pass through the file has done. */
export interface Pass {
	readonly kind: "filter" | "sort";
	readonly looked: number;
	readonly of: number;
	/** Records found, by a filter. */
	readonly matches: number;
}

/**
 * Which records a panel shows, and in which order: those of the file, or those that a filter finds, or these sorted. While a filter runs, its first records
 * are shown already; while something is sorted, the order before.
 */
export class RecordsView {
	#generation = 1;
	#filter: Filter | undefined;
	#sorting: Sorting | undefined;
	#found: FoundRecords | undefined;
	/** What was searched for to find these: while another filter is being typed, not the filter that is set. */
	#searched: Filter | undefined;
	#isSearched = false;
	#sorted: Uint32Array | undefined;
	#pass: Pass | undefined;
	#failure: unknown;
	#work: AbortController | undefined;
	#running: Promise<void> = Promise.resolve();

	constructor(
		private readonly document: RecordsDocument,
		private readonly chemistry: Chemistry,
		private readonly onChange: () => void,
	) {}

	get generation(): number {
		return this.#generation;
	}

	get filter(): Filter | undefined {
		return this.#filter;
	}

	get sorting(): Sorting | undefined {
		return this.#sorting;
	}

	get pass(): Pass | undefined {
		return this.#pass;
	}

	/** Why the last filter or order could not be made. */
	get failure(): unknown {
		return this.#failure;
	}

	get shown(): number {
		return this.#sorted?.length ?? this.#found?.count ?? this.document.reading?.index.count ?? 0;
	}

	/** Records that the filter could not decide on. */
	get leftOut(): number {
		return this.#found?.leftOut ?? 0;
	}

	/** Records from the beginning of the file that were looked at by a search that ended before the file did; undefined for a whole search, and while one runs. */
	get stoppedAfter(): number | undefined {
		return this.#found === undefined || this.#isSearched || this.#pass?.kind === "filter" ? undefined : this.#found.looked;
	}

	/** The record in a row. */
	at(row: number): number {
		return this.#sorted?.[row] ?? this.#found?.at(row) ?? row;
	}

	/** What is shown, in that order; undefined for the whole file as it is. */
	get records(): Uint32Array | undefined {
		return this.#sorted ?? this.#found?.all();
	}

	setFilter(filter: Filter | undefined): void {
		this.#filter = filter;
		this.#run((signal) => this.#filterAndSort(signal));
	}

	setSorting(sorting: Sorting | undefined): void {
		this.#sorting = sorting;
		const isFiltering = this.#pass?.kind === "filter";
		this.#run((signal) => (isFiltering ? this.#filterAndSort(signal) : this.#sort(signal)));
	}

	/** The file is another one: the same questions are asked of it. */
	again(): void {
		this.#found = undefined;
		this.#searched = undefined;
		this.#sorted = undefined;
		this.#turn();
		this.#run((signal) => this.#filterAndSort(signal));
	}

	/** Ends what runs; what was found so far stays, and the same filter goes on from there. */
	stop(): void {
		this.#work?.abort();
		if (this.#pass?.kind === "filter" && this.#filter !== undefined) {
			this.#searchFor(this.#filter);
		}
		if (this.#pass?.kind === "sort") {
			this.#sorting = undefined;
		}
		this.#pass = undefined;
		this.onChange();
	}

	/** Resolves when nothing runs any more: all that a filter finds is there. */
	async settled(): Promise<void> {
		for (let awaited: Promise<void> | undefined; awaited !== this.#running; ) {
			awaited = this.#running;
			await awaited;
		}
	}

	dispose(): void {
		this.#work?.abort();
	}

	#run(work: (signal: AbortSignal) => Promise<void>): void {
		this.#work?.abort();
		const abort = new AbortController();
		this.#work = abort;
		this.#failure = undefined;
		this.#running = work(abort.signal).then(
			() => this.#end(abort, undefined),
			(error: unknown) => this.#end(abort, error),
		);
	}

	#end(abort: AbortController, failure: unknown): void {
		if (!abort.signal.aborted) {
			this.#failure = failure;
			this.#pass = undefined;
			// Batches that still wait at the chemistry are of no use after a failure.
			abort.abort();
			this.onChange();
		}
	}

	async #filterAndSort(signal: AbortSignal): Promise<void> {
		const filter = this.#filter;
		// Before anything changes: while a filter is being typed, what was found last stays in view.
		if (filter !== undefined) {
			this.#pass = { kind: "filter", looked: 0, of: this.document.reading?.index.count ?? 0, matches: 0 };
			await refuseUnreadable(filter, this.chemistry, signal);
			signal.throwIfAborted();
		}
		if (filter === undefined) {
			this.#found = undefined;
			this.#searched = undefined;
			this.#sorted = undefined;
			this.#turn();
		} else {
			const found = this.#searchFor(filter);
			await this.#wait(signal, "filter");
			const { reading } = this.document;
			if (reading !== undefined) {
				await findRecords(reading, filter, found, this.chemistry, { signal, onProgress: (looked) => this.#progress(signal, { kind: "filter", looked, of: reading.index.count, matches: found.count }) });
				this.#isSearched = true;
			}
		}
		await this.#sort(signal);
	}

	/** What a search has found that was stopped is kept by the same search. */
	#searchFor(filter: Filter): FoundRecords {
		const isGoingOn = this.#searched !== undefined && !this.#isSearched && isSameSearch(filter, this.#searched);
		const found = isGoingOn && this.#found !== undefined ? this.#found : new FoundRecords();
		this.#found = found;
		this.#searched = filter;
		this.#isSearched = false;
		this.#sorted = undefined;
		this.#turn();
		return found;
	}

	async #sort(signal: AbortSignal): Promise<void> {
		signal.throwIfAborted();
		const sorting = this.#sorting;
		if (sorting === undefined) {
			this.#sorted = undefined;
			this.#turn();
			return;
		}
		await this.#wait(signal, "sort");
		const { reading } = this.document;
		if (reading !== undefined) {
			const of = this.#found?.count ?? reading.index.count;
			const sorted = await sortRecords(reading, sorting, this.#found?.all(), { signal, onProgress: (looked) => this.#progress(signal, { kind: "sort", looked, of, matches: 0 }) });
			signal.throwIfAborted();
			this.#sorted = sorted;
			this.#turn();
		}
	}

	/** All records must be known first. */
	async #wait(signal: AbortSignal, kind: Pass["kind"]): Promise<void> {
		this.#pass = { kind, looked: 0, of: this.document.reading?.index.count ?? 0, matches: 0 };
		this.onChange();
		await this.document.indexed;
		signal.throwIfAborted();
	}

	/** A pass that was stopped may still be at its last group: it is no pass any more. */
	#progress(signal: AbortSignal, pass: Pass): void {
		if (!signal.aborted) {
			this.#pass = pass;
			this.onChange();
		}
	}

	#turn(): void {
		this.#generation++;
		this.onChange();
	}
}
