import * as vscode from "vscode";
import type { MemoryPart, ModelPlan } from "../inference/engine.ts";
import { size } from "./words.ts";

/** Where a model's parts are, or would go, and why: a line each. */
export function planLines(plan: ModelPlan): string[] {
	const { contextSize, memory, sentences } = plan;
	const held = (place: MemoryPart["place"]): readonly MemoryPart[] => memory.filter((part) => part.place === place && !isEncoder(part));
	const encoders = memory.filter(isEncoder);
	return [
		deviceLine(plan),
		...(contextSize === 0 ? [] : [vscode.l10n.t("Context: {0} tokens", contextSize.toLocaleString(vscode.env.language))]),
		...(held("gpu").length === 0 ? [] : [vscode.l10n.t("On the GPU about {0}: {1}", size(total(held("gpu"))), partsLine(held("gpu")))]),
		...(held("processor").length === 0 ? [] : [vscode.l10n.t("In memory about {0}: {1}", size(total(held("processor"))), partsLine(held("processor")))]),
		...(encoders.length === 0 ? [] : [vscode.l10n.t("Only while they are needed: {0}", partsLine(encoders))]),
		...sentences,
	];
}

/** In a few letters, for narrow places. */
export function deviceShort({ gpuLayers, layers }: ModelPlan): string {
	if (gpuLayers === 0) {
		return vscode.l10n.t("CPU");
	}
	return gpuLayers < layers ? vscode.l10n.t("GPU + CPU") : vscode.l10n.t("GPU");
}

/** Estimated bytes on GPUs. */
export function gpuBytes({ memory }: ModelPlan): number {
	return total(memory.filter(({ place }) => place === "gpu"));
}

/** Estimated bytes of what is always in memory. */
export function processorBytes({ memory }: ModelPlan): number {
	return total(memory.filter((part) => part.place === "processor" && !isEncoder(part)));
}

function deviceLine({ device, gpus, layers, gpuLayers, threads }: ModelPlan): string {
	if (gpuLayers === 0) {
		return threads === 1 ? vscode.l10n.t("On the processor, with 1 thread") : vscode.l10n.t("On the processor, with {0} threads", threads);
	}
	const gpu = gpus.length === 0 ? device : `${gpus.join(", ")} (${device})`;
	return gpuLayers < layers ? vscode.l10n.t("{0} of {1} layers on the GPU, {2}; the others on the processor, with {3} threads", gpuLayers, layers, gpu, threads) : vscode.l10n.t("All {0} layers on the GPU, {1}", layers, gpu);
}

function isEncoder({ part }: MemoryPart): boolean {
	return part === "molecule" || part === "protein";
}

function total(parts: readonly MemoryPart[]): number {
	return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

function partsLine(parts: readonly MemoryPart[]): string {
	return parts.map(({ part, bytes }) => vscode.l10n.t("{0} {1}", partInWords(part), size(bytes))).join(", ");
}

function partInWords(part: MemoryPart["part"]): string {
	switch (part) {
		case "weights": return vscode.l10n.t("weights");
		case "cache": return vscode.l10n.t("context");
		case "working": return vscode.l10n.t("working memory");
		case "molecule": return vscode.l10n.t("molecule encoder");
		case "protein": return vscode.l10n.t("protein encoder");
	}
}
