import type { PlacementWishes } from "../inference/runtime/placement.ts";
import { number } from "./usage.ts";

/** Where a model's parts go, beside its device. */
export type PlacementArguments = Omit<PlacementWishes, "device">;

export const PLACEMENT_OPTIONS = { "gpu-layers": { type: "string" }, "context-size": { type: "string" } } as const;

export const NO_PLACEMENT: PlacementArguments = { gpuLayers: "auto", contextSize: "auto", threads: "auto" };

/** @param values as they were given; `auto` is what holds without them */
export function placementOf(values: { readonly "gpu-layers"?: string | undefined; readonly "context-size"?: string | undefined; readonly threads?: string | undefined }): PlacementArguments {
	return {
		gpuLayers: numberOrAuto("--gpu-layers", values["gpu-layers"], 0),
		contextSize: numberOrAuto("--context-size", values["context-size"], 1),
		threads: numberOrAuto("--threads", values.threads, 1),
	};
}

function numberOrAuto(option: string, text: string | undefined, least: number): number | "auto" {
	return text === undefined || text === "auto" ? "auto" : number(option, text, least);
}
