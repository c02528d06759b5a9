/** Milliseconds of processor time of this process so far: unlike the clock, it does not run while the machine serves others. */
export function processorTime(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}
