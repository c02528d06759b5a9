import { cancelled } from "./queue.ts";

/** A promise with its two ends, as `Promise.withResolvers` gives in later Node versions. */
export interface Deferred<T> {
	readonly promise: Promise<T>;
	readonly resolve: (value: T) => void;
	readonly reject: (error: Error) => void;
}

export function deferred<T>(): Deferred<T> {
	let resolve!: (value: T) => void;
	let reject!: (error: Error) => void;
	const promise = new Promise<T>((onResolve, onReject) => {
		resolve = onResolve;
		reject = onReject;
	});
	return { promise, resolve, reject };
}

/** The promise, or `cancelled` as soon as the signal aborts. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (!signal) {
		return promise;
	}
	if (signal.aborted) {
		throw cancelled();
	}
	const abort = deferred<never>();
	const onAbort = (): void => abort.reject(cancelled());
	signal.addEventListener("abort", onAbort, { once: true });
	try {
		return await Promise.race([promise, abort.promise]);
	} finally {
		signal.removeEventListener("abort", onAbort);
	}
}

/** Waits so many milliseconds, or until the signal aborts. */
export async function delay(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	try {
		await abortable(new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds))), signal);
	} finally {
		clearTimeout(timer);
	}
}
