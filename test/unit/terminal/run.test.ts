/** Commands as a script would use them, with the real engine and real RDKit. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readArguments } from "../../../src/terminal/arguments.ts";
import { run } from "../../../src/terminal/run.ts";
import { PlainVoice } from "../../../src/terminal/voice.ts";
import { biomedgptAsk } from "../../../src/tools/biomedgptAsk.ts";
import { BundleCopy } from "../../support/bundles.ts";
import { withSoftTokens } from "../../support/encodings.ts";
import { nanoDirectory, realEngine, type RealEngine } from "../../support/engine.ts";

const noHeads = { describe: () => Promise.reject(new Error("no heads")), predict: () => Promise.reject(new Error("no heads")) };

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

/** These commands neither import nor download. */
const unasked = (): Promise<never> => Promise.reject(new Error("asked for something that this command does not need"));

async function command(...argv: string[]): Promise<{ out: string; remarks: string[] }> {
	return commandOf(real, argv);
}

async function commandOf({ engine }: RealEngine, argv: readonly string[]): Promise<{ out: string; remarks: string[] }> {
	let out = "";
	const remarks: string[] = [];
	await run(readArguments(argv), { engine, chemistry: real.chemistry, annotation: real.annotation, properties: noHeads, version: "0.0.0", publishedFile: "", cacheFolder: folder, models: { folder, catalogFile: "", embedded: nanoDirectory, plansOf: (directories, signal) => engine.plansOf(directories, signal), importer: { plan: unasked, lacking: unasked, import: unasked }, fetch: unasked, question: undefined }, write: (text) => (out += text), flushed: () => Promise.resolve(), stdin: Readable.from([]), stdout: new PassThrough(), remark: (line) => remarks.push(line), voice: new PlainVoice({ write: (line) => remarks.push(line.trimEnd()) }), signal: new AbortController().signal });
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

describe("biomedgpt ask with a model that thinks first", () => {
	// nano writes "It has one ring.": the word "has" serves as the end of its reasoning.
	const bundle = new BundleCopy();
	const question = ["ask", "--smiles", "CC(=O)Oc1ccccc1C(=O)O", "How many rings does it have?"];
	let thinker: RealEngine;
	beforeAll(async () => {
		bundle.describe((manifest) => ({ ...manifest, generation: { ...manifest.generation, reasoning: { end: " has " } } }));
		thinker = await realEngine(bundle.directory);
	});
	afterAll(async () => {
		await thinker.dispose();
		bundle.dispose();
	});

	it("writes the answer alone, and the reasoning where it is asked for beside it", async () => {
		const { out, remarks } = await commandOf(thinker, question);
		expect(out).toBe("one ring.\n");
		expect(remarks.filter(Boolean)).toEqual([expect.stringMatching(/^Written by/)]);
		const shown = await commandOf(thinker, [...question, "--show-reasoning"]);
		expect(shown.out).toBe("one ring.\n");
		expect(shown.remarks.filter(Boolean)).toEqual(["It", expect.stringMatching(/^Written by/)]);
	});

	it("has it in JSON, apart", async () => {
		expect(JSON.parse((await commandOf(thinker, [...question, "--json"])).out)).toMatchObject({ answer: "one ring.", reasoning: "It", notices: [] });
	});

	it("says that the model came to no answer", async () => {
		const { out, remarks } = await commandOf(thinker, [...question, "--max-tokens", "1"]);
		expect(out).toBe("\n");
		expect(remarks[0]).toMatch(/still reasoning/);
		const { notices } = JSON.parse((await commandOf(thinker, [...question, "--max-tokens", "1", "--json"])).out) as { notices: unknown };
		expect(notices).toMatchObject([{ code: "reasoning-unfinished" }]);
	});

	it("tells agents the answer alone", async () => {
		const services = { engine: thinker.engine, chemistry: thinker.chemistry, annotation: thinker.annotation, properties: noHeads, signal: new AbortController().signal, files: { open: () => Promise.reject(new Error("no files")), create: () => Promise.reject(new Error("no files")) } };
		const result = await biomedgptAsk.run({ question: "How many rings does it have?", molecule: "CC(=O)Oc1ccccc1C(=O)O" }, services);
		expect(result.data).toMatchObject({ answer: "one ring.", remarks: [] });
		expect(result.text).toMatch(/\n\none ring\.$/);
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
		const { softTokens } = await withSoftTokens(real.engine.encode({ kind: "molecule", smiles: "CCO" }));
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

describe("biomedgpt devices", () => {
	it("tells what the machine has and where the model would go", async () => {
		const { out } = await command("devices");
		expect(out).toMatch(/^Processor +\d+ cores?, .* of memory free\nGPU +.+\nEncoders +on the processor \(this build of ONNX Runtime has: .*cpu/);
		expect(out).toMatch(/The model that answers:\n {2}the processor, \d+ threads?; a context of 1,024 tokens\n {2}weights 14\.\d MB, .*molecule encoder 7\.75 MB, protein encoder 3\.4 MB\n/);
	});

	it("tells it in numbers, and what is wrong with a model", async () => {
		expect(JSON.parse((await command("devices", "--json")).out)).toMatchObject({ encoderProviders: expect.arrayContaining(["cpu"]) as unknown, plan: { device: "cpu", contextSize: 1024, gpuLayers: 0 } });
		const broken = await realEngine(folder);
		try {
			expect(JSON.parse((await commandOf(broken, ["devices", "--json"])).out)).toMatchObject({ plan: { error: { code: "bundle-missing" } } });
			// A model that was named is what was asked about.
			await expect(commandOf(broken, ["devices", "--bundle", folder])).rejects.toMatchObject({ code: "bundle-missing" });
		} finally {
			await broken.dispose();
		}
	});
});
