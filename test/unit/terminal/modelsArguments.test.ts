import { describe, expect, it } from "vitest";
import { readArguments } from "../../../src/terminal/arguments.ts";
import { help } from "../../../src/terminal/help.ts";

const models = (...more: string[]): unknown => readArguments(["models", ...more]);

describe("biomedgpt models", () => {
	it("imports what lies at a path, with the weights and the name that are wished", () => {
		expect(models("import", "biomedgpt_10b.pth", "--quantise", "Q4_K", "--protein", "int8", "--as", "ten", "--use", "--device", "cpu")).toMatchObject({
			command: "models", action: "import", use: true, device: "cpu",
			request: { source: "biomedgpt_10b.pth", name: "ten", weights: { language: "Q4_K", protein: "int8" }, other: undefined },
		});
		expect(models("import", "10b", "--language-from", "lm", "--protein-from", "esm", "--molecule-from", "gin.pth")).toMatchObject({ request: { parts: { language: "lm", protein: "esm", molecule: "gin.pth" } } });
		expect(models("import", "10b", "--gguf", "lm.gguf", "--original", "lm")).toMatchObject({ request: { other: { gguf: "lm.gguf", original: "lm", confirmed: false } } });
		expect(models("import", "10b", "--gguf", "lm.gguf", "--same-language")).toMatchObject({ request: { other: { gguf: "lm.gguf", confirmed: true } } });
	});

	it("downloads with a yes that is given before", () => {
		expect(models("download", "biomedgpt-lm-7b-gguf", "--variant", "Q4_K_M", "--accept-licence", "--json")).toMatchObject({ action: "download", id: "biomedgpt-lm-7b-gguf", variant: "Q4_K_M", acceptLicence: true, filesOnly: false, json: true });
		expect(models("download", "biomedgpt-lm-7b")).toMatchObject({ acceptLicence: false, variant: undefined });
	});

	it("takes the options before the words too", () => {
		expect(readArguments(["--models-folder", "/data", "models", "--json", "use", "ten"])).toMatchObject({ action: "use", name: "ten", modelsFolder: "/data", json: true });
		expect(readArguments(["ask", "--models-folder", "/data", "q"])).toMatchObject({ command: "ask", modelsFolder: "/data" });
		expect(readArguments(["annotate", "a.csv", "-o", "b.csv", "--describe", "--models-folder", "/data"])).toMatchObject({ modelsFolder: "/data" });
	});

	it("verifies one or all, removes one, and brings back one or the last", () => {
		expect(models("verify")).toMatchObject({ action: "verify", name: undefined });
		expect(models("verify", "ten")).toMatchObject({ action: "verify", name: "ten" });
		expect(models("remove", "ten")).toMatchObject({ action: "remove", name: "ten" });
		expect(models("remove", "ten", "--undo")).toMatchObject({ action: "restore", name: "ten" });
		expect(models("remove", "--undo")).toMatchObject({ action: "restore", name: undefined });
	});

	it("has a page of help", () => {
		expect(models("--help")).toMatchObject({ command: "help", about: "models" });
		expect(readArguments(["help", "models"])).toMatchObject({ command: "help", about: "models" });
		expect(help("models")).toContain("--accept-licence");
		expect(help(undefined)).toContain("biomedgpt models list");
	});

	it.each([
		[[], /Say what to do with models: list, import/],
		[["fly"], /“fly” is none of list, import/],
		[["list", "ten"], /takes no names: “ten”/],
		[["import"], /takes one file or folder/],
		[["import", "a", "b"], /takes one file or folder/],
		[["import", "a", "--quantise", "Q5_1"], /--quantise “Q5_1” is none of F32, F16, Q8_0, Q4_K/],
		[["import", "a", "--protein", "Q8_0"], /--protein “Q8_0” is none of F32, F16, int8, int4/],
		[["import", "a", "--as", "nano"], /nano is the embedded model/],
		[["import", "a", "--as", "../evil"], /evil” behind --as cannot name a model.*See biomedgpt models --help/],
		[["import", "a", "--original", "lm"], /belong to --gguf/],
		[["import", "a", "--same-language"], /belong to --gguf/],
		[["import", "a", "--accept-licence"], /accept-licence/],
		[["import", "a", "--device", "tpu"], /“tpu” is none of auto, cpu/],
		[["download"], /takes one model of the catalogue/],
		[["download", "a", "--files-only", "--use"], /without --use/],
		[["use"], /or nano for the embedded one/],
		[["remove"], /takes the name of an installed model/],
		[["remove", "nano"], /came with this program/],
		[["verify", "a", "--undo"], /undo/],
	])("says what is wrong with %j", (argv, sentence) => {
		expect(() => models(...argv)).toThrowError(expect.objectContaining({ code: "usage", message: expect.stringMatching(sentence) as string }) as Error);
	});
});
