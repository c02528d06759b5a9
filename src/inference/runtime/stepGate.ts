/** Lets a person's question go before a batch: while it is answered, the batch's next steps wait. */
export class StepGate {
	private closed = 0;
	private inside = 0;
	private waiting: (() => void)[] = [];
	private leaving: (() => void)[] = [];

	/** One step of a batch, short enough for a person to wait for. */
	async step<T>(work: () => Promise<T>): Promise<T> {
		while (this.closed > 0) {
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		}
		this.inside++;
		try {
			return await work();
		} finally {
			this.inside--;
			if (this.inside === 0) {
				this.leaving.splice(0).forEach((resolve) => resolve());
			}
		}
	}

	/** Runs `work` while no step of a batch runs. */
	async before<T>(work: () => Promise<T>): Promise<T> {
		this.closed++;
		try {
			while (this.inside > 0) {
				await new Promise<void>((resolve) => this.leaving.push(resolve));
			}
			return await work();
		} finally {
			this.closed--;
			if (this.closed === 0) {
				this.waiting.splice(0).forEach((resolve) => resolve());
			}
		}
	}
}
