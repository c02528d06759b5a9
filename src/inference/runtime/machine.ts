import { freemem, totalmem } from "node:os";
import type { Llama } from "node-llama-cpp";
import type { SpeakingManifest } from "../bundle/manifest.ts";
import type { MachineDevices, ModelPlan } from "../engine.ts";
import { inferenceThreads, processorCores, type DevicePreference } from "./devices.ts";
import { native } from "./native.ts";
import { memoryParts, type Placement, type PlacementMachine, type PlacementPlan } from "./placement.ts";

/** llama.cpp with the backend that a model is to use; in the inference process only. */
export async function openLlama({ language }: SpeakingManifest, preference: DevicePreference, threads: number): Promise<Llama> {
	return openBackend(preference === "cpu" || language.device === "cpu" ? false : "auto", threads);
}

async function openBackend(gpu: false | "auto", threads: number): Promise<Llama> {
	// ESM only, and heavy: loaded in the child process alone.
	const { getLlama, LlamaLogLevel } = await native("node-llama-cpp", import("node-llama-cpp"));
	return native("llama.cpp", getLlama({ gpu, build: "never", skipDownload: true, progressLogs: false, maxThreads: threads, logLevel: LlamaLogLevel.error }));
}

/** What there is, as llama.cpp and the system tell it now. */
export async function machineOf(llama: Llama): Promise<PlacementMachine> {
	const machine = { cores: processorCores(), threads: inferenceThreads(), ...processorMemory() };
	if (llama.gpu === false) {
		return machine;
	}
	const { total, free, unifiedSize } = await llama.getVramState();
	const names = await llama.getGpuDeviceNames();
	return { ...machine, gpu: { backend: llama.gpu, names, free: total > 0 ? free : undefined, shared: unifiedSize > 0 } };
}

/** The same with what encoders could run on; `cpu` does not even look for a GPU. */
export async function machineDevices(preference: DevicePreference): Promise<MachineDevices> {
	const llama = await openBackend(preference === "cpu" ? false : "auto", inferenceThreads());
	try {
		const { listSupportedBackends } = await native("onnxruntime-node", import("onnxruntime-node"));
		return { ...(await machineOf(llama)), encoderProviders: listSupportedBackends().flatMap(({ name, bundled }) => (bundled ? [name] : [])) };
	} finally {
		await llama.dispose();
	}
}

/** Bytes that may be used, and all. */
export function processorMemory(): Pick<PlacementMachine, "freeRam" | "totalRam"> {
	const totalRam = totalmem();
	// macOS fills what programs leave with copies of files and calls only the rest free; it gives that back to whoever asks.
	const freeRam = process.platform === "darwin" ? Math.max(freemem(), totalRam / 2) : Math.min(freemem(), process.availableMemory());
	return { freeRam, totalRam };
}

/** A plan for people, as far as it has come true. */
export function modelPlan({ machine, sizes, threads, sentences }: PlacementPlan, placement: Placement, failed: readonly string[] = []): ModelPlan {
	const { gpuLayers, contextSize } = placement;
	const { gpu } = gpuLayers > 0 ? machine : { gpu: undefined };
	return { device: gpu?.backend ?? "cpu", gpus: gpu?.names ?? [], layers: sizes.layers, gpuLayers, contextSize, threads, memory: memoryParts(sizes, placement), sentences: [...sentences, ...failed] };
}

/** The same before anything was tried. */
export function firstPlan(plan: PlacementPlan): ModelPlan {
	const [first = { gpuLayers: 0, contextSize: plan.sizes.context.least }] = plan.attempts;
	return modelPlan(plan, first);
}
