/** What a model's answer becomes in a table. */
import { describe, expect, it } from "vitest";
import { modelQuestion } from "../../../src/annotation/modelQuestions.ts";
import type { TableRow } from "../../../src/annotation/table.ts";

function rowOf(cells: Readonly<Record<string, string>>): TableRow {
	return { line: 2, get: (title) => cells[title] };
}

describe("a question", () => {
	const titles = ["smiles", "assay"];
	const asked = (question: string): string => modelQuestion({ kind: "ask", question }, { titles, kind: "molecule" }).text(rowOf({ smiles: "CCO", assay: " IC50 {nM} " }));

	it("takes cells in where their titles stand in braces, and braces where they are doubled", () => {
		expect(asked("Is {assay} for {smiles} high?")).toBe("Is IC50 {nM} for CCO high?");
		expect(asked('Answer as {{"rings": 1}} for {{{smiles}}}.')).toBe('Answer as {"rings": 1} for {CCO}.');
	});

	it("that names no column is refused, and told how to write a brace", () => {
		expect(() => asked('Answer as {"rings": 1}.')).toThrow(/names \{"rings": 1\}, and there is no such column.*write it twice: \{\{ or \}\}/u);
	});
});

describe("fields of an answer", () => {
	const text = { type: "string", maxLength: 10 };
	const question = modelQuestion({ kind: "json", question: "What is it used for?", schema: { type: "object", properties: { use: text, target: text, rings: { type: "integer" } } } }, { titles: ["smiles"], kind: "molecule" });
	const remarks = (fields: object): readonly string[] => question.outcome({ kind: "json", json: JSON.stringify(fields), notices: [] }).remarks;

	it("that end at their longest are said to be cut", () => {
		expect(remarks({ use: "an aromati", target: "EGFR", rings: 1234567890 })).toEqual(["The text of “use” was cut at 10 characters."]);
		expect(remarks({ use: "analgesic", target: "COX-1", rings: 1 })).toEqual([]);
	});

	it("are counted as JSON schemas count: by characters, however many units they take", () => {
		expect(remarks({ use: "🧪🧪🧪🧪🧪🧪", target: "x", rings: 1 })).toEqual([]);
	});
});
