/**
 * BioMedGPT put together from parts: encoders of other files, and somebody's GGUF in the place of the checkpoint's language model. What comes out is
 * what PyTorch computed for each part.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBundle } from "../../src/inference/bundle/manifest.ts";
import { openCheckpoint } from "../../src/inference/import/open.ts";
import type { Importer } from "../../src/inference/process/importChild.ts";
import { checkpoints, haveCheckpoints } from "../support/checkpoints.ts";
import { largestDifference } from "../support/differences.ts";
import { realEngine, realImporter } from "../support/engine.ts";
import { TOLERANCES, expectRecorded, logitsOf, recordedOf, redescribed, turnsOf } from "../support/importedModels.ts";
import { readNpy } from "../support/npy.ts";
import { writeSafetensors } from "../support/safetensorsFile.ts";

const skipped = haveCheckpoints ? "" : ` (skipped: there is no folder ${checkpoints})`;
const folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-parts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...names: string[]): string => path.join(checkpoints, ...names);
const quiet = (): void => undefined;

/** The whole 10B checkpoint with some of its parts left out, beside its configuration. */
async function partial(name: string, keep: (tensor: string) => boolean): Promise<string> {
	const directory = path.join(folder, name);
	mkdirSync(directory);
	for (const companion of ["biomedgpt-lm", "esm2"]) {
		cpSync(at("biomedgpt-10b-tiny", companion), path.join(directory, companion), { recursive: true });
	}
	const checkpoint = await openCheckpoint(at("biomedgpt-10b-tiny"));
	await writeSafetensors(path.join(directory, "model.safetensors"), checkpoint, (tensor) => (keep(tensor) ? tensor : undefined));
	await checkpoint.close();
	return directory;
}

describe.skipIf(!haveCheckpoints)(`a checkpoint without an encoder${skipped}`, () => {
	it("takes ESM-2 as its publisher gives it, and the GIN of another file", async () => {
		const source = await partial("adapters", (tensor) => !tensor.startsWith("prot_structure_encoder.") && !tensor.startsWith("mol_structure_encoder."));
		const importer = await realImporter(path.join(folder, "models"));
		const parts = { protein: at("esm2-tiny"), molecule: at("legacy-torch", "gin_legacy.pth") };
		await expect(importer.import({ source }, quiet)).rejects.toMatchObject({ code: "missing-key", message: expect.stringContaining("mol_structure_encoder") as string });
		await expect(importer.import({ source, parts: { molecule: parts.molecule } }, quiet)).rejects.toMatchObject({ code: "missing-companion", message: expect.stringContaining("prot_structure_encoder") as string });
		const { directory } = await importer.import({ source, parts }, quiet);
		expect((await readBundle(directory)).manifest.origin?.files.map(({ name }) => name)).toEqual(expect.arrayContaining(["model.safetensors", "gin_legacy.pth", "config.json"]));
		const real = await realEngine(directory);
		const { engine } = real;
		const { molecules } = recordedOf("biomedgpt-10b-tiny");
		for (const { smiles, node_features: nodes } of molecules.slice(0, 3)) {
			const { features } = await engine.encode({ kind: "molecule", smiles });
			expect(largestDifference(features.data, readNpy(at("biomedgpt-10b-tiny", nodes)).data)).toBeLessThanOrEqual(2e-4);
		}
		const { proteins } = recordedOf<{ proteins: { sequence: string; special_tokens: boolean; file: string }[] }>("esm2-tiny");
		for (const { sequence, file } of proteins.filter((each) => each.special_tokens)) {
			const { features } = await engine.encode({ kind: "protein", sequence });
			expect(largestDifference(features.data, readNpy(at("esm2-tiny", file)).data)).toBeLessThanOrEqual(5e-5);
		}
		await real.dispose();
	});
});

describe.skipIf(!haveCheckpoints)(`somebody's GGUF of the language model${skipped}`, () => {
	const original = at("biomedgpt-lm-tiny-sharded", "safetensors-fp32");
	const source = at("biomedgpt-10b-tiny");
	let importer: Importer;
	let gguf: string;
	beforeAll(async () => {
		importer = await realImporter(path.join(folder, "others"));
		const made = await importer.import({ source: original, weights: { language: "F16" } }, quiet);
		gguf = path.join(made.directory, "language.gguf");
	});

	it("serves with encoders and adapters of the checkpoint, when all weights are the same", async () => {
		const { directory } = await importer.import({ source, other: { gguf, original }, weights: { protein: "F32" } }, quiet);
		expect(readFileSync(path.join(directory, "language.gguf")).equals(readFileSync(gguf))).toBe(true);
		const { manifest } = await readBundle(directory);
		expect(manifest).toMatchObject({ carriers: { first: 500, count: 500, rows: "own" }, language: { vocabulary: 1000, bos: 1 } });
		const recorded = recordedOf("biomedgpt-10b-tiny");
		const logits = logitsOf("biomedgpt-10b-tiny", recorded.logits);
		const real = await realEngine(redescribed(directory, path.join(folder, "own"), (own) => ({ ...own, generation: { ...own.generation, stop: [] } })));
		for (const prompt of recorded.prompts.filter(({ id }) => id.startsWith("mol/") || id === "text/chat")) {
			// Without the row [PAD], which the GGUF of the language model alone does not have.
			await expectRecorded(real, prompt, turnsOf(prompt, recorded), { ...logits, width: 1000 }, TOLERANCES.F16);
		}
		await real.dispose();
	});

	it("serves when a person says that it is the same, and not without a word", async () => {
		await expect(importer.plan({ source, other: { gguf } })).rejects.toMatchObject({ code: "not-confirmed" });
		const plan = await importer.plan({ source, other: { gguf, confirmed: true } });
		expect(plan.notes).toEqual([expect.stringContaining("confirmed by a person")]);
	});

	it("is refused where it was made from another model of the same shape", async () => {
		const directory = path.join(folder, "changed");
		cpSync(original, directory, { recursive: true });
		const checkpoint = await openCheckpoint(original);
		rmSync(path.join(directory, "model.safetensors.index.json"));
		// One norm, as after more training: twice its first weight.
		await writeSafetensors(path.join(directory, "model.safetensors"), checkpoint, (name) => name, (name, bytes) => name.endsWith("1.input_layernorm.weight") && bytes.writeFloatLE(2 * bytes.readFloatLE(0) + 1, 0));
		await checkpoint.close();
		const other = await importer.import({ source: path.join(directory, "model.safetensors"), weights: { language: "F16" }, name: "another" }, quiet);
		const changed = path.join(other.directory, "language.gguf");
		await expect(importer.import({ source, other: { gguf: changed, confirmed: true } }, quiet)).rejects.toMatchObject({ code: "other-language-model", message: expect.stringContaining("blk.1.attn_norm.weight") as string });
		await expect(importer.import({ source, other: { gguf, original: path.join(directory, "model.safetensors") }, name: "third" }, quiet)).rejects.toMatchObject({ code: "other-language-model", message: expect.stringContaining("layers.1.input_layernorm.weight") as string });
		await expect(importer.import({ source, other: { gguf: path.resolve("models/nano/language.gguf"), confirmed: true } }, quiet)).rejects.toMatchObject({ code: "other-language-model" });
	});
});
