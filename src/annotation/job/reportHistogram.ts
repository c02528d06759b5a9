import type { ColumnTally } from "./reportTally.ts";

type Numbers = NonNullable<ColumnTally["numbers"]>;

const MOST_BINS = 16;
const WIDTH = 32;

/** Counts numbers in bins of a round width, which are drawn as lines of text. */
export class Histogram {
	private readonly counts: number[];
	private readonly start: number;

	private readonly step: number;

	/** Each bin is one number. */
	private readonly single: boolean;

	constructor({ least, most, whole }: Numbers) {
		this.step = roundStep(most - least, whole);
		this.single = whole && this.step === 1;
		this.start = Math.floor(least / this.step) * this.step;
		this.counts = Array.from({ length: Math.max(1, Math.floor((most - this.start) / this.step) + 1) }, () => 0);
	}

	count(value: number): void {
		const place = Math.min(this.counts.length - 1, Math.max(0, Math.floor((value - this.start) / this.step)));
		this.counts[place] = (this.counts[place] ?? 0) + 1;
	}

	/** A line a bin: where it begins (and, but for whole numbers of width 1, where it ends), a bar, how many. */
	lines(): readonly string[] {
		const most = Math.max(...this.counts, 1);
		const edges = this.counts.map((_, index) => this.edge(index));
		const width = Math.max(...edges.map(({ length }) => length), this.edge(this.counts.length).length);
		const numbers = this.counts.map((count) => count.toLocaleString("en"));
		const digits = Math.max(...numbers.map(({ length }) => length));
		return this.counts.map((count, index) => `${this.label(index, width)}  ${bar(count / most).padEnd(WIDTH)}  ${(numbers[index] ?? "").padStart(digits)}`);
	}

	private label(index: number, width: number): string {
		const from = this.edge(index).padStart(width);
		return this.single ? from : `${from} to ${this.edge(index + 1).padStart(width)}`;
	}

	private edge(index: number): string {
		const digits = Math.max(0, -Math.floor(Math.log10(this.step)));
		return (this.start + index * this.step).toFixed(Math.min(digits + (isHalf(this.step) ? 1 : 0), 12));
	}
}

/** 1, 2, 2.5 or 5 times a power of ten, so that there are few bins. */
function roundStep(span: number, whole: boolean): number {
	const wanted = span / MOST_BINS;
	if (wanted <= 0 || (whole && wanted <= 1)) {
		return 1;
	}
	const power = 10 ** Math.floor(Math.log10(wanted));
	const factors = whole && power === 1 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10];
	return power * (factors.find((factor) => factor * power >= wanted) ?? 10);
}

function isHalf(step: number): boolean {
	return Math.abs(step / 10 ** Math.floor(Math.log10(step)) - 2.5) < 1e-9;
}

const EIGHTHS = " ▏▎▍▌▋▊▉";

function bar(share: number): string {
	const eighths = share > 0 ? Math.max(1, Math.round(share * WIDTH * 8)) : 0;
	return "█".repeat(Math.floor(eighths / 8)) + (eighths % 8 === 0 ? "" : (EIGHTHS[eighths % 8] ?? ""));
}
