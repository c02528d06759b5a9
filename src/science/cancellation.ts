/** A cancellation as VS Code gives it; said here in its own words, so that every floor can take one. */
export interface Cancellation {
	readonly isCancellationRequested: boolean;
	onCancellationRequested(listener: () => void): { dispose(): unknown };
}

/** Runs work that takes an `AbortSignal` under a cancellation of VS Code's. */
export async function abortable<Result>(cancellation: Cancellation, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
	const abort = new AbortController();
	const listener = cancellation.onCancellationRequested(() => abort.abort());
	if (cancellation.isCancellationRequested) {
		abort.abort();
	}
	try {
		return await work(abort.signal);
	} finally {
		listener.dispose();
	}
}

/** {@link abortable}, with a result in the place of what the work throws after the cancellation. */
export async function abortableOr<Result>(cancellation: Cancellation, work: (signal: AbortSignal) => Promise<Result>, cancelled: () => Result): Promise<Result> {
	return abortable(cancellation, async (signal) => {
		try {
			return await work(signal);
		} catch (error) {
			if (signal.aborted) {
				return cancelled();
			}
			throw error;
		}
	});
}
