import type * as vscode from "vscode";

/** Runs work that takes an `AbortSignal` under VS Code's cancellation; what the work throws after that goes to `cancelled`. */
export async function underToken<Result>(token: vscode.CancellationToken, work: (signal: AbortSignal) => Promise<Result>, cancelled: () => Result): Promise<Result> {
	const abort = new AbortController();
	const listener = token.onCancellationRequested(() => abort.abort());
	if (token.isCancellationRequested) {
		abort.abort();
	}
	try {
		return await work(abort.signal);
	} catch (error) {
		if (abort.signal.aborted) {
			return cancelled();
		}
		throw error;
	} finally {
		listener.dispose();
	}
}
