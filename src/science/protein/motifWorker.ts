import { parentPort } from "node:worker_threads";
import { failureData } from "../failure.ts";
import type { FailureData } from "../failure.ts";
import { findMotif } from "./motif.ts";
import type { MotifMatches } from "./motif.ts";

/** What the thread is asked, one at a time. */
export interface MotifJob {
	readonly pattern: string;
	readonly sequence: string;
	/** Indices before which residues are missing. */
	readonly breaks: Uint32Array;
}

export type MotifAnswer = { readonly matches: MotifMatches } | { readonly failure: FailureData };

parentPort?.on("message", ({ pattern, sequence, breaks }: MotifJob) => {
	parentPort?.postMessage(answer(pattern, sequence, breaks));
});

function answer(pattern: string, sequence: string, breaks: Uint32Array): MotifAnswer {
	try {
		return { matches: findMotif(pattern, sequence, breaks) };
	} catch (error) {
		return { failure: failureData(error) };
	}
}
