import { Breath } from "../breath.ts";
import { seededRandom } from "./random.ts";

/** A figure with its 95 % confidence interval. */
export interface Estimate {
	readonly value: number;
	readonly low: number;
	readonly high: number;
}

/** A figure of a set of rows, each of which counts as often as `counts` says (by its place). */
export type Statistic = (counts: Uint32Array) => number;

export interface BootstrapOptions {
	readonly seed: number;
	readonly signal: AbortSignal;
	/** Resampled sets; 1,000 if absent. */
	readonly rounds?: number | undefined;
}

const ROUNDS = 1000;

/**
 * A figure with its interval by the percentile bootstrap (Efron 1979): the figure of many sets of as many rows, drawn with putting back. Rows are taken
 * for independent of each other; the interval tells nothing of how a model that was trained anew would differ.
 */
export async function bootstrap(rows: number, statistic: Statistic, { seed, signal, rounds = ROUNDS }: BootstrapOptions): Promise<Estimate> {
	const random = seededRandom(seed);
	const counts = new Uint32Array(rows).fill(1);
	const value = statistic(counts);
	const found: number[] = [];
	const breath = new Breath(signal);
	for (let round = 0; round < rounds; round++) {
		counts.fill(0);
		for (let draw = 0; draw < rows; draw++) {
			const row = Math.floor(random() * rows);
			counts[row] = (counts[row] ?? 0) + 1;
		}
		found.push(statistic(counts));
		if (breath.due) {
			await breath.take();
		}
	}
	// A set without a positive row, say, has no area under its curve.
	const sorted = found.filter(Number.isFinite).sort((one, other) => one - other);
	return { value, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

/** The mean of a number per row. */
export function meanOf(values: readonly number[]): Statistic {
	return sumsStatistic(values.map((value) => [value]), ([sum = 0], rows) => sum / rows);
}

/** A figure of sums over the rows. */
export function sumsStatistic(values: readonly (readonly number[])[], figure: (sums: readonly number[], rows: number) => number): Statistic {
	return (counts) => sumsOf(values, counts, figure);
}

function sumsOf(values: readonly (readonly number[])[], counts: Uint32Array, figure: (sums: readonly number[], rows: number) => number): number {
	const sums = new Array<number>(values[0]?.length ?? 0).fill(0);
	let rows = 0;
	for (const [row, numbers] of values.entries()) {
		const count = counts[row] ?? 0;
		rows += count;
		if (count > 0) {
			for (let at = 0; at < sums.length; at++) {
				sums[at] = (sums[at] ?? 0) + count * (numbers[at] ?? 0);
			}
		}
	}
	return figure(sums, rows);
}

/** @param sorted from the lowest; NaN where there is none */
function quantile(sorted: readonly number[], share: number): number {
	const place = share * (sorted.length - 1);
	const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
	return below === undefined || above === undefined ? Number.NaN : below + (above - below) * (place - Math.floor(place));
}
