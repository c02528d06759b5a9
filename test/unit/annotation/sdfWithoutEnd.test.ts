/** Two records run into one where somebody lost a line of an SDF. */
import { describe, expect, it } from "vitest";
import { SdfTable } from "../../../src/annotation/sdfTable.ts";

/** Methane. */
function block(name: string): string {
	return `${name}\n  x\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 C   0  0\nM  END\n`;
}

describe("an SDF that lacks a $$$$", () => {
	it("has a row that says so, and does not pass one of its two molecules for both", async () => {
		const table = new SdfTable();
		// A mol block in a data item is none of the record's own.
		const text = `${block("one")}${block("two")}>  <id>\n1\n\n$$$$\n${block("three")}>  <drawn>\n${block("three")}\n$$$$\n`;
		const rows = [];
		for await (const portion of table.rows(textOf(text))) {
			rows.push(...portion);
		}
		expect(rows.map((row) => row.problem?.message)).toEqual(["This record cannot be read. It holds two molecules: the line “$$$$” between them is missing. Put it in.", undefined]);
		expect(table.line(rows[0] as never, [{ title: "status", generated: false }], ["failed"])).toContain(block("two"));
	});
});

async function* textOf(text: string): AsyncGenerator<string> {
	yield text;
}
