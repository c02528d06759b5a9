/** So many times the limit may pass while other programs have the processor, or the machine sleeps. */
const PATIENCE = 6;
/** Of the time that passed; below this, a thread that never rests cannot have had the processor. */
const BUSY = 0.8;

/**
 * Calls `expired` when a thread of this process that never rests has worked for so long. On a machine that others keep busy that takes longer
 * than by the clock, so that no molecule fails for what other programs do; at most {@link PATIENCE} times as long, since the thread may rest.
 *
 * @param milliseconds of work
 * @returns ends the limit
 */
export function limitWork(milliseconds: number, expired: () => void): () => void {
	const before = workOfProcess();
	let left = PATIENCE;
	const timer = setInterval(() => {
		left--;
		if (left === 0 || workOfProcess() - before >= BUSY * milliseconds) {
			clearInterval(timer);
			expired();
		}
	}, milliseconds);
	return () => clearInterval(timer);
}

/** Milliseconds of processor time, of all threads. */
function workOfProcess(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}
