import { describe, expect, it } from "vitest";
import { areaPath, indexAt, linePath, type PlotFrame, xOf, yOf } from "../../../webview/protein/hydropathyPath.ts";
import { columnAt, covered, lineLength, linesInView, lowerBound } from "../../../webview/protein/lines.ts";

const sizes = { cell: 12, gap: 8 };

describe("the lines of a sequence", () => {
	it("hold whole blocks of ten, at least one and at most ten", () => {
		expect([0, 120, 247, 248, 5000].map((width) => lineLength(width, sizes))).toEqual([10, 10, 10, 20, 100]);
	});

	it("give the residue under the pointer, and the nearest one in the spaces", () => {
		expect([-5, 0, 11, 12, 119, 124, 127, 128, 140, 9999].map((x) => columnAt(x, 20, sizes))).toEqual([0, 0, 0, 1, 9, 9, 9, 10, 11, 19]);
	});

	it("are made where they are in view, with some to spare", () => {
		expect(linesInView(2600, 260, 26, 700, 5)).toEqual({ first: 95, last: 115 });
		expect(linesInView(0, 260, 26, 7, 5)).toEqual({ first: 0, last: 7 });
	});

	it("know which residues stand in matches, also in a long one that began far above", () => {
		const starts = Uint32Array.of(0, 12, 13, 40);
		const ends = Uint32Array.of(30, 15, 16, 42);
		expect([...covered(starts, ends, 30, 10, 20)]).toEqual(Array(10).fill(1));
		expect([...covered(starts, ends, 30, 28, 34)]).toEqual([1, 1, 0, 0, 0, 0]);
		expect([...covered(starts, ends, 30, 38, 44)]).toEqual([0, 0, 1, 1, 0, 0]);
		expect(lowerBound(starts, 13)).toBe(2);
	});
});

describe("the line of hydropathy", () => {
	const frame: PlotFrame = { left: 20, top: 0, width: 100, height: 90, residues: 10 };

	it("puts residues and values where the axes say, and finds them again", () => {
		expect(xOf(0, frame)).toBe(25);
		expect(yOf(4.5, frame)).toBe(0);
		expect(yOf(-4.5, frame)).toBe(90);
		expect([...Array(10).keys()].map((index) => indexAt(xOf(index, frame), frame))).toEqual([...Array(10).keys()]);
	});

	it("breaks where a residue has no value, and closes each piece to the zero line", () => {
		const line = linePath(Float32Array.of(0, 4.5, NaN, -4.5, 0), 2, frame);
		expect(line).toBe("M45.0 45.0L55.0 0.0M75.0 90.0L85.0 45.0");
		expect(areaPath(line, frame)).toBe("M45.0 45.0L45.0 45.0L55.0 0.0L55.0 45.0ZM75.0 45.0L75.0 90.0L85.0 45.0L85.0 45.0Z");
	});

	it("loses no peak where a chain has more residues than the plot pixels", () => {
		const values = new Float32Array(35_000);
		values[20_001] = 4.5;
		const line = linePath(values, 0, { ...frame, residues: 35_000 });
		expect(line).toContain(" 0.0");
		expect(line.length).toBeLessThan(5000);
	});
});
