import { readFileSync } from "node:fs";

/** One measured figure; where the project set itself a goal, whether it was met in this run. */
export interface Figure {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	readonly goal?: string;
	readonly met?: boolean;
}

export function percentile(values: readonly number[], percent: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))] ?? Number.NaN;
}

/** Median of the ratios of values that were measured side by side. */
export function pairedRatio(ours: readonly number[], theirs: readonly number[]): number {
	return percentile(ours.map((value, index) => value / (theirs[index] ?? Number.NaN)), 50);
}

/** Highest resident memory of a process so far in MB; only Linux tells. */
export function peakMemory(pid: number | "self"): number | undefined {
	try {
		const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
		return peak === undefined ? undefined : Number(peak) / 1024;
	} catch {
		return undefined;
	}
}
