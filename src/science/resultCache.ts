/**
 * Least-recently-used cache with a budget of characters, so that a few huge drawings cannot fill the memory.
 */
export class ResultCache<T> {
	private readonly entries = new Map<string, { readonly value: T; readonly weight: number }>();
	private weight = 0;

	constructor(
		/** Sum of the weights kept, roughly characters. */
		private readonly budget: number,
		private readonly weigh: (value: T) => number,
	) {}

	get size(): number {
		return this.entries.size;
	}

	get(key: string): T | undefined {
		const entry = this.entries.get(key);
		if (entry !== undefined) {
			// A Map keeps the order of insertion: putting it in again makes it the youngest.
			this.entries.delete(key);
			this.entries.set(key, entry);
		}
		return entry?.value;
	}

	set(key: string, value: T): void {
		const weight = key.length + this.weigh(value);
		this.remove(key);
		if (weight > this.budget / 4) {
			return;
		}
		this.entries.set(key, { value, weight });
		this.weight += weight;
		for (const oldest of this.entries.keys()) {
			if (this.weight <= this.budget) {
				break;
			}
			this.remove(oldest);
		}
	}

	private remove(key: string): void {
		this.weight -= this.entries.get(key)?.weight ?? 0;
		this.entries.delete(key);
	}
}
