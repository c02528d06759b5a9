/**
 * Language models imported from checkpoints as they are published, through the real llama.cpp: token ids, logits and greedy text against PyTorch,
 * with the recorded soft tokens on the carriers that the import appends. Tolerances: ../shared/fixtures/checkpoints/README.md.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SpeakingManifest } from "../../src/inference/bundle/manifest.ts";
import type { Matrix } from "../../src/inference/engine.ts";
import { languageBytes, writeLanguage, type LanguageFacts, type LanguageOptions } from "../../src/inference/import/gguf/writeLanguage.ts";
import { openCheckpoint } from "../../src/inference/import/open.ts";
import type { Block } from "../../src/inference/runtime/blocks.ts";
import { LanguageModel } from "../../src/inference/runtime/language.ts";
import { checkpoints, haveCheckpoints } from "../support/checkpoints.ts";
import { writeRandomLanguage } from "../support/randomLanguage.ts";
import { readNpy, type RecordedPrompt } from "../support/recordedPrompts.ts";

/** Enough for the longest prompt: 302 residues. */
const CARRIERS = 512;
const STEPS = 24;
const TYPES = ["F32", "F16", "Q8_0", "Q4_K"] as const;
/** Largest difference of a logit; F16 is followed up to the first step that is nearly a tie. Quantised types have none: theirs is told. */
const TOLERANCE = { F32: 2e-4, F16: 1e-1 };
const TIE = { F32: 0, F16: 0.1 };

interface Model {
	readonly name: string;
	/** File or folder with the weights; in its folder lies what belongs to it. */
	readonly checkpoint: string;
	readonly folder: string;
	readonly prefix: string;
	readonly specialTokensInText: boolean;
	readonly facts: LanguageFacts;
	readonly prompts: readonly RecordedPrompt[];
	/** `[prompts, rows]`. */
	readonly logits: Matrix;
	readonly soft: ReadonlyMap<string, string>;
}

interface Recorded {
	readonly prompts: RecordedPrompt[];
	readonly logits: string;
	readonly molecules?: { id: string; soft_tokens: string }[];
	readonly proteins?: { id: string; soft_tokens: string }[];
}

const facts = (architecture: string, rows: number, context: number, bos: number, eos: number): LanguageFacts => ({ architecture, width: 96, vocabulary: rows + CARRIERS, context, carriers: { first: rows, count: CARRIERS }, bos, eos: [eos] });

function model(name: string, recorded: Recorded, base: string, more: Pick<Model, "checkpoint" | "folder" | "prefix" | "facts"> & Partial<Model>): Model {
	const soft = [...(recorded.molecules ?? []), ...(recorded.proteins ?? [])].map(({ id, soft_tokens: file }) => [id, path.join(base, file)] as const);
	return { name, specialTokensInText: false, prompts: recorded.prompts, logits: readNpy(path.join(base, recorded.logits)), soft: new Map(soft), ...more };
}

function models(): Model[] {
	const expected = (folder: string): unknown => JSON.parse(readFileSync(path.join(checkpoints, folder, "expected.json"), "utf8"));
	const at = (...names: string[]): string => path.join(checkpoints, ...names);
	const shards = expected("biomedgpt-lm-tiny-sharded") as Record<string, Recorded>;
	return [
		model("biomedgpt-10b-tiny", expected("biomedgpt-10b-tiny") as Recorded, at("biomedgpt-10b-tiny"), {
			checkpoint: at("biomedgpt-10b-tiny", "biomedgpt_10b.pth"), folder: at("biomedgpt-10b-tiny", "biomedgpt-lm"), prefix: "llm.", facts: facts("llama", 1001, 4096, 1, 2),
		}),
		model("biomedgpt-r1-tiny", expected("biomedgpt-r1-tiny") as Recorded, at("biomedgpt-r1-tiny"), {
			checkpoint: at("biomedgpt-r1-tiny", "pytorch_model.bin"), folder: at("biomedgpt-r1-tiny", "llm"), prefix: "llm.", facts: facts("qwen2", 1007, 131_072, 1003, 1000), specialTokensInText: true,
		}),
		...["safetensors-fp32", "bin-fp16", "safetensors-bf16"].map((name) =>
			model(name, shards[name] as Recorded, at("biomedgpt-lm-tiny-sharded"), { checkpoint: at("biomedgpt-lm-tiny-sharded", name), folder: at("biomedgpt-lm-tiny-sharded", name), prefix: "", facts: facts("llama", 1000, 4096, 1, 2) }),
		),
	];
}

const folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-import-"));
const differences: string[] = [];
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
	console.log(`logits of imported models against PyTorch:\n${differences.join("\n")}`);
});

function manifestOf({ facts, specialTokensInText }: Pick<Model, "facts" | "specialTokensInText">, file: string): SpeakingManifest {
	return {
		schema: 1, name: "imported", version: "1", title: "imported", created: "2026-01-01", licence: "none", files: {},
		language: { file, architecture: facts.architecture, width: facts.width, vocabulary: facts.vocabulary, context: 1024, bos: facts.bos, specialTokensInText, keyValueCache: "F32", device: "cpu" },
		carriers: { ...facts.carriers, rows: "zero" },
		prompt: { prologue: "", user: ["", ""], assistant: ["", ""], open: " ", molecule: ["", ""], protein: ["", ""], entities: "inline", history: "full" },
		generation: { maxTokens: STEPS, stop: [] },
	};
}

if (!haveCheckpoints) {
	console.log(`skipped: the reference checkpoints are not there (${checkpoints})`);
}

/** Rows of the reference checkpoints are too narrow for the K types, which need 256 numbers: those are compared with F32 on a model made up here. */
describe("a model with wide rows", () => {
	const wide = path.join(folder, "wide");
	const ids = Array.from({ length: 60 }, (_, index) => 259 + ((index * 17) % 28));
	let exact: readonly number[];

	async function logitsAs(type: LanguageOptions["type"]): Promise<readonly number[]> {
		const checkpoint = await openCheckpoint(wide);
		const file = `wide-${type}.gguf`;
		const written = await writeLanguage({ checkpoint, prefix: "", folder: wide }, path.join(folder, file), { type, carriers: CARRIERS });
		await checkpoint.close();
		const { language } = await LanguageModel.load({ directory: folder, manifest: manifestOf({ facts: written, specialTokensInText: false }, file) }, "cpu", folder);
		const logits = await language.logits([{ kind: "text", ids }], new AbortController().signal);
		await language.llama.dispose();
		return logits.slice(0, written.carriers.first);
	}

	beforeAll(async () => {
		await writeRandomLanguage(wide, { layers: 8, width: 512, feedForward: 1024, heads: 8, keyHeads: 4, rows: 1000, type: "F16" });
		exact = await logitsAs("F32");
	});

	// Random weights spread an error more than trained ones. llama.cpp's own quantiser, on this very model: 0.0388 as Q8_0, 0.2990 as Q4_K_M.
	it.each([["F16", 0.002], ["Q8_0", 0.0388 * 1.05], ["Q4_K", 0.299 * 1.05]] as const)("as %s: the logits' RMS error is at most %d of their standard deviation", async (type, most) => {
		const logits = await logitsAs(type);
		const mean = exact.reduce((sum, value) => sum + value, 0) / exact.length;
		const deviation = Math.sqrt(exact.reduce((sum, value) => sum + (value - mean) ** 2, 0) / exact.length);
		const error = Math.sqrt(exact.reduce((sum, value, index) => sum + (value - (logits[index] ?? Number.NaN)) ** 2, 0) / exact.length) / deviation;
		differences.push(`wide ${type}: RMS error of the logits ${error.toFixed(4)} of their standard deviation`);
		expect(error).toBeLessThanOrEqual(most);
	});
});

describe.skipIf(!haveCheckpoints).each(haveCheckpoints ? models() : [])("$name", (source) => {
	describe.each(TYPES)("as %s", (type) => {
		const file = `${source.name}-${type}.gguf`;
		let language: LanguageModel;
		const progress: [number, number][] = [];
		beforeAll(async () => {
			const checkpoint = await openCheckpoint(source.checkpoint);
			try {
				const options: LanguageOptions = { type, carriers: CARRIERS, report: (done, total) => progress.push([done, total]) };
				const written = { checkpoint, prefix: source.prefix, folder: source.folder };
				expect(await writeLanguage(written, path.join(folder, file), options)).toEqual(source.facts);
				expect(statSync(path.join(folder, file)).size).toBe(await languageBytes(written, options));
			} finally {
				await checkpoint.close();
			}
			// Fails where the carriers' rows are not zero or the output matrix is missing.
			({ language } = await LanguageModel.load({ directory: folder, manifest: manifestOf(source, file) }, "cpu", folder));
		});
		afterAll(() => language?.llama.dispose());

		it("tells its progress up to the last byte", () => {
			const [done, total] = progress.at(-1) ?? [];
			expect(done).toBe(total);
			expect(progress.every(([now], index) => now > (progress[index - 1]?.[0] ?? 0))).toBe(true);
		});

		it("splits each text into the ids of PyTorch's tokenizer", () => {
			for (const { segments } of source.prompts) {
				segments.forEach((segment, index) => {
					if (segment.type === "text") {
						const hasBos = index === 0 && segment.ids[0] === source.facts.bos;
						expect(language.tokenize(segment.text), segment.text).toEqual(segment.ids.slice(hasBos ? 1 : 0));
					}
				});
			}
		});

		it("never yields a carrier or a padding row from text that spells it", () => {
			const rows = new Set(language.tokenize("<soft_0><soft_511> [PAD] [PAD1]<soft_12>"));
			expect([...rows].filter((id) => id >= (source.facts.architecture === "llama" ? 1000 : 1007))).toEqual([]);
		});

		it("gives PyTorch's logits and greedy text", async () => {
			let largest = 0;
			let squares = 0;
			let count = 0;
			let same = 0;
			for (const prompt of source.prompts) {
				const blocks = prompt.segments.map((segment): Block => (segment.type === "text" ? { kind: "text", ids: segment.ids } : { kind: "soft", entity: { kind: "molecule", smiles: segment.ref }, soft: readNpy(source.soft.get(segment.ref) ?? "") }));
				let first: readonly number[] = [];
				const ids: number[] = [];
				for await (const { id } of language.generate(blocks, { sampling: { temperature: 0, seed: 0 }, maxTokens: STEPS, fresh: true, firstLogits: true, signal: new AbortController().signal, onRead: ({ firstLogits }) => (first = firstLogits ?? []) })) {
					ids.push(id);
				}
				const expected = source.logits.data.subarray(prompt.logits_row * source.logits.columns, (prompt.logits_row + 1) * source.logits.columns);
				for (const [id, logit] of expected.entries()) {
					const difference = Math.abs(logit - (first[id] ?? Number.NaN));
					largest = Math.max(largest, difference);
					squares += difference * difference;
					count++;
				}
				if (type === "F32" || type === "F16") {
					const tie = prompt.greedy_top2_gaps.findIndex((gap) => gap < TIE[type]);
					const certain = tie < 0 ? STEPS : tie;
					expect(ids.slice(0, certain), prompt.id).toEqual(prompt.greedy_ids.slice(0, certain));
				}
				const differs = prompt.greedy_ids.findIndex((id, index) => id !== ids[index]);
				same += differs < 0 ? STEPS : differs;
			}
			differences.push(`${source.name} ${type}: largest ${largest.toExponential(1)}, RMS ${Math.sqrt(squares / count).toExponential(1)}; ${same} of ${source.prompts.length * STEPS} greedy ids before a difference`);
			expect(largest).toBeLessThanOrEqual(type === "F32" || type === "F16" ? TOLERANCE[type] : Number.MAX_VALUE);
		});
	});
});
