import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Bytes } from "../../../src/science/files/records/bytes.ts";
import { FileBytes, MemoryBytes } from "../../../src/science/files/records/bytes.ts";
import { recordTexts } from "../../../src/science/files/records/eachRecord.ts";
import { openFormat } from "../../../src/science/files/records/openFormat.ts";
import { readSteadily } from "../../../src/science/files/records/readSteadily.ts";
import type { RecordContent, RecordFormat } from "../../../src/science/files/records/recordFormat.ts";
import { buildIndex, RecordIndex } from "../../../src/science/files/records/recordIndex.ts";
import { staged } from "../../../src/science/files/records/staging.ts";

const shared = path.resolve(import.meta.dirname, "../../../../shared/realworld");
const molfiles = existsSync(shared) ? readdirSync(shared, { recursive: true, encoding: "utf8" }).filter((file) => /\.(?:sdf|sd|mol)$/i.test(file)) : [];
const never = new AbortController().signal;

interface Opened {
	readonly format: RecordFormat;
	readonly index: RecordIndex;
	readonly bytes: Bytes;
}

async function opened(name: string, bytes: Bytes): Promise<Opened> {
	const plain = await staged(bytes, never);
	const format = openFormat(name, (await plain.read(0, 1 << 18)).toString());
	const index = new RecordIndex();
	await buildIndex(plain, format.scanner(index), index, { signal: never, onPiece: () => undefined });
	return { format, index, bytes: plain };
}

const openedText = (name: string, text: string | Uint8Array): Promise<Opened> => opened(name, new MemoryBytes(typeof text === "string" ? Buffer.from(text) : text));

async function contents({ format, index, bytes }: Opened): Promise<RecordContent[]> {
	const found: RecordContent[] = [];
	for await (const group of recordTexts(bytes, index, undefined, never)) {
		found.push(...group.map(({ text }) => (text === undefined ? { name: "", structure: "", cells: [], problem: "too long" } : format.read(text))));
	}
	return found;
}

const block = (name: string): string => `${name}\n  test\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 C   0  0\nM  END\n`;

/** Milliseconds; others use this machine too. */
function quickest(work: () => unknown): number {
	return Math.min(...Array.from({ length: 5 }, () => {
		const begun = performance.now();
		work();
		return performance.now() - begun;
	}));
}

describe("the records of a file", () => {
	let folder = "";
	beforeAll(async () => {
		folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-records-test-"));
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));

	it.skipIf(molfiles.length === 0)("are as many in each SDF and MOL of the shared files as they have ends (skipped where ../shared is absent)", async () => {
		expect(molfiles.length).toBeGreaterThan(20);
		for (const file of molfiles) {
			const text = readFileSync(path.join(shared, file), "latin1");
			const ends = text.match(/^\$\$\$\$/gm)?.length ?? 0;
			const rest = text.slice(text.lastIndexOf("$$$$") + 4).trim();
			const { index, bytes } = await opened(path.basename(file), await FileBytes.open(path.join(shared, file)));
			await bytes.close();
			expect([file, index.count]).toEqual([file, /^\$\$\$\$/m.test(text) ? ends + (rest === "" ? 0 : 1) : 1]);
		}
	});

	it("of an SDF have names, properties in the order they are met, and their lines", async () => {
		const file = await openedText("a.sdf", `${block("ethane")}> <pIC50>\n7.1\n\n$$$$\n${block("")}>  12  <NOTE> (X)\nfirst\nsecond\n\n> <Compound Name>\nwater\n\n$$$$\n\n\n`);
		expect(file.format.columns).toEqual(["pIC50", "NOTE", "Compound Name"]);
		expect([0, 1].map((record) => file.index.line(record))).toEqual([0, 10]);
		const [first, second, ...more] = await contents(file);
		expect(more).toEqual([]);
		expect(first).toEqual({ name: "ethane", cells: ["7.1"], structure: block("ethane") });
		expect(second).toMatchObject({ name: "water", cells: ["", "first\nsecond", "water"] });
	});

	it("of an SDF have values that begin with “>”, which are no columns, be there ever so many", async () => {
		const assay = (value: string, rest = ""): string => `${block("x")}> <IC50 (nM)>\n${value}\n\n${rest}$$$$\n`;
		const few = await openedText("assay.sdf", [">10000", ">50\n>30 uM", "5"].map((value) => assay(value, "> <Target>\nEGFR\n\n")).join("").replaceAll("\n", "\r\n"));
		expect(few.format.columns).toEqual(["IC50 (nM)", "Target"]);
		expect((await contents(few)).map(({ cells }) => cells)).toEqual([[">10000", "EGFR"], [">50\n>30 uM", "EGFR"], ["5", "EGFR"]]);
		const many = await openedText("assay.sdf", `${Array.from({ length: 400 }, (_, at) => assay(`>${at}.5`)).join("")}${assay("7", "> <Late>\nyes\n\n")}`);
		expect(many.format.columns).toEqual(["IC50 (nM)", "Late"]);
	});

	it("of an SDF are read in a moment, be a mol block or its items of megabytes; no such block is drawn", async () => {
		const atoms = "M  V30 1 C 1.0 2.0 0.0 0\n".repeat(300_000);
		const huge = `huge\n\n\n  0  0  0     0  0            999 V3000\nM  V30 BEGIN ATOM\n${atoms}M  V30 END ATOM\nM  END\n> <Source>\nmodel\n\n$$$$\n`;
		const format = openFormat("a.sdf", "");
		format.scanner(new RecordIndex()).take(Buffer.from(block("x").concat("> <Source>\n")));
		let content = format.read(huge);
		expect(quickest(() => (content = format.read(huge)))).toBeLessThan(50);
		expect(content).toMatchObject({ name: "huge", structure: "", cells: ["model"], problem: expect.stringContaining("at most 1,000,000 are read") as string });
		const items = `${block("noted")}> <Source>\n${"a line of a spectrum\n".repeat(300_000)}\n$$$$\n`;
		expect(quickest(() => (content = format.read(items)))).toBeLessThan(100);
		expect(content.structure).toBe(block("noted"));
	});

	it("are found with the line ends of Windows and of an old Macintosh, in Latin-1, in UTF-16 and packed", async () => {
		const text = `${block("caféine")}> <méthode>\nHPLC\n\n$$$$\n${block("b")}$$$$\n`;
		const forms: readonly (readonly [string, Uint8Array])[] = [
			["CRLF", Buffer.from(text.replaceAll("\n", "\r\n"))],
			["CR", Buffer.from(text.replaceAll("\n", "\r"))],
			["Latin-1", Buffer.from(text, "latin1")],
			["UTF-8 with a mark", Buffer.from(`\ufeff${text}`)],
			["UTF-16", Buffer.from(`\ufeff${text}`, "utf16le")],
			["gzip", gzipSync(text)],
		];
		for (const [form, bytes] of forms) {
			const file = await openedText("A.SDF", bytes);
			expect([form, (await contents(file)).map(({ name }) => name)]).toEqual([form, ["caféine", "b"]]);
			await file.bytes.close();
		}
		await expect(openedText("a.sdf", gzipSync(text).subarray(0, 60))).rejects.toMatchObject({ code: "cannot-unpack" });
		await expect(openedText("a.sdf", Buffer.from("\u0089PNG\r\n\u001a\n\u0000IHDR some binary file with few zeros", "latin1"))).rejects.toMatchObject({ code: "binary-file" });
	});

	it("of a packed file leave no copy behind, also where the process is killed, and where the file is no whole one", async () => {
		const place = await mkdtemp(path.join(folder, "temporary-"));
		vi.stubEnv(process.platform === "win32" ? "TEMP" : "TMPDIR", place);
		try {
			const file = await openedText("a.smi", gzipSync("CCO ethanol\n".repeat(100_000)));
			expect(file.index.count).toBe(100_000);
			if (process.platform !== "win32") {
				expect(readdirSync(place)).toEqual([]);
			}
			await file.bytes.close();
			await expect(openedText("b.smi", gzipSync("CCO ethanol\n".repeat(100_000)).subarray(0, 200))).rejects.toMatchObject({ code: "cannot-unpack" });
			expect(readdirSync(place)).toEqual([]);
		} finally {
			vi.unstubAllEnvs();
		}
	});

	it("are kept where they are cut off or malformed, and say why", async () => {
		const whole = block("a");
		const cut = await openedText("a.sdf", `${whole}$$$$\n${whole.slice(0, 60)}\n$$$$\n${whole}> <x>\n1`);
		const found = await contents(cut);
		expect(found.map(({ problem }) => problem?.slice(0, 24))).toEqual([undefined, "It has no line “M  END”,", undefined]);
		expect(found[2]?.cells).toEqual(["1"]);
	});

	it("of a line of 100 MB are one record that is not read, quickly", async () => {
		const file = path.join(folder, "line.sdf");
		await writeFile(file, Buffer.alloc(100_000_000, "A"));
		const begun = performance.now();
		const long = await opened("line.sdf", await FileBytes.open(file));
		expect(long.index.count).toBe(1);
		expect((await contents(long))[0]?.problem).toBe("too long");
		expect(performance.now() - begun).toBeLessThan(3000);
		await long.bytes.close();
		const table = await openedText("line.csv", Buffer.alloc(20_000_000, "A"));
		expect(table.index.count).toBe(0); // the titles
	});

	it("of a table are its rows, with breaks between quotes; a quote that is never closed ends with its line", async () => {
		const file = await openedText("a.csv", 'id,smiles,note\r\n1,CCO,"two\r\nlines, ""quoted"""\r\n\r\n2,c1ccccc1,plain\r\n3,CCN,"open\r\n4,C=O,5 pipes\r\n');
		expect(file.format.structureColumn).toBe(1);
		expect((await contents(file)).map(({ name, structure, cells }) => [name, structure, cells[2]])).toEqual([
			["1", "CCO", 'two\r\nlines, "quoted"'],
			["2", "c1ccccc1", "plain"],
			["3", "CCN", '"open'],
			["4", "C=O", "5 pipes"],
		]);
		const hostile = await openedText("a.csv", `smiles\n"CCO\n${"CCN\n".repeat(500_000)}`);
		expect(hostile.index.count).toBe(500_001);
	});

	it("of a table without titles, and of one whose titles say nothing, are found by what the cells are", async () => {
		const headless = await openedText("a.tsv", "c1ccccc1O\tphenol\nCC(=O)O\tacetic acid\n");
		expect([headless.index.count, headless.format.columns, headless.format.structureColumn]).toEqual([2, ["1", "2"], 0]);
		const plain = await openedText("b.csv", "a;b\nphenol;c1ccccc1O\nacetic acid;CC(=O)O\n");
		expect([plain.index.count, plain.format.structureColumn]).toEqual([2, 1]);
		const [none] = await contents(await openedText("c.csv", "a,b\n1,2\n"));
		expect(none?.problem).toContain("No column of this table reads as SMILES");
	});

	it("of lists without titles begin with the first row, be it a solvent or named after its notation", async () => {
		const lists: readonly (readonly [name: string, text: string])[] = [
			["a.smi", "CCO SMILES-0001\nCCN b\nCCC c\n"],
			["a.smi", "CCO smi_1\nCCN smi_2\nCCC smi_3\n"],
			["a.smi", "# smiles of solvents\nCCO a\nCCN b\nCCC c\n"],
			["a.smi", "#smiles name\n\nsmiles CNS\nCCO a\nCCN b\nCCC c\n"],
			["a.csv", "CCO,1\nCCN,2\nCCC,3\n"],
			["a.csv", "CCO,ethanol\nCCN,amine\nCCC,propane\n"],
			["a.tsv", "1\tCCO\n2\tCCN\n3\tCCC\n"],
		];
		for (const [name, text] of lists) {
			const found = await contents(await openedText(name, text));
			expect([text, found.map(({ structure }) => structure)]).toEqual([text, ["CCO", "CCN", "CCC"]]);
		}
		const others: readonly (readonly [text: string, structures: readonly string[]])[] = [
			["ethanol,CCO\namine,CCN\nx,CCCC\n", ["CCO", "CCN", "CCCC"]],
			["c1ccccc1,1\nCCN,2\n", ["c1ccccc1", "CCN"]],
			["C,16.04\nO,18.02\n", ["C", "O"]],
			["c,n\nphenol,c1ccccc1O\nethanol,CCO\n", ["c1ccccc1O", "CCO"]],
			["drug,CNS,NO\nethanol,1,CCO\nwater,0,O\n", ["CCO", "O"]],
		];
		for (const [text, structures] of others) {
			expect([text, (await contents(await openedText("a.csv", text))).map(({ structure }) => structure)]).toEqual([text, structures]);
		}
	});

	it("of a table are found quickly, be it as wide as a table of the compounds of an assay plate", () => {
		const cells = (each: (at: number) => string): string => Array.from({ length: 200 }, (_, at) => each(at)).join(",");
		const wide = `id,${cells((at) => `c${at}`)}\n${`ethanol,${cells((at) => (at < 99 ? "n/a" : "CCCCCCCCCCCCCCCCCCCC(=O)O"))}\n`.repeat(50)}`;
		expect(openFormat("a.csv", wide).structureColumn).toBe(100);
		expect(quickest(() => openFormat("a.csv", wide))).toBeLessThan(40);
	});

	it("of a SMILES file have names and extensions, whichever comes first; comments and titles are none", async () => {
		const file = await openedText("a.smi", "smiles name\n# a comment\nCCO ethanol in water\n\nC[C@H](F)Cl |&1:1| mixture\nCCC\n");
		expect((await contents(file)).map(({ name, structure }) => [name, structure])).toEqual([["ethanol in water", "CCO"], ["mixture", "C[C@H](F)Cl |&1:1|"], ["", "CCC"]]);
		expect(file.index.line(0)).toBe(2);
		const named = await openedText("a.smi", "aspirin CC(=O)Oc1ccccc1C(=O)O\nphenol Oc1ccccc1\nbenzene c1ccccc1\n");
		expect((await contents(named)).map(({ name }) => name)).toEqual(["aspirin", "phenol", "benzene"]);
	});

	it("of a FASTA have lengths, kinds and first residues", async () => {
		const file = await openedText("a.fasta", "; old comment\n>sp|P1|X a kinase\nMKTAYIAKQR\nQISFVK*\n>dna\nACGTACGTACGT\n>empty\n");
		const found = await contents(file);
		expect(found.map(({ name, cells }) => [name, ...cells])).toEqual([
			["sp|P1|X", "16", "protein", "a kinase", "MKTAYIAKQRQISFVK"],
			["dna", "12", "nucleotide", "", "ACGTACGTACGT"],
			["empty", "0", "unclear", "", ""],
		]);
		expect(found[2]?.problem).toContain("no sequence");
	});

	it("of a genome of megabases are read in short steps, with all their letters", async () => {
		const format = openFormat("genome.fna", "");
		const lines = `${"ACGT".repeat(15)}\n`.repeat(66_000);
		const genome = `>chr1 Escherichia coli\n${"N".repeat(60_000)}\n${lines}; a comment\n${lines}acgtn\n`;
		const longest = (): number => {
			const steps = format.steps?.(genome);
			const times: number[] = [];
			for (let isDone = false; !isDone; ) {
				const begun = performance.now();
				isDone = steps?.next().done !== false;
				times.push(performance.now() - begun);
			}
			expect(times.length).toBeGreaterThan(20);
			return Math.max(...times);
		};
		expect(Math.min(...Array.from({ length: 5 }, longest))).toBeLessThan(50);
		const content = await readSteadily(format, genome);
		expect([content.name, ...content.cells.slice(0, 3)]).toEqual(["chr1", String(60_000 + 2 * 60 * 66_000 + 5), "nucleotide", "Escherichia coli"]);
		expect(content.structure.endsWith("ACGTACGTN")).toBe(true);
		expect(content.problem).toContain("DNA or RNA");
		const repeated = format.read(`>all proteins in one\n${"MKTAYIAKQR".repeat(110_000)}*\n`);
		expect([repeated.cells[0], repeated.cells[1]]).toEqual(["1100000", "protein"]);
		expect(repeated.problem).toContain("proteins are read up to 1,000,000");
	});
});
