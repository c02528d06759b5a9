/**
 * Whole models imported as a person imports them, in the import's own process with its self-test, and asked through the product's engine: featuriser,
 * encoders, prompts, logits and answers are PyTorch's (tolerances of fixtures/checkpoints/README.md).
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SpeakingManifest } from "../../src/inference/bundle/manifest.ts";
import { readSpeakingBundle } from "../support/bundles.ts";
import { checkpoints, haveCheckpoints } from "../support/checkpoints.ts";
import { largestDifference } from "../support/differences.ts";
import { withSoftTokens } from "../support/encodings.ts";
import { realEngine, realImporter, tell, type RealEngine } from "../support/engine.ts";
import { recordedMolecule } from "../support/importedEncoders.ts";
import { TOLERANCES, expectRecorded, logitsOf, recordedOf, redescribed, turnsOf, unframed, type Recorded } from "../support/importedModels.ts";
import { readNpy } from "../support/npy.ts";

const skipped = haveCheckpoints ? "" : ` (skipped: there is no folder ${checkpoints})`;
const folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-models-"));
const differences: string[] = [];
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
	console.log(`largest differences of first logits from PyTorch: ${differences.join(", ")}`);
});

/** Opens engines on demand and ends them all. */
class Engines {
	private readonly open = new Map<string, Promise<RealEngine>>();

	async on(directory: string): Promise<RealEngine> {
		const known = this.open.get(directory) ?? realEngine(directory);
		this.open.set(directory, known);
		return known;
	}

	async dispose(): Promise<void> {
		await Promise.all([...this.open.values()].map(async (engine) => (await engine).dispose()));
	}
}

const MODELS = [
	{ name: "biomedgpt-10b-tiny", title: "BioMedGPT-10B layout" },
	{ name: "biomedgpt-r1-tiny", title: "BioMedGPT-R1 layout" },
] as const;

describe.skipIf(!haveCheckpoints).each(MODELS)(`$name${skipped}`, ({ name, title }) => {
	const recorded: Recorded = haveCheckpoints ? recordedOf(name) : { molecules: [], molecules_extra: [], molecules_refused: [], proteins: [], prompts: [], logits: "" };

	describe.each(["F32", "F16"] as const)("with a language model in %s", (type) => {
		const engines = new Engines();
		let directory: string;
		let manifest: SpeakingManifest;
		beforeAll(async () => {
			const importer = await realImporter(path.join(folder, `${name}-${type}`));
			const shares: number[] = [];
			const imported = await importer.import({ source: path.join(checkpoints, name), weights: { language: type, protein: "F32" } }, ({ share }) => shares.push(share));
			expect(shares.at(-1)).toBe(1);
			expect(shares).toEqual([...shares].sort((one, other) => one - other));
			({ directory, manifest } = await readSpeakingBundle(imported.directory));
		});
		afterAll(() => engines.dispose());

		it("is installed alone, and says what it is and what it was made from", () => {
			expect(readdirSync(path.dirname(directory))).toEqual([path.basename(directory)]);
			expect(readdirSync(directory).sort()).toEqual(["language.gguf", "manifest.json", "molecule-encoder.onnx", "protein-encoder.onnx"]);
			expect(manifest).toMatchObject({ title: expect.stringMatching(`^${title} \\(\\d+ layers of \\d+\\)$`) as string, origin: { weights: { language: type, molecule: "F32", protein: "F32" } } });
			expect(manifest.origin?.files.map((file) => file.name)).toContain("esm2/config.json");
		});

		// The encoders are the same whatever the language model is.
		if (type === "F32") {
			it("encodes molecules as PyTorch does", async () => {
				const { engine } = await engines.on(directory);
				for (const molecule of [...recorded.molecules, ...recorded.molecules_extra]) {
					const { input, features, softTokens } = await withSoftTokens(engine.encode({ kind: "molecule", smiles: molecule.smiles }));
					const { graph } = recordedMolecule(molecule);
					expect(input).toEqual({ kind: "molecule", atoms: graph?.atoms, bonds: graph?.bonds });
					expect(largestDifference(features.data, readNpy(path.join(checkpoints, name, molecule.node_features)).data)).toBeLessThanOrEqual(2e-4);
					expect(largestDifference(softTokens.data, readNpy(path.join(checkpoints, name, molecule.soft_tokens)).data)).toBeLessThanOrEqual(1e-5);
				}
				for (const { smiles, code } of recorded.molecules_refused) {
					await expect(engine.encode({ kind: "molecule", smiles })).rejects.toMatchObject({ code });
				}
			});

			it("encodes proteins as PyTorch does", async () => {
				const { engine } = await engines.on(directory);
				for (const { sequence, ids, last_hidden_state: hidden, soft_tokens: soft } of recorded.proteins) {
					const { input, features, softTokens } = await withSoftTokens(engine.encode({ kind: "protein", sequence }));
					expect(input).toEqual({ kind: "protein", ids });
					const rows = [...hidden.first_rows, ...hidden.last_rows].flat();
					expect(largestDifference([...features.data.subarray(0, rows.length / 2), ...features.data.subarray(-rows.length / 2)], rows)).toBeLessThanOrEqual(5e-5);
					expect(largestDifference(softTokens.data, readNpy(path.join(checkpoints, name, soft)).data)).toBeLessThanOrEqual(1e-5);
				}
			});
		}

		it("reads and answers every recorded question as PyTorch does", async () => {
			const logits = logitsOf(name, recorded.logits);
			// The recorded answers go on behind stop strings.
			const variant = (suffix: string, change: (own: SpeakingManifest) => SpeakingManifest): string => redescribed(directory, path.join(folder, `${name}-${type}-${suffix}`), (own) => change({ ...own, generation: { ...own.generation, stop: [] } }));
			const imported = variant("imported", (own) => own);
			const raw = variant("raw", unframed);
			// The one dialogue about a molecule that was recorded as if a protein were attached.
			const { protein } = manifest.prompt.prologues ?? {};
			const molecule = variant("molecule", (own) => ({ ...own, prompt: { ...own.prompt, prologues: { protein, molecule: protein } } }));
			const asked: Readonly<Record<string, string>> = { "text/raw": raw, "dialogue/turn1": molecule };
			let largest = 0;
			for (const prompt of recorded.prompts) {
				const real = await engines.on(asked[prompt.id] ?? imported);
				largest = Math.max(largest, await expectRecorded(real, prompt, turnsOf(prompt, recorded), logits, TOLERANCES[type]));
			}
			expect(recorded.prompts).toHaveLength(18);
			differences.push(`${name} ${type} ${largest.toExponential(1)}`);
		});
	});
});

describe.skipIf(!haveCheckpoints)(`biomedgpt-10b-tiny in few bits${skipped}`, () => {
	const name = "biomedgpt-10b-tiny";
	const engines = new Engines();
	afterAll(() => engines.dispose());

	/** RMS of the differences over RMS of what PyTorch has. */
	const relative = (actual: ArrayLike<number>, expected: ArrayLike<number>): number => {
		const sum = (of: (index: number) => number): number => Array.from({ length: expected.length }, (_, index) => of(index) ** 2).reduce((total, square) => total + square, 0);
		return Math.sqrt(sum((index) => (actual[index] ?? Number.NaN) - (expected[index] ?? 0)) / sum((index) => expected[index] ?? 0));
	};

	it.each([
		["Q8_0", "int8", { protein: 0.06, logits: 0.2 }],
		["Q4_K", "int4", { protein: 0.5, logits: 0.5 }],
	] as const)("(%s, proteins in %s) is near what PyTorch computes, by so much", async (language, protein, most) => {
		const importer = await realImporter(path.join(folder, `few-${language}`));
		const { directory } = await importer.import({ source: path.join(checkpoints, name), weights: { language, protein } }, () => undefined);
		const { engine } = await engines.on(directory);
		const { proteins, molecules, prompts, logits } = recordedOf(name);
		const errors = { protein: 0, logits: 0 };
		for (const { sequence, soft_tokens: soft } of proteins) {
			errors.protein = Math.max(errors.protein, relative((await withSoftTokens(engine.encode({ kind: "protein", sequence }))).softTokens.data, readNpy(path.join(checkpoints, name, soft)).data));
		}
		const { shape, data } = logitsOf(name, logits);
		for (const prompt of prompts.filter(({ id }) => id.startsWith("mol/"))) {
			const { answer } = await tell(engine, { turns: turnsOf(prompt, { molecules, proteins, prompts }), maxTokens: 1, firstLogits: true });
			const width = shape[1] ?? 0;
			errors.logits = Math.max(errors.logits, relative(answer.firstLogits ?? [], data.subarray(prompt.logits_row * width, (prompt.logits_row + 1) * width)));
		}
		differences.push(`${language} ${errors.logits.toFixed(3)} of their size, soft tokens of proteins in ${protein} ${errors.protein.toFixed(3)}`);
		expect(errors.protein).toBeLessThan(most.protein);
		expect(errors.logits).toBeLessThan(most.logits);
	});
});

describe.skipIf(!haveCheckpoints)(`a language model alone${skipped}`, () => {
	const engines = new Engines();
	afterAll(() => engines.dispose());
	const base = "biomedgpt-lm-tiny-sharded";
	const all = haveCheckpoints ? recordedOf<Record<string, Pick<Recorded, "prompts" | "logits">>>(base) : {};

	/** Asks the two recorded questions. */
	async function expectBoth(directory: string, variant: string, type: "F32" | "F16"): Promise<void> {
		const { prompts = [], logits = "" } = all[variant] ?? {};
		const raw = redescribed(directory, `${directory}-raw`, unframed);
		expect(prompts.map(({ id }) => id)).toEqual(["text/raw", "text/chat"]);
		for (const prompt of prompts) {
			const real = await engines.on(prompt.id === "text/raw" ? raw : directory);
			await expectRecorded(real, prompt, turnsOf(prompt, { molecules: [], proteins: [], prompts }), logitsOf(base, logits), TOLERANCES[type]);
		}
	}

	it.each(["safetensors-fp32", "bin-fp16", "safetensors-bf16"])("in the layout of %s answers as PyTorch does", async (variant) => {
		const importer = await realImporter(path.join(folder, variant));
		const { directory, notes } = await importer.import({ source: path.join(checkpoints, base, variant), weights: { language: "F32" } }, () => undefined);
		// The folder around is called as its publisher calls it, so its dialogue is known.
		expect(notes).toEqual([]);
		expect((await readSpeakingBundle(directory)).manifest).toMatchObject({ licence: expect.stringContaining("Llama 2 Community License") as string, prompt: { entities: "inline" }, language: { vocabulary: 1000 } });
		await expectBoth(directory, variant, "F32");
	});

	it("as a GGUF is taken as it is, and answers the same", async () => {
		const importer = await realImporter(path.join(folder, "gguf"));
		const made = await importer.import({ source: path.join(checkpoints, base, "bin-fp16"), weights: { language: "F16" } }, () => undefined);
		const source = path.join(made.directory, "language.gguf");
		const { directory } = await importer.import({ source, name: "somebodys-model" }, () => undefined);
		expect(readFileSync(path.join(directory, "language.gguf")).equals(readFileSync(source))).toBe(true);
		const { manifest } = await readSpeakingBundle(directory);
		expect(manifest).toMatchObject({ name: "somebodys-model", language: { bos: 1, vocabulary: 1000 }, origin: { weights: { language: "F16" } } });
		expect([manifest.molecule, manifest.protein, manifest.carriers]).toEqual([undefined, undefined, undefined]);
		await expectBoth(directory, "bin-fp16", "F16");
		const { engine } = await engines.on(directory);
		const { prompt } = await tell(engine, { turns: [{ role: "user", text: "Please describe this molecule.", entities: [{ kind: "molecule", smiles: "CCO" }] }], maxTokens: 1 });
		const text = prompt.segments.map((segment) => (segment.kind === "text" ? segment.text : "?")).join("");
		expect(text).toMatch(/### Human: The SMILES of the molecule is CCO\. Computed facts: Formula C2H6O; .+\. Please describe this molecule\. ### Assistant: $/);
	});
});
