/**
 * Times that a test with a watch is tried again: git, the search for ports and the collection of garbage run on the same thread
 * and may fall into a stretch of ours. What is really ours comes back every time.
 */
export const NOISE = 4;

/**
 * How long the extension host's thread computes without letting go.
 *
 * Processor time of the thread is measured, not the clock: a busy machine may take the processor away for longer than any
 * limit, and that is not our doing.
 */
export class LoopWatch {
	private longest = 0;
	private running = true;
	private last = threadMilliseconds();

	constructor() {
		const tick = (): void => {
			const now = threadMilliseconds();
			this.longest = Math.max(this.longest, now - this.last);
			this.last = now;
			if (this.running) {
				setImmediate(tick);
			}
		};
		setImmediate(tick);
	}

	/** Ends the watch; the longest stretch in milliseconds. */
	stop(): number {
		this.running = false;
		return this.longest;
	}
}

/** Newer than this project's Node types: Node 23.9 and later have it, and VS Code's extension host is one of them. */
interface ThreadClock {
	threadCpuUsage?(): { readonly user: number; readonly system: number };
}

function threadMilliseconds(): number {
	const usage = (process as ThreadClock).threadCpuUsage?.();
	if (!usage) {
		throw new Error("this extension host cannot tell its thread's processor time");
	}
	return (usage.user + usage.system) / 1000;
}
