/** Who needs something to stay as it is. */
export class Holds {
	private readonly holders = new Set<symbol>();

	get any(): boolean {
		return this.holders.size > 0;
	}

	/** Gives what ends this hold. */
	take(): () => void {
		const holder = Symbol();
		this.holders.add(holder);
		return () => void this.holders.delete(holder);
	}
}
