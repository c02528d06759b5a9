import type { Manifest } from "../bundle/manifest.ts";
import type { ModelPlan } from "../engine.ts";
import { inferenceThreads } from "./devices.ts";
import { processorMemory } from "./machine.ts";
import { encoderBytes } from "./modelSizes.ts";
import { RAM_RESERVE, type PlacementMachine } from "./placement.ts";
import { amount } from "./placementWords.ts";

/**
 * Where an encoder alone goes: encoders run on the processor, so there is nothing to try.
 *
 * @returns the plan, and the bytes that encoders may take together
 */
export function encoderPlacement(manifest: Manifest, { freeRam }: Pick<PlacementMachine, "freeRam"> = processorMemory()): { readonly plan: ModelPlan; readonly budget: number } {
	const parts = (["molecule", "protein"] as const).map((part) => ({ part, place: "processor" as const, bytes: encoderBytes(manifest, manifest[part]?.file) })).filter(({ bytes }) => bytes > 0);
	const largest = Math.max(...parts.map(({ bytes }) => bytes));
	const spare = Math.max(0, freeRam - RAM_RESERVE);
	const sentences = largest > spare ? [`The encoder needs about ${amount(largest)} of memory, and ${amount(spare)} can be spared: it is tried.`] : [];
	return { plan: { device: "cpu", gpus: [], layers: 0, gpuLayers: 0, contextSize: 0, threads: inferenceThreads(), memory: parts, sentences }, budget: Math.max(largest, spare) };
}
