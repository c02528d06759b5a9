/** Listeners without `vscode`, for the parts of the chat that also run in plain tests. */
export class Emitter<T> {
	readonly #listeners = new Set<(event: T) => void>();

	/** Calls `listener` until the returned value is disposed. */
	on(listener: (event: T) => void): { dispose(): void } {
		this.#listeners.add(listener);
		return { dispose: () => this.#listeners.delete(listener) };
	}

	fire(event: T): void {
		for (const listener of [...this.#listeners]) {
			listener(event);
		}
	}

	dispose(): void {
		this.#listeners.clear();
	}
}
