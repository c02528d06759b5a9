import { createReadStream } from "node:fs";
import path from "node:path";
import { formatOf } from "../annotation/formats.ts";
import type { JobSpec } from "../annotation/spec.ts";
import type { RowSource, TableRow } from "../annotation/table.ts";
import { openText } from "../annotation/text.ts";
import { Failure } from "../science/failure.ts";

/** A row that says “failed” in an annotated table. */
export interface FailedRow {
	/** From 1: where it begins in the file that was annotated; that of the output where the two are not at one any more. */
	readonly line: number;
	readonly outputLine: number;
	readonly structure: string;
	readonly reason: string;
}

export interface FailedRows {
	readonly rows: readonly FailedRow[];
	/** Whether there are more than those. */
	readonly more: boolean;
}

/** Bytes that are read in one go: some milliseconds. */
const CHUNK = 1 << 18;

/**
 * The rows that failed, with their reasons, read from the annotated table as it is, whole or not. The rows stand in the order of the
 * file that was annotated, which is read along for its lines.
 *
 * @param written absolute path: the output, or what there is of it
 * @throws Failure `not-readable`, those of the tables, `cancelled`
 */
export async function failedRowsOf({ source, output, column }: JobSpec, written: string, { most, signal }: { readonly most: number; readonly signal: AbortSignal }): Promise<FailedRows> {
	const outputs = rowsIn(written, output, signal);
	const sources = rowsIn(source, source, signal);
	const rows: FailedRow[] = [];
	try {
		for await (const { row, table } of outputs) {
			const from = await sources.next().catch(() => undefined);
			if (row.get(lastOf(table, "status")) === "failed") {
				if (rows.length === most) {
					return { rows, more: true };
				}
				const original = from?.done === false ? from.value.row : row;
				rows.push({ line: original.line, outputLine: row.line, structure: (column === undefined ? undefined : original.get(column)) ?? "", reason: row.get(lastOf(table, "reason")) ?? "" });
			}
		}
	} finally {
		await sources.return(undefined);
	}
	return { rows, more: false };
}

interface Read {
	readonly row: TableRow;
	readonly table: RowSource;
}

async function* rowsIn(file: string, name: string, signal: AbortSignal): AsyncGenerator<Read, undefined> {
	const format = formatOf(name);
	const table = format.open(format.writes[0]);
	const stream = createReadStream(file, { highWaterMark: CHUNK });
	try {
		for await (const portion of table.rows(openText({ name: path.basename(name), bytes: stream as AsyncIterable<Uint8Array> }).pieces)) {
			signal.throwIfAborted();
			for (const row of portion) {
				yield { row, table };
			}
		}
	} catch (error) {
		// What is still being written may end amid its packing.
		if (file === name || !(error instanceof Failure && error.code === "gzip-broken")) {
			throw error;
		}
	} finally {
		stream.destroy();
	}
}

/** A table that has a status of its own gets `status_2`. */
function lastOf({ titles }: RowSource, title: "status" | "reason"): string {
	return titles.findLast((one) => one === title || (one.startsWith(`${title}_`) && /^\d+$/.test(one.slice(title.length + 1)))) ?? title;
}
