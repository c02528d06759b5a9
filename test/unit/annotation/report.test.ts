/** What an annotation made is read by people: on paper, a year later, with names in it that were not meant for Markdown. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import { writeReport } from "../../../src/annotation/job/report.ts";
import { Histogram } from "../../../src/annotation/job/reportHistogram.ts";
import { code, plain } from "../../../src/annotation/job/reportText.ts";
import { run } from "../../../src/annotation/job/run.ts";
import type { JobSpec } from "../../../src/annotation/spec.ts";
import { realEngine } from "../../support/engine.ts";
import { testFolder } from "../../support/folder.ts";
import { EchoEngine } from "../../support/jobs.ts";
import { started } from "../../support/started.ts";

const real = started(() => realEngine());
const { at } = testFolder("report-");

async function reported(table: string, spec: Partial<JobSpec>): Promise<string> {
	const services = { engine: new EchoEngine(), facts: real().annotation.facts, program: "BioMedGPT 1.0.0" };
	const signal = new AbortController().signal;
	writeFileSync(at("in.csv"), table);
	await run({ source: at("in.csv"), output: at("out.csv"), tasks: [{ kind: "facts", facts: ["formula", "logP", "rings", "lipinski"] }], ...spec }, services, { signal });
	await writeReport(at("out.csv"), at("report.md"), { draw: real().chemistry.draw.bind(real().chemistry), signal });
	return readFileSync(at("report.md"), "utf8");
}

describe("a report", () => {
	it("counts, draws the first molecules, tells how columns were made, and groups what failed", async () => {
		const molecules = ["CC(=O)Oc1ccccc1C(=O)O", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "C1CC", "CCO", "", "c1ccccc1O", "C1CC"];
		const text = await reported(`name,smiles\n${molecules.map((smiles, index) => `m${index},${smiles}\n`).join("")}`, { tasks: [{ kind: "facts", facts: ["formula", "logP", "rings", "lipinski"] }, { kind: "choose", question: "Is it polar?", choices: ["no", "yes"] }] });
		expect(text).toMatch(/\| Rows \| 7 \|\n\| Annotated \| 4 \(57\.1429 %\) \|\n\| Failed \| 3 \|/);
		expect(text).toContain("| 2 | ![structure of line 2](report.files/line-2.svg)<br>`CC(=O)Oc1ccccc1C(=O)O` | `facts_formula` C9H8O4<br>`facts_logP` 1\\.31<br>");
		expect(readdirSync(at("report.files")).sort()).toEqual(["line-2.svg", "line-3.svg", "line-5.svg", "line-7.svg"]);
		expect(readFileSync(at("report.files/line-2.svg"), "utf8")).toMatch(/^<svg[^>]*><rect width="100%" height="100%" rx="6" fill="#ffffff"\/>/);
		expect(text).toMatch(/\| `facts_logP` \| logP \| Crippen[^|]*RDKit [^|]* \| 4 \|/);
		expect(text).toMatch(/`biomedgpt_choice` \| \*generated\* \| Echo 1\\\.0, asked “Is it polar\?”, one of `no`, `yes`/);
		expect(text).toMatch(/### `facts_rings`\n\n4 values, 0 to 2, mean 1, standard deviation 0\.816497\n\n```text\n0 {2}█{16} {18}1\n1 {2}█{32} {2}2\n2 {2}█{16} {18}1\n```/);
		expect(text).toMatch(/\| 2 \| [^|]*[Rr]ing[^|]* \| 4, 8 \|\n\| 1 \| There is no molecule in this row\\\. \| 6 \|/);
		expect(text).toMatch(/SHA-256 `[\da-f]{64}`/);
	});

	it("shows names, questions and reasons as they are, whatever Markdown would make of them", async () => {
		const nasty = "<img src=x onerror=alert(1)> [a](command:x) **b** | `c` ![p](http://x/y)";
		const text = await reported(`"${nasty}",smiles\nx,CCO\n`, { tasks: [{ kind: "ask", question: `Is it ${nasty}?`, column: nasty }] });
		const html = new MarkdownIt({ html: true, linkify: true }).render(text);
		expect(html.match(/<img[^>]*>/g)).toEqual(['<img src="report.files/line-2.svg" alt="structure of line 2">']);
		expect(html).not.toMatch(/<a /);
		expect(html).toContain("Is it &lt;img src=x onerror=alert(1)&gt; [a](command:x) **b** | `c` ![p](http://x/y)?");
		expect(html.match(/<tr>/g)?.length).toBe(4 + 2 + 2 + 7);
	});

	it("fits a window also where a SMILES or an InChI, which no line breaks, is long", async () => {
		const peptide = `N${"CC(=O)N".repeat(14)}CC(=O)O`;
		const text = await reported(`smiles\n${peptide}\n`, { tasks: [{ kind: "facts", facts: ["inchi", "logP"] }] });
		const row = text.split("\n").find((line) => line.startsWith("| 2 |")) ?? "";
		expect(row).toContain("`facts_inchi` InChI");
		expect(Math.max(...row.replaceAll("\\", "").replace(/!\[.*?\]\(.*?\)/, "").split(/\s|<br>/).map((word) => word.length))).toBeLessThan(70);
	});

	it("is not written over another file, and leaves nothing behind where it fails", async () => {
		writeFileSync(at("report.md"), "mine");
		await expect(reported("smiles\nCCO\n", {})).rejects.toMatchObject({ code: "output-exists" });
		rmSync(at("report.md"));
		rmSync(at("out.about.json"));
		const signal = new AbortController().signal;
		await expect(writeReport(at("out.csv"), at("report.md"), { draw: real().chemistry.draw.bind(real().chemistry), signal })).rejects.toMatchObject({ code: "no-report" });
		expect(existsSync(at("report.files"))).toBe(false);
	});
});

describe("a histogram", () => {
	it("has round edges and counts every value", () => {
		const values = Array.from({ length: 1000 }, (_, index) => -3.2 + (index / 1000) * 9.7);
		const histogram = new Histogram({ least: -3.2, most: 6.49, mean: 0, deviation: 1, whole: false });
		values.forEach((value) => histogram.count(value));
		const lines = histogram.lines();
		expect(lines[0]).toMatch(/^-4 to -3 {2}█{6}▌ +21$/);
		expect(lines.length).toBeLessThanOrEqual(18);
		expect(lines.map((line) => Number(/(\d+)$/.exec(line)?.[1])).reduce((sum, count) => sum + count)).toBe(1000);
		expect(new Set(lines.map((line) => line.length)).size).toBe(1);
	});

	it("of one value is one line", () => {
		const histogram = new Histogram({ least: 0.5, most: 0.5, mean: 0.5, deviation: 0, whole: false });
		histogram.count(0.5);
		expect(histogram.lines()).toHaveLength(1);
	});
});

describe("text of others", () => {
	it("is one line, and not longer than it is told", () => {
		expect(plain("a\nb\u202Ec")).toBe("a b c");
		expect(plain("x".repeat(500), 10)).toBe("xxxxxxxxxx…");
		expect(code("a`b``c")).toBe("```a`b``c```");
		expect(code("`a")).toBe("`` `a ``");
	});
});
