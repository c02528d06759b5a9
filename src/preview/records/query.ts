import type { Chemistry } from "../../science/chemistry.ts";
import { MAX_BATCH } from "../../science/chemistryProtocol.ts";
import { Failure } from "../../science/failure.ts";
import type { Condition } from "../../science/files/records/conditions.ts";
import { conditionTest, refuseNoNumber } from "../../science/files/records/conditions.ts";
import { recordTexts } from "../../science/files/records/eachRecord.ts";
import { readSteadily } from "../../science/files/records/readSteadily.ts";
import type { RecordContent } from "../../science/files/records/recordFormat.ts";
import { ColumnValues, sortedPlaces } from "../../science/files/records/sorting.ts";
import type { SubstructureResult } from "../../science/molecule/substructure.ts";
import { isLimit, substructureEach } from "../../science/substructureEach.ts";
import type { Filter, Sorting } from "../../../webview/protocol/records.ts";
import { nameColumn } from "../../../webview/protocol/records.ts";
import type { Reading } from "./document.ts";

/** Batches that wait at the chemistry at once: it is never idle, and a drawing does not wait long behind them. */
const BATCHES = 2;
/** Molecules in a row that may take RDKit too long, some seconds each: then it is the pattern. */
const MOST_SLOW = 10;

/** Records that were found, in the order of the file; grows. */
export class FoundRecords {
	/** Records of the file, from its beginning, that are decided on: where a search that was stopped goes on. */
	looked = 0;
	readonly #leftOut = new Set<number>();
	#records = new Uint32Array(1024);
	#count = 0;

	get count(): number {
		return this.#count;
	}

	/** Records that nothing is known of: too long to be read, or too much for RDKit in its time. */
	get leftOut(): number {
		return this.#leftOut.size;
	}

	at(place: number): number {
		return this.#records[place] ?? 0;
	}

	/** The same record may be met again by a search that goes on. */
	leave(record: number): void {
		this.#leftOut.add(record);
	}

	add(record: number): void {
		if (this.#count === this.#records.length) {
			const grown = new Uint32Array(this.#count * 2);
			grown.set(this.#records);
			this.#records = grown;
		}
		this.#records[this.#count++] = record;
	}

	all(): Uint32Array {
		return this.#records.subarray(0, this.#count);
	}
}

export interface PassOptions {
	readonly signal: AbortSignal;
	/** Records looked at so far. */
	readonly onProgress: (looked: number) => void;
}

/**
 * What cannot be looked for is told before a hundred thousand records are read.
 *
 * @throws Failure `invalid-smarts`, `no-number`; what the signal was aborted with
 */
export async function refuseUnreadable(filter: Filter, chemistry: Pick<Chemistry, "substructure">, signal: AbortSignal): Promise<void> {
	refuseNoNumber(conditionOf(filter));
	if (filter.smarts.trim() !== "") {
		await chemistry.substructure(filter.smarts.trim(), ["C"], signal);
	}
}

/**
 * Finds the records that meet a filter, from where `found` ends; they are in it as they come, and after an abort no more do.
 *
 * @throws Failure `invalid-smarts`, `search-too-slow`; what the signal was aborted with
 */
export async function findRecords({ bytes, index, format }: Reading, filter: Filter, found: FoundRecords, chemistry: Chemistry, { signal, onProgress }: PassOptions): Promise<void> {
	const meets = filter.value.trim() === "" ? undefined : conditionTest(conditionOf(filter));
	const search = filter.smarts.trim() === "" ? undefined : new SubstructureSearch(chemistry, filter.smarts.trim(), found, signal);
	const first = found.looked;
	const rest = first === 0 ? undefined : Uint32Array.from({ length: Math.max(0, index.count - first) }, (_, place) => first + place);
	for await (const group of recordTexts(bytes, index, rest, signal)) {
		for (const { record, text } of group) {
			const content: RecordContent | undefined = text === undefined ? undefined : await readSteadily(format, text);
			signal.throwIfAborted();
			if (content === undefined) {
				found.leave(record);
			} else if (meets === undefined || meets(content)) {
				await search?.add(record, content, onProgress);
				if (search === undefined) {
					found.add(record);
				}
			}
			signal.throwIfAborted();
			// While molecules wait at the chemistry, nothing after them is decided.
			found.looked = search?.isWaiting === true ? found.looked : record + 1;
		}
		onProgress(found.looked);
	}
	await search?.finish(onProgress);
	signal.throwIfAborted();
	found.looked = index.count;
}

interface Batch {
	readonly records: readonly number[];
	readonly results: Promise<readonly SubstructureResult[]>;
}

/** Asks for batches of molecules, and keeps the order of the file. */
class SubstructureSearch {
	private batch: { readonly record: number; readonly structure: string }[] = [];
	private readonly waiting: Batch[] = [];
	/** Molecules in a row that RDKit took too long for. */
	private slow = 0;

	constructor(
		private readonly chemistry: Chemistry,
		private readonly smarts: string,
		private readonly found: FoundRecords,
		private readonly signal: AbortSignal,
	) {}

	get isWaiting(): boolean {
		return this.batch.length > 0 || this.waiting.length > 0;
	}

	async add(record: number, { structure }: RecordContent, onProgress: PassOptions["onProgress"]): Promise<void> {
		if (structure !== "") {
			this.batch.push({ record, structure });
		}
		if (this.batch.length === MAX_BATCH) {
			await this.send(onProgress);
		}
	}

	async finish(onProgress: PassOptions["onProgress"]): Promise<void> {
		await this.send(onProgress);
		while (this.waiting.length > 0) {
			await this.decide();
		}
	}

	private async send(onProgress: PassOptions["onProgress"]): Promise<void> {
		const { batch } = this;
		this.batch = [];
		if (batch.length > 0) {
			const results = substructureEach(this.chemistry, this.smarts, batch.map(({ structure }) => structure), this.signal);
			// It is waited for below; until then nobody must call it unhandled.
			results.catch(() => undefined);
			this.waiting.push({ records: batch.map(({ record }) => record), results });
		}
		while (this.waiting.length >= BATCHES) {
			await this.decide();
			onProgress(this.found.looked);
		}
	}

	/** The first batch first: a later one may be answered before one whose molecules are asked for one by one. */
	private async decide(): Promise<void> {
		const batch = this.waiting.shift();
		const results = (await batch?.results) ?? [];
		this.signal.throwIfAborted();
		for (const [place, record] of batch?.records.entries() ?? []) {
			this.count(record, results[place]);
			this.found.looked = record + 1;
		}
	}

	private count(record: number, result: SubstructureResult | undefined): void {
		const isLeftOut = result !== undefined && "failure" in result && isLimit(result.failure);
		this.slow = isLeftOut ? this.slow + 1 : 0;
		if (this.slow > MOST_SLOW) {
			throw new Failure("search-too-slow", "This SMARTS takes RDKit too long on one molecule after the other, so the search was given up. Give a more specific pattern, with atoms instead of * and fewer nested $(…).");
		}
		if (isLeftOut) {
			this.found.leave(record);
		}
		if (result !== undefined && "matches" in result && result.matches > 0) {
			this.found.add(record);
		}
	}
}

/** Whether two filters find the same. */
export function isSameSearch(one: Filter, other: Filter): boolean {
	return searchOf(one) === searchOf(other);
}

function searchOf({ column, operator, value, smarts }: Filter): string {
	return JSON.stringify([smarts.trim(), value.trim() === "" ? "" : [column, operator, value.trim()]]);
}

function conditionOf({ column, operator, value }: Filter): Condition {
	return { column, operator, value };
}

/**
 * Records in the order of a column's values.
 *
 * @param records in the order of the file; all if absent
 */
export async function sortRecords({ bytes, index, format }: Reading, { column, descending }: Sorting, records: Uint32Array | undefined, { signal, onProgress }: PassOptions): Promise<Uint32Array> {
	const count = records?.length ?? index.count;
	const values = new ColumnValues(count);
	let place = 0;
	for await (const group of recordTexts(bytes, index, records, signal)) {
		for (const { text } of group) {
			const content = text === undefined ? undefined : await readSteadily(format, text);
			values.set(place++, (column === nameColumn ? content?.name : content?.cells[column]) ?? "");
		}
		onProgress(place);
	}
	const direction = descending ? -1 : 1;
	const places = await sortedPlaces(count, (one, other) => values.compare(one, other, direction), signal);
	return records === undefined ? places : places.map((each) => records[each] ?? 0);
}
