import type { DrawingModel, DrawingTheme, RecordModel, RecordsToHost } from "../protocol/records.ts";
import { mostRows } from "../protocol/records.ts";

/** Rows asked for together. */
const PAGE = 50;
const KEPT_ROWS = 2000;
/** Some 10 KB each. */
const KEPT_DRAWINGS = 500;

export interface DrawingSize {
	readonly width: number;
	readonly height: number;
}

/** What is shown in the place of a structure. */
export type Drawn = { readonly source: string } | { readonly problem: string };

/** What this page knows of the records: a bounded part. */
export class RecordStore {
	generation = 0;
	theme: DrawingTheme = "dark";
	size: DrawingSize = { width: 200, height: 150 };
	#rows = new Map<number, RecordModel>();
	#drawings = new Map<string, Drawn>();
	/** Pages that were asked for. */
	#asked = new Set<number>();
	/** Records whose drawings were asked for last, and how they were to be drawn. */
	#wanted: ReadonlySet<number> = new Set();
	#wantedAs = "";

	constructor(private readonly post: (message: RecordsToHost) => void) {}

	row(row: number): RecordModel | undefined {
		return this.#rows.get(row);
	}

	drawing(record: number): Drawn | undefined {
		return this.#drawings.get(this.#key(record));
	}

	/** The records of these rows; undefined where not all of them are known. */
	records({ from, count }: { readonly from: number; readonly count: number }): readonly number[] | undefined {
		const records: number[] = [];
		for (let row = from; row < from + count; row++) {
			const record = this.#rows.get(row)?.record;
			if (record === undefined) {
				return undefined;
			}
			records.push(record);
		}
		return records;
	}

	/** There is another order, or there are other columns. */
	forgetRows(generation: number): void {
		this.generation = generation;
		this.#rows.clear();
		this.#asked.clear();
		// A file that has just changed may not have known these records when their drawings were asked for.
		this.#wanted = new Set();
	}

	forgetDrawings(): void {
		this.#drawings.clear();
		this.#wanted = new Set();
	}

	/** Asks for what is missing of these rows. */
	wantRows(from: number, to: number): void {
		for (let page = Math.floor(from / PAGE); page * PAGE < to; page++) {
			const first = page * PAGE;
			const isWhole = Array.from({ length: Math.min(PAGE, to - first) }, (_, place) => first + place).every((row) => row < from || this.#rows.has(row));
			if (!isWhole && !this.#asked.has(page)) {
				this.#asked.add(page);
				this.post({ type: "rows", generation: this.generation, from: first, count: Math.min(PAGE, mostRows) });
			}
		}
	}

	takeRows(generation: number, from: number, records: readonly RecordModel[]): void {
		if (generation !== this.generation) {
			return;
		}
		this.#asked.delete(Math.floor(from / PAGE));
		for (const [place, record] of records.entries()) {
			this.#rows.delete(from + place);
			this.#rows.set(from + place, record);
		}
		drop(this.#rows, KEPT_ROWS);
	}

	/** Asks for the drawings of what is in view, and no others. */
	wantDrawings(records: readonly number[]): void {
		const missing = records.filter((record) => !this.#drawings.has(this.#key(record)));
		const as = this.#key(-1);
		const isOther = as !== this.#wantedAs && this.#wanted.size > 0;
		if (isOther || missing.some((record) => as !== this.#wantedAs || !this.#wanted.has(record))) {
			this.#wantedAs = as;
			this.#wanted = new Set(missing);
			this.post({ type: "draw", records: missing, theme: this.theme, ...this.size });
		}
	}

	takeDrawings(theme: DrawingTheme, size: DrawingSize, drawings: readonly DrawingModel[]): void {
		for (const { record, svg, problem } of drawings) {
			const drawn = svg === undefined ? { problem: problem ?? "" } : { source: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}` };
			this.#drawings.set(`${theme} ${size.width} ${size.height} ${record}`, drawn);
		}
		drop(this.#drawings, KEPT_DRAWINGS);
	}

	#key(record: number): string {
		return `${this.theme} ${this.size.width} ${this.size.height} ${record}`;
	}
}

/** Those that came first go first. */
function drop<Key>(map: Map<Key, unknown>, most: number): void {
	for (const key of map.keys()) {
		if (map.size <= most) {
			return;
		}
		map.delete(key);
	}
}
