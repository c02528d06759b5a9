import { Worker } from "node:worker_threads";
import { Failure, failureFrom } from "../failure.ts";
import type { MotifMatches } from "./motif.ts";
import type { MotifAnswer, MotifJob } from "./motifWorker.ts";

export interface MotifClientOptions {
	/** Absolute path of the bundled `motif-worker.js`. */
	readonly workerFile: string;
	/** Milliseconds until a pattern is given up; 2,000 if absent. */
	readonly timeLimit?: number;
}

/**
 * Searches motifs in a thread of its own, because a regular expression such as `(A+)+$` never comes back: its thread is ended then. One search at a time; a
 * new one ends the one before, which nobody waits for any more.
 */
export class MotifClient {
	readonly #workerFile: string;
	readonly #timeLimit: number;
	#worker: Worker | undefined;
	#online = false;
	#giveUp: ((failure: Failure) => void) | undefined;

	constructor({ workerFile, timeLimit = 2000 }: MotifClientOptions) {
		this.#workerFile = workerFile;
		this.#timeLimit = timeLimit;
	}

	/**
	 * @param breaks indices before which residues are missing, see `findMotif`
	 * @throws {Failure} `invalid-motif`, `motif-too-slow`, `motif-replaced` where a later search took its place, `motif-search-ended` where the thread died
	 */
	async find(pattern: string, sequence: string, breaks: Uint32Array = new Uint32Array()): Promise<MotifMatches> {
		this.#giveUp?.(new Failure("motif-replaced", "Another search has begun."));
		const worker = (this.#worker ??= this.#started());
		const answer = await this.#answerOf(worker, { pattern, sequence, breaks });
		if ("failure" in answer) {
			throw failureFrom(answer.failure);
		}
		return answer.matches;
	}

	dispose(): void {
		this.#giveUp?.(new Failure("motif-replaced", "The search was closed."));
		if (this.#worker !== undefined) {
			this.#end(this.#worker);
		}
	}

	#answerOf(worker: Worker, job: MotifJob): Promise<MotifAnswer> {
		return new Promise((resolve, reject) => {
			const answered = (answer: MotifAnswer): void => {
				settle();
				resolve(answer);
			};
			const end = (failure: Failure): void => {
				settle();
				this.#end(worker);
				reject(failure);
			};
			const died = (reason: unknown): void => end(new Failure("motif-search-ended", "The search ended unexpectedly. Try a simpler motif.", { detail: String(reason) }));
			let timer: NodeJS.Timeout | undefined;
			// The start of a thread is not the pattern's fault.
			const begun = (): void => void (timer = setTimeout(() => end(tooSlow()), this.#timeLimit));
			const settle = (): void => {
				clearTimeout(timer);
				worker.off("message", answered).off("error", died).off("exit", died).off("online", begun);
				this.#giveUp = undefined;
			};
			this.#giveUp = end;
			worker.on("message", answered).on("error", died).on("exit", died);
			if (this.#online) {
				begun();
			} else {
				worker.on("online", begun);
			}
			worker.postMessage(job);
		});
	}

	#started(): Worker {
		const worker = new Worker(this.#workerFile, { resourceLimits: { maxOldGenerationSizeMb: 256 } });
		worker.unref();
		this.#online = false;
		worker.on("online", () => (this.#online ||= this.#worker === worker));
		worker.on("error", () => undefined); // one that is being ended may still complain
		return worker;
	}

	#end(worker: Worker): void {
		if (this.#worker === worker) {
			this.#worker = undefined;
		}
		void worker.terminate();
	}
}

function tooSlow(): Failure {
	return new Failure("motif-too-slow", "This motif can match in too many ways to be searched. Write it without a repeat inside a repeat: A+$ instead of (A+)+$.");
}
