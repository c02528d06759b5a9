import { setImmediate as breath } from "node:timers/promises";

/** Values compared before the clock is looked at. */
const STRIDE = 4096;
/** Milliseconds after which others have their turn. */
const SLICE = 10;

/** The values of one column: numbers where they are such, texts otherwise. */
export class ColumnValues {
	private readonly numbers: Float64Array;
	private readonly texts: string[] = [];
	/** For each value: where its text is; -1 for a number, -2 for nothing. */
	private readonly places: Int32Array;
	private static readonly words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

	constructor(count: number) {
		this.numbers = new Float64Array(count);
		this.places = new Int32Array(count).fill(-2);
	}

	set(place: number, value: string): void {
		const trimmed = value.trim();
		const number = numberOf(trimmed);
		if (number !== undefined) {
			this.numbers[place] = number;
			this.places[place] = -1;
		} else if (trimmed !== "") {
			// A cell may hold a paper; nobody sorts by more than its beginning.
			this.places[place] = this.texts.push(trimmed.slice(0, 200)) - 1;
		}
	}

	/** Numbers before texts, what is missing last in either direction. */
	compare(one: number, other: number, direction: 1 | -1): number {
		const first = this.places[one] ?? -2;
		const second = this.places[other] ?? -2;
		if (first === -2 || second === -2) {
			return (first === -2 ? 1 : 0) - (second === -2 ? 1 : 0);
		}
		if (first === -1 && second === -1) {
			return direction * ((this.numbers[one] ?? 0) - (this.numbers[other] ?? 0));
		}
		if (first === -1 || second === -1) {
			return direction * (first === -1 ? -1 : 1);
		}
		return direction * ColumnValues.words.compare(this.texts[first] ?? "", this.texts[second] ?? "");
	}
}

/** The number that a cell is, as files write one: `-7.1`, `1e-6`; undefined for `>100` and `N/A`. */
export function numberOf(text: string): number | undefined {
	const code = text.charCodeAt(0);
	if (!(code <= 57) || text.length > 40) {
		return undefined;
	}
	return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/**
 * Places 0 to `count` - 1 in order; those that are alike stay as they are. A merge sort of our own: the one of JavaScript would block for seconds.
 *
 * @throws what the signal was aborted with
 */
export async function sortedPlaces(count: number, compare: (one: number, other: number) => number, signal: AbortSignal): Promise<Uint32Array> {
	let from = Uint32Array.from({ length: count }, (_, place) => place);
	let to = new Uint32Array(count);
	let steps = 0;
	let begun = performance.now();
	for (let width = 1; width < count; width *= 2) {
		for (let start = 0; start < count; start += 2 * width) {
			const middle = Math.min(start + width, count);
			const end = Math.min(start + 2 * width, count);
			for (let left = start, right = middle, out = start; out < end; out++) {
				const takesLeft = left < middle && (right >= end || compare(from[left] ?? 0, from[right] ?? 0) <= 0);
				to[out] = from[takesLeft ? left++ : right++] ?? 0;
				if (++steps % STRIDE === 0 && performance.now() - begun > SLICE) {
					signal.throwIfAborted();
					await breath();
					begun = performance.now();
				}
			}
		}
		[from, to] = [to, from];
	}
	return from;
}
