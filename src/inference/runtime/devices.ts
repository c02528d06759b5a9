import { availableParallelism } from "node:os";

/** `auto` uses a GPU where llama.cpp finds one and falls back to the processor. */
export type DevicePreference = "auto" | "cpu";

/** Tells the inference process how many cores it may use, where other work is to have the rest. */
export const CORES_VARIABLE = "BIOMEDGPT_CORES";

/** Cores that this process may use: those that the system gives it, or as many of them as it was told. */
export function processorCores(told = process.env[CORES_VARIABLE], there = availableParallelism()): number {
	const cores = Number(told);
	return Number.isInteger(cores) && cores >= 1 ? Math.min(cores, there) : there;
}

/** Tells the inference process how many threads a person wants it to have. */
export const THREADS_VARIABLE = "BIOMEDGPT_THREADS";

/**
 * Threads for native inference: as many as were wished for, otherwise one core stays free for the editor.
 *
 * llama.cpp's own default is never below four, and more threads than cores makes it hundreds of times slower.
 */
export function inferenceThreads(cores = processorCores(), wished = process.env[THREADS_VARIABLE]): number {
	const threads = Number(wished);
	return Number.isInteger(threads) && threads >= 1 ? Math.min(threads, cores) : Math.max(1, cores - 1);
}
