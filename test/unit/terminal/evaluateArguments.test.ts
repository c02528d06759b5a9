import { describe, expect, it } from "vitest";
import { readArguments } from "../../../src/terminal/arguments.ts";
import { itemLine } from "../../../src/terminal/progressBar.ts";

describe("biomedgpt evaluate", () => {
	it("takes benchmarks with names, and what belongs to them", () => {
		expect(readArguments(["evaluate", "--model", "nano", "--benchmark", "chebi=test.tsv", "--benchmark", "usmle=a=b.jsonl", "--training", "chebi=train.tsv", "--question", "chebi=What is it?", "--limit", "100", "--seed", "7", "-o", "report.json", "--resume"])).toEqual({
			command: "evaluate",
			model: "nano",
			bundle: undefined,
			modelsFolder: undefined,
			device: "auto",
			placement: { gpuLayers: "auto", contextSize: "auto", threads: "auto" },
			json: false,
			jsonProgress: false,
			threads: undefined,
			benchmarks: [{ name: "chebi", file: "test.tsv", training: "train.tsv", question: "What is it?" }, { name: "usmle", file: "a=b.jsonl", training: undefined, question: undefined }],
			output: "report.json",
			seed: 7,
			limit: 100,
			resume: true,
			restart: false,
		});
	});

	it.each([
		[["evaluate", "-o", "r.json"], /--benchmark NAME=FILE/],
		[["evaluate", "--benchmark", "a=b"], /-o report\.json/],
		[["evaluate", "--benchmark", "a=b", "-o", "r.md"], /ends with \.json, not “r\.md”/],
		[["evaluate", "--benchmark", "file.tsv", "-o", "r.json"], /a name and what belongs to it.*“file\.tsv”/],
		[["evaluate", "--benchmark", "a=b", "--training", "c=d", "-o", "r.json"], /--training c=… belongs to no benchmark: there is a/],
		[["evaluate", "--benchmark", "a=b", "--benchmark", "a=c", "-o", "r.json"], /Two benchmarks are called “a”.*See biomedgpt evaluate --help\.$/],
		[["evaluate", "a=b", "-o", "r.json"], /by options/],
		[["evaluate", "--benchmark", "a=b", "--model", "x", "--bundle", "y", "-o", "r.json"], /give one of them/],
		[["evaluate", "--benchmark", "a=b", "--resume", "--restart", "-o", "r.json"], /give one of them/],
		[["evaluate", "--benchmark", "a=b", "--limit", "0", "-o", "r.json"], /--limit needs a whole number of at least 1/],
		[["evaluate", "--benchmark", "a=b", "--sead", "0", "-o", "r.json"], /--sead/],
	])("says what is wrong with %j", (argv, sentence) => {
		expect(() => readArguments(argv)).toThrow(expect.objectContaining({ code: "usage", message: expect.stringMatching(sentence) as string }));
	});

	it("has a page of help", () => {
		expect(readArguments(["evaluate", "--help"])).toMatchObject({ command: "help", about: "evaluate" });
	});

	it("draws how far it is", () => {
		expect(itemLine({ phase: "asking", title: "Asking usmle", done: 300, total: 1273, failed: 2, perSecond: 8.25, secondsLeft: 118 }, 100)).toMatch(/^Asking usmle {2}█+░+ {2}23 % {2}300 of 1,273 questions {2}1:58 left {2}8\.3 questions\/s {2}2 failed$/);
	});
});
