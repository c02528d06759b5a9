import { setImmediate } from "node:timers/promises";

const LONGEST_RUN = 10;

/** Lets other work of the process go on while a long header is read. */
export class Pause {
	private since = performance.now();

	constructor(private readonly signal: AbortSignal | undefined) {}

	/** Whether 10 ms have passed since the last rest: cheap, to be asked often. */
	due(): boolean {
		return performance.now() - this.since > LONGEST_RUN;
	}

	/** Throws where the signal is aborted. */
	async rest(): Promise<void> {
		this.signal?.throwIfAborted();
		await setImmediate();
		this.since = performance.now();
	}
}
