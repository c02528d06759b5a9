import { Failure } from "../../science/failure.ts";

/** One at a time, in order of arrival; who gives up while waiting leaves the line. */
export class SerialQueue {
	private busy = false;
	private readonly waiting: (() => void)[] = [];

	/** Whether a newcomer would have to wait. */
	get occupied(): boolean {
		return this.busy;
	}

	/** Resolves when it is the caller's turn, with the function that ends the turn; rejects with `cancelled` on abort. */
	async enter(signal?: AbortSignal): Promise<() => void> {
		if (signal?.aborted) {
			throw cancelled();
		}
		if (this.busy) {
			await this.turn(signal);
		}
		this.busy = true;
		let left = false;
		return () => {
			if (!left) {
				left = true;
				this.busy = false;
				this.waiting.shift()?.();
			}
		};
	}

	private turn(signal: AbortSignal | undefined): Promise<void> {
		return new Promise((resolve, reject) => {
			const go = (): void => {
				signal?.removeEventListener("abort", giveUp);
				// Taken at once, so that nobody who arrives before the caller runs on can slip in.
				this.busy = true;
				resolve();
			};
			const giveUp = (): void => {
				this.waiting.splice(this.waiting.indexOf(go), 1);
				reject(cancelled());
			};
			this.waiting.push(go);
			signal?.addEventListener("abort", giveUp, { once: true });
		});
	}
}

/** The one failure for "the user stopped it before anything came of it". */
export function cancelled(): Failure {
	return new Failure("cancelled", "Stopped before anything was written.");
}
