import type { LlamaContextOptions } from "node-llama-cpp";
import type { SpeakingManifest } from "../bundle/manifest.ts";

/** What contexts of one model have in common, so that they give the same numbers. */
export function contextOptions({ language }: SpeakingManifest): Pick<LlamaContextOptions, "contextSize" | "flashAttention" | "experimentalKvCacheKeyType" | "experimentalKvCacheValueType"> {
	const cache = language.keyValueCache;
	return {
		contextSize: language.context,
		// llama.cpp's flash attention reads F16 only: it would copy a whole F32 cache into that for every token, three times the work, and lose the digits.
		flashAttention: cache === "F32" ? false : "auto",
		experimentalKvCacheKeyType: cache,
		experimentalKvCacheValueType: cache,
	};
}
