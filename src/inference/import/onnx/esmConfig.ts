import { open } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { Failure } from "../../../science/failure.ts";

/** A config.json has a kilobyte or two. */
const LONGEST_FILE = 1 << 20;

/** Bounds keep products of two within exact integers; the largest ESM-2 has 5120 features, 48 layers and 20480 inner ones. */
const size = z.int().positive().max(1 << 17);

const schema = z.object({
	model_type: z.literal("esm"),
	hidden_size: size,
	num_hidden_layers: z.int().positive().max(512),
	num_attention_heads: size,
	intermediate_size: size,
	layer_norm_eps: z.number().positive().max(1).default(1e-12),
	vocab_size: size,
	mask_token_id: z.int().nonnegative(),
	token_dropout: z.boolean().default(false),
	emb_layer_norm_before: z.boolean().nullish(),
	position_embedding_type: z.string().default("absolute"),
});

/** Sizes and habits of an ESM-2 (Lin et al. 2023), as Hugging Face's `EsmConfig` tells them. */
export interface EsmConfig {
	readonly features: number;
	readonly layers: number;
	readonly heads: number;
	/** Width of the feed-forward layers. */
	readonly inner: number;
	readonly epsilon: number;
	readonly vocabulary: number;
	readonly maskToken: number;
	/** Whether word embeddings are scaled by 0.88, as after training with dropped tokens. */
	readonly tokenDropout: boolean;
	/** Whether the embeddings are normed before the first layer. */
	readonly normBefore: boolean;
}

/** Amino acids, special tokens and `<mask>`: `proteinTokens` yields ids below this. */
const FEWEST_TOKENS = 33;

/** Reads an ESM-2's config.json; fails with `missing-file` or `bad-layout`. */
export async function readEsmConfig(file: string): Promise<EsmConfig> {
	const name = path.join(path.basename(path.dirname(file)), path.basename(file));
	const broken = (reason: string): Failure => new Failure("bad-layout", `${name} does not describe an ESM-2 protein encoder: ${reason}. Choose the config.json that was published with the encoder.`, { detail: file });
	const text = await readBounded(file).catch((cause: unknown) => {
		throw new Failure("missing-file", `${name}, which tells the sizes of the protein encoder, cannot be read. Put the encoder's folder beside the checkpoint, as it was published.`, { cause, detail: file });
	});
	if (text === undefined) {
		throw broken("it is far too long");
	}
	const result = schema.safeParse(parsed(text));
	if (!result.success) {
		const issue = result.error.issues[0];
		throw broken(`${issue?.path.join(".") || "the whole file"}: ${issue?.message ?? "unknown reason"}`);
	}
	const config = result.data;
	if (config.position_embedding_type !== "rotary") {
		throw broken(`its positions are ${config.position_embedding_type}, and ESM-2's are rotary`);
	}
	if (config.hidden_size % (2 * config.num_attention_heads) !== 0) {
		throw broken(`${config.hidden_size} features cannot be shared out among ${config.num_attention_heads} heads`);
	}
	if (config.vocab_size < FEWEST_TOKENS || config.mask_token_id >= config.vocab_size) {
		throw broken(`its vocabulary of ${config.vocab_size} lacks tokens of ESM-2`);
	}
	return {
		features: config.hidden_size,
		layers: config.num_hidden_layers,
		heads: config.num_attention_heads,
		inner: config.intermediate_size,
		epsilon: config.layer_norm_eps,
		vocabulary: config.vocab_size,
		maskToken: config.mask_token_id,
		tokenDropout: config.token_dropout,
		normBefore: config.emb_layer_norm_before ?? false,
	};
}

/** What is no JSON is no object, which the schema then says. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

async function readBounded(file: string): Promise<string | undefined> {
	const handle = await open(file, "r");
	try {
		const { size: bytes } = await handle.stat();
		return bytes > LONGEST_FILE ? undefined : await handle.readFile("utf8");
	} finally {
		await handle.close();
	}
}
