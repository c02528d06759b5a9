/** `biomedgpt recognise` as a pre-commit hook and a pipeline use it, with real RDKit. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChemistryClient } from "../../../src/science/chemistryClient.ts";
import type { Located } from "../../../src/science/recognition/located.ts";
import { readPlainArguments } from "../../../src/terminal/arguments.ts";
import { recogniseFiles } from "../../../src/terminal/recognise.ts";
import { realChemistry } from "../../support/chemistry.ts";

let chemistry: ChemistryClient;
let folder: string;
beforeAll(async () => {
	const real = await realChemistry();
	({ chemistry } = real);
	folder = mkdtempSync(path.join(tmpdir(), "recognise-"));
	return real.dispose;
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Entity {
	readonly file: string;
	readonly cell?: number;
	readonly kind: string;
	readonly notation: string;
	readonly text: string;
	readonly name: string | null;
	readonly range: Located["range"];
	readonly cue: string | null;
	readonly valid: boolean | null;
	readonly reason: string | null;
}

function file(name: string, text: string | Buffer): string {
	writeFileSync(path.join(folder, name), text);
	return path.join(folder, name);
}

interface Outcome {
	readonly out: string;
	readonly remarks: readonly string[];
	readonly code: number;
}

async function recognise(argv: readonly string[], stdin = "", signal = new AbortController().signal): Promise<Outcome> {
	let out = "";
	const remarks: string[] = [];
	const code = await recogniseFiles(readPlainArguments(["recognise", ...argv]), { chemistry, stdin: Readable.from([Buffer.from(stdin)]), write: (text) => (out += text), flushed: () => Promise.resolve(), remark: (line) => remarks.push(line), signal });
	return { out, remarks, code };
}

async function entities(...argv: string[]): Promise<Entity[]> {
	return JSON.parse((await recognise([...argv, "--json"])).out) as Entity[];
}

const range = (line: number, character: number, length: number): Located["range"] => ({ start: { line, character }, end: { line, character: character + length } });

describe("the JSON of biomedgpt recognise", () => {
	it("tells everything about a molecule in a script", async () => {
		const script = file("screen.py", '# 𝛼 and µ before it\nsmiles = "CCO"\n');
		expect(await entities(script)).toEqual([{ file: script, kind: "molecule", notation: "smiles", text: "CCO", name: null, range: range(1, 10, 3), cue: "certain", valid: true, reason: null }]);
	});

	it("is one array with an entity a line", async () => {
		const { out } = await recognise([file("two.smi", "CCO ethanol\nCCN ethylamine\n"), "--json"]);
		const lines = out.split("\n");
		expect([lines[0], lines.at(-2), lines.at(-1), lines.length]).toEqual(["[", "]", "", 5]);
		expect((JSON.parse(lines[1]?.replace(/,$/, "") ?? "") as Entity).name).toBe("ethanol");
		expect((await recognise([file("empty.py", ""), "--json"])).out).toBe("[\n]\n");
	});

	it("counts characters as editors do, in UTF-16", async () => {
		const [found] = await entities(file("wide.py", 'x = "𝛼𝛽"; smiles = "CCO"\n'));
		expect(found?.range).toEqual(range(0, 22, 3));
	});

	it("gives the reason of the grammar and of RDKit", async () => {
		const found = await entities(file("broken.py", 'smiles = "C1CC"\nsmi = "CC(C)(C)(C)C"\nsmi = "c1cccc1"\nsmi = "CCC"\n'));
		expect(found.map(({ valid }) => valid)).toEqual([false, false, false, true]);
		expect(found.map(({ reason }) => reason)).toEqual([expect.stringMatching(/Ring 1 is opened/), expect.stringMatching(/valence|bonds/i), expect.stringMatching(/aromatic|kekul/i), null]);
	});

	it("calls what is too large for RDKit undecided, not wrong, and goes on", async () => {
		const found = await entities("--check", file("large.smi", `CCO\n${"C".repeat(1500)}\n${"C".repeat(990)}\nCCN\n`));
		expect(found.map(({ valid }) => valid)).toEqual([true, null, expect.toSatisfy((valid) => valid !== false), true]);
		expect(found[1]?.reason).toMatch(/1,500 heavy atoms/);
	});

	it("calls a chromosome undecided too: nothing is wrong with it, and a hook lets it pass", async () => {
		const chromosome = file("chr1.fna", `>chr1\n${"ACGTTGCAAC\n".repeat(100_000)}`);
		const [found] = await entities(chromosome);
		expect(found).toMatchObject({ kind: "nucleotide", name: "chr1", valid: null, reason: expect.stringContaining("1.1 million characters") as string });
		expect((await recognise(["--check", chromosome])).code).toBe(0);
	});

	it("calls a record that the file ends within not valid", async () => {
		const cut = file("cut.faa", `${">p\nMKTAYIAKQRQISF*\n".repeat(6)}>last\nMKTAYIAK`);
		expect((await entities(cut)).map(({ valid }) => valid)).toEqual([true, true, true, true, true, true, false]);
	});

	it("judges mol blocks, InChI and reactions too", async () => {
		const block = (bond: string): string => `ethane\n  hand\n\n  2  1  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 C   0  0\n    1.5000    0.0000    0.0000 C   0  0\n${bond}\nM  END\n$$$$\n`;
		const records = await entities(file("two.sdf", block("  1  2  1  0") + block("  1  9  1  0")));
		expect(records.map(({ notation, name, valid }) => [notation, name, valid])).toEqual([["molfile", "ethane", true], ["molfile", "ethane", false]]);
		const others = await entities(file("others.md", "InChI=1S/C2H6O/c1-2-3/h3H,2H2,1H3 and `CC(=O)O.OCC>>CC(=O)OCC.O`\n"));
		expect(others.map(({ kind, notation, valid }) => [kind, notation, valid])).toEqual([["molecule", "inchi", true], ["reaction", "smiles", true]]);
	});

	it("reads a notebook cell by cell, each line counted within its cell", async () => {
		const notebook = { nbformat: 4, nbformat_minor: 5, metadata: { language_info: { name: "python" } }, cells: [
			{ cell_type: "markdown", metadata: {}, source: ["SMILES: `CCO`"] },
			{ cell_type: "code", metadata: {}, outputs: [{ output_type: "stream", text: ["smiles = 'CCCCO'"] }], source: ["import x\n", "smiles = 'CCN'"] },
			{ cell_type: "code", metadata: {}, outputs: [], source: "%%R\nsmiles <- 'CCS'" },
		] };
		const found = await entities(file("n.ipynb", JSON.stringify(notebook)));
		expect(found.map(({ cell, text, range: { start } }) => [cell, text, start.line, start.character])).toEqual([[0, "CCO", 0, 9], [1, "CCN", 1, 10], [2, "CCS", 1, 11]]);
		expect(Object.keys(found[0] ?? {})).toEqual(["file", "cell", "kind", "notation", "text", "name", "range", "cue", "valid", "reason"]);
	});

	it("names proteins and nucleotides of a FASTA file, and the record without residues", async () => {
		const found = await entities(file("mixed.fasta", ">sp|P1|ONE first\nMKTAYIAKQR\n>dna\nACGTACGTACGTACGT\n>lonely\n"));
		expect(found.map(({ kind, notation, name, valid }) => [kind, notation, name, valid])).toEqual([["protein", "fasta", "sp|P1|ONE", true], ["nucleotide", "fasta", "dna", true], ["protein", "fasta", "lonely", false]]);
		expect(found[2]?.reason).toMatch(/header but no sequence/);
	});

	it("holds every row of a big table, in order, with the broken ones found among them", async () => {
		const rows = Array.from({ length: 25_000 }, (_, index) => `${index},${index === 20_001 ? "C1CC" : "C".repeat((index % 7) + 1)}`);
		const found = await entities(file("big.csv", `id,smiles\n${rows.join("\n")}\n`));
		expect(found).toHaveLength(25_000);
		expect(found.every(({ range: { start } }, index) => start.line === index + 1)).toBe(true);
		expect(found.flatMap(({ valid }, index) => (valid ? [] : [index]))).toEqual([20_001]);
	});
});

describe("the list of biomedgpt recognise", () => {
	it("is file:line:column as compilers write it, with a summary beside it", async () => {
		const script = file("list.py", 'smiles = "CCO"\nsmi = "C1CC"\n');
		const { out, remarks, code } = await recognise([script]);
		expect(out.split("\n")).toEqual([`${script}:1:11: molecule CCO`, expect.stringMatching(/list\.py:2:8: molecule C1CC {2}\[Ring 1 is opened .*\]$/), ""]);
		expect(remarks).toEqual(["2 molecules in 1 file; 1 is not valid."]);
		expect(code).toBe(0);
	});

	it("names cells as people count them, and records by name and size", async () => {
		const notebook = JSON.stringify({ cells: [{ cell_type: "code", source: "smiles = 'CCO'" }] });
		expect((await recognise([file("one.ipynb", notebook)])).out).toMatch(/one\.ipynb:cell 1:1:11: molecule CCO\n$/);
		expect((await recognise([file("one.fasta", ">P1\nMKTAYIAKQR\n")])).out).toMatch(/one\.fasta:1:1: protein P1 \(10 residues\)\n$/);
	});
});

describe("the exit code", () => {
	it("is 3 with --check where something is not valid, and only that is listed", async () => {
		const bad = file("bad.py", 'smiles = "CCO"\nsmiles = "C1CC"\n');
		const { out, code } = await recognise(["--check", bad]);
		expect(code).toBe(3);
		expect(out.split("\n")).toHaveLength(2);
		expect(await recognise(["--check", file("good.py", 'smiles = "CCO"\n')])).toMatchObject({ out: "", code: 0 });
	});

	it("is 1 where a file cannot be read, and the others are done", async () => {
		const good = file("good2.py", 'smiles = "CCO"\n');
		const { out, remarks, code } = await recognise([path.join(folder, "none.py"), folder, good, "--json"]);
		expect(code).toBe(1);
		expect(remarks).toEqual([expect.stringMatching(/none\.py: There is no such file/), expect.stringMatching(/This is a folder. Give its files/)]);
		expect(JSON.parse(out)).toHaveLength(1);
	});

	it("is 0 where a binary file was passed over, as hooks hand them in too", async () => {
		const { remarks, code } = await recognise([file("logo.png", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"))]);
		expect(code).toBe(0);
		expect(remarks[0]).toMatch(/logo\.png: This is no text.*Skipped/);
	});

	it("is 1 for a notebook that is none, with the reason in words", async () => {
		const { remarks, code } = await recognise([file("bad.ipynb", "{")]);
		expect(code).toBe(1);
		expect(remarks[0]).toMatch(/bad\.ipynb: This is no Jupyter notebook: it is no JSON/);
	});
});

describe("the standard input", () => {
	it("is read as the file it would be", async () => {
		expect((await recognise(["-", "--stdin-name", "x.R"], 'smiles <- "CCO"\n')).out).toBe("x.R:1:12: molecule CCO\n");
		expect((await recognise(["-", "--language", "python"], 'smiles = "CCO"\n')).out).toBe("-:1:11: molecule CCO\n");
	});
});

describe("a reader who wants no more", () => {
	it("stops the work at once, and the list says that it is not whole", async () => {
		const stop = new AbortController();
		stop.abort();
		await expect(recognise([file("stop.py", 'smiles = "CCO"\n')], "", stop.signal)).rejects.toThrowError(expect.objectContaining({ code: "cancelled", message: expect.stringMatching(/not complete/) as string }) as Error);
	});
});
