/** The page of first rows: what is computed and what is generated stand beside one another, and fit a window. */
import { describe, expect, it, vi } from "vitest";
import type { JobPreview, JobRow } from "../../../src/annotation/job.ts";

vi.mock("vscode", () => import("./vscode.ts"));
const { firstRowsText } = await import("../../../src/annotating/firstRows.ts");

const COLUMNS = [{ title: "facts_canonicalSmiles", generated: false }, { title: "facts_logP", generated: false }, { title: "biomedgpt_embedding", generated: false }, { title: "biomedgpt_description", generated: true }, { title: "status", generated: false }, { title: "reason", generated: false }];

function page(row: Partial<JobRow>, kind: "molecule" | "protein" = "molecule", drawing?: string): string {
	const first: JobRow = { line: 2, structure: "CCO", values: ["CCO", 0.5, "", "An alcohol.", "ok", ""], ...row };
	const preview: JobPreview = { structures: { title: kind === "molecule" ? "smiles" : "sequence", kind }, titles: ["smiles"], columns: COLUMNS, first: [first], rows: 1, counted: true, seconds: 1 };
	return firstRowsText({ preview, name: "a.csv", drawings: [drawing] });
}

/** The longest stretch of the row that no browser breaks. */
const longest = (text: string): number => Math.max(...(text.split("\n").find((line) => line.startsWith("| 2 ")) ?? "").split(/\s|&nbsp;|<br>/).map((word) => word.length));

describe("the first rows", () => {
	it("leave room for what was generated beside a vector of hundreds of numbers, and beside a long SMILES", () => {
		const vector = `[${Array.from({ length: 256 }, (_, index) => (index / 1000 - 0.1).toPrecision(6)).join(",")}]`;
		const text = page({ values: ["C".repeat(500), 0.5, vector, "An alcohol.", "ok", ""] });
		expect(text).toContain("256 numbers: \\-0.1, \\-0.099, \\-0.098, …".replaceAll("\\-", "-"));
		expect(text).toContain("An alcohol.");
		expect(longest(text)).toBeLessThan(40);
	});

	it("leave room beside a protein", () => {
		expect(longest(page({ structure: "MALWMRLLPLLALLALWGPDPAAAFVNQHLCGSHLVEALYLVCGERGFFYTPKTRREAED" }, "protein"))).toBeLessThan(40);
	});

	it("keep a drawing as wide as it can be read", () => {
		const head = (text: string): string => text.split("\n").find((line) => line.startsWith("| Line ")) ?? "";
		expect(head(page({}, "molecule", "<svg/>"))).toMatch(/Molecule(?:&nbsp;){20}/);
		expect(head(page({}, "protein"))).toMatch(/\| Protein \|/);
	});

	it("know no negative zero, and show nothing where there is nothing", () => {
		expect(page({ values: ["CCO", -0.0000001, "", "", "ok", ""] })).toContain("*logP*&nbsp;0");
		expect(page({ structure: "", values: ["", undefined, "", "", "failed", "There is no molecule in this row."] })).toMatch(/\| 2 \| {2}\| ⚠ There is no molecule/);
	});
});
