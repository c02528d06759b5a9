import { badFile } from "../words.ts";
import type { LanguageConfig } from "./languageConfig.ts";
import type { LanguageType } from "./tensorPlan.ts";
import type { Tokenizer, VocabularyToken } from "./vocabulary.ts";
import type { MetadataValue } from "./writeHeader.ts";

/** llama.cpp's numbers of whole files' types (`llama_ftype`); 15 is Q4_K_M. */
const FILE_TYPES: Readonly<Record<LanguageType, number>> = { F32: 0, F16: 1, Q8_0: 7, Q4_K: 15 };
/** Version of ggml's quantised blocks. */
const QUANTISATION = 2;

/** What llama.cpp must know beside the tensors. */
export function languageMetadata(config: LanguageConfig, tokenizer: Tokenizer, tokens: readonly VocabularyToken[], type: LanguageType): ReadonlyMap<string, MetadataValue> {
	const u32 = (value: number): MetadataValue => ({ type: "u32", value });
	const f32 = (value: number): MetadataValue => ({ type: "f32", value });
	const text = (value: string): MetadataValue => ({ type: "text", value });
	const { architecture, ropeScaling: scaling, headWidth } = config;
	const id = (key: string, value: number | undefined): [string, MetadataValue][] => (value === undefined ? [] : [[`tokenizer.ggml.${key}_token_id`, u32(value)]]);
	const own: readonly (readonly [string, MetadataValue])[] = [
		["vocab_size", u32(tokens.length)],
		["context_length", u32(config.context)],
		["embedding_length", u32(config.width)],
		["block_count", u32(config.layers)],
		["feed_forward_length", u32(config.feedForward)],
		["attention.head_count", u32(config.heads)],
		["attention.head_count_kv", u32(config.keyHeads)],
		["attention.layer_norm_rms_epsilon", f32(config.epsilon)],
		["attention.key_length", u32(headWidth)],
		["attention.value_length", u32(headWidth)],
		["rope.dimension_count", u32(headWidth)],
		["rope.freq_base", f32(config.ropeTheta)],
		...(scaling ? ([["rope.scaling.type", text(scaling.type)], ["rope.scaling.factor", f32(scaling.factor)]] as const) : []),
		...(scaling?.original === undefined ? [] : [["rope.scaling.original_context_length", u32(scaling.original)] as const]),
	];
	return new Map<string, MetadataValue>([
		["general.architecture", text(architecture)],
		["general.type", text("model")],
		["general.file_type", u32(FILE_TYPES[type])],
		...(type === "Q8_0" || type === "Q4_K" ? [["general.quantization_version", u32(QUANTISATION)] as const] : []),
		...own.map(([key, value]) => [`${architecture}.${key}`, value] as const),
		["tokenizer.ggml.model", text(tokenizer.model)],
		["tokenizer.ggml.pre", text(tokenizer.pre)],
		["tokenizer.ggml.tokens", { type: "texts", value: tokens.map((token) => token.text) }],
		["tokenizer.ggml.token_type", { type: "i32s", value: tokens.map((token) => token.type) }],
		...(tokenizer.merges ? [["tokenizer.ggml.merges", { type: "texts", value: tokenizer.merges }] as const] : [["tokenizer.ggml.scores", { type: "f32s", value: tokens.map(({ score }) => score) }] as const]),
		...id("bos", bosOf(config, tokenizer)),
		...id("eos", endsOf(config, tokenizer)[0]),
		...id("eot", endsOf(config, tokenizer)[1]),
		...id("unknown", tokenizer.unknown),
		["tokenizer.ggml.add_bos_token", { type: "bool", value: tokenizer.addBos }],
		["tokenizer.ggml.add_eos_token", { type: "bool", value: tokenizer.addEos }],
		["tokenizer.ggml.add_space_prefix", { type: "bool", value: tokenizer.addSpacePrefix }],
	]);
}

/** The tokenizer knows its own beginning best: of DeepSeek's models, config.json names another token. */
export function bosOf(config: LanguageConfig, tokenizer: Tokenizer): number | undefined {
	return tokenizer.bos ?? (config.bos === undefined ? undefined : known(config.bos, tokenizer));
}

/** Ids that end an answer, the usual one first. Fails with `bad-config` where the tokenizer does not know one. */
export function endsOf(config: LanguageConfig, tokenizer: Tokenizer): readonly number[] {
	return config.eos.length === 0 ? (tokenizer.eos === undefined ? [] : [tokenizer.eos]) : config.eos.map((id) => known(id, tokenizer));
}

function known(id: number, tokenizer: Tokenizer): number {
	if (id >= tokenizer.tokens.length) {
		throw badFile("bad-config", "config.json", `does not belong to ${tokenizer.file}: it names the token ${id}, and there are ${tokenizer.tokens.length}`);
	}
	return id;
}
