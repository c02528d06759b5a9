import { readdir } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { LanguageShape, ProteinShape } from "../bundle/catalog.ts";
import { ByteSource } from "./byteSource.ts";

/** Longest config.json that is read, in bytes; published ones have less than 3 kB. */
const LONGEST = 1 << 20;
const count = z.int().positive().max(1 << 24);

const languageSchema = z.object({
	model_type: z.enum(["llama", "qwen2"]),
	hidden_size: count,
	intermediate_size: count,
	num_hidden_layers: count,
	num_attention_heads: count,
	num_key_value_heads: count.optional(),
	head_dim: count.nullish(),
	vocab_size: count,
	max_position_embeddings: count.default(2048),
	tie_word_embeddings: z.boolean().default(false),
});

const proteinSchema = z.object({
	model_type: z.literal("esm"),
	hidden_size: count,
	intermediate_size: count,
	num_hidden_layers: count,
	num_attention_heads: count,
	/** Hugging Face counts two positions that are never used: the index of padding, and one before. */
	max_position_embeddings: count.default(1026),
});

/** What a folder in Hugging Face's layout says of its model. */
export type ModelConfig =
	| { readonly kind: "language"; readonly shape: LanguageShape }
	| { readonly kind: "protein"; readonly shape: ProteinShape }
	/** A model that cannot be imported, or a description that cannot be read. */
	| { readonly kind: "other"; readonly reason: string };

/** Reads `config.json` of a folder; undefined where there is none. */
export async function readModelConfig(folder: string): Promise<ModelConfig | undefined> {
	const text = await boundedText(path.join(folder, "config.json"));
	return text === undefined ? undefined : parse(text);
}

/** Whether a folder has a tokenizer that a language model can be written with. */
export async function hasTokenizer(folder: string): Promise<boolean> {
	const names = await readdir(folder).catch((): string[] => []);
	return names.includes("tokenizer.model") || names.includes("tokenizer.json");
}

function parse(text: string): ModelConfig {
	let data: unknown;
	try {
		data = JSON.parse(text);
	} catch {
		return { kind: "other", reason: "it is not JSON" };
	}
	const type = z.object({ model_type: z.string().max(100) }).safeParse(data);
	if (!type.success) {
		return { kind: "other", reason: "it does not tell its model_type" };
	}
	if (type.data.model_type === "esm") {
		const protein = proteinSchema.safeParse(data);
		return protein.success ? { kind: "protein", shape: proteinShape(protein.data) } : invalid(protein.error);
	}
	if (type.data.model_type === "llama" || type.data.model_type === "qwen2") {
		const language = languageSchema.safeParse(data);
		return language.success ? { kind: "language", shape: languageShape(language.data) } : invalid(language.error);
	}
	return { kind: "other", reason: `it describes a model of type ${type.data.model_type}` };
}

function languageShape(config: z.infer<typeof languageSchema>): LanguageShape {
	const { num_attention_heads: heads, hidden_size: width } = config;
	return {
		architecture: config.model_type,
		layers: config.num_hidden_layers,
		width,
		feedForward: config.intermediate_size,
		heads,
		keyValueHeads: config.num_key_value_heads ?? heads,
		headWidth: config.head_dim ?? Math.max(1, Math.floor(width / heads)),
		vocabulary: config.vocab_size,
		tied: config.tie_word_embeddings,
		context: config.max_position_embeddings,
	};
}

function proteinShape(config: z.infer<typeof proteinSchema>): ProteinShape {
	return {
		layers: config.num_hidden_layers,
		width: config.hidden_size,
		feedForward: config.intermediate_size,
		heads: config.num_attention_heads,
		maxTokens: Math.max(3, config.max_position_embeddings - 2),
	};
}

function invalid({ issues }: z.ZodError): ModelConfig {
	return { kind: "other", reason: `${issues[0]?.path.join(".") ?? "it"}: ${issues[0]?.message ?? "not valid"}` };
}

/** Text of a plain file that is there and not longer than such a file can be. */
async function boundedText(file: string): Promise<string | undefined> {
	const source = await ByteSource.open(file).catch(() => undefined);
	try {
		return source && source.size <= LONGEST ? (await source.read(0, source.size)).toString("utf8") : undefined;
	} finally {
		await source?.close();
	}
}
