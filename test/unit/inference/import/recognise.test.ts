/** What a person chooses, and what it is taken for: by what lies there, never by names of folders. */
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFusion, type ChosenParts, type FusionSources } from "../../../../src/inference/import/fusionSources.ts";
import { planImport } from "../../../../src/inference/import/plan.ts";
import { recognise } from "../../../../src/inference/import/recognise.ts";
import { checkpoints, haveCheckpoints } from "../../../support/checkpoints.ts";

const skipped = haveCheckpoints ? "" : ` (skipped: there is no folder ${checkpoints})`;
const at = (...names: string[]): string => path.join(checkpoints, ...names);
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-recognise-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inside = (...names: string[]): string => path.join(folder, ...names);
/** Copies a reference file or folder. */
function put(from: string, ...to: string[]): string {
	mkdirSync(path.dirname(inside(...to)), { recursive: true });
	cpSync(at(...from.split("/")), inside(...to), { recursive: true });
	return inside(...to);
}

async function parts(chosen: string, companions: ChosenParts = {}): Promise<Pick<FusionSources, "files"> & { readonly language: string; readonly protein: string }> {
	const found = await recognise(chosen);
	if (found.kind !== "fusion") {
		throw new Error(`${chosen} is taken for ${found.kind}`);
	}
	const { checkpoint, files, language, protein } = await openFusion(found, companions);
	await checkpoint.close();
	return { files, language: path.relative(folder, language.folder), protein: path.relative(folder, protein.folder) };
}

describe.skipIf(!haveCheckpoints)(`a BioMedGPT checkpoint${skipped}`, () => {
	const weights = "hostile/control_micro_10b.pth";

	it("finds its configuration under any names", async () => {
		put(weights, "x.pth");
		put("hostile/biomedgpt-lm", "my tokenizer", "v1");
		put("hostile/esm2", "b");
		for (const chosen of [inside("x.pth"), folder]) {
			expect(await parts(chosen)).toMatchObject({ language: "my tokenizer/v1", protein: "b" });
		}
	});

	it("finds it in OpenBioMed's own folders, whichever of them is chosen", async () => {
		put(weights, "ckpts", "fusion_ckpts", "biomedgpt_10b.pth");
		put("hostile/biomedgpt-lm", "ckpts", "text_ckpts", "biomedgpt-lm-7b");
		put("hostile/esm2", "ckpts", "protein_ckpts", "esm2-3b");
		for (const chosen of [inside("ckpts"), inside("ckpts", "fusion_ckpts"), inside("ckpts", "fusion_ckpts", "biomedgpt_10b.pth")]) {
			expect(await parts(chosen)).toMatchObject({ language: "ckpts/text_ckpts/biomedgpt-lm-7b", protein: "ckpts/protein_ckpts/esm2-3b" });
		}
	});

	it("says what is missing and where one gets it", async () => {
		put(weights, "x.pth");
		await expect(parts(folder)).rejects.toMatchObject({ code: "missing-companion", message: expect.stringContaining("facebook/esm2_t36_3B_UR50D") as string });
		put("hostile/esm2", "esm2");
		await expect(parts(folder)).rejects.toMatchObject({ code: "missing-companion", message: expect.stringContaining("PharMolix/BioMedGPT-LM-7B") as string });
		const elsewhere = mkdtempSync(path.join(tmpdir(), "biomedgpt-elsewhere-"));
		cpSync(at("hostile/biomedgpt-lm"), elsewhere, { recursive: true });
		expect(await parts(folder, { language: elsewhere })).toMatchObject({ protein: "esm2" });
		await expect(parts(folder, { language: inside("esm2") })).rejects.toMatchObject({ code: "missing-companion" });
		rmSync(elsewhere, { recursive: true });
	});

	it("takes no configuration of another size, and asks where two differ", async () => {
		put(weights, "x.pth");
		put("hostile/esm2", "esm2");
		put("biomedgpt-10b-tiny/biomedgpt-lm", "a");
		await expect(parts(folder)).rejects.toMatchObject({ code: "wrong-companion", message: expect.stringMatching(/3 layers of width 96, not \d+ of width 16/) as string });
		put("hostile/biomedgpt-lm", "b");
		expect(await parts(folder)).toMatchObject({ language: "b" });
		put("hostile/biomedgpt-lm", "c");
		expect(await parts(folder)).toMatchObject({ language: "b" });
		writeFileSync(inside("c", "tokenizer_config.json"), "{}");
		await expect(parts(folder)).rejects.toMatchObject({ code: "bad-layout", message: expect.stringContaining("b, c") as string });
	});

	it("does not follow links to folders elsewhere", async () => {
		put(weights, "x.pth");
		put("hostile/esm2", "esm2");
		symlinkSync(at("hostile/biomedgpt-lm"), inside("lm"));
		await expect(parts(folder)).rejects.toMatchObject({ code: "missing-companion" });
	});

	it("is planned without writing: name, sizes, memory", async () => {
		const plan = await planImport({ source: at("biomedgpt-10b-tiny"), weights: { language: "Q8_0", protein: "int8" } }, inside("models"));
		expect(plan).toMatchObject({ name: "biomedgpt-10b-q8-0-int8", weights: { language: "Q8_0", protein: "int8", molecule: "F32" }, notes: [] });
		expect(plan.reads).toBeGreaterThan(9e6);
		expect(plan.writes).toBeGreaterThan(8e6);
		expect(plan.memory).toBeGreaterThan(plan.writes);
		expect(plan.free).toBeGreaterThan(0);
		await expect(recognise(inside("models"))).rejects.toMatchObject({ code: "missing-file" });
	});
});

describe.skipIf(!haveCheckpoints)(`a language model${skipped}`, () => {
	it.each(["config.json", "tokenizer.model", "model.safetensors", "."])("is found when %s is chosen", async (chosen) => {
		const model = put("biomedgpt-lm-tiny-sharded/safetensors-bf16", "lm");
		expect(await recognise(path.join(model, chosen))).toMatchObject({ kind: "language", checkpoint: path.join(model, "model.safetensors"), shape: { architecture: "llama", width: 96 } });
	});

	it("is called as on Hugging Face also in its cache", async () => {
		const model = put("biomedgpt-lm-tiny-sharded/safetensors-bf16", "models--PharMolix--BioMedGPT-LM-7B", "snapshots", "0335424");
		expect(await planImport({ source: model, weights: { language: "Q4_K" } }, folder)).toMatchObject({ name: "biomedgpt-lm-7b-q4-k", title: "BioMedGPT-LM-7B", notes: [] });
	});

	it("needs its config.json and tokenizer", async () => {
		const model = put("biomedgpt-lm-tiny-sharded/safetensors-bf16", "lm");
		renameSync(path.join(model, "tokenizer.model"), inside("kept"));
		await expect(recognise(model)).rejects.toMatchObject({ code: "missing-companion", message: expect.stringContaining("tokenizer.model") as string });
		writeFileSync(path.join(model, "config.json"), '{"model_type":"gpt2"}');
		await expect(recognise(model)).rejects.toMatchObject({ code: "missing-companion", message: expect.stringContaining("gpt2") as string });
		rmSync(path.join(model, "config.json"));
		await expect(recognise(model)).rejects.toMatchObject({ code: "missing-companion", message: expect.stringContaining("config.json is not beside it") as string });
	});
});

describe("a GGUF", () => {
	const nano = path.resolve("models/nano/language.gguf");

	it("is found by what it holds, alone in a folder or under any name", async () => {
		cpSync(nano, inside("weights.part1"));
		expect(await recognise(inside("weights.part1"))).toEqual({ kind: "gguf", file: inside("weights.part1") });
		mkdirSync(inside("one"));
		cpSync(nano, inside("one", "model.Q4_K_M.gguf"));
		cpSync(nano, inside("one", "mmproj-model.gguf"));
		expect(await recognise(inside("one"))).toEqual({ kind: "gguf", file: inside("one", "model.Q4_K_M.gguf") });
	});

	it("is to be chosen where there are several; its pieces are one, whichever is chosen, and all of them must be there", async () => {
		cpSync(nano, inside("model.Q4_K_M.gguf"));
		cpSync(nano, inside("model.Q8_0.gguf"));
		await expect(recognise(folder)).rejects.toMatchObject({ code: "bad-layout", message: expect.stringContaining("several GGUF") as string });
		cpSync(nano, inside("p", "model-00001-of-00002.gguf"), { recursive: true });
		cpSync(nano, inside("p", "model-00002-of-00002.gguf"));
		for (const chosen of [inside("p"), inside("p", "model-00002-of-00002.gguf")]) {
			expect(await recognise(chosen)).toEqual({ kind: "gguf", file: inside("p", "model-00001-of-00002.gguf") });
		}
		await expect(planImport({ source: inside("p") }, folder)).rejects.toMatchObject({ code: "bad-gguf", message: expect.stringContaining("not the piece that its name says") as string });
		rmSync(inside("p", "model-00001-of-00002.gguf"));
		await expect(planImport({ source: inside("p", "model-00002-of-00002.gguf") }, folder)).rejects.toMatchObject({ code: "missing-file", message: expect.stringContaining("model-00001-of-00002.gguf") as string });
		cpSync(nano, inside("p", "other-00001-of-00002.gguf"));
		await expect(recognise(inside("p"))).rejects.toMatchObject({ code: "bad-layout", message: expect.stringContaining("several GGUF") as string });
	});
});

it.each([["pytorch_model.bin.part00", "pytorch_model.bin"], ["model.safetensors.aa", "model.safetensors"], ["biomedgpt_10b.pth_003", "biomedgpt_10b.pth"]])("the piece %s of a file that was cut says how the pieces are joined", async (piece, whole) => {
	mkdirSync(inside("cut"));
	writeFileSync(inside("cut", piece), "PK");
	for (const chosen of [inside("cut"), inside("cut", piece)]) {
		await expect(recognise(chosen)).rejects.toMatchObject({ code: "bad-layout", message: expect.stringContaining(`cat ${whole}?* > ${whole}`) as string });
	}
});

it.each([["a folder without a model", "."], ["a place where nothing is", "nowhere"]])("%s is named as such", async (_, name) => {
	await expect(recognise(inside(name))).rejects.toMatchObject({ code: "missing-file" });
});
