import type { Placement } from "./placement.ts";

/** "3.1 GB": decimal, as memory and disks are sold and shown. */
export function amount(bytes: number): string {
	return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

/** Bytes that may be used of a GPU and that all layers need. */
export function partSentence({ free, needed, layers, all }: { readonly free: number; readonly needed: number; readonly layers: number; readonly all: number }): string {
	if (layers === all) {
		return `The GPU has ${amount(free)} to spare, and the model needs about ${amount(needed)} there: all ${all} layers go there.`;
	}
	const what = layers === 0 ? "not one fits, and the processor does all" : `${layers} of ${all} layers go there`;
	return `The GPU has ${amount(free)} to spare, and all layers need about ${amount(needed)}: ${what}.`;
}

/** What is tried after something failed, e.g. `reason`: "There was not enough memory". */
export function fallbackSentence(reason: string, failed: Placement, next: Placement): string {
	return `${reason} ${placed(failed)}: it was started ${placed(next)}.`;
}

function placed({ gpuLayers, contextSize }: Placement): string {
	return `with ${gpuLayers > 0 ? `${gpuLayers} layers on the GPU` : "the processor alone"} and ${contextSize.toLocaleString("en")} positions`;
}
