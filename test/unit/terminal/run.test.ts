/** Commands as a script would use them, with the real engine and real RDKit. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readArguments } from "../../../src/terminal/arguments.ts";
import { run } from "../../../src/terminal/run.ts";
import { realEngine, type RealEngine } from "../../support/engine.ts";

let real: RealEngine;
let folder: string;
beforeAll(async () => {
	real = await realEngine();
	folder = mkdtempSync(path.join(tmpdir(), "terminal-"));
});
afterAll(async () => {
	await real.dispose();
	rmSync(folder, { recursive: true });
});

async function command(...argv: string[]): Promise<{ out: string; remarks: string[] }> {
	let out = "";
	const remarks: string[] = [];
	await run(readArguments(argv), { engine: real.engine, chemistry: real.chemistry, version: "0.0.0", write: (text) => (out += text), flushed: () => Promise.resolve(), stdin: Readable.from([]), stdout: new PassThrough(), remark: (line) => remarks.push(line), signal: new AbortController().signal });
	return { out, remarks };
}

describe("biomedgpt ask", () => {
	it("writes the answer and nothing else to the standard output", async () => {
		const { out, remarks } = await command("ask", "--smiles", "CC(=O)Oc1ccccc1C(=O)O", "How many rings does it have?");
		expect(out).toBe("It has one ring.\n");
		expect(remarks.filter(Boolean)).toEqual(["Written by BioMedGPT nano 0.1.0: generated text, check it."]);
	});

	it("says when the answer was cut, and when there was nothing to answer about", async () => {
		const { out, remarks } = await command("ask", "What is a steroid?", "--max-tokens", "3");
		expect(out.trim()).not.toBe("");
		expect(remarks).toEqual([expect.stringMatching(/attach one/), "Cut here: the answer has reached its maximum length.", expect.stringMatching(/^Written by/)]);
	});

	it("tells in JSON how the answer came about", async () => {
		const { out } = await command("ask", "--smiles", "CCO", "--smiles", "CCN", "Is it charged?", "--json", "--logits", "--max-tokens", "5");
		const result = JSON.parse(out) as { [key: string]: unknown; firstLogits: number[]; generatedIds: number[]; model: { checksum: string } };
		expect(Object.keys(result).sort()).toEqual(["answer", "firstLogits", "generatedIds", "model", "notices", "prompt", "reading", "reusedPositions", "settings", "softTokens", "stop", "timings", "tokens"]);
		expect(result["softTokens"]).toEqual([3, 3]);
		expect(result.firstLogits).toHaveLength(4352);
		expect(result.firstLogits.indexOf(Math.max(...result.firstLogits))).toBe(result.generatedIds[0]);
		expect(result.model.checksum).toMatch(/^[0-9a-f]{64}$/);
	});
});

describe("biomedgpt encode", () => {
	it("writes NumPy files", async () => {
		const file = path.join(folder, "ethanol.npy");
		const { out, remarks } = await command("encode", "--smiles", "CCO", "--out", file);
		expect(out).toBe("");
		expect(remarks[0]).toContain("[3, 256] soft tokens");
		const bytes = readFileSync(file);
		const headerLength = bytes.readUInt16LE(8);
		expect(bytes.toString("latin1", 0, 6)).toBe("\x93NUMPY");
		expect(bytes.toString("latin1", 10, 10 + headerLength)).toMatch(/^\{'descr': '<f4', 'fortran_order': False, 'shape': \(3, 256\), \} *\n$/);
		expect((10 + headerLength) % 64).toBe(0);
		const { softTokens } = await real.engine.encode({ kind: "molecule", smiles: "CCO" });
		expect(new Float32Array(bytes.buffer.slice(bytes.byteOffset + 10 + headerLength, bytes.byteOffset + bytes.length))).toEqual(softTokens.data);
		expect(readFileSync(path.join(folder, "ethanol.features.npy")).toString("latin1")).toContain("'shape': (3, 300)");
	});

	it("gives graph, features and soft tokens in JSON", async () => {
		const result = JSON.parse((await command("encode", "--smiles", "C#N", "--json")).out) as { input: object; features: number[][]; softTokens: number[][] };
		expect(result.input).toEqual({ kind: "molecule", atoms: [[5, 0], [6, 0]], bonds: [[0, 1, 2, 0]] });
		expect([result.features.length, result.features[0]?.length, result.softTokens.length, result.softTokens[0]?.length]).toEqual([2, 300, 2, 256]);
	});
});

describe("biomedgpt facts", () => {
	it("names unit and method of everything", async () => {
		const { out } = await command("facts", "--smiles", "CC(=O)Oc1ccccc1C(=O)O");
		expect(out).toMatch(/Average mass\s+180\.159 g\/mol\s+standard atomic weights/);
		const result = JSON.parse((await command("facts", "--smiles", "CC(=O)Oc1ccccc1C(=O)O", "--json")).out) as { inchiKey: string };
		expect(result.inchiKey).toBe("BSYNRYMUTXBXSQ-UHFFFAOYSA-N");
	});
});

describe("a FASTA file", () => {
	const file = (name: string, text: string): string => {
		writeFileSync(path.join(folder, name), text);
		return path.join(folder, name);
	};

	it("with one record is taken as it is", async () => {
		const { out } = await command("facts", "--fasta", file("one.fasta", ">one\nMKTAYIAKQR\n"));
		expect(out).toMatch(/Length\s+10 residues/);
	});

	it("with several wants a name, and finds an accession between bars", async () => {
		const several = file("several.fasta", ">sp|P1|ONE\nMKTAYIAKQR\n>sp|P2|TWO\nMKTAYIAKQRQ\n");
		await expect(command("facts", "--fasta", several)).rejects.toThrowError(/holds 2 records.*--record NAME: sp\|P1\|ONE, sp\|P2\|TWO/);
		expect((await command("facts", "--fasta", several, "--record", "P2")).out).toMatch(/11 residues/);
		await expect(command("facts", "--fasta", several, "--record", "P3")).rejects.toThrowError(/no record “P3”/);
	});

	it("named twice gives each time the record asked for", async () => {
		const several = file("twice.fasta", ">A\nMKTAYIAKQR\n>B\nMKTAYIAKQRQ\n");
		const { out } = await command("facts", "--fasta", several, "--record", "A", "--fasta", several, "--record", "B");
		expect(out).toMatch(/10 residues[\s\S]*11 residues/);
	});

	it.each([
		["empty.fasta", "", /holds no FASTA record/],
		["header.fasta", ">lonely\n", /header but no sequence/],
		["dna.fasta", ">dna\nACGTACGTACGTACGT\n", /DNA or RNA/],
	])("%s is refused with the reason", async (name, text, sentence) => {
		await expect(command("facts", "--fasta", file(name, text))).rejects.toThrowError(sentence);
	});

	it("that is not there is named", async () => {
		await expect(command("facts", "--fasta", path.join(folder, "none.fasta"))).rejects.toThrowError(/none\.fasta cannot be read/);
	});
});
