import { parentPort } from "node:worker_threads";
import { failureData } from "../failure.ts";
import type { FailureData } from "../failure.ts";
import { findMotif } from "./motif.ts";
import type { MotifMatches } from "./motif.ts";

/** What the thread is asked, one at a time. */
export interface MotifJob {
	readonly pattern: string;
	readonly sequence: string;
}

export type MotifAnswer = { readonly matches: MotifMatches } | { readonly failure: FailureData };

parentPort?.on("message", ({ pattern, sequence }: MotifJob) => {
	parentPort?.postMessage(answer(pattern, sequence));
});

function answer(pattern: string, sequence: string): MotifAnswer {
	try {
		return { matches: findMotif(pattern, sequence) };
	} catch (error) {
		return { failure: failureData(error) };
	}
}
