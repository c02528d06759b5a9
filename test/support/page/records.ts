import type { DrawingTheme, RecordModel, RecordsState, RecordsStrings, RecordsToHost, RecordsToView } from "../../../webview/protocol/records.ts";
import { stringKeys } from "../../../webview/protocol/records.ts";
import type { HarnessPage } from "./harness.ts";

/** English strings in the place of those that the host translates. */
export const recordsStrings: RecordsStrings = {
	...(Object.fromEntries(stringKeys.map((key) => [key, key])) as RecordsStrings),
	above: "is above", actions: "Actions for {0}", anyProperty: "Any property", askAbout: "Ask About This", below: "is below", cancel: "Cancel", cards: "Show as cards", columns: "Properties", contains: "contains", copySmiles: "Copy SMILES",
	drawing: "Structure", equals: "is", fileOrder: "Order of the file", filterValue: "Filter", filterBy: "Filter by", grid: "Records", invalid: "Not drawn", name: "Name", number: "Record {0}", openText: "Show in Text", preview: "Preview", searchOn: "Search On",
	select: "Select {0}", selected: "{0} selected", smarts: "SMARTS", sortBy: "Sort by", table: "Show as table", exportSdf: "Export as SDF…", exportCsv: "Export as CSV…", exportRecords: "Export", clearFilters: "Clear the filter",
	nothingFiltered: "No record meets this filter.", loading: "Reading the file…", nothing: "There are no records in this file.", clearSelection: "Clear the selection", ascending: "Sorted upwards", descending: "Sorted downwards", copySequence: "Copy Sequence", more: "More", mostSelected: "No more than {0} records can be selected.",
};

export type RecordsPage = HarnessPage<RecordsToHost, RecordsToView>;

export interface FakeFile {
	readonly kind?: "molecules" | "sequences";
	readonly columns: readonly string[];
	readonly structureColumn?: number;
	readonly total: number;
	readonly row: (record: number) => RecordModel;
	/** Drawings for any theme; records take turns. */
	readonly svgs?: Partial<Record<DrawingTheme, readonly string[]>>;
}

export function stateOf(file: FakeFile, more: Partial<RecordsState> = {}): RecordsState {
	return { generation: 1, total: file.total, shown: file.total, summary: `${file.total.toLocaleString("en")} ${file.kind ?? "molecules"}`, columns: file.columns, structureColumn: file.structureColumn ?? -1, sorting: undefined, filter: undefined, work: undefined, problem: undefined, ...more };
}

/** Answers a page as the host would: rows at once, drawings one after the other. */
export async function answerRecords(page: RecordsPage, file: FakeFile, more: Partial<RecordsState> = {}, edition = "first"): Promise<void> {
	page.onMessage = (message) => {
		if (message.type === "rows") {
			const records = Array.from({ length: Math.max(0, Math.min(message.count, file.total - message.from)) }, (_, place) => file.row(message.from + place));
			void page.post({ type: "rows", generation: message.generation, from: message.from, records });
		} else if (message.type === "range") {
			const records = Array.from({ length: Math.min(message.count, file.total - message.from) }, (_, place) => file.row(message.from + place).record);
			void page.post({ type: "range", generation: message.generation, records });
		} else if (message.type === "draw") {
			const { theme, width, height } = message;
			const svgs = file.svgs?.[theme] ?? [];
			for (const record of message.records) {
				const svg = svgs[record % svgs.length];
				if (svg !== undefined) {
					void page.post({ type: "drawings", theme, width, height, drawings: [{ record, svg }] });
				}
			}
		}
	};
	await page.post({ type: "opened", edition, strings: recordsStrings, kind: file.kind ?? "molecules", name: "a.sdf", formats: ["sdf", "csv"] });
	await page.post({ type: "state", state: stateOf(file, more) });
}
