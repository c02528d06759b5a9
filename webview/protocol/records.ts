import { count, flag, type Guard, listOf, oneOf, optional, parse, record, text, typed, type Variants } from "../guards.ts";

/** The page that shows the records of a file: molecules as a grid of drawings, sequences as a list. */

export type DrawingTheme = "light" | "dark" | "high-contrast-light" | "high-contrast-dark";

export interface RecordModel {
	/** Place in the file, from 0. */
	readonly record: number;
	readonly name: string;
	/** In the order of the columns; long ones are cut. */
	readonly cells: readonly string[];
	/** Why there is nothing to draw or to ask about: a whole sentence. */
	readonly problem?: string | undefined;
}

export interface Sorting {
	/** Place of a column; see {@link nameColumn}. */
	readonly column: number;
	readonly descending: boolean;
}

export interface Filter {
	readonly column: number;
	readonly operator: "contains" | "equals" | "above" | "below";
	/** Empty: no condition on values. */
	readonly value: string;
	/** Empty: no substructure. */
	readonly smarts: string;
}

/** In the place of a column's number: the name and all columns, or the name. */
export const anyColumn = -1;
export const nameColumn = -2;

/** A pass through the file. */
export interface WorkModel {
	/** "12,000 of 100,000 · 240 match". */
	readonly text: string;
	/** 0 to 1. */
	readonly done: number;
}

export interface RecordsState {
	/** Changes with the order of the rows: what was asked for an earlier one is of no use. */
	readonly generation: number;
	/** Records found so far, and rows to show of them. */
	readonly total: number;
	readonly shown: number;
	/** "100,000 molecules", "240 of 100,000 molecules". */
	readonly summary: string;
	readonly columns: readonly string[];
	/** Has nothing to show as a property: it is drawn. -1 where there is none. */
	readonly structureColumn: number;
	readonly sorting: Sorting | undefined;
	readonly filter: Filter | undefined;
	readonly work: WorkModel | undefined;
	/** A search that ended before the file did: the same filter again goes on with it. */
	readonly stopped?: boolean | undefined;
	/** Why the file cannot be read, or the filter cannot be applied. */
	readonly problem: string | undefined;
}

export interface DrawingModel {
	readonly record: number;
	/** An SVG document. */
	readonly svg?: string | undefined;
	/** Why there is none: a whole sentence. */
	readonly problem?: string | undefined;
}

export const recordActions = ["preview", "ask", "copy", "openText"] as const;
export type RecordAction = (typeof recordActions)[number];

export const stringKeys = [
	"actions", "above", "anyProperty", "ascending", "askAbout", "below", "cancel", "cards", "clearFilters", "columns", "contains", "copySequence", "copySmiles", "descending", "equals",
	"exportCsv", "exportSdf", "exportFasta", "exportRecords", "fileOrder", "filterBy", "filterValue", "grid", "invalid", "layout", "loading", "more", "mostSelected", "name", "nothing", "nothingFiltered",
	"number", "openText", "preview", "searchOn", "select", "selectAll", "selected", "clearSelection", "smarts", "smartsHint", "sortBy", "table", "drawing",
] as const;
/** Translated by the host. `selected` and `mostSelected` have `{0}`, `number` is what record {0} is called that has no name. */
export type RecordsStrings = { readonly [Key in (typeof stringKeys)[number]]: string };

export type RecordsToHost =
	| { readonly type: "ready" }
	/** Which rows, from 0 in the order that is shown. */
	| { readonly type: "rows"; readonly generation: number; readonly from: number; readonly count: number }
	/** The records of rows that are to be chosen together, in view or not. */
	| { readonly type: "range"; readonly generation: number; readonly from: number; readonly count: number }
	/** What is in view and has no drawing yet; replaces what was asked for before. */
	| { readonly type: "draw"; readonly records: readonly number[]; readonly theme: DrawingTheme; readonly width: number; readonly height: number }
	| { readonly type: "sort"; readonly sorting?: Sorting | undefined }
	| { readonly type: "filter"; readonly filter?: Filter | undefined }
	| { readonly type: "stop" }
	/** The generation as in `rows`: a record's number is of use until the file is another one. */
	| { readonly type: "act"; readonly generation: number; readonly action: RecordAction; readonly record: number }
	/** Places of records in the file; without any, all that is shown. */
	| { readonly type: "export"; readonly generation: number; readonly format: "sdf" | "csv" | "fasta"; readonly records: readonly number[] };

export type RecordsToView =
	/** The edition of the file is another one after each reading: what is remembered of records holds for one edition. */
	| { readonly type: "opened"; readonly edition: string; readonly strings: RecordsStrings; readonly kind: "molecules" | "sequences"; readonly name: string; readonly formats: readonly ("sdf" | "csv" | "fasta")[] }
	/** `first`: what stands in the first rows, where it is known already. */
	| { readonly type: "state"; readonly state: RecordsState; readonly first?: readonly RecordModel[] | undefined }
	| { readonly type: "rows"; readonly generation: number; readonly from: number; readonly records: readonly RecordModel[] }
	| { readonly type: "range"; readonly generation: number; readonly records: readonly number[] }
	| { readonly type: "drawings"; readonly theme: DrawingTheme; readonly width: number; readonly height: number; readonly drawings: readonly DrawingModel[] }
	/** The file was written anew: nothing that is known of its records holds. */
	| { readonly type: "changed"; readonly edition: string }
	| { readonly type: "note"; readonly text: string };

/** Pixels of a drawing on a card. */
export const cardDrawing = { width: 220, height: 150 } as const;
/** More are never in view; bounds what a broken page can ask for in one message. */
export const mostRows = 500;
/** Records that can be chosen for an export; more are exported by a filter, or all. */
export const mostSelected = 100_000;

const whole: Guard<number> = (value): value is number => count(value) && Number.isInteger(value);
const column: Guard<number> = (value): value is number => Number.isInteger(value) && (value as number) >= nameColumn;
const rowCount: Guard<number> = (value): value is number => whole(value) && value <= mostRows;
const rangeCount: Guard<number> = (value): value is number => whole(value) && value <= mostSelected;
const size: Guard<number> = (value): value is number => count(value) && value >= 16 && value <= 1024;
const atMost = (most: number): Guard<readonly number[]> => (value): value is readonly number[] => Array.isArray(value) && value.length <= most && value.every(whole);
const theme = oneOf<DrawingTheme>("light", "dark", "high-contrast-light", "high-contrast-dark");
const format = oneOf("sdf", "csv", "fasta");

const isSorting: Guard<Sorting> = (value): value is Sorting => record(value) && column(value["column"]) && flag(value["descending"]);
const isFilter: Guard<Filter> = (value): value is Filter =>
	record(value) && column(value["column"]) && oneOf("contains", "equals", "above", "below")(value["operator"]) && typed(value["value"]) && typed(value["smarts"]);
const isRecord: Guard<RecordModel> = (value): value is RecordModel => record(value) && whole(value["record"]) && text(value["name"]) && listOf(text)(value["cells"]) && optional(text)(value["problem"]);
const isDrawing: Guard<DrawingModel> = (value): value is DrawingModel => record(value) && whole(value["record"]) && optional(text)(value["svg"]) && optional(text)(value["problem"]);
const isWork: Guard<WorkModel> = (value): value is WorkModel => record(value) && text(value["text"]) && count(value["done"]);
const isStrings: Guard<RecordsStrings> = (value): value is RecordsStrings => record(value) && stringKeys.every((key) => text(value[key]));
const isState: Guard<RecordsState> = (value): value is RecordsState =>
	record(value) && whole(value["generation"]) && whole(value["total"]) && whole(value["shown"]) && text(value["summary"]) && listOf(text)(value["columns"]) && typeof value["structureColumn"] === "number" &&
	optional(isSorting)(value["sorting"]) && optional(isFilter)(value["filter"]) && optional(isWork)(value["work"]) && optional(flag)(value["stopped"]) && optional(text)(value["problem"]);

const toHost: Variants<RecordsToHost> = {
	ready: {},
	rows: { generation: whole, from: whole, count: rowCount },
	range: { generation: whole, from: whole, count: rangeCount },
	draw: { records: atMost(mostRows), theme, width: size, height: size },
	sort: { sorting: optional(isSorting) },
	filter: { filter: optional(isFilter) },
	stop: {},
	act: { generation: whole, action: oneOf(...recordActions), record: whole },
	export: { generation: whole, format, records: atMost(mostSelected) },
};
const toView: Variants<RecordsToView> = {
	opened: { edition: text, strings: isStrings, kind: oneOf("molecules", "sequences"), name: text, formats: listOf(format) },
	state: { state: isState, first: optional(listOf(isRecord)) },
	rows: { generation: whole, from: whole, records: listOf(isRecord) },
	range: { generation: whole, records: atMost(mostSelected) },
	drawings: { theme, width: size, height: size, drawings: listOf(isDrawing) },
	changed: { edition: text },
	note: { text },
};

export function parseRecordsToHost(value: unknown): RecordsToHost | undefined {
	return parse(toHost, value);
}

export function parseRecordsToView(value: unknown): RecordsToView | undefined {
	return parse(toView, value);
}
