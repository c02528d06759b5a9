import type * as vscode from "vscode";

/** Runs work that takes an `AbortSignal` under VS Code's cancellation. */
export async function abortable<Result>(token: vscode.CancellationToken, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
	const abort = new AbortController();
	if (token.isCancellationRequested) {
		abort.abort();
	}
	const listener = token.onCancellationRequested(() => abort.abort());
	try {
		return await work(abort.signal);
	} finally {
		listener.dispose();
	}
}
