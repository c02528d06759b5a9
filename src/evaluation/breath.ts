import { setImmediate as immediate } from "node:timers/promises";

/** Milliseconds of work after which others may work. */
const SLICE = 15;

/** Lets others work now and then, within work that waits for nothing. */
export class Breath {
	private since = performance.now();

	constructor(private readonly signal: AbortSignal) {}

	/** Whether it is time: then {@link take} it. */
	get due(): boolean {
		return performance.now() - this.since > SLICE;
	}

	/** Throws where the signal says so. */
	async take(): Promise<void> {
		await immediate();
		this.signal.throwIfAborted();
		this.since = performance.now();
	}
}

/** `map` of a long list, in slices. */
export async function mapped<Item, Value>(items: readonly Item[], signal: AbortSignal, work: (item: Item, place: number) => Value): Promise<Value[]> {
	const breath = new Breath(signal);
	const values: Value[] = [];
	for (const [place, item] of items.entries()) {
		values.push(work(item, place));
		if (breath.due) {
			await breath.take();
		}
	}
	return values;
}
