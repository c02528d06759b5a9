import { describe, expect, it } from "vitest";
import type { Reading, RecordsDocument } from "../../../src/preview/records/document.ts";
import { Drawings } from "../../../src/preview/records/drawings.ts";
import { RecordsView } from "../../../src/preview/records/view.ts";
import type { Chemistry, DrawingOptions } from "../../../src/science/chemistry.ts";
import { MemoryBytes } from "../../../src/science/files/records/bytes.ts";
import { openFormat } from "../../../src/science/files/records/openFormat.ts";
import { buildIndex, RecordIndex } from "../../../src/science/files/records/recordIndex.ts";
import { anyColumn, type DrawingModel, type Filter, nameColumn } from "../../../webview/protocol/records.ts";

const signal = new AbortController().signal;
const LIBRARY = 100_000;
const FILTER: Filter = { column: anyColumn, operator: "contains", value: "name", smarts: "" };

async function library(): Promise<Reading> {
	const bytes = new MemoryBytes(Buffer.from(Array.from({ length: LIBRARY }, (_, at) => `${"C".repeat(20)}O name${at}\n`).join("")));
	const format = openFormat("library.smi", "");
	const index = new RecordIndex();
	await buildIndex(bytes, format.scanner(index), index, { signal, onPiece: () => undefined });
	return { bytes, format, index };
}

/** A pass is under way, and then something ends it; the group that is being read comes afterwards. */
async function endedWithin(view: RecordsView, begin: () => void, end: () => void): Promise<void> {
	begin();
	await expect.poll(() => view.pass?.looked ?? 0, { interval: 1 }).toBeGreaterThan(1000);
	end();
	await new Promise((resolve) => setTimeout(resolve, 60));
}

describe("a library in a grid", () => {
	const viewOf = (reading: Reading): RecordsView => new RecordsView({ reading, indexed: Promise.resolve() } as unknown as RecordsDocument, {} as Chemistry, () => undefined);

	it("shows no progress of what was stopped or cleared, and what is sorted then is what was found until then", async () => {
		const reading = await library();
		const view = viewOf(reading);
		await endedWithin(view, () => view.setSorting({ column: nameColumn, descending: true }), () => view.stop());
		expect([view.pass, view.sorting]).toEqual([undefined, undefined]);
		await endedWithin(view, () => view.setFilter(FILTER), () => view.setFilter(undefined));
		expect([view.pass, view.shown]).toEqual([undefined, LIBRARY]);
		await endedWithin(view, () => view.setFilter(FILTER), () => view.stop());
		const stopped = view.shown;
		expect(view.pass).toBeUndefined();
		expect(stopped).toBeLessThan(LIBRARY);
		view.setSorting({ column: nameColumn, descending: true });
		await expect.poll(() => view.pass).toBeUndefined();
		expect([view.shown, view.sorting !== undefined, view.at(0) > view.at(1)]).toEqual([stopped, true, true]);
	});

	it("says how far a search came that was stopped, by hand or by what cannot be read, and goes on from there", async () => {
		const view = viewOf(await library());
		await endedWithin(view, () => view.setFilter(FILTER), () => view.stop());
		const first = view.stoppedAfter ?? NaN;
		expect(first).toBeGreaterThan(1000);
		// All of them match, so that as many are found as were looked at.
		expect(view.shown).toBe(first);
		await endedWithin(view, () => view.setFilter(FILTER), () => view.setFilter({ ...FILTER, operator: "above", value: "name" }));
		await expect.poll(() => view.failure).toMatchObject({ code: "no-number" });
		const second = view.stoppedAfter ?? NaN;
		expect([second > first, view.shown]).toEqual([true, second]);
		view.setFilter({ ...FILTER, value: " name " });
		await view.settled();
		expect([view.stoppedAfter, view.shown, view.at(LIBRARY - 1)]).toEqual([undefined, LIBRARY, LIBRARY - 1]);
		view.setFilter(undefined);
		await view.settled();
		expect(view.stoppedAfter).toBeUndefined();
	});

	it("draws a record of the file as it is now, not as it was before somebody saved it", async () => {
		let smiles = "CCO";
		const asked: { readonly structure: string; readonly answer: (svg: string) => void }[] = [];
		const chemistry = { draw: (structure: string) => new Promise<string>((answer) => asked.push({ structure, answer })) };
		const drawn: DrawingModel[] = [];
		const drawings = new Drawings(chemistry as unknown as Chemistry, () => Promise.resolve({ name: "", cells: [], structure: smiles }), (_, cause) => cause, (drawings) => drawn.push(...drawings));
		const options: DrawingOptions = { theme: "light", width: 220, height: 150 };
		drawings.want([5], options);
		await expect.poll(() => asked.length).toBe(1);
		smiles = "c1ccccc1";
		drawings.forget();
		drawings.want([5], options);
		await expect.poll(() => asked.length).toBe(2);
		for (const { structure, answer } of asked) {
			answer(`<svg>${structure}</svg>`);
		}
		await expect.poll(() => drawn).toEqual([{ record: 5, svg: "<svg>c1ccccc1</svg>" }]);
	});
});
