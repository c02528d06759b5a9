import * as vscode from "vscode";
import type { RecordModel } from "../../../webview/protocol/records.ts";
import { failureData } from "../../science/failure.ts";
import { fastaColumns } from "../../science/files/records/fastaRecords.ts";
import { MOST_COLUMNS } from "../../science/files/records/recordFormat.ts";
import type { RecordsDocument } from "./document.ts";
import { numberText, sequenceKind } from "./strings.ts";

/** Characters of a cell that are shown. */
const LONGEST_CELL = 240;

/** A record as a row shows it; where it cannot be read, the row says why. */
export async function rowModel(document: Pick<RecordsDocument, "summary">, kind: "molecules" | "sequences", record: number): Promise<RecordModel> {
	try {
		const { name, cells, problem } = await document.summary(record);
		const shown = cells.slice(0, MOST_COLUMNS).map((cell, column) => (kind === "sequences" && column === fastaColumns.kind ? sequenceKind(cell) : shortened(cell)));
		return { record, name, cells: shown, problem: problem === undefined ? undefined : kind === "sequences" ? problem : problemOf(record, problem) };
	} catch (error) {
		return { record, name: "", cells: [], problem: problemOf(record, failureData(error).message) };
	}
}

/** @param cause a whole sentence */
export function problemOf(record: number, cause: string): string {
	return vscode.l10n.t("Record {0} cannot be drawn. {1}", numberText(record + 1), cause);
}

/** In one line: a cell may hold a paper. */
function shortened(cell: string): string {
	const start = cell.slice(0, LONGEST_CELL + 1).replace(/\s+/g, " ").trim();
	return start.length > LONGEST_CELL ? `${start.slice(0, LONGEST_CELL - 1)}…` : start;
}
