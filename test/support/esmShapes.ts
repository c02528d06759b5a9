/** Sizes of an ESM-2; the feed-forward layers are four times as wide. */
export interface EsmSize {
	readonly features: number;
	readonly layers: number;
	readonly heads: number;
}

/** Names and shapes of an ESM-2's tensors as Hugging Face has them, all beginning with `esm.`. */
export function esmShapes({ features, layers }: EsmSize): Record<string, readonly number[]> {
	const shapes: Record<string, readonly number[]> = { "esm.embeddings.word_embeddings.weight": [33, features], "esm.encoder.emb_layer_norm_after.weight": [features], "esm.encoder.emb_layer_norm_after.bias": [features] };
	const linear = (name: string, inputs: number, outputs: number): void => void Object.assign(shapes, { [`${name}.weight`]: [outputs, inputs], [`${name}.bias`]: [outputs] });
	for (let layer = 0; layer < layers; layer++) {
		const at = `esm.encoder.layer.${layer}`;
		for (const name of ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"]) {
			linear(`${at}.${name}`, features, features);
		}
		linear(`${at}.intermediate.dense`, features, 4 * features);
		linear(`${at}.output.dense`, 4 * features, features);
		for (const name of ["attention.LayerNorm", "LayerNorm"]) {
			Object.assign(shapes, { [`${at}.${name}.weight`]: [features], [`${at}.${name}.bias`]: [features] });
		}
	}
	return shapes;
}

/** Its config.json, with other fields where a test wants them. */
export function esmConfig({ features, layers, heads }: EsmSize, other: object = {}): string {
	return JSON.stringify({ model_type: "esm", hidden_size: features, num_hidden_layers: layers, num_attention_heads: heads, intermediate_size: 4 * features, layer_norm_eps: 1e-5, vocab_size: 33, mask_token_id: 32, token_dropout: true, emb_layer_norm_before: false, position_embedding_type: "rotary", ...other });
}
