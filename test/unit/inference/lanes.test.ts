/** How many items of a batch are worked on at a time, where the machine has a GPU and the model is not on it. */
import type { Llama, LlamaModel } from "node-llama-cpp";
import path from "node:path";
import { expect, it } from "vitest";
import { Carriers } from "../../../src/inference/runtime/carriers.ts";
import { readSpeakingBundle } from "../../support/bundles.ts";
import { Lanes } from "../../../src/inference/runtime/lanes.ts";

const nanoDirectory = path.resolve(import.meta.dirname, "../../../models/nano");
const GB = 1024 ** 3;

/** As llama.cpp would tell of a card that other programs have filled but for a little. */
async function parallel(gpuLayers: number): Promise<number> {
	const bundle = await readSpeakingBundle(nanoDirectory);
	const llama = { gpu: "vulkan", getVramState: () => Promise.resolve({ free: 3 * GB }) } as unknown as Llama;
	const fileInsights = { estimateContextResourceRequirementsV2: ({ sequences, modelGpuLayers }: { sequences: number; modelGpuLayers: number }) => Promise.resolve({ cpuRam: sequences * 1000, gpuVram: modelGpuLayers > 0 ? sequences * GB : 0 }) };
	const model = { gpuLayers, fileInsights } as unknown as LlamaModel;
	return new Lanes({ bundle, llama, model, carriers: new Carriers(bundle.manifest, undefined), scratch: "" }).parallel();
}

it("the GPU's memory bounds the sequences of a model that is there", async () => {
	expect(await parallel(6)).toBe(1);
});

it("a small model that was kept off the GPU has a lane for each core", async () => {
	expect(await parallel(0)).toBeGreaterThan(1);
});
