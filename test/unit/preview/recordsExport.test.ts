import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type * as vscode from "vscode";
import type { Reading } from "../../../src/preview/records/document.ts";
import { exportName, exportRecords, type ExportFormat, type Exported } from "../../../src/preview/records/exporting.ts";
import { FileBytes, MemoryBytes } from "../../../src/science/files/records/bytes.ts";
import { openFormat } from "../../../src/science/files/records/openFormat.ts";
import { buildIndex, RecordIndex } from "../../../src/science/files/records/recordIndex.ts";
import { type RealChemistry, realChemistry } from "../../support/chemistry.ts";

vi.mock("vscode", () => import("./vscodeFiles.ts"));

const signal = new AbortController().signal;
const ethanol = "ethanol\n  by hand\n\n  3  2  0  0  0  0            999 V2000\n    0.0000    0.0000    0.0000 C   0  0\n    1.3000    0.7500    0.0000 C   0  0\n    2.6000    0.0000    0.0000 O   0  0\n  1  2  1  0\n  2  3  1  0\nM  END\n";

async function reading(name: string, content: string | Buffer | FileBytes): Promise<Reading> {
	const bytes = content instanceof FileBytes ? content : new MemoryBytes(Buffer.from(content));
	const format = openFormat(name, (await bytes.read(0, 1 << 18)).toString());
	const index = new RecordIndex();
	await buildIndex(bytes, format.scanner(index), index, { signal, onPiece: () => undefined });
	return { bytes, format, index };
}

describe("records that are exported", () => {
	let real: RealChemistry;
	let folder = "";
	beforeAll(async () => {
		real = await realChemistry();
		folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-export-"));
	});
	afterAll(async () => {
		await real.dispose();
		await rm(folder, { recursive: true, force: true });
	});

	const exported = async (from: Reading, format: ExportFormat, records?: readonly number[]): Promise<Exported & { readonly text: string }> => {
		const file = path.join(folder, `out.${format}`);
		await rm(file, { force: true });
		const columns = from.format.kind === "sequences" ? ["Length", "Kind", "Description", "First letters"] : from.format.columns;
		const told = await exportRecords(from, { scheme: "file", fsPath: file } as vscode.Uri, { format, records: records === undefined ? undefined : Uint32Array.from(records), columns, nameTitle: "Name", chemistry: real.chemistry, signal, onProgress: () => undefined });
		return { ...told, text: readFileSync(file, "utf8") };
	};

	it("keep a chromosome that is longer than what is read of a record", async () => {
		const chromosome = `>chr1 Escherichia\n${`${"ACGT".repeat(15)}\n`.repeat(150_000)}`;
		const genome = await reading("genome.fasta", `>small\nMKV\n${chromosome}>last\nMKL`);
		const all = await exported(genome, "fasta");
		expect(all.text === `>small\nMKV\n${chromosome}>last\nMKL\n`).toBe(true);
		expect(all.leftOut).toBe(0);
		const table = await exported(genome, "csv");
		expect(table.text).toBe("Name,Length,Kind,Description,First letters\nsmall,3,protein,,MKV\nlast,3,protein,,MKL\n");
		expect(table.leftOut).toBe(1);
	});

	it("keep a molecule with a property of many megabytes, its bytes and its end", async () => {
		const spectrum = `${ethanol}> <spectrum>\n${"1.25 ".repeat(1_900_000)}\n\n$$$$\n`;
		const mark = Buffer.from("\ufeff");
		const file = await reading("a.sdf", Buffer.concat([mark, Buffer.from(`${ethanol}$$$$\n${spectrum}`), Buffer.from(ethanol.replace("ethanol", "éthanol").trimEnd(), "latin1")]));
		const { text } = await exported(file, "sdf", [2, 1, 0]);
		expect(text === `${ethanol.replace("ethanol", "\ufffdthanol")}$$$$\n${spectrum}${ethanol}$$$$\n`).toBe(true);
		expect(readFileSync(path.join(folder, "out.sdf")).subarray(0, 3).toString("latin1")).toBe("\u00e9th");
	});

	it("keep all columns and the rows of a table as they are, with titles or without, and with a molecule in the last column", async () => {
		const titles = Array.from({ length: 400 }, (_, column) => `descriptor ${column}`);
		const rows = ["CCO", "c1ccccc1"].map((smiles, row) => [...titles.map((_, column) => (column === 7 ? '"1,5 ""mM"""' : String(row * column))), smiles].join(","));
		const file = await reading("wide.csv", `${[...titles, "smiles"].join(",")}\r\n${rows.join("\r\n")}\r\n`);
		expect(file.format.structureColumn).toBe(400);
		expect(file.format.read(rows[1] ?? "").structure).toBe("c1ccccc1");
		expect((await exported(file, "csv", [1])).text).toBe(`${[...titles, "smiles"].join(",")}\r\n${rows[1] ?? ""}\r\n`);
		expect((await exported(await reading("bare.csv", "CCO,1\nCCN,2"), "csv")).text).toBe("CCO,1\nCCN,2\n");
		expect((await exported(await reading("none.csv", "id,dose\n1,2\n"), "csv")).text).toBe("id,dose\n1,2\n");
		const tabs = await reading("genes.tsv", `smiles\t${Array.from({ length: 12_000 }, (_, gene) => `g${gene}`).join("\t")}\nCCO\t${"0,5\t".repeat(12_000)}\n`);
		const converted = (await exported(tabs, "csv")).text.split("\n");
		expect(converted[0]?.split(",").length).toBe(12_001);
		expect(converted[1]?.startsWith('CCO,"0,5","0,5"')).toBe(true);
		expect(converted[1]?.split('"0,5"').length).toBe(12_001);
	});

	it("keep what an extension says of the stereochemistry, whichever stands first in the line", async () => {
		expect((await exported(await reading("a.cxsmiles", "C[C@H](O)F |&1:1| racemate\n"), "csv")).text).toBe("Name,SMILES\nracemate,C[C@H](O)F |&1:1|\n");
		expect((await exported(await reading("b.smi", "racemate C[C@H](O)F |&1:1|\nmix C[C@H](O)Cl |&1:1|\nethanol CCO\n"), "csv", [0])).text).toBe("Name,SMILES\nracemate,C[C@H](O)F |&1:1|\n");
	});

	it("are named by what they are, and never as the file that they are of", () => {
		expect(exportName("a.sdf.gz", "csv", "selection")).toBe("a-selection.csv");
		expect(exportName("a.sdf", "csv", "part")).toBe("a-part.csv");
		expect(exportName("a.sdf", "sdf", "filtered")).toBe("a-filtered.sdf");
		expect([exportName("a.sdf", "csv", "all"), exportName("a.SDF", "sdf", "all")]).toEqual(["a.csv", "a-copy.sdf"]);
	});

	it("say that a molecule file has more properties than a table is given", async () => {
		const many = Array.from({ length: 310 }, (_, item) => `> <p${item}>\n${item}\n\n`).join("");
		expect((await exported(await reading("many.sdf", `${ethanol}${many}$$$$\n`), "csv")).mostColumns).toBe(300);
		expect((await exported(await reading("few.sdf", `${ethanol}> <p>\n1\n\n$$$$\n`), "csv")).mostColumns).toBeUndefined();
	});

	it("are no file at all where the file they are read of is another one meanwhile, or a part was written only", async () => {
		const source = path.join(folder, "source.smi");
		await writeFile(source, "CCO a\nCCN b\n");
		const bytes = await FileBytes.open(source);
		const file = await reading("source.smi", bytes);
		await writeFile(source, "CCBr somebody else's\n");
		await expect(exported(file, "csv")).rejects.toMatchObject({ code: "file-changed" });
		await bytes.close();
		expect(readdirSync(folder).filter((name) => name.includes(".part"))).toEqual([]);
	});
});
