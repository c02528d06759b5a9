import { describe, expect, it } from "vitest";
import { readArguments } from "../../../src/terminal/arguments.ts";
import { help } from "../../../src/terminal/help.ts";

describe("the command line", () => {
	it("reads a question about a molecule", () => {
		expect(readArguments(["ask", "--smiles", "CCO", "--json", "Is it", "charged?"])).toMatchObject({ command: "ask", smiles: ["CCO"], question: "Is it charged?", json: true, temperature: 0, seed: 0 });
	});

	it("takes several entities and every setting", () => {
		const args = readArguments(["ask", "--smiles", "CCO", "--smiles", "CCN", "--fasta", "p.fasta", "--record", "P53", "--temperature", "0.7", "--seed", "3", "--max-tokens", "20", "--device", "cpu", "--bundle", "/models/x", "why?"]);
		expect(args).toMatchObject({ smiles: ["CCO", "CCN"], fasta: ["p.fasta"], records: ["P53"], temperature: 0.7, seed: 3, maxTokens: 20, device: "cpu", bundle: "/models/x" });
	});

	it("says where the model runs, for one question or a whole table", () => {
		expect(readArguments(["ask", "--gpu-layers", "20", "--context-size", "2048", "--threads", "3", "why?"])).toMatchObject({ placement: { gpuLayers: 20, contextSize: 2048, threads: 3 } });
		expect(readArguments(["ask", "--gpu-layers", "0", "--context-size", "auto", "why?"])).toMatchObject({ placement: { gpuLayers: 0, contextSize: "auto", threads: "auto" } });
		expect(readArguments(["annotate", "a.csv", "-o", "b.csv", "--describe", "--context-size", "512", "--threads", "2"])).toMatchObject({ placement: { contextSize: 512, threads: "auto" }, threads: 2 });
		expect(readArguments(["devices", "--json"])).toMatchObject({ command: "devices", json: true });
		expect(() => readArguments(["ask", "--context-size", "0", "why?"])).toThrow(/--context-size needs a whole number of at least 1/);
		expect(() => readArguments(["ask", "--gpu-layers", "many", "why?"])).toThrow(/--gpu-layers needs a whole number of at least 0/);
	});

	it("reads the files to look through", () => {
		expect(readArguments(["recognise", "a.py", "b.ipynb", "--json", "--check"])).toMatchObject({ command: "recognise", files: ["a.py", "b.ipynb"], json: true, check: true, question: "" });
		expect(readArguments(["recognise", "-", "--stdin-name", "a.R"])).toMatchObject({ files: ["-"], stdinName: "a.R" });
	});

	it("gives help without a command and with one it does not know what to do with", () => {
		expect(readArguments([]).command).toBe("help");
		expect(readArguments(["--help"]).command).toBe("help");
		expect(readArguments(["--version"]).command).toBe("version");
	});

	it("says more about the commands that have a page of their own", () => {
		expect(readArguments(["annotate", "--help"])).toMatchObject({ command: "help", about: "annotate" });
		expect(help("annotate")).toContain("--json-schema");
		expect(help(undefined)).toContain("biomedgpt annotate FILE");
	});

	it.each([
		[["ask", "--smiles", "CCO"], /Write the question at the end/],
		[["fly"], /“fly” is none of ask, encode, facts, recognise/],
		[["encode"], /encode takes one entity/],
		[["encode", "--smiles", "C", "--smiles", "CC"], /encode takes one entity/],
		[["facts"], /facts needs a molecule or a protein/],
		[["facts", "CCO"], /facts/],
		[["ask", "--seed", "x", "q"], /--seed needs a whole number of at least 0, not “x”/],
		[["ask", "--max-tokens", "0", "q"], /--max-tokens needs a whole number of at least 1/],
		[["ask", "--device", "tpu", "q"], /--device “tpu” is none of auto, cpu/],
		[["ask", "--colour", "q"], /colour/],
		[["ask", "--fasta", "a", "--record", "x", "--record", "y", "q"], /2 --record and 1 --fasta/],
		[["recognise"], /recognise needs a file, or - for the standard input/],
		[["recognise", "--smiles", "CCO"], /give them without --smiles/],
		[["recognise", "-", "-"], /can be read only once/],
		[["recognise", "a.py", "--stdin-name", "b.py"], /give - as the file/],
		[["ask", "--temperature", "-1", "q"], /^[^\n]+$/],
	])("says what is wrong with %j", (argv, sentence) => {
		expect(() => readArguments(argv)).toThrowError(expect.objectContaining({ code: "usage", message: expect.stringMatching(sentence) as string }) as Error);
	});
});
