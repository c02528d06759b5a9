import { z } from "zod";
import { badFile, shown } from "../words.ts";
import { folderJson, missingFile } from "./folderFiles.ts";

/** What `config.json` of a Llama or Qwen2 model tells. */
export interface LanguageConfig {
	readonly architecture: "llama" | "qwen2";
	readonly layers: number;
	readonly width: number;
	readonly feedForward: number;
	readonly heads: number;
	/** Heads of keys and values: fewer where several queries share one. */
	readonly keyHeads: number;
	readonly headWidth: number;
	/** Positions. */
	readonly context: number;
	readonly epsilon: number;
	readonly ropeTheta: number;
	readonly ropeScaling: { readonly type: "linear" | "yarn"; readonly factor: number; readonly original: number | undefined } | undefined;
	/** Whether the output matrix is the token embedding. */
	readonly tied: boolean;
	readonly bos: number | undefined;
	/** Ids that end an answer, the usual one first. */
	readonly eos: readonly number[];
}

const size = (most: number): z.ZodInt => z.int().min(1).max(most);
const ids = z.union([z.int().nonnegative(), z.array(z.int().nonnegative()).max(64)]).nullish();
const scaling = z.looseObject({ rope_type: z.string().nullish(), type: z.string().nullish(), factor: z.number().positive().nullish(), original_max_position_embeddings: size(1 << 28).nullish(), rope_theta: z.number().positive().nullish() });

const schema = z.looseObject({
	hidden_size: size(1 << 16),
	intermediate_size: size(1 << 20),
	num_hidden_layers: size(1 << 10),
	num_attention_heads: size(1 << 10),
	num_key_value_heads: size(1 << 10).nullish(),
	head_dim: size(1 << 10).nullish(),
	max_position_embeddings: size(1 << 28),
	rms_norm_eps: z.number().positive().max(1),
	rope_theta: z.number().positive().nullish(),
	rope_scaling: scaling.nullish(),
	/** As transformers writes it since version 5. */
	rope_parameters: scaling.nullish(),
	hidden_act: z.literal("silu").nullish(),
	tie_word_embeddings: z.boolean().nullish(),
	use_sliding_window: z.boolean().nullish(),
	bos_token_id: ids,
	eos_token_id: ids,
});
const generationSchema = z.looseObject({ bos_token_id: ids, eos_token_id: ids });

/** Rotary positions of models that do not tell theirs (Llama 1 and 2). */
const DEFAULT_THETA = 10_000;
/** Values of one head's matrix: a chunk of the import holds one at least. */
const MOST_IN_HEAD = 1 << 24;
const CODE = "bad-config";

/** Reads `config.json` and, where it is there, `generation_config.json`. Fails with `missing-file` or `bad-config`. */
export async function readLanguageConfig(folder: string): Promise<LanguageConfig> {
	const raw = await folderJson(folder, "config.json", CODE);
	if (!raw) {
		throw missingFile("config.json");
	}
	const architecture = raw["model_type"];
	if (architecture !== "llama" && architecture !== "qwen2") {
		const told = typeof architecture === "string" ? `of the kind ${shown(architecture)}` : "of no kind that config.json tells";
		throw badFile(CODE, "config.json", `describes a model that cannot be imported: it is ${told}`, { next: "Language models of the kinds llama and qwen2 can be imported; of others, a ready GGUF file." });
	}
	const config = parsed(schema, raw, "config.json");
	const generation = parsed(generationSchema, (await folderJson(folder, "generation_config.json", CODE)) ?? {}, "generation_config.json");
	const heads = config.num_attention_heads;
	const keyHeads = config.num_key_value_heads ?? heads;
	const headWidth = config.head_dim ?? config.hidden_size / heads;
	const contradiction = contradictionIn({ ...config, heads, keyHeads, headWidth });
	if (contradiction) {
		throw badFile(CODE, "config.json", contradiction);
	}
	const rope = config.rope_scaling ?? config.rope_parameters ?? undefined;
	return {
		architecture,
		layers: config.num_hidden_layers,
		width: config.hidden_size,
		feedForward: config.intermediate_size,
		heads,
		keyHeads,
		headWidth,
		context: config.max_position_embeddings,
		epsilon: config.rms_norm_eps,
		ropeTheta: config.rope_theta ?? config.rope_parameters?.rope_theta ?? DEFAULT_THETA,
		ropeScaling: scalingOf(rope),
		tied: config.tie_word_embeddings ?? false,
		bos: listed(generation.bos_token_id)[0] ?? listed(config.bos_token_id)[0],
		eos: [...new Set([...listed(config.eos_token_id), ...listed(generation.eos_token_id)])],
	};
}

function contradictionIn({ heads, keyHeads, headWidth, hidden_size: width, use_sliding_window: sliding }: { readonly heads: number; readonly keyHeads: number; readonly headWidth: number; readonly hidden_size: number; readonly use_sliding_window?: boolean | null | undefined }): string | undefined {
	if (!Number.isInteger(headWidth) || headWidth % 2 !== 0) {
		return `contradicts itself: ${width} numbers do not divide into ${heads} heads of an even width`;
	}
	if (heads % keyHeads !== 0) {
		return `contradicts itself: ${heads} heads cannot share ${keyHeads} heads of keys`;
	}
	if (headWidth * width > MOST_IN_HEAD) {
		return `describes heads of ${headWidth} × ${width} numbers, larger than in any model`;
	}
	return sliding ? "describes a model with a sliding window, which cannot be imported" : undefined;
}

/** Llama 3's scaling needs factors for each frequency: better refused than read with wrong positions. */
function scalingOf(rope: z.infer<typeof scaling> | undefined): LanguageConfig["ropeScaling"] {
	const type = rope?.rope_type ?? rope?.type ?? "default";
	if (type === "default") {
		return undefined;
	}
	if ((type !== "linear" && type !== "yarn") || typeof rope?.factor !== "number") {
		throw badFile(CODE, "config.json", `scales positions in a way that cannot be imported (${shown(type)})`, { next: "Choose a ready GGUF file of this model." });
	}
	return { type, factor: rope.factor, original: rope.original_max_position_embeddings ?? undefined };
}

function listed(value: z.infer<typeof ids>): readonly number[] {
	return typeof value === "number" ? [value] : (value ?? []);
}

function parsed<T>(type: z.ZodType<T>, value: unknown, file: string): T {
	const result = type.safeParse(value);
	if (!result.success) {
		const issue = result.error.issues[0];
		throw badFile(CODE, file, `is not valid: ${issue?.path.join(".") || "the whole file"}: ${issue?.message ?? "unknown reason"}`);
	}
	return result.data;
}
