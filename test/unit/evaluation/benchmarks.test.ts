/** Files of questions and right answers, known by what stands in them. */
import { gzipSync } from "node:zlib";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Benchmark } from "../../../src/evaluation/benchmarks/benchmark.ts";
import { readBenchmark } from "../../../src/evaluation/benchmarks/read.ts";
import { CAPTIONS, PROTEINS, QUESTIONS } from "../../support/benchmarks.ts";
import { SHARED } from "../science/shared.ts";

const signal = new AbortController().signal;

async function* bytesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield bytes;
}

function read(text: string | Uint8Array, name = "questions.txt"): Promise<Benchmark> {
	return readBenchmark({ name, bytes: bytesOf(typeof text === "string" ? Buffer.from(text) : text) }, signal);
}

function choices(benchmark: Benchmark) {
	if (benchmark.kind !== "choices") {
		throw new Error(`read as ${benchmark.kind}`);
	}
	return benchmark.items.map(({ question, options, right }) => [question, options[right]?.label, options[right]?.text]);
}

function texts(benchmark: Benchmark) {
	if (benchmark.kind === "choices" || benchmark.kind === "properties") {
		throw new Error(`read as ${benchmark.kind}`);
	}
	return benchmark.items;
}

describe("questions with choices", () => {
	it("are read from PubMedQA, with their abstracts", async () => {
		const benchmark = await read(QUESTIONS.pubmedqa);
		expect(benchmark).toMatchObject({ kind: "choices", known: "pubmedqa", unreadable: [] });
		expect(choices(benchmark)).toEqual([["Does aspirin lower fever?", "yes", ""], ["Do antibiotics shorten a cold?", "no", ""], ["Is coffee harmful?", "maybe", ""]]);
		expect(benchmark.kind === "choices" && benchmark.items[0]?.context).toContain("Temperature fell");
	});

	it("are read from PubMedQA written over many lines too", async () => {
		expect(await read(JSON.stringify(JSON.parse(QUESTIONS.pubmedqa), undefined, 2))).toMatchObject({ known: "pubmedqa", items: { length: 3 } });
	});

	it("are read from MedMCQA, whether its right options count from 1 or, as on the Hugging Face hub, from 0", async () => {
		const right = [["Which vitamin prevents scurvy?", "C", "C"], ["Which organ makes insulin?", "B", "Pancreas"], ["Which of these is a bone?", "D", "Femur"]];
		expect(choices(await read(QUESTIONS.medmcqa))).toEqual(right);
		const fromZero = QUESTIONS.medmcqa.replace(/"cop":(\d)/g, (_, digit: string) => `"cop":${Number(digit) - 1}`).replace('"cop":1', '"cop":0').replace('"opa":"Liver","opb":"Pancreas"', '"opa":"Pancreas","opb":"Liver"');
		expect(choices(await read(fromZero))).toEqual([right[0], ["Which organ makes insulin?", "A", "Pancreas"], right[2]]);
		await expect(read(`${QUESTIONS.medmcqa}\n${QUESTIONS.medmcqa.replaceAll(/"cop":\d/g, '"cop":0')}`)).rejects.toMatchObject({ code: "benchmark-broken", message: expect.stringMatching(/from 0 or from 1/) as string });
	});

	it("are read from MedQA-USMLE", async () => {
		expect(await read(QUESTIONS.medqa)).toMatchObject({ known: "medqa" });
		expect(choices(await read(QUESTIONS.medqa))[0]).toEqual(["A 30-year-old sailor has bleeding gums. What does he lack?", "B", "Vitamin C"]);
	});

	it("are read from MMLU, which has no header, with its quotes and commas", async () => {
		const benchmark = await read(QUESTIONS.mmlu, "virology_test.csv");
		expect(benchmark).toMatchObject({ known: "mmlu", unreadable: [] });
		expect(choices(benchmark)).toEqual([["Which gas do plants take up?", "B", "Carbon dioxide"], ['Which "base" is not in DNA?', "B", "Uracil"], ["Where is haemoglobin?", "A", "Red cells"]]);
		expect(benchmark.kind === "choices" && benchmark.items[0]?.options[2]?.text).toBe("Argon, mostly");
	});

	it("are read from objects a line, whose answer is a place, a letter or the text itself", async () => {
		const row = (answer: unknown): string => JSON.stringify({ question: "Charged?", choices: ["acidic", "basic", "neutral"], answer });
		expect(choices(await read([row(1), row("C"), row("acidic")].join("\n"))).map(([, label]) => label)).toEqual(["B", "C", "A"]);
	});

	it("tell which of them cannot be read", async () => {
		const benchmark = await read(`${QUESTIONS.medmcqa}\n{"question":"Cut off?","opa":"1","opb":"2","cop":1}\nnothing\n`);
		expect(benchmark.items).toHaveLength(3);
		expect(benchmark.unreadable).toEqual([expect.stringMatching(/^line 4: /)]);
	});
});

describe("molecules and proteins with texts", () => {
	it("are read from ChEBI-20's table, its doubled backslashes undone", async () => {
		const benchmark = await read(CAPTIONS);
		expect(benchmark).toMatchObject({ kind: "captions", known: "chebi20", unreadable: [] });
		expect(texts(benchmark).map(({ entity }) => entity)).toEqual([{ kind: "molecule", smiles: "CCO" }, { kind: "molecule", smiles: "CC(=O)Oc1ccccc1C(=O)O" }, { kind: "molecule", smiles: "C/C=C\\C" }]);
		expect(texts(benchmark)[1]?.reference).toContain('a role as a "drug"');
	});

	it.each([
		["other titles", "SMILES,description\nCCO,The molecule is a primary alcohol.\n"],
		["other texts", "CID\tSMILES\tdescription\n702\tCCO\tA solvent.\n"],
		["numbers that are none", "CID\tSMILES\tdescription\nx1\tCCO\tThe molecule is a primary alcohol.\n"],
	])("are not known as ChEBI-20 with %s, whose published figures are of its rows alone", async (_, text) => {
		expect(await read(text)).toMatchObject({ kind: "captions", known: undefined });
	});

	it("are read from a table of proteins with their functions, packed", async () => {
		const benchmark = await read(gzipSync(PROTEINS), "proteins.dat");
		expect(benchmark).toMatchObject({ kind: "protein-function" });
		expect(texts(benchmark)[0]).toMatchObject({ question: "What is the function of this protein?", reference: "Insulin decreases blood glucose concentration.", entity: { kind: "protein" } });
	});

	it("are read with questions of their own", async () => {
		const benchmark = await read('{"smiles":"CCO","question":"How many rings does it have?","answer":"It has no rings."}\n{"smiles":"c1ccccc1","question":"Is it charged?","answer":"It is neutral."}\n');
		expect(benchmark).toMatchObject({ kind: "questions" });
		expect(texts(benchmark)[1]).toMatchObject({ entity: { smiles: "c1ccccc1" }, question: "Is it charged?", reference: "It is neutral." });
	});

	it("leave out rows without a text, and tell so", async () => {
		const benchmark = await read("SMILES,description\nCCO,an alcohol\nCCN,\n");
		expect(benchmark.items).toHaveLength(1);
		expect(benchmark.unreadable).toEqual(["Line 3: there is no text to compare with."]);
	});
});

describe("measured properties", () => {
	it("are read from MoleculeNet's tables: classes with gaps, numbers, and no running numbers", async () => {
		const benchmark = await read(",NR-AR,NR-ER,mol_id,smiles\n0,0.0,1.0,TOX1,CCO\n1,,0.0,TOX2,CCN\n2,1.0,,TOX3,CCC\n");
		expect(benchmark).toMatchObject({ kind: "properties", properties: [{ title: "NR-AR", kind: "class" }, { title: "NR-ER", kind: "class" }] });
		expect(benchmark.kind === "properties" && benchmark.items.map(({ values }) => values)).toEqual([[0, 1], [undefined, 0], [1, undefined]]);
		expect(await read("smiles,logS\nCCO,-0.77\nCCC,-1.9\n")).toMatchObject({ properties: [{ title: "logS", kind: "number" }] });
	});
});

describe("files that are no benchmark", () => {
	it.each([
		["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 0, 0, 0, 0]), "binary-file", /no text/],
		["a workbook", Buffer.from([0x50, 0x4b, 3, 4, 20, 0]), "binary-file", /ZIP archive.*CSV/],
		["a packed file that was cut", gzipSync(PROTEINS.repeat(50)).subarray(0, 200), "gzip-broken", /Fetch it again/],
		["nothing", "", "empty-benchmark", /nothing in this file/],
		["a table of prices", "item,price\nflask,12\nbeaker,7\n", "not-a-benchmark", /“item”, “price”/],
		["molecules without anything to compare with", "smiles,name\nCCO,ethanol\n", "not-a-benchmark", /no column of descriptions/],
		["JSON that was cut", QUESTIONS.pubmedqa.slice(0, 300), "benchmark-broken", /copied to its end/],
		["JSON of something else", '{"a":[1,2],"b":"c"}', "not-a-benchmark", /no column|no benchmark/],
		["a description of a million letters", `SMILES,description\nCCO,"${"long ".repeat(200_000)}"\n`, "benchmark-broken", /100,000 characters/],
		["titles alone", "SMILES\tdescription\n", "not-a-benchmark", /no column of SMILES/],
	])("are refused with a sentence: %s", async (_, bytes, code, sentence) => {
		await expect(read(bytes, "file.dat")).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) as string });
	});

	it("are refused by names that an object inherits, and not taken for something", async () => {
		await expect(read('{"__proto__":{"QUESTION":"q","CONTEXTS":[],"final_decision":"constructor"}}')).rejects.toMatchObject({ name: "Failure" });
	});
});

/** Published benchmarks, where they lie beside the repository. */
describe("published benchmarks", () => {
	const folder = path.join(SHARED, "data/benchmarks");
	const here = existsSync(folder) ? it : it.skip;

	here.each([
		["pubmedqa_test.json.gz", "pubmedqa", 500, { yes: 276, no: 169, maybe: 55 }],
		["medmcqa_dev.jsonl.gz", "medmcqa", 4183, undefined],
		["medqa_usmle_test.jsonl.gz", "medqa", 1273, undefined],
		["mmlu/anatomy_test.csv", "mmlu", 135, undefined],
		["mmlu/professional_medicine_test.csv", "mmlu", 272, undefined],
	])("%s is known, and has all its questions (skipped where there is none)", async (name, known, rows, right) => {
		const benchmark = await read(readFileSync(path.join(folder, name)), name);
		expect(benchmark).toMatchObject({ kind: "choices", known, unreadable: [], items: { length: rows } });
		if (right !== undefined) {
			const labels = choices(benchmark).map(([, label]) => label);
			expect(Object.fromEntries(["yes", "no", "maybe"].map((label) => [label, labels.filter((one) => one === label).length]))).toEqual(right);
		}
	});

	here("the proteins held out and ChEBI-20's validation split are read whole (skipped where there are none)", async () => {
		expect(await read(readFileSync(path.join(folder, "proteins_heldout.tsv.gz")))).toMatchObject({ kind: "protein-function", unreadable: [], items: { length: 1202 } });
		expect(await read(readFileSync(path.join(folder, "../molecules/chebi20_validation.tsv")))).toMatchObject({ kind: "captions", unreadable: [], items: { length: 3301 } });
		expect(await read(readFileSync(path.join(folder, "../properties/moleculenet/tox21.csv")))).toMatchObject({ kind: "properties", properties: { length: 12 } });
	});
});
