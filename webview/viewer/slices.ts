/** Milliseconds of work between two breaths of the page. */
const slice = 12;

/** Work in slices, which ends when something newer has begun. */
export class Slices {
	readonly signal: AbortSignal;
	#begun = performance.now();

	constructor(signal: AbortSignal) {
		this.signal = signal;
	}

	/** Lets the page live where it has waited long enough. False: stop. */
	async breathe(): Promise<boolean> {
		if (performance.now() - this.#begun > slice) {
			await new Promise((resolve) => setTimeout(resolve));
			this.#begun = performance.now();
		}
		return !this.signal.aborted;
	}

	/** What a generator returns at its end; undefined when it was stopped. */
	async run<T>(generator: Generator<undefined, T>): Promise<T | undefined> {
		for (;;) {
			const { done, value } = generator.next();
			if (done === true) {
				return value;
			}
			if (!(await this.breathe())) {
				return undefined;
			}
		}
	}

	/** What a generator gives, each passed through `made`; undefined when it was stopped, after what was made went through `undo`. */
	async collect<T>(generator: Generator<T | undefined>, made: (item: T) => T, undo?: (item: T) => void): Promise<T[] | undefined> {
		const all: T[] = [];
		for (const item of generator) {
			if (item !== undefined) {
				all.push(made(item));
			}
			if (!(await this.breathe())) {
				all.forEach((each) => undo?.(each));
				return undefined;
			}
		}
		return all;
	}
}
