import { describe, expect, test } from "vitest";
import { proteinFacts } from "../../../src/science/protein/facts.ts";
import { fastaSteps, readFasta } from "../../../src/science/protein/fasta.ts";
import { readSequence } from "../../../src/science/protein/sequence.ts";
import type { Found } from "../../../src/science/recognition/found.ts";
import { recognise, recogniseInSlices } from "../../../src/science/recognise.ts";
import { processorTime } from "../../support/processorTime.ts";

const RUN = 200_000;
/** Milliseconds, for a machine busy with other things: alone none takes more than some 30. */
const SLICE = 600;
const SIGNS = [..." \t*0\"'\\([=#-:,>aC", "- ", "\\\"", "a:", ": ", ">a\n", ",\"", "a=", "/*", "[\"", "A\n", "a\r", "#\n"];

/** A leading valid beginning, the run, and a letter behind it: what makes a pattern with `+$` start over at each character. */
const SHAPES: readonly (readonly [string, readonly ((run: string) => string)[]])[] = [
	["a.fasta", [(run) => `>x y${run}z\nMKTAYIAKQR`, (run) => `>x\nMKTA${run}z`, (run) => `${run}z`]],
	["a.smi", [(run) => `CCO x${run}z`, (run) => `CCO${run}z`, (run) => `${run}z`]],
	["a.csv", [(run) => `id,smiles\nx${run}z,CCO\n"x${run}z",CCO${run}z\n`, (run) => `smiles${run}z\nCCO`]],
	["a.tsv", [(run) => `id\tsmiles\nx${run}z\tCCO\n"x${run}z"\tCCO${run}z\n`, (run) => `smiles${run}z\nCCO`]],
	["a.yaml", [(run) => `smiles: CCO${run}z`, (run) => `smiles${run}z`, (run) => `- ${run}z`, (run) => `"smiles": "${run}z`]],
	["a.md", [(run) => `SMILES: CCO${run}z`, (run) => `>x y${run}z\nMKTAYIAKQR\n${run}z`]],
	["a.py", [(run) => `smiles = "CCO"${run}z`, (run) => `smiles${run}"CCO"`, (run) => `smiles = "CCO${run}z`, (run) => `"""CCO${run}z`]],
	["a.ts", [(run) => `smiles = "CCO"${run}z`, (run) => `smiles: ${run}"CCO"`, (run) => `smiles = \`CCO${run}z`]],
	["a.json", [(run) => `{"smiles": "CCO"${run}z`, (run) => `{"smiles": "CCO${run}z", "smiles"${run}: "CCO"}`]],
];

function slowest(text: string, fileName: string): { readonly slice: number; readonly total: number } {
	const began = processorTime();
	let since = began;
	let slice = 0;
	const slices = recogniseInSlices(text, { languageId: "", fileName });
	while (slices.next().done !== true) {
		slice = Math.max(slice, processorTime() - since);
		since = processorTime();
	}
	return { slice, total: since - began };
}

describe("texts made to freeze a scan", () => {
	test.each(SHAPES)("%s: runs of 200,000 characters take no time", (fileName, shapes) => {
		let worst = { slice: 0, total: 0 };
		for (const sign of SIGNS) {
			for (const [number, shape] of shapes.entries()) {
				const { slice, total } = slowest(shape(sign.repeat(RUN / sign.length)), fileName);
				expect.soft(total, `${JSON.stringify(sign)} in shape ${number}`).toBeLessThan(1000);
				expect.soft(slice, `slice of ${JSON.stringify(sign)} in shape ${number}`).toBeLessThan(SLICE);
				worst = { slice: Math.max(worst.slice, slice), total: Math.max(worst.total, total) };
			}
		}
		console.log(`${fileName}: largest slice ${worst.slice.toFixed(0)} ms, largest scan ${worst.total.toFixed(0)} ms`);
	}, 120_000);

	test("a FASTA record of two million lines of one letter, with comments between them", () => {
		for (const [name, line] of [["plain", "M\n"], ["with comments", "M\n;\n"]] as const) {
			const text = `>x\n${line.repeat(2_000_000)}>y\nMKTAYIAKQR\n`;
			let slice = 0;
			let since = processorTime();
			const records = [];
			for (const step of fastaSteps(text)) {
				slice = Math.max(slice, processorTime() - since);
				if (step !== undefined) {
					records.push(step);
				}
				since = processorTime();
			}
			console.log(`FASTA ${name}: largest step ${slice.toFixed(0)} ms`);
			expect(records.map(({ sequence, line: first, endLine }) => [sequence.length, first, endLine])).toEqual([[2_000_000, 0, name === "plain" ? 2_000_000 : 3_999_999], [10, name === "plain" ? 2_000_001 : 4_000_001, name === "plain" ? 2_000_002 : 4_000_002]]);
			expect(slice).toBeLessThan(SLICE);
		}
	});

	test("a sequence is read in linear time, whatever stands in it", () => {
		for (const sign of SIGNS) {
			const began = processorTime();
			expect(() => readSequence(`MKTA${sign.repeat(RUN)}?`)).toThrow();
			expect(processorTime() - began, JSON.stringify(sign)).toBeLessThan(1000);
		}
	}, 120_000);
});

describe("four million characters", () => {
	const titin = "MKTAYIAKQRWFPLSGHNDEVC".repeat(181_819);

	test("a protein of that length is read and weighed at once", () => {
		const began = processorTime();
		expect(readSequence(titin)).toBe(titin);
		const read = processorTime();
		expect(proteinFacts(titin)).toHaveLength(8);
		const weighed = processorTime();
		proteinFacts(titin);
		const again = processorTime();
		console.log(`${titin.length} residues: read in ${(read - began).toFixed(0)} ms, facts in ${(weighed - read).toFixed(1)} ms, then ${(again - weighed).toFixed(1)} ms`);
		expect(read - began).toBeLessThan(500);
		// Spread into an array of letters it took 262 ms; the bound leaves room for a busy machine.
		expect(weighed - read).toBeLessThan(100);
	});

	test("the weight of a long protein is the sum of its parts", () => {
		const unit = proteinFacts("MKTAYIAKQRWFPLSGHNDEVC")[1]?.value as number;
		const water = 18.01524;
		expect(proteinFacts("MKTAYIAKQRWFPLSGHNDEVC".repeat(1000))[1]?.value as number).toBeCloseTo((unit - water) * 1000 + water, -1);
	});

	test.each(["a.csv", "a.tsv"])("%s: a row without end neither freezes the scan nor fills the memory", (fileName) => {
		const { slice, total } = slowest(`smiles\n${(fileName === "a.csv" ? "C," : "C\t").repeat(2_000_000)}`, fileName);
		console.log(`${fileName}: one row of 2,000,000 cells: largest slice ${slice.toFixed(0)} ms, scan ${total.toFixed(0)} ms`);
		expect(slice).toBeLessThan(SLICE);
	}, 60_000);

	test("prose of four million capitals in short lines below a header", () => {
		const { slice } = slowest(`>x\nMKTAYIAKQR\n${"A\n".repeat(2_000_000)}`, "a.md");
		console.log(`a.md: one record of 2,000,000 lines: largest slice ${slice.toFixed(0)} ms`);
		expect(slice).toBeLessThan(2000);
	}, 60_000);
});

describe("a byte order mark", () => {
	test("the first record of a FASTA text is kept; offsets stay those of the text", () => {
		const text = "\ufeff>P1 first\nMKTAYIAKQR\n>P2\nMKTAYIAKQR";
		const records = [...readFasta(text)];
		expect(records.map(({ name, line }) => [name, line])).toEqual([["P1", 0], ["P2", 2]]);
		expect(text.slice(records[0]?.start, records[0]?.end)).toBe(">P1 first\nMKTAYIAKQR");
	});

	test.each([
		["a.csv", "\ufeffsmiles,id\nCCO,x"], ["a.csv", "\ufeff\"smiles\",id\nCCO,x"], ["a.tsv", "\ufeffsmiles\tid\nCCO\tx"],
		["a.smi", "\ufeffCCO x"], ["a.yaml", "\ufeffsmiles: CCO"],
	])("%s: %j is read as without it", (fileName, text) => {
		const found = recognise(text, { languageId: "", fileName });
		expect(found.map((one) => text.slice(one.start, one.end))).toEqual(["CCO"]);
		expect(found[0]?.text).toBe("CCO");
	});

	test("prose that begins with a record", () => {
		const [found] = recognise("\ufeff>P1\nMKTAYIAKQR\n", { languageId: "markdown", fileName: "a.md" });
		expect([found?.name, found?.start]).toEqual(["P1", 1]);
	});
});

describe("names", () => {
	const long = "n".repeat(500);
	const cut = `${"n".repeat(119)}…`;
	const names = (text: string, fileName: string): (string | undefined)[] => recognise(text, { languageId: "", fileName }).map(({ name }: Found) => name);

	test("are one line and of a bearable length", () => {
		expect(names(`name,smiles\n"two\r\n \tlines",CCO\n${long},CCN\n"  ",CCC\n`, "a.csv")).toEqual(["two lines", cut, undefined]);
		expect(names(`CCO two \t words \nCCN ${long}\nCCC\t\n`, "a.smi")).toEqual(["two words", cut, undefined]);
		expect(names(`>${long} rest\nMKTAYIAKQR\n>short\nMKTAYIAKQR`, "a.fasta")).toEqual([cut, "short"]);
	});

	test("are not cut inside a character", () => {
		const [name] = names(`CCO ${"n".repeat(118)}${"😀".repeat(10)}`, "a.smi");
		expect(name).toBe(`${"n".repeat(118)}…`);
	});
});

describe("YAML by hand", () => {
	test.each([
		["smiles : CCO\r\nother: CO", ["CCO"]], ["smiles: CCO # c\r\nname: x", ["CCO"]], ["- - smiles: CCO", ["CCO"]], ["'smiles': CCO", ["CCO"]], ["\"smiles\" : 'CCO'", ["CCO"]],
		["smiles:\n  - CCO\n  - CCN#x", ["CCO", "CCN#x"]], ["smiles:CCO", []], ["a:b: CCO", []], ["smiles: # none\n- CCO", ["CCO"]],
	])("%j", (text, expected) => {
		expect(recognise(text, { languageId: "yaml", fileName: "a.yaml" }).map((one) => text.slice(one.start, one.end))).toEqual(expected);
	});
});
