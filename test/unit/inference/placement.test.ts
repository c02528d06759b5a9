/** Where models of several sizes go on the machines that scientists have: a laptop without a GPU, one with a small GPU, a Mac, a workstation. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readGgufHeader } from "../../../src/inference/import/gguf/readHeader.ts";
import { leastContext, modelSizes } from "../../../src/inference/runtime/modelSizes.ts";
import type { GpuDevice } from "../../../src/inference/engine.ts";
import { readSpeakingBundle } from "../../support/bundles.ts";
import { MOST_ATTEMPTS, NO_WISHES, encoderBudget, memoryParts, planAfterDeath, planPlacement, type ModelSizes, type PlacementMachine } from "../../../src/inference/runtime/placement.ts";

const MB = 1e6;
const GB = 1e9;
const nanoDirectory = path.resolve(import.meta.dirname, "../../../models/nano");

/** BioMedGPT-LM-7B in Q4_K with the GIN and a 3B protein encoder in int8: 32 layers, keys and values of 32 heads of 128 in F16. */
const seven: ModelSizes = {
	layers: 32, layer: 122 * MB, output: 108 * MB, embedding: 74 * MB, position: 32 * 32 * 256 * 2, working: { fixed: 150 * MB, position: 0 },
	context: { most: 4096, least: 1536 }, encoders: { molecule: 15 * MB, protein: 3.2 * GB }, processorOnly: false,
};
/** BioMedGPT-R1-17B's language model in Q4_K (Qwen2, 48 layers, 8 key-value heads), without its encoders. */
const seventeen: ModelSizes = {
	layers: 48, layer: 165 * MB, output: 640 * MB, embedding: 440 * MB, position: 48 * 8 * 256 * 2, working: { fixed: 400 * MB, position: 0 },
	context: { most: 8192, least: 1536 }, encoders: { molecule: 0, protein: 0 }, processorOnly: false,
};
const gpu = (free: number | undefined, more: Partial<GpuDevice> = {}): GpuDevice => ({ backend: "cuda", names: ["Some GPU"], free, shared: false, ...more });
const machine = (freeRam: number, card?: GpuDevice): PlacementMachine => ({ cores: 8, threads: 7, freeRam, totalRam: freeRam + 5 * GB, gpu: card });
const firstOf = (there: PlacementMachine, sizes: ModelSizes, wishes = NO_WISHES): unknown => planPlacement(there, sizes, wishes).attempts[0];

describe("a 7B model in four bits (6.2 GB with 4,096 positions, without encoders)", () => {
	it.each([
		["8 GB, no GPU", machine(5 * GB), 0, 1536],
		["16 GB, no GPU", machine(12 * GB), 0, 4096],
		["24 GB with a card of 4", machine(19 * GB, gpu(3.7 * GB)), 16, 4096],
		["24 GB with a card of 8", machine(19 * GB, gpu(7.6 * GB)), 32, 4096],
		["48 GB with a card of 24", machine(40 * GB, gpu(23 * GB)), 32, 4096],
		["48 GB with a card that other programs have filled", machine(40 * GB, gpu(0.3 * GB)), 0, 4096],
		["a Mac with 24 GB for both", machine(17 * GB, gpu(16 * GB, { backend: "metal", shared: true })), 32, 4096],
	])("on %s", (_, there, gpuLayers, contextSize) => {
		expect(firstOf(there, seven)).toEqual({ gpuLayers, contextSize });
	});

	it("says how much fits, in numbers", () => {
		expect(planPlacement(machine(19 * GB, gpu(3.7 * GB)), seven, NO_WISHES).sentences).toEqual(["The GPU has 3.3 GB to spare, and all layers need about 6.3 GB: 16 of 32 layers go there."]);
		expect(planPlacement(machine(40 * GB, gpu(0.3 * GB)), seven, NO_WISHES).sentences).toEqual(["The GPU has 0 MB to spare, and all layers need about 6.3 GB: not one fits, and the processor does all."]);
	});

	it("has no more threads than the processor has cores, and says so", () => {
		expect(planPlacement(machine(40 * GB), seven, { ...NO_WISHES, threads: 64 })).toMatchObject({ threads: 8, sentences: [expect.stringMatching(/^64 threads were asked for, .* 8 of the processor's cores/)] });
		expect(planPlacement(machine(40 * GB), seven, { ...NO_WISHES, threads: 8 })).toMatchObject({ threads: 8, sentences: [] });
	});

	it("has a shorter context where the memory is short, never one too short for a question, and says so", () => {
		const { attempts, sentences } = planPlacement(machine(9.5 * GB), seven, NO_WISHES);
		expect(attempts[0]).toEqual({ gpuLayers: 0, contextSize: 2048 });
		expect(sentences).toEqual(["9.0 GB of memory can be used, and with 4,096 positions the model needs about 9.6 GB: its context has 2,048 positions instead."]);
		const least = planPlacement(machine(5 * GB), seven, NO_WISHES);
		expect(least.attempts).toEqual([{ gpuLayers: 0, contextSize: 1536 }]);
		expect(least.sentences.join(" ")).toMatch(/Even with 1,536 it needs about 8\.\d GB: it may be slow, or not start\./);
	});

	it("goes on a GPU of unknown memory, and comes back step by step", () => {
		const { attempts, sentences } = planPlacement(machine(19 * GB, gpu(undefined, { backend: "vulkan" })), seven, NO_WISHES);
		expect(attempts).toEqual([
			{ gpuLayers: 32, contextSize: 4096 },
			{ gpuLayers: 16, contextSize: 4096 },
			{ gpuLayers: 0, contextSize: 4096 },
			{ gpuLayers: 0, contextSize: 2048 },
			{ gpuLayers: 0, contextSize: 1536 },
		]);
		expect(sentences.join(" ")).toContain("does not tell how much of its memory is free");
	});

	it("does not fill memory twice where GPU and processor share it", () => {
		const { attempts } = planPlacement(machine(7 * GB, gpu(16 * GB, { shared: true })), { ...seven, encoders: { molecule: 0, protein: 0 } }, NO_WISHES);
		const parts = memoryParts(seven, attempts[0] ?? { gpuLayers: 0, contextSize: 0 }).filter(({ part }) => part !== "protein" && part !== "molecule");
		expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(7 * GB);
	});
});

describe("a 17B model in four bits", () => {
	it.each([
		["16 GB, no GPU", machine(12 * GB), 0, 8192],
		["16 GB with a card of 8", machine(12 * GB, gpu(7.6 * GB)), 34, 8192],
		["48 GB with a card of 24", machine(40 * GB, gpu(23 * GB)), 48, 8192],
	])("on %s", (_, there, gpuLayers, contextSize) => {
		expect(firstOf(there, seventeen)).toEqual({ gpuLayers, contextSize });
	});
});

describe("nano", () => {
	it("is measured from its file, and stays on the processor with its whole context wherever it is", async () => {
		const { manifest, directory } = await readSpeakingBundle(nanoDirectory);
		const header = await readGgufHeader(path.join(directory, manifest.language.file));
		const sizes = modelSizes(manifest, header);
		const weights = sizes.layers * sizes.layer + sizes.output + sizes.embedding;
		expect(weights).toBeGreaterThan(0.95 * header.bytes);
		expect(weights).toBeLessThanOrEqual(header.bytes);
		expect(sizes.encoders).toEqual({ molecule: 7753166, protein: 3396944 });
		for (const there of [machine(4 * GB), machine(40 * GB, gpu(23 * GB)), machine(17 * GB, gpu(16 * GB, { shared: true }))]) {
			expect(planPlacement(there, sizes, NO_WISHES)).toMatchObject({ attempts: [{ gpuLayers: 0, contextSize: 1024 }, { gpuLayers: 0, contextSize: leastContext(manifest) }], sentences: [] });
		}
	});

	it("needs room for its frame, the longest entity, a question and an answer", async () => {
		const { manifest } = await readSpeakingBundle(nanoDirectory);
		expect(leastContext(manifest)).toBe(1024 - 256);
		expect(leastContext({ ...manifest, language: { ...manifest.language, context: 512 } })).toBe(512);
	});
});

describe("wishes", () => {
	const there = machine(40 * GB, gpu(23 * GB));
	it("are kept where the model can", () => {
		expect(planPlacement(there, seven, { device: "auto", gpuLayers: 10, contextSize: 3000, threads: 3 })).toMatchObject({ threads: 3, attempts: [{ gpuLayers: 10, contextSize: 3000 }, { gpuLayers: 5, contextSize: 3000 }, { gpuLayers: 0, contextSize: 3000 }, { gpuLayers: 0, contextSize: 1536 }] });
		expect(firstOf(there, seven, { ...NO_WISHES, gpuLayers: 99 })).toMatchObject({ gpuLayers: 32 });
		expect(firstOf(there, seven, { ...NO_WISHES, gpuLayers: 0 })).toMatchObject({ gpuLayers: 0 });
		expect(firstOf(there, seven, { ...NO_WISHES, device: "cpu", gpuLayers: 10 })).toMatchObject({ gpuLayers: 0 });
	});

	it("beyond the model's limits are bounded, with a sentence", () => {
		expect(planPlacement(there, seven, { ...NO_WISHES, contextSize: 1_000_000 })).toMatchObject({ attempts: expect.arrayContaining([{ gpuLayers: 32, contextSize: 4096 }]) as unknown, sentences: ["A context of 1,000,000 positions was asked for, and this model has at most 4,096.", expect.any(String)] });
		expect(planPlacement(machine(19 * GB), seven, { ...NO_WISHES, contextSize: 10 })).toMatchObject({ attempts: [{ gpuLayers: 0, contextSize: 1536 }], sentences: [expect.stringContaining("needs 1,536")] });
		expect(planPlacement(there, seven, { ...NO_WISHES, gpuLayers: 99 })).toMatchObject({ attempts: expect.arrayContaining([{ gpuLayers: 32, contextSize: 4096 }]) as unknown, sentences: ["99 layers on the GPU were asked for, and this model has 32."] });
		expect(planPlacement(machine(19 * GB), seven, { ...NO_WISHES, gpuLayers: 10 }).sentences).toEqual(["No GPU that can be used was found: no layers go there."]);
	});

	it("that no machine of this memory can have are made as large as fits, with a sentence", () => {
		const boundless = { ...seven, context: { most: 1_000_000_000, least: 1536 } };
		const { attempts, sentences } = planPlacement(machine(19 * GB), boundless, { ...NO_WISHES, contextSize: 1_000_000_000 });
		const [first] = attempts;
		expect(first?.contextSize).toBeGreaterThan(5000);
		expect(memoryParts(boundless, first ?? { gpuLayers: 0, contextSize: 0 }).reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(19 * GB);
		expect(sentences).toEqual([expect.stringMatching(/^18\.5 GB of memory can be used, and with 1,000,000,000 positions the model needs about 524\d\d\d\.\d GB: its context has [\d,]+ positions instead\.$/)]);
	});

	it("that seem too large are tried, with a sentence", () => {
		const small = machine(19 * GB, gpu(3.7 * GB));
		const plan = planPlacement(small, seven, { ...NO_WISHES, gpuLayers: 32 });
		expect(plan.attempts[0]).toEqual({ gpuLayers: 32, contextSize: 4096 });
		expect(plan.sentences).toEqual(["The GPU has 3.3 GB to spare, and the 32 layers that were asked for need about 6.3 GB: it is tried."]);
		expect(planPlacement(machine(5 * GB), seven, { ...NO_WISHES, contextSize: 4096 }).attempts[0]).toEqual({ gpuLayers: 0, contextSize: 4096 });
	});
});

it("whatever the machine, attempts get smaller, and come to an end", () => {
	for (const freeRam of [0, 2, 8, 30, 500]) {
		for (const card of [undefined, gpu(undefined), gpu(0), gpu(4 * GB), gpu(80 * GB), gpu(10 * GB, { shared: true })]) {
			for (const sizes of [seven, seventeen, { ...seventeen, context: { most: 1_000_000, least: 1 } }]) {
				const { attempts } = planPlacement(machine(freeRam * GB, card), sizes, NO_WISHES);
				expect(attempts.length).toBeGreaterThan(0);
				expect(attempts.length).toBeLessThanOrEqual(MOST_ATTEMPTS);
				attempts.slice(1).forEach((next, index) => {
					const before = attempts[index] ?? next;
					expect(next.gpuLayers < before.gpuLayers || next.contextSize < before.contextSize).toBe(true);
					expect(next.contextSize).toBeGreaterThanOrEqual(sizes.context.least);
				});
			}
		}
	}
});

describe("a process that died while it loaded", () => {
	const plan = planPlacement(machine(19 * GB, gpu(7.6 * GB)), seven, NO_WISHES);
	it("on the GPU is started on the processor alone", () => {
		const after = planAfterDeath(plan, { gpuLayers: 32, contextSize: 4096 });
		expect(after?.attempts.map(({ contextSize }) => contextSize)).toEqual([4096, 2048, 1536]);
		expect(after?.attempts.every(({ gpuLayers }) => gpuLayers === 0)).toBe(true);
		expect(after?.sentences.at(-1)).toBe("The model's process ended while it was loading with 32 layers on the GPU and 4,096 positions: it was started with the processor alone and 4,096 positions.");
	});

	it("on the processor is started with a shorter context, and at the shortest not again", () => {
		expect(planAfterDeath(plan, { gpuLayers: 0, contextSize: 4096 })?.attempts[0]).toEqual({ gpuLayers: 0, contextSize: 2048 });
		expect(planAfterDeath(plan, { gpuLayers: 0, contextSize: 1536 })).toBeUndefined();
	});
});

it("parts add up: layers on the GPU are not in the processor's memory", () => {
	const total = (gpuLayers: number, part: string): number => memoryParts(seven, { gpuLayers, contextSize: 4096 }).reduce((sum, each) => sum + (each.part === part ? each.bytes : 0), 0);
	for (const gpuLayers of [0, 1, 16, 32]) {
		expect(total(gpuLayers, "weights")).toBe(32 * 122 * MB + 182 * MB);
		expect(total(gpuLayers, "cache")).toBe(4096 * 524288);
	}
	expect(memoryParts(seven, { gpuLayers: 32, contextSize: 4096 }).filter(({ place, part }) => place === "processor" && part === "cache")).toEqual([]);
});

it("encoders share what is left, and the larger one has its room in any case", () => {
	const roomy = planPlacement(machine(40 * GB), seven, NO_WISHES);
	const tight = planPlacement(machine(8 * GB), seven, NO_WISHES);
	expect(encoderBudget(roomy, { gpuLayers: 0, contextSize: 4096 })).toBeGreaterThan(30 * GB);
	expect(encoderBudget(tight, { gpuLayers: 0, contextSize: 1536 })).toBe(3.2 * GB);
});
