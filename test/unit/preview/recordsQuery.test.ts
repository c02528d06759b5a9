import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Reading } from "../../../src/preview/records/document.ts";
import { Drawings } from "../../../src/preview/records/drawings.ts";
import { findRecords, FoundRecords, sortRecords } from "../../../src/preview/records/query.ts";
import type { Chemistry, DrawingOptions } from "../../../src/science/chemistry.ts";
import { Failure } from "../../../src/science/failure.ts";
import { MemoryBytes } from "../../../src/science/files/records/bytes.ts";
import { hasDrawnLayout } from "../../../src/science/files/records/layout.ts";
import { openFormat } from "../../../src/science/files/records/openFormat.ts";
import type { RecordContent } from "../../../src/science/files/records/recordFormat.ts";
import { buildIndex, RecordIndex } from "../../../src/science/files/records/recordIndex.ts";
import { ColumnValues, numberOf, sortedPlaces } from "../../../src/science/files/records/sorting.ts";
import type { SubstructureResult } from "../../../src/science/molecule/substructure.ts";
import { anyColumn, type DrawingModel, type Filter, nameColumn, parseRecordsToHost } from "../../../webview/protocol/records.ts";
import { shownColumns } from "../../../webview/records/look.ts";
import { ScrollMap } from "../../../webview/records/scrollMap.ts";
import { type RealChemistry, realChemistry } from "../../support/chemistry.ts";

const signal = new AbortController().signal;
const quiet = { signal, onProgress: () => undefined };
const compounds = readFileSync(path.resolve(import.meta.dirname, "../../../samples/compounds.csv"));
const fixture = (name: string): string => readFileSync(path.resolve(import.meta.dirname, "../../fixtures", name), "utf8");

async function read(name: string, text: string | Buffer): Promise<Reading> {
	const bytes = new MemoryBytes(Buffer.from(text));
	const format = openFormat(name, bytes.size === 0 ? "" : Buffer.from(text).toString());
	const index = new RecordIndex();
	await buildIndex(bytes, format.scanner(index), index, { signal, onPiece: () => undefined });
	return { bytes, format, index };
}

describe("what is asked of the records of a file", () => {
	let real: RealChemistry;
	beforeAll(async () => {
		real = await realChemistry();
	});
	afterAll(() => real.dispose());

	const found = async (reading: Reading, filter: Partial<Filter>): Promise<number[]> => {
		const records = new FoundRecords();
		await findRecords(reading, { column: anyColumn, operator: "contains", value: "", smarts: "", ...filter }, records, real.chemistry, quiet);
		return [...records.all()];
	};

	it("filters kinase inhibitors by potency, name and substructure, and by all of them", async () => {
		const reading = await read("compounds.csv", compounds);
		const pic50 = reading.format.columns.indexOf("pIC50");
		const name = (record: number): string => compounds.toString().split(/\r?\n/)[record + 1]?.split(",")[0] ?? "";
		expect((await found(reading, { column: pic50, operator: "above", value: "8.5" })).map(name)).toEqual(["erlotinib", "afatinib"]);
		expect((await found(reading, { column: pic50, operator: "below", value: "7.04" })).map(name)).toEqual(["vandetanib"]);
		expect((await found(reading, { column: pic50, operator: "equals", value: "8.7" })).map(name)).toEqual(["erlotinib"]);
		expect((await found(reading, { column: nameColumn, value: "LAPA" })).map(name)).toEqual(["lapatinib"]);
		expect((await found(reading, { smarts: "C#C" })).map(name)).toEqual(["erlotinib", "icotinib"]);
		expect((await found(reading, { smarts: "C#C", value: "Moyer" })).map(name)).toEqual(["erlotinib"]);
		await expect(found(reading, { smarts: "C(" })).rejects.toMatchObject({ code: "invalid-smarts" });
	});

	it("finds a substructure in the molecules beside one that cannot be read, and stops when it is told to", async () => {
		const reading = await read("a.smi", `CCO ethanol\nC1CC broken\nCCN amine\n${"CCCCO alcohol\n".repeat(500)}`);
		expect((await found(reading, { smarts: "[OX2H]" })).slice(0, 3)).toEqual([0, 3, 4]);
		const abort = new AbortController();
		const some = new FoundRecords();
		const filter = { column: anyColumn, operator: "contains", value: "", smarts: "[OX2H]" } as const;
		await expect(findRecords(reading, filter, some, real.chemistry, { signal: abort.signal, onProgress: (looked) => (looked > 100 ? abort.abort() : undefined) })).rejects.toThrow();
		expect(some.count).toBeGreaterThan(50);
		expect(some.count).toBeLessThan(400);
	});

	it("leaves out of a substructure search what RDKit takes too long for, counts it, and keeps the order of the file", async () => {
		const reading = await read("a.smi", `CCO first\nCCCCCCCO fullerene\n${"CCCO alcohol\n".repeat(1000)}`);
		const isSlow = (structure: string): boolean => structure === "CCCCCCCO";
		const asking = (slow: typeof isSlow): Chemistry => ({
			substructure: async (_: string, structures: readonly string[]): Promise<readonly SubstructureResult[]> => {
				await new Promise((resolve) => setTimeout(resolve, structures.some(slow) ? 20 : 0));
				if (structures.some(slow)) {
					throw new Failure("chemistry-timeout", "This took too long.");
				}
				return structures.map((smiles) => ({ matches: 1, smiles }));
			},
		}) as unknown as Chemistry;
		const filter: Filter = { column: anyColumn, operator: "contains", value: "", smarts: "[OX2H]" };
		const some = new FoundRecords();
		await findRecords(reading, filter, some, asking(isSlow), quiet);
		expect(some.leftOut).toBe(1);
		expect([...some.all()]).toEqual(Array.from({ length: 1002 }, (_, at) => at).filter((at) => at !== 1));
		await expect(findRecords(reading, filter, new FoundRecords(), asking((structure) => structure !== "C"), quiet)).rejects.toMatchObject({ code: "search-too-slow" });
	});

	it("sorts numbers as numbers, names by their numbers, and what is missing last", async () => {
		const reading = await read("a.csv", "smiles,name,v\nC,CHEMBL10,10\nCC,CHEMBL9,\nCCC,chembl1,9\nCCCC,x,n/a\nCCCCC,y,-1e-3\n");
		expect([...(await sortRecords(reading, { column: 2, descending: false }, undefined, quiet))]).toEqual([4, 2, 0, 3, 1]);
		expect([...(await sortRecords(reading, { column: 2, descending: true }, undefined, quiet))]).toEqual([3, 0, 2, 4, 1]);
		expect([...(await sortRecords(reading, { column: nameColumn, descending: false }, Uint32Array.of(0, 1, 2), quiet))]).toEqual([2, 1, 0]);
		expect(["1e5", "-.5", "+3", "1.", ">100", "1,5", "0x10", ""].map(numberOf)).toEqual([100_000, -0.5, 3, 1, undefined, undefined, undefined, undefined]);
	});

	it("keeps the order of the file among equals, as the sort of JavaScript does", async () => {
		const values = new ColumnValues(5000);
		const numbers = Array.from({ length: 5000 }, (_, at) => (at * 7919) % 13);
		numbers.forEach((number, at) => values.set(at, String(number)));
		const expected = numbers.map((_, at) => at).sort((one, other) => (numbers[one] ?? 0) - (numbers[other] ?? 0));
		expect([...(await sortedPlaces(5000, (one, other) => values.compare(one, other, 1), signal))]).toEqual(expected);
	});

	it("draws what is in view and not what has left it; a conformer is laid out flat; what cannot be drawn says why", async () => {
		const flat = "flat\n\n\n  2  1  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 C   0  0\n    1.5000    0.0000    0.0000 O   0  0\n  1  2  1  0\nM  END\n";
		const conformer = flat.replace("1.5000    0.0000    0.0000 O", "0.1000    0.0000    1.5000 O");
		expect([flat, conformer, flat.replace("1.5000", "0.0000"), fixture("alanine-v3000.mol")].map(hasDrawnLayout)).toEqual([true, false, false, true]);
		const contents: readonly RecordContent[] = [flat, conformer, "", "c1ccccc"].map((structure) => ({ name: "", cells: [], structure, problem: structure === "" ? "Its SMILES is empty." : undefined }));
		const options: DrawingOptions = { theme: "light", width: 220, height: 150 };
		const drawn = new Map<number, DrawingModel>();
		const drawings = new Drawings(real.chemistry, (record) => Promise.resolve(contents[record] ?? { name: "", cells: [], structure: "CCO" }), (record, cause) => `${record}: ${cause}`, (some) => some.forEach((drawing) => drawn.set(drawing.record, drawing)));
		drawings.want(Array.from({ length: 100 }, (_, record) => record + 100), options);
		drawings.want([0, 1, 2, 3], options);
		await expect.poll(() => [...drawn.keys()].filter((record) => record < 4).length, { timeout: 10_000 }).toBe(4);
		expect(drawn.size).toBeLessThan(10);
		expect(drawn.get(1)?.svg).toBe(await real.chemistry.draw("CO", options));
		expect(drawn.get(2)?.problem).toBe("2: Its SMILES is empty.");
		expect(drawn.get(3)?.problem).toContain("never closed");
		drawings.dispose();
	});

	it("scrolls 44 million pixels in a scroller of eight: small steps are exact, both ends are reached, and the bar comes home", () => {
		const length = 500_000 * 88;
		const map = new ScrollMap();
		map.resize(length, 800);
		expect(map.height).toBe(8_000_000);
		map.settled(map.moveTo(20_000_000));
		const at = map.moveTo(20_000_000);
		map.follow(at + 120);
		expect(map.top).toBe(20_000_120);
		expect(map.adrift?.isUrgent).toBe(false);
		map.follow(8_000_000 - 800);
		expect(map.top).toBe(length - 800);
		map.follow(0);
		expect(map.top).toBe(0);
		map.follow((8_000_000 - 800) / 2);
		expect(map.top).toBeCloseTo(length / 2 - 400, 0);
		map.resize(1000, 800);
		expect([map.top, map.shift, map.height]).toEqual([200, 0, 1000]);
	});

	it("takes no message that is none, and shows no codes unasked", () => {
		expect(parseRecordsToHost({ type: "act", generation: 1, action: "preview", record: 3 })).toBeDefined();
		for (const message of [{ type: "act", generation: 1, action: "delete", record: 3 }, { type: "rows", generation: 1, from: 0, count: 10_000 }, { type: "rows", generation: 1, from: -1, count: 10 }, { type: "draw", records: [1.5], theme: "dark", width: 200, height: 150 }, { type: "draw", records: [1], theme: "dark", width: 1e9, height: 150 }, { type: "filter", filter: { column: 0, operator: "eval", value: "", smarts: "" } }, { type: "export", generation: 1, format: "exe", records: [] }]) {
			expect([message, parseRecordsToHost(message)]).toEqual([message, undefined]);
		}
		expect(shownColumns("cards", ["SMILES", "CAS", "InChIKey", "logP"], -1, undefined)).toEqual([1, 3]);
		expect(shownColumns("table", ["SMILES", "CAS"], 0, undefined)).toEqual([1]);
		expect(shownColumns("cards", ["SMILES", "CAS"], -1, [0])).toEqual([0]);
	});
});
