import path from "node:path";
import type { Llama } from "node-llama-cpp";
import { Failure } from "../../science/failure.ts";
import { readBundle, speaks, type SpeakingBundle } from "../bundle/manifest.ts";
import type { ModelPlan } from "../engine.ts";
import type { GgufHeader } from "../import/gguf/header.ts";
import { inferenceThreads } from "./devices.ts";
import { encoderPlacement } from "./encoderPlan.ts";
import { inspectLanguage, languageHeader } from "./languageFile.ts";
import { firstPlan, machineOf, openLlama } from "./machine.ts";
import { modelSizes } from "./modelSizes.ts";
import { planAfterDeath, planPlacement, type Placement, type PlacementPlan, type PlacementWishes } from "./placement.ts";

/**
 * A plan for a language model whose file was checked.
 *
 * @param died the attempt in which a process before this one ended; fails with `not-enough-memory` where nothing smaller is left
 * @param onLook called before a GPU is looked for, with what would go there at most: its driver may end the process
 */
export async function planLanguage({ manifest }: SpeakingBundle, header: GgufHeader, wishes: PlacementWishes, died?: Placement, onLook?: (placement: Placement) => void): Promise<{ readonly llama: Llama; readonly plan: PlacementPlan }> {
	const sizes = modelSizes(manifest, header);
	const threads = inferenceThreads();
	// After a death the GPU is not even looked at: its driver may have been what failed.
	const heeded = died ? { ...wishes, device: "cpu" as const } : wishes;
	if (heeded.device === "auto" && !sizes.processorOnly) {
		onLook?.({ gpuLayers: sizes.layers, contextSize: sizes.context.most });
	}
	const llama = await openLlama(manifest, heeded.device, threads);
	const plan = planPlacement(await machineOf(llama), sizes, heeded);
	const left = died ? planAfterDeath(plan, died) : plan;
	if (!left) {
		throw new Failure("not-enough-memory", `${manifest.title} could not be started: its process ended each time while it was loading, with ever less memory. Close other programs, or choose a smaller model.`);
	}
	return { llama, plan: left };
}

/** Where a model would go, from its description and its header: no weights are read. */
export async function planBundle(directory: string, wishes: PlacementWishes, died?: Placement): Promise<ModelPlan> {
	const { manifest } = await readBundle(directory);
	if (!speaks(manifest)) {
		return encoderPlacement(manifest).plan;
	}
	const file = path.join(directory, manifest.language.file);
	const header = await languageHeader(file);
	await inspectLanguage(file, manifest, header);
	const { llama, plan } = await planLanguage({ directory, manifest }, header, wishes, died);
	await llama.dispose();
	return firstPlan(plan);
}
