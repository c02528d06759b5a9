import { availableParallelism } from "node:os";

/** `auto` uses a GPU where llama.cpp finds one and falls back to the processor. */
export type DevicePreference = "auto" | "cpu";

/**
 * Threads for native inference: one core stays free for the editor.
 *
 * llama.cpp's own default is never below four, and more threads than cores makes it hundreds of times slower.
 */
export function inferenceThreads(cores = availableParallelism()): number {
	return Math.max(1, cores - 1);
}
