import type { MachineDevices, ModelPlan } from "../inference/engine.ts";
import { inUnits } from "../inference/bundle/sizes.ts";
import { Failure, type FailureData } from "../science/failure.ts";

/** Where models would go on this machine. */
export type PlansOf = (directories: readonly string[], signal?: AbortSignal) => Promise<readonly (ModelPlan | Failure)[]>;

/** What this machine has for models, and what of the model that answers would go where. */
export function devicesText({ cores, freeRam, totalRam, gpu, encoderProviders }: MachineDevices, plan: ModelPlan | FailureData): string {
	const card = gpu === undefined ? "none that llama.cpp can use" : `${gpu.names.join(", ") || "unnamed"} (${gpu.backend}), ${gpu.free === undefined ? "memory not told" : `${inUnits(gpu.free)} of memory free`}${gpu.shared ? ", shared with the processor" : ""}`;
	return [
		`Processor   ${cores === 1 ? "1 core" : `${cores} cores`}, ${inUnits(freeRam)} of ${inUnits(totalRam)} of memory free`,
		`GPU         ${card}`,
		`Encoders    on the processor (this build of ONNX Runtime has: ${encoderProviders.join(", ")})`,
		"",
		"The model that answers:",
		...("code" in plan ? [plan.message] : planLines(plan)).map((line) => `  ${line}`),
		"",
	].join("\n");
}

/** Where a model's parts would go, and why: a line each. */
export function planLines({ device, gpus, layers, gpuLayers, contextSize, threads, memory, sentences }: ModelPlan): string[] {
	const onProcessor = threads === 1 ? "the processor, 1 thread" : `the processor, ${threads} threads`;
	const onGpu = `${gpuLayers < layers ? `${gpuLayers} of ${layers} layers` : `all ${layers} layers`} on ${gpus.join(", ") || "the GPU"} (${device})`;
	const where = gpuLayers === 0 ? onProcessor : gpuLayers < layers ? `${onGpu}, the others on ${onProcessor}` : onGpu;
	return [
		contextSize === 0 ? where : `${where}; a context of ${contextSize.toLocaleString("en")} tokens`,
		memory.map(({ part, place, bytes }) => `${WORDS[part]} ${inUnits(Number(bytes.toPrecision(3)))}${place === "gpu" ? " (GPU)" : ""}`).join(", "),
		...sentences,
	];
}

/** In one line. */
export function planLine(plan: ModelPlan): string {
	const { layers, gpuLayers, contextSize, sentences } = plan;
	const where = gpuLayers === 0 ? "processor" : gpuLayers < layers ? `${gpuLayers} of ${layers} layers on the GPU` : "GPU";
	const bytes = plan.memory.reduce((sum, part) => sum + part.bytes, 0);
	const about = `about ${inUnits(Number(bytes.toPrecision(3)))}`;
	return [contextSize === 0 ? `${where}, ${about} while it is needed` : `${where}, ${contextSize.toLocaleString("en")} tokens, ${about} with its encoders`, ...sentences].join(". ");
}

const WORDS = { weights: "weights", cache: "context", working: "working memory", molecule: "molecule encoder", protein: "protein encoder" } as const;

/** A plan or why there is none, for programs. */
export function planInJson(plan: ModelPlan | Failure | undefined): object | null {
	return plan === undefined ? null : plan instanceof Failure ? { error: { code: plan.code, message: plan.message } } : plan;
}
