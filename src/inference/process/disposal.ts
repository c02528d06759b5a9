import { Failure } from "../../science/failure.ts";

/** Fails with `disposed` where the owner of work is no more. */
export function refuseDisposed(disposal: AbortSignal): void {
	if (disposal.aborted) {
		throw new Failure("disposed", "BioMedGPT is shutting down.");
	}
}

/** Work that ends with its owner, as `disposed`, or with the signal of whoever wants it. */
export async function untilDisposed<T>(disposal: AbortSignal, work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	refuseDisposed(disposal);
	try {
		return await work(signal ? AbortSignal.any([signal, disposal]) : disposal);
	} catch (error) {
		refuseDisposed(disposal);
		throw error;
	}
}
