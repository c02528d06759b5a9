import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Found } from "../../../src/science/recognition/found.ts";
import { recognise, recogniseInSlices } from "../../../src/science/recognise.ts";
import { SHARED, sharedTest } from "./shared.ts";
import { processorTime } from "../../support/processorTime.ts";

const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";
const CAFFEINE = "CN1C=NC2=C1C(=O)N(C(=O)N2C)C";
const LYSOZYME = "KVFGRCELAAAMKRHGLDNYRGYSLGNWVCAAKFESNFNTQATNRNTDGSTDYGILQINSRWWCNDGRTPGSRNLCNIPCSALLSSDITASVNCAKKIVSDGNGMNAWVAWRNRCKGTDVQAWIRGCRL";

const find = (text: string, languageId: string, fileName = "untitled"): Found[] => recognise(text, { languageId, fileName });
const texts = (found: readonly Found[]): string[] => found.map(({ text }) => text);

describe("a notebook cell", () => {
	const cell = [
		"from rdkit import Chem",
		`# aspirin is ${ASPIRIN}.`,
		`mol = Chem.MolFromSmiles('CCO')  # don't panic`,
		`smiles_list = ["CCN", "c1ccccc1", r"C/C=C\\C"]`,
		`table = {"smiles": ["CCCC", "CCCN"], "name": ["NO", "CO"], "unit": "C"}`,
		`df["ligand"] = "CCCl"`,
		`status, answer = "NO", 'CSS'`,
		`caffeine = "${CAFFEINE}"`,
		`escaped = "F/C=C\\\\F"`,
		`seq = "MKTAYIAKQR"`,
		`lysozyme = """${LYSOZYME}"""`,
	].join("\n");
	const found = find(cell, "python");

	test("literals with a cue, and structures without one, are found in order", () => {
		expect(texts(found)).toEqual([ASPIRIN, "CCO", "CCN", "c1ccccc1", "C/C=C\\C", "CCCC", "CCCN", "CCCl", CAFFEINE, "F/C=C\\F", "MKTAYIAKQR", LYSOZYME]);
		expect(found.slice(-2).map(({ kind }) => kind)).toEqual(["protein", "protein"]);
	});

	test("each range holds exactly the text as it stands in the document", () => {
		expect(found.filter(({ start, end, text }) => cell.slice(start, end).replaceAll("\\\\", "\\") !== text)).toEqual([]);
	});
});

test.each([
	["javascript", `const smiles = \`CCO\`; // ${ASPIRIN}\nlet other = 'CO';`, ["CCO", ASPIRIN]],
	["typescript", `const drug: string = "CCCl"; draw({ smiles: "CCC" }); /* see ${CAFFEINE} */`, ["CCCl", "CCC", CAFFEINE]],
	["r", `smi <- c("CCO", "CCN"); m <- parse.smiles("CO") # ok`, ["CCO", "CCN", "CO"]],
	["julia", `mol = smilestomol("CCO")\n#= =#\nx = raw"C"`, ["CCO"]],
	["rust", `fn f<'a>(x: &'a str) { let smiles = "CCO"; let c = 'C'; }`, ["CCO"]],
	["java", `String ligand = "${ASPIRIN}"; char c = '"'; String no = "NO";`, [ASPIRIN]],
	["cpp", `const char* smiles[] = { "CCO", "CCN" };`, ["CCO", "CCN"]],
	["json", `{"smiles": "CCO", "name": "NO", "list": [{"canonicalSmiles": "C/C=C\\\\C", "id": "CO"}]}`, ["CCO", "C/C=C\\C"]],
	["yaml", `smiles: CCO\nname: NO\nligands:\n  - CCN\n  - C#N # cyanide\nother: CO\nnote: it is ${ASPIRIN}, well known\nq: "F/C=C\\\\F"`, ["CCO", "CCN", "C#N", ASPIRIN, "F/C=C\\F"]],
	["markdown", `Aspirin (${ASPIRIN}) and \`${CAFFEINE}\`. SMILES: CCO. O(N) or O(N^2), [a](http://b.c/d), 1/C, C++, I/O, H2O.`, [ASPIRIN, CAFFEINE, "CCO"]],
	["plaintext", `salt [Na+].[Cl-] in water`, ["[Na+].[Cl-]"]],
])("%s", (languageId, text, expected) => {
	expect(texts(find(text, languageId))).toEqual(expected);
});

test.each([
	["python", `smi = ("CC(=O)"\n       "Oc1ccccc1")`, ["CC(=O)Oc1ccccc1"]],
	["python", `smiles = "CCO"\n"""A docstring."""`, ["CCO"]],
	["python", `smiles = "CC(" + tail + "C"`, []],
	["cpp", `std::string smi = "CC(=O)"\n  "Oc1ccccc1";`, ["CC(=O)Oc1ccccc1"]],
	["java", `String smiles = "CC(=O)" +\n  "Oc1ccccc1";`, ["CC(=O)Oc1ccccc1"]],
])("a SMILES that %s joins from several literals is one: %s", (languageId, text, expected) => {
	const found = find(text, languageId);
	expect(texts(found)).toEqual(expected);
	expect(found.filter(({ problem }) => problem)).toEqual([]);
});

test("what stands beside molecules is not told to be a broken one", () => {
	expect(find(`smiles = ["CHEMBL25", "ZINC000000001084", "LIG1", "CCO"]`, "python").map(({ text }) => text)).toEqual(["CCO"]);
	expect(find(`CC[14C] | No    |\nC1CC |^1:0|`, "plaintext", "a.smi").map(({ text, notation }) => [text, notation])).toEqual([["CC[14C]", "smiles"], ["C1CC |^1:0|", "cxsmiles"]]);
	expect(find("100-00-5\tO=N(=O)c1ccc(Cl)cc1\n", "plaintext", "toxic_smiles.txt")).toMatchObject([{ text: "O=N(=O)c1ccc(Cl)cc1" }]);
});

test("an InChI in a sentence keeps its own brackets, and leaves those of the sentence", () => {
	const aspirin = "InChI=1S/C9H8O4/c1-6(10)13-8-5-3-2-4-7(8)9(11)12/h2-5H,1H3,(H,11,12)";
	for (const text of [`\`${aspirin}\`.`, `It is (${aspirin}).`, `${aspirin}, as published`, `"${aspirin}"`]) {
		expect(texts(find(text, "markdown"))).toEqual([aspirin]);
	}
});

describe("tables and files of molecules", () => {
	test("the smiles column is read, with names from their column, and mistakes are told in place", () => {
		const text = `id,smiles,note\nA1,CCO,CO\nA2,"CC(=O)O","a ""b"", c"\nA3,C1CC,\nA4,,\nA5,None,\n`;
		const found = find(text, "csv", "set.csv");
		expect(found.map(({ name, text, problem }) => [name, text, problem?.message.slice(0, 29)])).toEqual([["A1", "CCO", undefined], ["A2", "CC(=O)O", undefined], ["A3", "C1CC", "Ring 1 is opened at character"]]);
		const { span } = found[2]?.problem ?? {};
		expect(text.slice(span?.start, span?.end)).toBe("1");
		expect(found.filter(({ start, end, text: cell }) => text.slice(start, end) !== cell)).toEqual([]);
	});

	test("tabs, semicolons, a byte order mark, sequences, and tables without a cue", () => {
		expect(texts(find(`canonical_smiles\tx\r\nCCO\t1\r\n`, "plaintext", "a.tsv"))).toEqual(["CCO"]);
		expect(texts(find(`\ufeffSMILES;y\nCCO;2`, "csv", "a.csv"))).toEqual(["CCO"]);
		expect(find(`accession,sequence\nP1,MKTAYIAKQR\n`, "csv", "a.csv")).toMatchObject([{ kind: "protein", text: "MKTAYIAKQR", name: "P1" }]);
		expect(texts(find(`a,b\nNO,${ASPIRIN}\nCO,CCO\n`, "csv", "a.csv"))).toEqual([ASPIRIN]);
		expect(texts(find(`${ASPIRIN},1\n${CAFFEINE},2\n`, "csv", "a.csv"))).toEqual([ASPIRIN, CAFFEINE]);
	});

	test("a .smi file: first column the molecule, the rest its name", () => {
		const found = find(`CCO ethanol, pure\n\n# comment\nC1CC broken\nC\tmethane\nCC`, "plaintext", "set.smi");
		expect(found.map(({ text, name }) => [text, name])).toEqual([["CCO", "ethanol, pure"], ["C1CC", "broken"], ["C", "methane"], ["CC", undefined]]);
	});

	test("a SMILES copied from a web page or a PDF, where a name says that it is one: found, with what is wrong", () => {
		const found = find(`smiles = "CC(=O)\u200BOc1ccccc1"\nsmi = 'CC\u2212O'\ntitle = "CC\u200BO"\nsmiles_note = "über"`, "python");
		expect(found.map(({ text, problem }) => [text, problem?.message])).toEqual([
			["CC(=O)\u200BOc1ccccc1", expect.stringMatching(/Character 7 is a zero-width space \(U\+200B\).*Remove it/)],
			["CC\u2212O", expect.stringMatching(/only looks like “-”/)],
		]);
	});

	test("a table is named by its names before its numbers", () => {
		expect(find("id,smiles,name\n1,CCO,ethanol\n", "csv", "a.csv").map(({ name }) => name)).toEqual(["ethanol"]);
		expect(find("mol_id,smiles\nA7,CCO\n", "csv", "a.csv").map(({ name }) => name)).toEqual(["A7"]);
	});

	test("a FASTA file: each record as a whole, also one with a problem", () => {
		const text = `>sp|P1|ONE first\nMKTAYIAK\nQISFVK\n>empty\n>dna\nACGTACGTACGT\n`;
		const found = find(text, "plaintext", "set.faa");
		expect(found.map(({ kind, name, text, problem }) => [kind, name, text, problem?.message.slice(0, 33)])).toEqual([["protein", "sp|P1|ONE", "MKTAYIAKQISFVK", undefined], ["protein", "empty", "", "The record “empty” has a header b"], ["nucleotide", "dna", "ACGTACGTACGT", undefined]]);
		expect(text.slice(found[0]?.start, found[0]?.end)).toBe(">sp|P1|ONE first\nMKTAYIAK\nQISFVK");
	});

	test("a record inside prose or a docstring is one protein; a quotation is none", () => {
		const record = `>P1 x\n${LYSOZYME.slice(0, 60)}\n${LYSOZYME.slice(60)}`;
		for (const [languageId, text] of [["markdown", `See\n${record}\n\n> this is a quote\nthat goes on`], ["python", `x = """\n${record}\n"""`]] as const) {
			expect(find(text, languageId)).toMatchObject([{ kind: "protein", text: LYSOZYME, name: "P1" }]);
		}
	});

	sharedTest("real tables: nearly all their molecules, and nothing else", () => {
		const content = readFileSync(path.join(SHARED, "realworld/smiles_nasty/rdkit/Data/NCI/first_5K.smi"), "utf8");
		expect(find(content, "plaintext", "first_5K.smi")).toHaveLength(content.trim().split("\n").length);
	});
});

describe("ordinary text gives nothing", () => {
	test.each([
		["python", `names = ["NO", "CSS", "ISO", "FOO", "C", "N/A", "OK", "CO2", "[C]", "[s]", "O(N)", "P=NP", "C:\\\\NOC", "I/O", "C++", "C=cc", "PIN(S)", "F(C)"]`],
		["python", `smiles = None; smiles_column = "smiles"; drug = "NO"; compound = "OFF"; ligand_name = "aspirin"; mol = "B"`],
		["json", `{"id": "c1b0c1b0", "hash": "C1B2C1", "color": "#c0c0c0", "on": "NO", "BOOL": "(NO)", "path": "./c/o/n"}`],
		["makefile", "CC=cc\nCC = CC\n# CC=gcc is N(O)T chemistry"],
		["markdown", "[b][i] [C] (CO) C(O) [ ] - [x] CONSPICUOUS COFFINS NaN PoC SoC CoO BSc IoT(C) [1] [CI](x) `CC=gcc`"],
	])("%s: %s", (languageId, text) => {
		expect(texts(find(text, languageId))).toEqual([]);
	});

	test("the sources of TypeScript, ESLint, vitest and zod: no hit in some 20 MB", () => {
		const languages: Readonly<Record<string, string>> = { ".js": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".ts": "typescript", ".json": "json", ".md": "markdown", ".css": "css" };
		const modules = path.resolve(import.meta.dirname, "../../../node_modules");
		const hits: string[] = [];
		let characters = 0;
		for (const folder of ["typescript/lib", "eslint", "vitest", "zod", "markdown-it", "acorn", "semver"]) {
			for (const entry of readdirSync(path.join(modules, folder), { recursive: true, encoding: "utf8" })) {
				const file = path.join(modules, folder, entry);
				const languageId = languages[path.extname(file)];
				if (languageId !== undefined && statSync(file).isFile()) {
					const text = readFileSync(file, "utf8");
					characters += text.length;
					hits.push(...find(text, languageId, file).map((found) => `${entry}: ${found.text.slice(0, 60)}`));
				}
			}
		}
		console.log(`${hits.length} hits in ${(characters / 1e6).toFixed(1)} million characters of ordinary code`, hits);
		expect(characters).toBeGreaterThan(10_000_000);
		expect(hits).toEqual([]);
	});
});

describe("big and hostile texts", () => {
	test.each([
		["javascript", "'"], ["javascript", "\\'"], ["javascript", "\\`"], ["javascript", "/*"], ["javascript", "//"], ["javascript", 'f("a b")'], ["python", '"""'], ["markdown", "C="], ["markdown", "(C"],
		["markdown", ">a\n"], ["yaml", "- "], ["yaml", "a: C(=O)C\n"], ["csv", '"'], ["csv", "a,"], ["plaintext", "C(=O)C "], ["json", '{"smiles":"CCO"},'],
	])("a million characters of %s %j are read in linear time", (languageId, unit) => {
		const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
		const start = processorTime();
		find(text, languageId);
		expect(processorTime() - start).toBeLessThan(2000);
	});

	test("a big text is read in slices of about 15 ms, with the same result", () => {
		const text = `smiles = "${ASPIRIN}"\n`.repeat(20_000);
		const context = { languageId: "python", fileName: "a.py" };
		recognise(text, context);
		const pauses: number[] = [];
		let since = processorTime();
		let count = 0;
		for (const slice of recogniseInSlices(text, context)) {
			count += slice.length;
			pauses.push(processorTime() - since);
			since = processorTime();
		}
		expect(count).toBe(20_000);
		expect(pauses.length).toBeGreaterThan(2);
		const median = pauses.sort((a, b) => a - b)[Math.floor(pauses.length / 2)];
		expect(median).toBeLessThan(40);
	});
});
