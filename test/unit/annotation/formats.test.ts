/** The files that chemists keep: packed, from other programs, in SDF; and what they become. */
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { formatOf } from "../../../src/annotation/formats.ts";
import { survey } from "../../../src/annotation/survey.ts";
import { gzipped, openText } from "../../../src/annotation/text.ts";

const ADDED = [{ title: "rings", generated: false }, { title: "status", generated: false }];

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
	for (let start = 0; start < bytes.length; start += size) {
		yield bytes.subarray(start, start + size);
	}
}

/** Reads a file as it is on the disk, and writes it with a ring and a status. */
async function copy(name: string, bytes: Uint8Array | string, { ending, size = 65_536 }: { readonly ending?: string; readonly size?: number } = {}): Promise<string> {
	const all = Buffer.from(bytes);
	const { titles } = await survey({ name, bytes: chunksOf(all, size) }, { signal: new AbortController().signal });
	const format = formatOf(name);
	const table = format.open(ending ?? format.writes[0], titles);
	const source = openText({ name, bytes: chunksOf(all, size) });
	let out: string | undefined;
	for await (const rows of table.rows(source.pieces)) {
		out ??= table.header(ADDED);
		out += rows.map((row) => table.line(row, ADDED, [1, row.problem === undefined ? "ok" : "failed"])).join("");
	}
	return out ?? "";
}

describe("the separator", () => {
	it.each([
		["comma", "a.csv", "id,smiles\n1,CCO\n", ","],
		["tab in a file called .csv", "a.csv", "id\tname, as sold\tsmiles\n1\tethanol, dry\tCCO\n", "\t"],
		["semicolon, with decimal commas", "a.csv", "id;mass, g/mol;smiles\n1;46,07;CCO\n2;60,1;CCCO\n", ";"],
		["pipe", "a.csv", "id|smiles\n1|CCO\n", "|"],
		["comma in a file called .tsv", "a.tsv", "id,smiles\n1,CCO\n", ","],
		["comma, where names hold tabs and semicolons", "a.csv", "id,smiles,name\n1,CCO,a;b;c\n2,CCC,a;b\tc\n", ","],
		["told to Excel", "a.csv", "sep=|\nid,no|smiles\n1,2|CCO\n", "|"],
	])("is found: %s", async (_, name, text, separator) => {
		expect(await copy(name, text)).toContain(`${separator}1${separator}ok\n`);
	});
});

describe("a packed table", () => {
	const TEXT = "id,smiles\n1,CCO\n2,CCN\n3,CCC\n";
	const WANTED = "id,smiles,rings,status\n1,CCO,1,ok\n2,CCN,1,ok\n3,CCC,1,ok\n";

	it("is read as the table it holds, in one piece or in many members, however it arrives", async () => {
		const members = Buffer.concat([gzipSync(TEXT.slice(0, 13)), gzipSync(TEXT.slice(13, 20)), gzipSync(""), gzipSync(TEXT.slice(20))]);
		for (const size of [1, 5, 1000]) {
			expect(await copy("a.csv.gz", gzipSync(TEXT), { size })).toBe(WANTED);
			expect(await copy("a.csv.GZ", members, { size })).toBe(WANTED);
		}
	});

	it("is read by what it is, not by what it is called", async () => {
		expect(await copy("a.csv.gz", TEXT)).toBe(WANTED);
		expect(await copy("a.csv", gzipSync(TEXT))).toBe(WANTED);
	});

	it("that was cut off or damaged says so, and how far it can be read", async () => {
		const text = TEXT + Array.from({ length: 50_000 }, (_, index) => `${index},C${"CNO"[index % 3]}C${"(C)".repeat(index % 7)}\n`).join("");
		const packed = gzipSync(text);
		const half = packed.length >> 1;
		await expect(copy("a.csv.gz", packed.subarray(0, half))).rejects.toMatchObject({ code: "gzip-broken", message: expect.stringMatching(/^a\.csv\.gz ends in the middle[^]*up to line \d\d,\d{3}\. Fetch it again/) as string });
		const damaged = Buffer.from(packed);
		damaged.fill(0x55, half, half + 40);
		await expect(copy("a.csv.gz", damaged)).rejects.toMatchObject({ code: "gzip-broken", message: expect.stringMatching(/is damaged/) as string });
		await expect(copy("b.csv.gz", packed.subarray(0, 100))).rejects.toMatchObject({ code: "gzip-broken", message: expect.stringMatching(/^b\.csv\.gz ends in the middle[^]*Nothing of it can be read\. Fetch it again/) as string });
		await expect(copy("a.csv", Buffer.from("504b030414000000", "hex"))).rejects.toMatchObject({ code: "binary-file", message: expect.stringMatching(/ZIP archive, as an Excel workbook.*Save the sheet as CSV/) as string });
		await expect(copy("c.csv", Buffer.from([0, 1, 2, 0, 0, 5]))).rejects.toMatchObject({ code: "binary-file", message: expect.stringMatching(/^c\.csv cannot be read\. This is no text: .*of another kind than its name says/) as string });
	});

	it("is written in members that are one file, the same bytes for the same text", async () => {
		const parts = await Promise.all([gzipped("id,smiles\n"), gzipped("1,CCO\n")]);
		expect(gunzipSync(Buffer.concat(parts)).toString()).toBe("id,smiles\n1,CCO\n");
		expect(await gzipped("1,CCO\n")).toEqual(parts[1]);
	});
});

const block = (title: string, feed = "\n"): string => [title, "  made by hand", "", "  1  0  0  0  0  0  0  0  0  0999 V2000", "    0.0000    0.0000    0.0000 C   0  0", "M  END"].join(feed);

describe("an SDF", () => {
	const FIRST = `${block("methane")}\n> 25 <MELTING.POINT> (1)\n-182.5\n\n>  <note>\ntwo\nlines\n\n$$$$\n`;
	const WINDOWS = `${block("second", "\r\n")}\r\n>  <status>\r\nmine\r\n\r\n$$$$\r\n`;
	const BROKEN = "third\n  cut off\n\n  1  0  0\n>  <note>\nhere\n$$$$\n";
	const LAST = block("last");

	it("becomes one, each record as it was with more data items, also those that are broken", async () => {
		const items = (feed: string, status: string, title = "status_2"): string => ["", ...[["rings", "1"], [title, status]].flatMap(([name, value]) => [`>  <${name}>`, value, ""])].slice(1).join(feed) + feed;
		const table = formatOf("a.sdf").open("sdf");
		const added = [ADDED[0], { title: "status_2", generated: false }].flatMap((one) => (one === undefined ? [] : [one]));
		const source = openText({ name: "a.sdf", bytes: chunksOf(Buffer.from(`${FIRST}${WINDOWS}${BROKEN}${LAST}\n\n`), 7) });
		let out = "";
		for await (const rows of table.rows(source.pieces)) {
			out += rows.map((row) => table.line(row, added, [1, row.problem === undefined ? "ok" : "failed"])).join("");
		}
		const withItems = (record: string, feed: string, status: string): string => record.replace(/\$\$\$\$[^]*$/, (end) => items(feed, status) + end);
		expect(out).toBe(withItems(FIRST, "\n", "ok") + withItems(WINDOWS, "\r\n", "ok") + withItems(BROKEN.replace("here\n", "here\n\n"), "\n", "failed") + `${LAST}\n\n${items("\n", "ok")}$$$$\n`);
	});

	it("has a name, a structure and a column for each data item, and says which record is cut off", async () => {
		const bytes = Buffer.from(FIRST + WINDOWS + BROKEN + LAST);
		const found = await survey({ name: "a.sdf", bytes: chunksOf(bytes, 100) }, { signal: new AbortController().signal });
		expect(found).toMatchObject({ rows: 4, structures: { title: "molfile", kind: "molecule" }, titles: ["name", "molfile", "MELTING.POINT", "note", "status"] });
		const rows = [];
		for await (const portion of formatOf("a.sdf").open("sdf").rows(openText({ name: "a.sdf", bytes: chunksOf(bytes, 100) }).pieces)) {
			rows.push(...portion);
		}
		expect(rows.map((row) => [row.line, row.get("name"), row.get("note"), row.problem?.message])).toEqual([[1, "methane", "two\nlines", undefined], [15, "second", undefined, undefined], [25, "third", "here", expect.stringMatching(/M {2}END/) as string], [32, "last", undefined, undefined]]);
	});

	it("can become a table, a mol block in one cell", async () => {
		const csv = await copy("a.sdf", FIRST + LAST, { ending: "csv" });
		expect(csv).toBe(`name,molfile,MELTING.POINT,note,rings,status\nmethane,"${block("methane")}\n",-182.5,"two\nlines",1,ok\nlast,"${block("last")}\n",,,1,ok\n`);
		expect(await copy("a.sdf", FIRST, { ending: "tsv" })).toBe(`name\tmolfile\tMELTING.POINT\tnote\trings\tstatus\nmethane\t${block("methane").replaceAll("\n", "\\n")}\t-182.5\ttwo lines\t1\tok\n`);
		expect(JSON.parse(await copy("a.mol", block("methane"), { ending: "jsonl" }))).toEqual({ name: "methane", molfile: `${block("methane")}\n`, rings: 1, status: "ok" });
	});
});

describe("one format as another", () => {
	it("CSV as JSON lines and TSV, its titles told apart", async () => {
		expect(await copy("a.csv", '\ufeffsmiles,a,a\nCCO,"1 ""x""",2\nCCN\n', { ending: "jsonl" })).toBe('{"smiles":"CCO","a":"1 \\"x\\"","a_2":"2","rings":1,"status":"ok"}\n{"smiles":"CCN","rings":1,"status":"ok"}\n');
		expect(await copy("a.csv", 'smiles,a\nCCO,"1\n2"\n', { ending: "tsv" })).toBe("smiles\ta\trings\tstatus\nCCO\t1 2\t1\tok\n");
	});

	it("JSON lines as CSV, with the titles of all of its lines", async () => {
		expect(await copy("a.jsonl", '{"smiles":"CCO"}\n{"smiles":"CCN","mass":45.08,"tags":["a","b"]}\nnothing\n', { ending: "csv" })).toBe('smiles,mass,tags,unreadable_line,rings,status\nCCO,,,,1,ok\nCCN,45.08,"[""a"",""b""]",,1,ok\n,,,nothing,1,failed\n');
	});

	it("a text by what is in it", async () => {
		expect(await copy("a.txt", ">sp|P1 one\nGIVEQCCTSICS\n")).toBe("name,description,sequence,rings,status\nsp|P1,one,GIVEQCCTSICS,1,ok\n");
		expect(await copy("a.txt", "id\tcanonical_smiles\n1\tCCO\n")).toBe("id,canonical_smiles,rings,status\n1,CCO,1,ok\n");
		expect(await copy("a.txt", "CCO ethanol\nCCN\n")).toBe("smiles,name,rings,status\nCCO,ethanol,1,ok\nCCN,,1,ok\n");
		expect(await copy("a.txt", `${block("methane")}\n$$$$\n`)).toMatch(/^name,molfile,rings,status\nmethane,"methane\n/);
	});
});

describe("a long cell", () => {
	it("of ten million characters is read in linear time, in quotes or without", async () => {
		const huge = "x".repeat(10_000_000);
		const time = async (text: string): Promise<number> => {
			const begun = performance.now();
			const rows = await copy("a.csv", text);
			expect(rows.length).toBeGreaterThan(text.length);
			return performance.now() - begun;
		};
		const plain = await time(`smiles,note\nCCO,${huge}\nCCN,a\n`);
		const quoted = await time(`smiles,note\nCCO,"${huge.replaceAll("xxxxxxxxxx", "xxxx\n\"\"xxx")}"\nCCN,a\n`);
		const ordinary = await time(`smiles,note\n${`CCO,${"x".repeat(46)}\n`.repeat(200_000)}`);
		expect(Math.max(plain, quoted)).toBeLessThan(5 * ordinary + 500);
	});

	it("that a forgotten quote would make of the rest of the file costs its row, and the rows behind it come in small portions", async () => {
		const text = `smiles,note\nCCO,"a\n${"CCN,b\n".repeat(2_500_000)}`;
		let rows = 0;
		let bad = 0;
		for await (const portion of formatOf("a.csv").open("csv").rows(openText({ name: "a.csv", bytes: chunksOf(Buffer.from(text), 65_536) }).pieces)) {
			expect(portion.length).toBeLessThanOrEqual(5000);
			rows += portion.length;
			bad += portion.filter(({ problem }) => problem !== undefined).length;
		}
		expect({ rows, bad }).toEqual({ rows: 2_500_001, bad: 1 });
	}, 60_000);
});
