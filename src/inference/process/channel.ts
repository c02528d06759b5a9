/** Events pushed on one side, read as an async iterable on the other; one reader. */
export class EventChannel<T> implements AsyncIterable<T> {
	private readonly events: T[] = [];
	private wake: (() => void) | undefined;
	private failure: Error | undefined;
	private over = false;

	push(event: T): void {
		this.events.push(event);
		this.wake?.();
	}

	/** The reader gets what was pushed before, then this error. */
	fail(error: Error): void {
		this.failure ??= error;
		this.end();
	}

	/** The reader gets what was pushed before, then the end. */
	end(): void {
		this.over = true;
		this.wake?.();
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<T> {
		for (;;) {
			const event = this.events.shift();
			if (event !== undefined) {
				yield event;
			} else if (this.over) {
				if (this.failure) {
					throw this.failure;
				}
				return;
			} else {
				await new Promise<void>((resolve) => (this.wake = resolve));
				this.wake = undefined;
			}
		}
	}
}
