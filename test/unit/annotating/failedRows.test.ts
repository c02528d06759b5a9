/** The rows that failed, as the annotated table tells them, with their lines in the file that was annotated. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { failedRowsOf } from "../../../src/annotating/failedRows.ts";

const folder = mkdtempSync(path.join(tmpdir(), "failed-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
	const place = path.join(folder, name);
	writeFileSync(place, content);
	return place;
}

const spec = (source: string, output: string) => ({ source, output, column: "smiles", tasks: [] });
const options = { most: 10, signal: new AbortController().signal };
/** Cells of more than one line, and a status of its own. */
const SOURCE = 'name,smiles,status\nethanol,CCO,new\n"two\nlines",C1CC,old\nbenzene,c1ccccc1,new\nnone,,failed\n';
const OUTPUT = 'name,smiles,status,answer,status_2,reason\nethanol,CCO,new,"many\n\nlines",ok,\n"two\nlines",C1CC,old,,failed,Ring 1 is never closed.\nbenzene,c1ccccc1,new,x,ok,\nnone,,failed,,failed,There is no molecule in this row.\n';

describe("rows that failed", () => {
	it("are told with their reason, and their line in both files", async () => {
		const { rows, more } = await failedRowsOf(spec(file("a.csv", SOURCE), "x.csv"), file("x.csv", OUTPUT), options);
		expect(more).toBe(false);
		expect(rows).toEqual([
			{ line: 3, outputLine: 5, structure: "C1CC", reason: "Ring 1 is never closed." },
			{ line: 6, outputLine: 8, structure: "", reason: "There is no molecule in this row." },
		]);
	});

	it("are found in what is not finished, packed as it is", async () => {
		const fine = Array.from({ length: 50_000 }, (_, index) => `compound ${index},CCO`);
		const source = file("b.csv", `${SOURCE}${fine.map((row) => `${row},new\n`).join("")}`);
		// A member for each block, as a job writes it; the last one is cut.
		const last = gzipSync(fine.map((row) => `${row},new,x,ok,\n`).join(""));
		const part = file("x.csv.gz.part", Buffer.concat([gzipSync(OUTPUT), last.subarray(0, last.length - 9)]));
		expect((await failedRowsOf(spec(source, path.join(folder, "x.csv.gz")), part, options)).rows).toMatchObject([{ line: 3, structure: "C1CC" }, { line: 6 }]);
	});

	it("are no more than are asked for, and that there are more is said", async () => {
		expect(await failedRowsOf(spec(file("c.csv", SOURCE), "x.csv"), file("x.csv", OUTPUT), { ...options, most: 1 })).toMatchObject({ more: true, rows: [{ line: 3 }] });
	});

	it("have the lines of the output where the file that was annotated has gone", async () => {
		expect((await failedRowsOf(spec(path.join(folder, "gone.csv"), "x.csv"), file("x.csv", OUTPUT), options)).rows).toMatchObject([{ line: 5, structure: "C1CC" }, { line: 8 }]);
	});
});
