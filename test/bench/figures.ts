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

/** Resident memory of a process in MB; only Linux tells. */
export function residentMemory(pid: number): number | undefined {
	return memory(pid, "VmRSS");
}

/** Highest resident memory of a process so far in MB; only Linux tells. */
export function peakMemory(pid: number | "self"): number | undefined {
	return memory(pid, "VmHWM");
}

function memory(pid: number | "self", field: string): number | undefined {
	try {
		const kilobytes = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
		return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
	} catch {
		return undefined;
	}
}
