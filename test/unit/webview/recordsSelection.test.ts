import { describe, expect, it } from "vitest";
import { mostSelected, parseRecordsToHost } from "../../../webview/protocol/records.ts";
import { rowRange, runsOf, selectionOf, withRecords } from "../../../webview/records/selection.ts";

describe("the selection of records", () => {
	it("reaches from where it begins to a row, in both directions, as far as records can be selected", () => {
		expect(rowRange(3, 5)).toEqual({ from: 3, count: 3, isCut: false });
		expect(rowRange(5, 3)).toEqual({ from: 3, count: 3, isCut: false });
		expect(rowRange(0, 4_999_999)).toEqual({ from: 0, count: mostSelected, isCut: true });
		expect(rowRange(4_999_999, 0)).toEqual({ from: 5_000_000 - mostSelected, count: mostSelected, isCut: true });
		expect(parseRecordsToHost({ type: "range", generation: 1, ...rowRange(4_999_999, 0) })).toBeDefined();
	});

	it("takes no more records than can be exported, and tells so", () => {
		const full = withRecords(new Set([7]), Array.from({ length: mostSelected + 5 }, (_, record) => record));
		expect([full.selected.size, full.isFull]).toEqual([mostSelected, true]);
		expect(withRecords(full.selected, [7])).toEqual({ selected: full.selected, isFull: false });
		expect(parseRecordsToHost({ type: "export", generation: 1, format: "csv", records: [...full.selected] })).toBeDefined();
	});

	it("is remembered as runs, and found again; nothing of what was remembered otherwise is", () => {
		expect(runsOf(new Set([9, 3, 1, 2, 11]))).toEqual([1, 3, 9, 1, 11, 1]);
		expect([...selectionOf([1, 3, 9, 1, 11, 1])]).toEqual([1, 2, 3, 9, 11]);
		expect(runsOf(new Set())).toEqual([]);
		for (const broken of [undefined, "1,2", [1, -2], [1.5, 2], [2 ** 53, 2 ** 53], [{}]]) {
			expect(selectionOf(broken).size).toBe(0);
		}
		expect(selectionOf([0, 2 ** 31]).size).toBe(mostSelected);
	});
});
