/** What stood in a table is there afterwards, character by character, whatever it is and however it arrives. */
import { describe, expect, it } from "vitest";
import { formatOf } from "../../../src/annotation/formats.ts";
import { survey } from "../../../src/annotation/survey.ts";

const ADDED = [{ title: "rings", generated: false }, { title: "said", generated: true }];

async function* inPiecesOf(text: string, size: number): AsyncGenerator<string> {
	for (let start = 0; start < text.length; start += size) {
		yield text.slice(start, start + size);
	}
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
	for await (const piece of inPiecesOf(text, 65_536)) {
		yield Buffer.from(piece);
	}
}

/** Reads a table and writes it with two more cells a row: 1 and what is given. */
async function copy(name: string, text: string, { size = 65_536, said = "", ending = formatOf(name).writes[0] }: { readonly size?: number; readonly said?: string; readonly ending?: string } = {}): Promise<string> {
	const table = formatOf(name).open(ending);
	let out: string | undefined;
	for await (const rows of table.rows(inPiecesOf(text, size))) {
		out ??= table.header(ADDED);
		out += rows.map((row) => table.line(row, ADDED, [1, said])).join("");
	}
	return out ?? "";
}

const about = async (name: string, text: string, column?: string): ReturnType<typeof survey> => survey({ name, bytes: bytesOf(text) }, { column, signal: new AbortController().signal });

describe("a CSV from a spreadsheet", () => {
	const SHEET = '\n"compound, name",smiles,remark\r\naspirin,CC(=O)Oc1ccccc1C(=O)O,"says ""no"",\r\nin two lines"\r\n\r\n caffeine ,Cn1cnc2c1c(=O)n(C)c(=O)n2C,  1.50 \r\nethanol,CCO,""';
	const WANTED = '\n"compound, name",smiles,remark,rings,said\r\naspirin,CC(=O)Oc1ccccc1C(=O)O,"says ""no"",\r\nin two lines",1,\r\n\r\n caffeine ,Cn1cnc2c1c(=O)n(C)c(=O)n2C,  1.50 ,1,\r\nethanol,CCO,"",1,';

	it("keeps its quotes, spaces, blank lines and line breaks", async () => {
		expect(await copy("sheet.csv", SHEET)).toBe(WANTED);
	});

	it("is the same in pieces of any size, also within a quoted line break", async () => {
		for (const size of [1, 2, 3, 7, 50, 101]) {
			expect(await copy("sheet.csv", SHEET, { size })).toBe(WANTED);
		}
	});

	it("of a German one has semicolons, and keeps them", async () => {
		expect(await copy("blatt.csv", "Name;SMILES;Masse\nKoffein;Cn1cnc2c1c(=O)n(C)c(=O)n2C;194,19\n")).toBe("Name;SMILES;Masse;rings;said\nKoffein;Cn1cnc2c1c(=O)n(C)c(=O)n2C;194,19;1;\n");
	});

	it("whose rows are short or end in separators has its new cells under their titles", async () => {
		expect(await copy("ragged.csv", "smiles,a,b\nCCO\nCCN,1,2,,\nCCC,1,\nCCS,1,")).toBe("smiles,a,b,rings,said\nCCO,,,1,\nCCN,1,2,1,\nCCC,1,,1,\nCCS,1,,1,");
	});

	it("cannot be made to run a formula by what a model writes, nor lose a line by it", async () => {
		expect(await copy("one.csv", "smiles\nCCO\n", { said: '=HYPERLINK("x")' })).toBe('smiles,rings,said\nCCO,1,"\'=HYPERLINK(""x"")"\n');
		expect(await copy("one.csv", "smiles\nCCO\n", { said: "two\nlines" })).toBe('smiles,rings,said\nCCO,1,"two\nlines"\n');
		expect(await copy("one.tsv", "smiles\nCCO\n", { said: "two\nlines" })).toBe("smiles\trings\tsaid\nCCO\t1\ttwo lines\n");
	});

	it("that is none is refused before anything is done", async () => {
		await expect(about("bare.csv", "CC(=O)O,acid\nCCO,ethanol\n")).rejects.toMatchObject({ code: "no-header" });
		await expect(about("none.csv", "smiles,name\n")).rejects.toMatchObject({ code: "empty-table" });
		await expect(about("endless.csv", `smiles,name\nCCO,${"a".repeat(34_000_000)}`)).rejects.toMatchObject({ code: "row-too-long" });
		await expect(about("ligands.mol2", "")).rejects.toMatchObject({ code: "not-a-table", message: expect.stringMatching(/CSV/) as string });
	});
});

describe("a row that is broken", () => {
	/** Line, reason and a cell of each row. */
	const read = async (name: string, text: string, title: string, size = 65_536): Promise<readonly unknown[]> => {
		const rows: unknown[] = [];
		for await (const portion of formatOf(name).open(formatOf(name).writes[0]).rows(inPiecesOf(text, size))) {
			rows.push(...portion.map((row) => [row.line, row.problem?.message, row.get(title)]));
		}
		return rows;
	};

	it("with too many cells keeps all of its text in the last one, says so, and costs no other row", async () => {
		const text = 'smiles,name\n\n"CC\nO",a\nCCN,1,2-"butanol"\nCCC,b\n';
		expect(await copy("wide.csv", text)).toBe('smiles,name,rings,said\n\n"CC\nO",a,1,\nCCN,"1,2-""butanol""",1,\nCCC,b,1,\n');
		expect(await read("wide.csv", text, "name")).toEqual([[3, undefined, "a"], [5, expect.stringMatching(/^Line 5 has 3 cells, and the header has 2: .*quotes/), '1,2-"butanol"'], [6, undefined, "b"]]);
		expect(await copy("wide.tsv", "smiles\tname\nCCO\tin\ttwo\n")).toBe("smiles\tname\trings\tsaid\nCCO\tin two\t1\t\n");
		expect(await copy("one.csv", "smiles\nCCO,a\n")).toBe('smiles,rings,said\n"CCO,a",1,\n');
	});

	it("by a quote that is never closed ends with its line, also where another quote follows", async () => {
		const text = 'smiles,name\nCCO,a\nCCN,"b\nCCC,c\nCCS,"d"\nCCF,5" nail\nCCI,"5"" nail"\n';
		for (const size of [1, 3, 1000]) {
			expect(await read("open.csv", text, "name", size)).toEqual([[2, undefined, "a"], [3, expect.stringMatching(/^In line 3 a quote begins that is never closed/), '"b'], [4, undefined, "c"], [5, undefined, "d"], [6, undefined, '5" nail'], [7, undefined, '5" nail']]);
		}
		expect(await read("open.tsv", 'smiles\tname\tid\nCCO\t"5 mm\t1\nCCN\t"5 mm\n', "name")).toEqual([[2, undefined, '"5 mm'], [3, expect.stringMatching(/^In line 3 /), '"5 mm']]);
		expect(await copy("open.csv", text)).toBe(text.replace("name\n", "name,rings,said\n").replaceAll(/(?<!said)\n/g, ",1,\n"));
	});

	it("of JSON lines is kept as a text", async () => {
		const text = '{"smiles":"CCO"}\n[1]\n{"smiles":"CC\n';
		expect(await copy("a.jsonl", text)).toBe('{"smiles":"CCO","rings":1,"said":""}\n{"unreadable_line":"[1]","rings":1,"said":""}\n{"unreadable_line":"{\\"smiles\\":\\"CC","rings":1,"said":""}\n');
		expect(await read("a.jsonl", text, "smiles")).toMatchObject([[1, undefined, "CCO"], [2, expect.stringMatching(/^Line 2 is no JSON object/), undefined], [3, expect.stringMatching(/^Line 3 /), undefined]]);
	});
});

describe("other files", () => {
	it("of SMILES become a table, with names, extensions and without comments", async () => {
		expect(await copy("list.smi", "# from ChEMBL\nCCO ethanol, dry\n\nC[C@H](N)O |&1:1|\tamine\nnot a molecule\n", { size: 5 })).toBe('smiles,name,rings,said\nCCO,"ethanol, dry",1,\nC[C@H](N)O |&1:1|,amine,1,\nnot,a molecule,1,\n');
		expect(await copy("named.smi", "a1 CCO\na2 CC(=O)O\na3 c1ccccc1\na4 broken)\n", { ending: "tsv" })).toBe("smiles\tname\trings\tsaid\nCCO\ta1\t1\t\nCC(=O)O\ta2\t1\t\nc1ccccc1\ta3\t1\t\nbroken)\ta4\t1\t\n");
	});

	it("of FASTA become a table, also where a record is no protein", async () => {
		expect(await copy("two.fasta", ">sp|P01308 Insulin A, human\nGIVEQCC\nTSICSLY*\n>empty\n\n>dna\nACGTACGTACGT\n", { size: 4 })).toBe('name,description,sequence,rings,said\nsp|P01308,"Insulin A, human",GIVEQCCTSICSLY,1,\nempty,,,1,\ndna,,ACGTACGTACGT,1,\n');
		expect(await copy("lost.fasta", "; a remark\nMKV\nay\n>b\nMKL\n", { size: 4 })).toBe("name,description,sequence,rings,said\n,,MKVAY,1,\nb,,MKL,1,\n");
		expect(await copy("bare.fasta", "\nMKV\nAYI", { size: 4 })).toBe("name,description,sequence,rings,said\n,,MKVAYI,1,\n");
	});

	it("of JSON lines keep each line as it is written", async () => {
		const lines = '{"smiles": "CCO",  "mass": 46.070, "é":"\\u00e9"}\r\n\n{ }\n{"a":{"b":[1]}}';
		const wanted = '{"smiles": "CCO",  "mass": 46.070, "é":"\\u00e9","rings":1,"said":"=x"}\n{ "rings":1,"said":"=x"}\n{"a":{"b":[1]},"rings":1,"said":"=x"}\n';
		expect(await copy("a.jsonl", lines, { said: "=x" })).toBe(wanted);
		expect(await copy("a.jsonl", lines, { said: "=x", size: 3 })).toBe(wanted);
	});
});

describe("a row", () => {
	it.each([
		["a.csv", 'smiles,name\n\nCCO,"a\nb"\nCCN,c\n', [3, 5]],
		["a.smi", "# list\n\nCCO a\r\nCCN b\n", [3, 4]],
		["headless.fasta", "\nMKV\n>b\nMKL", [1, 3]],
		["a.fasta", ">a\nMKT\nAYI\n\n>b\nMKV\n>c\nMKL", [1, 5, 7]],
		["a.jsonl", '{"smiles":"CCO"}\n\n{"smiles":"CCN"}', [1, 3]],
	])("of %s is told by its line", async (name, text, lines) => {
		for (const size of [2, 1000]) {
			const found: number[] = [];
			for await (const rows of formatOf(name).open(formatOf(name).writes[0]).rows(inPiecesOf(text, size))) {
				found.push(...rows.map(({ line }) => line));
			}
			expect(found).toEqual(lines);
		}
	});
});

describe("the column that is read", () => {
	const structures = async (text: string, column?: string): Promise<unknown> => (await about("t.csv", text, column)).structures;

	it("is the one called SMILES, or the one whose cells read as molecules or proteins", async () => {
		expect(await structures("drug,canonical_smiles\nNO,CCO\n")).toEqual({ title: "canonical_smiles", kind: "molecule" });
		expect(await structures("id,what\n1,CC(=O)Oc1ccccc1C(=O)O\n2,c1ccccc1O\n")).toEqual({ title: "what", kind: "molecule" });
		expect(await structures("id,sequence\n1,GIVEQCCTSICSLYQLENYCN\n2,FVNQHLCGSHLVEALYLVCGERGFFYTPKT\n")).toEqual({ title: "sequence", kind: "protein" });
		expect(await structures("inchi,smiles\n\"InChI=1S/CH4/h1H4\",C\n")).toEqual({ title: "smiles", kind: "molecule" });
	});

	it("can be named, in any capitals, and is believed", async () => {
		expect(await structures("smiles,product_smiles\nCCO,CC=O\n", "Product_SMILES")).toEqual({ title: "product_smiles", kind: "molecule" });
		expect(await structures("a,peptide\nx,GAVL\n", "peptide")).toEqual({ title: "peptide", kind: "protein" });
		await expect(structures("smiles,name\nCCO,a\n", "SMILE")).rejects.toMatchObject({ code: "no-such-column", message: expect.stringMatching(/“smiles”, “name”/) as string });
	});

	it("is not guessed where nothing looks like one", async () => {
		await expect(structures("name,mass\naspirin,180.16\ncaffeine,194.19\n")).rejects.toMatchObject({ code: "no-structures", message: expect.stringMatching(/“name”, “mass”/) as string });
	});
});
