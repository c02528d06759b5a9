/** A language model's checkpoint becomes one GGUF, or nothing at all with the reason. */
import { build } from "esbuild";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readGgufHeader } from "../../../../src/inference/import/gguf/readHeader.ts";
import { languageBytes, writeLanguage, type LanguageFacts, type LanguageOptions } from "../../../../src/inference/import/gguf/writeLanguage.ts";
import { openCheckpoint } from "../../../../src/inference/import/open.ts";
import { BLOCK_TYPES, GgmlType } from "../../../../src/inference/runtime/ggmlTypes.ts";
import { checkpoints, haveCheckpoints } from "../../../support/checkpoints.ts";
import { repository } from "../../../support/engine.ts";
import { writeRandomLanguage, type RandomLanguage } from "../../../support/randomLanguage.ts";

const folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-gguf-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SMALL: RandomLanguage = { layers: 8, width: 256, feedForward: 512, heads: 4, keyHeads: 2, rows: 300, type: "F32" };
let serial = 0;

interface Written {
	readonly facts: LanguageFacts;
	readonly file: string;
	readonly source: string;
	readonly values: (tensor: string) => Promise<Float32Array>;
}

/** A model made up, imported, and read back. */
async function imported(model: RandomLanguage, options: Partial<LanguageOptions> & { readonly tokenizer?: Buffer } = {}): Promise<Written> {
	const source = path.join(folder, `${serial++}`);
	const weights = await writeRandomLanguage(source, model);
	if (options.tokenizer) {
		writeFileSync(path.join(source, "tokenizer.model"), options.tokenizer);
	}
	const checkpoint = await openCheckpoint(weights);
	const file = path.join(source, "language.gguf");
	try {
		const facts = await writeLanguage({ checkpoint, prefix: "", folder: source }, file, { type: "F32", carriers: 8, ...options });
		return { facts, file, source: weights, values: (tensor) => valuesOf(file, tensor) };
	} finally {
		await checkpoint.close();
	}
}

async function valuesOf(file: string, name: string): Promise<Float32Array> {
	const tensor = (await readGgufHeader(file)).tensors.get(name);
	const layout = BLOCK_TYPES[tensor?.type ?? -1];
	if (!tensor || !layout) {
		throw new Error(`no tensor ${name}`);
	}
	const bytes = Uint8Array.from(readFileSync(file).subarray(tensor.position, tensor.position + tensor.bytes));
	const values = new Float32Array((bytes.length / layout.bytes) * layout.values);
	for (let block = 0; block < bytes.length / layout.bytes; block++) {
		layout.decode(new DataView(bytes.buffer, block * layout.bytes, layout.bytes), values, block * layout.values);
	}
	return values;
}

async function sourceValues(file: string, name: string): Promise<Float32Array> {
	const checkpoint = await openCheckpoint(file);
	const pieces: Float32Array[] = [];
	for await (const piece of checkpoint.floats(name)) {
		pieces.push(piece.slice());
	}
	await checkpoint.close();
	return new Float32Array(Uint8Array.from(Buffer.concat(pieces.map(({ buffer }) => Buffer.from(buffer)))).buffer);
}

/** What is left of a failed import besides the model itself. */
const leftovers = (model: string): string[] => readdirSync(model).filter((name) => name.startsWith("language"));

describe("a Llama model", () => {
	it("keeps its numbers as F32, with each head's rows in llama.cpp's order", async () => {
		const { source, values } = await imported(SMALL);
		expect(await values("blk.3.attn_v.weight")).toEqual(await sourceValues(source, "model.layers.3.self_attn.v_proj.weight"));
		const queries = await sourceValues(source, "model.layers.0.self_attn.q_proj.weight");
		const written = await values("blk.0.attn_q.weight");
		// Heads of 64 rows: row 5 of the second half of head 3 becomes its row 11.
		const row = (of: Float32Array, index: number): Float32Array => of.slice(index * 256, (index + 1) * 256);
		expect(row(written, 3 * 64 + 11)).toEqual(row(queries, 3 * 64 + 32 + 5));
		expect(row(written, 3 * 64 + 10)).toEqual(row(queries, 3 * 64 + 5));
		expect(new Set(Array.from({ length: 256 }, (_, index) => row(written, index).join())).size).toBe(256);
	});

	it("keeps that order where a matrix is converted in several chunks", async () => {
		const { source, values } = await imported({ ...SMALL, layers: 1, width: 2048, heads: 16, keyHeads: 16, feedForward: 256, type: "F16" });
		const keys = await sourceValues(source, "model.layers.0.self_attn.k_proj.weight");
		const written = await values("blk.0.attn_k.weight");
		// Heads of 128 rows, chunks of 512.
		for (const head of [0, 3, 4, 15]) {
			for (const row of [0, 1, 64, 127]) {
				const from = (head * 128 + row) * 2048;
				const to = (head * 128 + (row < 64 ? 2 * row : 2 * (row - 64) + 1)) * 2048;
				expect(written.slice(to, to + 2048)).toEqual(keys.slice(from, from + 2048));
			}
		}
	});

	it("has the same rows as Qwen2 has, but in Hugging Face's order there", async () => {
		const withBiases: RandomLanguage = { ...SMALL, architecture: "qwen2", change: (tensors) => {
			for (let layer = 0; layer < SMALL.layers; layer++) {
				["q", "k", "v"].forEach((name) => tensors.set(`model.layers.${layer}.self_attn.${name}_proj.bias`, [name === "q" ? 256 : 128]));
			}
		} };
		const { source, values, facts } = await imported(withBiases);
		expect(facts.architecture).toBe("qwen2");
		expect(await values("blk.0.attn_q.weight")).toEqual(await sourceValues(source, "model.layers.0.self_attn.q_proj.weight"));
		expect(await values("blk.7.attn_k.bias")).toEqual(await sourceValues(source, "model.layers.7.self_attn.k_proj.bias"));
	});

	it("gets carriers of zero rows behind its vocabulary, and tokens for rows that its tokenizer does not know", async () => {
		const { facts, file, values } = await imported(SMALL);
		expect(facts).toEqual({ architecture: "llama", width: 256, vocabulary: 308, context: 4096, carriers: { first: 300, count: 8 }, bos: 1, eos: [2] });
		const header = await readGgufHeader(file);
		const tokens = header.texts("tokenizer.ggml.tokens") ?? [];
		const types = header.numbers("tokenizer.ggml.token_type") ?? [];
		expect(tokens.slice(286, 290)).toEqual(["▁a", "[PAD]", "[PAD288]", "[PAD289]"]);
		expect(tokens.slice(299)).toEqual(["[PAD299]", ...Array.from({ length: 8 }, (_, index) => `<soft_${index}>`)]);
		expect([...types.slice(287)].every((type) => type === 5)).toBe(true);
		for (const tensor of ["token_embd.weight", "output.weight"]) {
			const rows = await values(tensor);
			expect(rows.length).toBe(308 * 256);
			expect(rows.subarray(300 * 256).every((value) => value === 0)).toBe(true);
			expect(rows.subarray(299 * 256, 300 * 256).some((value) => value !== 0)).toBe(true);
		}
	});

	it("has an output matrix of its own where the embedding served as one", async () => {
		const { source, values } = await imported({ ...SMALL, tied: true });
		const embedding = await sourceValues(source, "model.embed_tokens.weight");
		expect((await values("output.weight")).subarray(0, embedding.length)).toEqual(embedding);
	});

	it("names its carriers otherwise where a tokenizer has such tokens or joins them from text", async () => {
		const { sentencePieceModel } = await import("../../../support/randomLanguage.ts");
		const { file } = await imported(SMALL, { tokenizer: sentencePieceModel({ extra: [{ text: "<soft_0>" }, { text: "<soft_", score: -50 }, { text: "1>", score: -51 }] }) });
		const tokens = (await readGgufHeader(file)).texts("tokenizer.ggml.tokens") ?? [];
		expect(tokens.slice(300, 303)).toEqual(["__<soft_0>", "_<soft_1>", "<soft_2>"]);
	});
});

describe("in fewer bits", () => {
	it("has llama.cpp's mixture of types for Q4_K_M", async () => {
		const { file } = await imported(SMALL, { type: "Q4_K" });
		const { tensors } = await readGgufHeader(file);
		const ofType = (type: number): string[] => [...tensors.values()].filter((tensor) => tensor.type === type).map(({ name }) => name);
		// The first and last of eight layers, and every third between: what llama_model_quantize chose for this very model.
		const rich = [0, 3, 6, 7].flatMap((layer) => [`blk.${layer}.attn_v.weight`, `blk.${layer}.ffn_down.weight`]);
		expect(ofType(GgmlType.Q6_K).toSorted()).toEqual([...rich, "output.weight"].toSorted());
		expect(ofType(GgmlType.F32)).toEqual([...tensors.keys()].filter((name) => name.endsWith("norm.weight")));
		expect(ofType(GgmlType.Q4_K).length + ofType(GgmlType.Q6_K).length + ofType(GgmlType.F32).length).toBe(tensors.size);
	});

	it("falls back to types whose blocks fit the rows", async () => {
		const types = async (width: number): Promise<Set<number>> => new Set([...(await readGgufHeader((await imported({ ...SMALL, layers: 1, width, feedForward: width }, { type: "Q4_K" })).file)).tensors.values()].map(({ type }) => type));
		expect(await types(96)).toEqual(new Set([GgmlType.Q8_0, GgmlType.F32]));
		expect(await types(48)).toEqual(new Set([GgmlType.F16, GgmlType.F32]));
	});

	it.each([["Q8_0", 0.006], ["Q4_K", 0.09]] as const)("%s: each matrix is near its numbers, and the carriers are zero", async (type, most) => {
		const { source, values } = await imported({ ...SMALL, type: "F16" }, { type });
		const pairs = [["blk.1.ffn_up.weight", "model.layers.1.mlp.up_proj.weight"], ["blk.0.ffn_down.weight", "model.layers.0.mlp.down_proj.weight"], ["token_embd.weight", "model.embed_tokens.weight"], ["output.weight", "lm_head.weight"]] as const;
		for (const [tensor, name] of pairs) {
			const expected = await sourceValues(source, name);
			const actual = await values(tensor);
			const squares = (of: Float32Array): number => of.reduce((sum, value) => sum + value * value, 0);
			expect(Math.sqrt(squares(expected.map((value, index) => value - (actual[index] ?? Number.NaN))) / squares(expected)), tensor).toBeLessThan(most);
			expect(actual.subarray(expected.length).every((value) => value === 0)).toBe(true);
		}
	});
});

describe("threads", () => {
	const workerFile = path.join(repository, "out/test", `${process.pid}`, "gguf-worker.js");
	/** 20 MB: worth threads; chunks of a matrix come back in any order. */
	const large: RandomLanguage = { ...SMALL, layers: 2, width: 512, feedForward: 4096, rows: 4000, type: "F16" };
	beforeAll(async () => {
		await build({ bundle: true, platform: "node", target: "node20", logLevel: "warning", format: "cjs", entryPoints: [path.join(repository, "src/inference/import/gguf/kernelWorker.ts")], outfile: workerFile });
	});

	it("write the same file as one thread does", async () => {
		const one = await imported(large, { type: "Q4_K" });
		const several = await imported(large, { type: "Q4_K", workerFile });
		expect(readFileSync(several.file).equals(readFileSync(one.file))).toBe(true);
	});

	it("end with an import that is cancelled, and nothing stays", async () => {
		const controller = new AbortController();
		const source = path.join(folder, `${serial}`);
		await expect(imported(large, { type: "Q4_K", workerFile, signal: controller.signal, report: (done, total) => done > total / 3 && controller.abort() })).rejects.toThrow(/abort/i);
		expect(leftovers(source)).toEqual([]);
	});

	it("tell where a weight is not a number, and nothing stays", async () => {
		const source = path.join(folder, `${serial}`);
		await expect(imported({ ...large, spoil: { tensor: "model.layers.1.mlp.up_proj.weight", index: 2_000_000, value: Number.NaN } }, { workerFile })).rejects.toMatchObject({ code: "non-finite", message: expect.stringContaining("model.layers.1.mlp.up_proj.weight") as string });
		expect(leftovers(source)).toEqual([]);
	});

	it("that end by themselves fail the import", async () => {
		const broken = path.join(folder, "broken.js");
		writeFileSync(broken, "process.exit(3);");
		await expect(imported(large, { workerFile: broken })).rejects.toMatchObject({ code: "import-broken" });
	});
});

describe("a checkpoint that cannot be right is refused with its reason, and nothing stays", () => {
	const one = (change: (tensors: Map<string, readonly number[]>) => void): RandomLanguage => ({ ...SMALL, layers: 1, change });
	it.each<[string, RandomLanguage, Partial<LanguageOptions>, string, string]>([
		["no output matrix", one((tensors) => tensors.delete("lm_head.weight")), {}, "missing-key", "lm_head.weight"],
		["a matrix of another size", one((tensors) => tensors.set("model.layers.0.mlp.up_proj.weight", [512, 255])), {}, "bad-shape", "model.layers.0.mlp.up_proj.weight"],
		["an output matrix with other rows than the embedding", one((tensors) => tensors.set("lm_head.weight", [301, 256])), {}, "bad-shape", "lm_head.weight"],
		["adapters that were not merged", one((tensors) => tensors.set("model.layers.0.self_attn.q_proj.lora_A.weight", [8, 256])), {}, "bad-layout", "lora_A"],
		["more layers than config.json tells", one((tensors) => tensors.set("model.layers.1.mlp.up_proj.weight", [512, 256])), {}, "bad-layout", "model.layers.1.mlp.up_proj.weight"],
		["an infinite weight, as F32", { ...SMALL, layers: 1, spoil: { tensor: "model.norm.weight", index: 9, value: Number.POSITIVE_INFINITY } }, {}, "non-finite", "model.norm.weight"],
		["a weight that half precision cannot hold", { ...SMALL, layers: 1, spoil: { tensor: "lm_head.weight", index: 9, value: 1e9 } }, { type: "F16" }, "non-finite", "Import it as F32"],
		["another kind of model", { ...SMALL, layers: 1, config: { model_type: "mamba" } }, {}, "bad-config", "mamba"],
		["heads that do not divide the width", { ...SMALL, layers: 1, config: { num_attention_heads: 7 } }, {}, "bad-config", "7 heads"],
		["a billion layers", { ...SMALL, layers: 1, config: { num_hidden_layers: 1e9 } }, {}, "bad-config", "num_hidden_layers"],
		["positions scaled in an unknown way", { ...SMALL, layers: 1, config: { rope_scaling: { rope_type: "llama3", factor: 8 } } }, {}, "bad-config", "llama3"],
		["an end that is no token", { ...SMALL, layers: 1, config: { eos_token_id: 4000 } }, {}, "bad-config", "4000"],
		["fewer rows than tokens", { ...SMALL, layers: 1, rows: 200 }, {}, "bad-tokenizer", "200 rows"],
	])("%s", async (_, model, options, code, named) => {
		const source = path.join(folder, `${serial}`);
		await expect(imported(model, options)).rejects.toMatchObject({ name: "Failure", code, message: expect.stringContaining(named) as string });
		expect(leftovers(source)).toEqual([]);
	});

	it("a folder that cannot be written to", async () => {
		const checkpoint = await openCheckpoint((await imported({ ...SMALL, layers: 1 })).source);
		await expect(writeLanguage({ checkpoint, prefix: "", folder: path.join(folder, `${serial - 1}`) }, "/nowhere/language.gguf", { type: "F32", carriers: 0 })).rejects.toMatchObject({ code: "unwritable-file" });
		await checkpoint.close();
	});
});

describe.skipIf(!haveCheckpoints)("the language model in a damaged BioMedGPT-10B", () => {
	const hostile = path.join(checkpoints, "hostile");
	const write = async (name: string): Promise<LanguageFacts> => {
		const checkpoint = await openCheckpoint(path.join(hostile, name));
		try {
			return await writeLanguage({ checkpoint, prefix: "llm.", folder: path.join(hostile, "biomedgpt-lm") }, path.join(folder, "language-hostile.gguf"), { type: "Q4_K", carriers: 4 });
		} finally {
			await checkpoint.close();
		}
	};

	it.each([["nan.pth", "non-finite"], ["wrong_shape.pth", "bad-shape"], ["integer_weights.pth", "bad-dtype"]])("%s is refused with the tensor's name, and nothing stays", async (name, code) => {
		await expect(write(name)).rejects.toMatchObject({ code, message: expect.stringContaining("llm.model.layers.0.self_attn.q_proj.weight") as string });
		expect(leftovers(folder)).toEqual([]);
	});

	it("is imported where it is whole", async () => {
		expect(await write("control_micro_10b.pth")).toMatchObject({ architecture: "llama", width: 16, vocabulary: 405, carriers: { first: 401, count: 4 } });
		rmSync(path.join(folder, "language-hostile.gguf"));
	});
});

it("tells beforehand how large the file will be", async () => {
	const { source, file } = await imported(SMALL, { type: "Q4_K" });
	const checkpoint = await openCheckpoint(source);
	expect(await languageBytes({ checkpoint, prefix: "", folder: path.dirname(source) }, { type: "Q4_K", carriers: 8 })).toBe(readFileSync(file).length);
	await checkpoint.close();
});
