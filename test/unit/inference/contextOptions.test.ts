import { expect, it } from "vitest";
import { contextOptions } from "../../../src/inference/runtime/contextOptions.ts";
import { nanoManifest } from "./models.ts";

const nano = nanoManifest();

it("a cache in F32 is read as it is, not copied into F16 for every token", () => {
	expect(nano.language.keyValueCache).toBe("F32");
	expect(contextOptions(nano)).toMatchObject({ contextSize: 1024, experimentalKvCacheKeyType: "F32", experimentalKvCacheValueType: "F32", flashAttention: false });
});

it("a cache in F16 goes through flash attention where the device has it", () => {
	expect(contextOptions({ ...nano, language: { ...nano.language, keyValueCache: "F16" } }).flashAttention).toBe("auto");
});
