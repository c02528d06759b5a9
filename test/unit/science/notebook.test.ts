/** Notebooks as Jupyter, VS Code and R users leave them. */
import { describe, expect, it } from "vitest";
import { cellsOf } from "../../../src/science/files/notebook.ts";

const code = (source: string | string[], more: object = {}): object => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source, ...more });
const python = (...cells: object[]): string => JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { language_info: { name: "python" } }, cells });

describe("the cells of a notebook", () => {
	it("are numbered as they stand, with text given as one string or as lines", () => {
		const cells = cellsOf(python({ cell_type: "markdown", metadata: {}, source: ["# Title\n", "aspirin"] }, code("a = 1\nb = 2"), { cell_type: "raw", metadata: {}, source: "raw" }));
		expect(cells).toEqual([
			{ index: 0, languageId: "markdown", fileName: "", text: "# Title\naspirin", firstLine: 0 },
			{ index: 1, languageId: "python", fileName: "", text: "a = 1\nb = 2", firstLine: 0 },
			{ index: 2, languageId: "plaintext", fileName: "", text: "raw", firstLine: 0 },
		]);
	});

	it("have the language of the kernel, or their own", () => {
		const notebook = (metadata: object, cell = code("x")): string | undefined => cellsOf(JSON.stringify({ nbformat: 4, metadata, cells: [cell] }))[0]?.languageId;
		expect(notebook({ kernelspec: { name: "ir", display_name: "R", language: "R" } })).toBe("r");
		expect(notebook({ kernelspec: { name: "ir", display_name: "R" } })).toBe("r");
		expect(notebook({ kernelspec: { language: "julia" }, language_info: { name: "julia" } })).toBe("julia");
		expect(notebook({ language_info: { name: "C++17" } })).toBe("cpp");
		expect(notebook({})).toBe("python");
		expect(notebook({}, code("SELECT 1", { metadata: { vscode: { languageId: "sql" } } }))).toBe("sql");
	});

	it.each([
		["%%bash\nobabel x.smi", "shellscript", "obabel x.smi"],
		["%%R -i df -w 900\nx <- 1", "r", "x <- 1"],
		["%%script /usr/bin/perl\nprint 1", "perl", "print 1"],
		["%%HTML\n<b>", "html", "<b>"],
		["\n%%javascript\nlet a", "javascript", "let a"],
	])("under a magic such as %j belong to another language", (source, languageId, text) => {
		expect(cellsOf(python(code(source)))[0]).toMatchObject({ languageId, text, firstLine: source.split("\n").length - 1 });
	});

	it("that write a file are read as that file", () => {
		expect(cellsOf(python(code("%%writefile drugs.smi\nCCO ethanol\n")))[0]).toMatchObject({ fileName: "drugs.smi", text: "CCO ethanol\n", firstLine: 1 });
		expect(cellsOf(python(code("%%writefile -a drugs.smi\nCCO")))[0]).toMatchObject({ fileName: "drugs.smi" });
	});

	it("that are only timed stay what they are", () => {
		expect(cellsOf(python(code("%%time\nx = 1")))[0]).toMatchObject({ languageId: "python", text: "%%time\nx = 1", firstLine: 0 });
	});

	it("are read from notebooks of 2013 too (nbformat 3)", () => {
		const old = { nbformat: 3, nbformat_minor: 0, metadata: { name: "old" }, worksheets: [{ metadata: {}, cells: [{ cell_type: "heading", level: 1, source: "Old" }, { cell_type: "code", language: "python", collapsed: false, input: ["smiles = 'CCO'"], outputs: [] }] }] };
		expect(cellsOf(JSON.stringify(old)).map(({ languageId, text }) => [languageId, text])).toEqual([["markdown", "Old"], ["python", "smiles = 'CCO'"]]);
	});

	it("may be none", () => {
		expect(cellsOf(python())).toEqual([]);
	});
});

describe("a file that is no notebook", () => {
	it.each([
		["", /it is no JSON/],
		["{", /it is no JSON/],
		["[]", /is not as a notebook has it/],
		["{}", /it has no cells/],
		['{"cells": {}}', /“cells” is not as a notebook has it/],
		['{"cells": [{"cell_type": "code", "source": 5}]}', /“cells\.0\.source” is not as/],
		['{"cells": [null]}', /“cells\.0” is not as/],
	])("is refused in words: %s", (text, sentence) => {
		expect(() => cellsOf(text)).toThrowError(expect.objectContaining({ code: "invalid-notebook", message: expect.stringMatching(sentence) as string }) as Error);
	});

	it("with strange metadata is still read", () => {
		expect(cellsOf('{"metadata": {"kernelspec": 7, "language_info": []}, "cells": [{"cell_type": "code", "metadata": {"vscode": 1}, "source": "x"}]}')[0]).toMatchObject({ languageId: "python", text: "x" });
	});
});
