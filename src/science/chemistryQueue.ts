import type { ChemistryJob, ChemistryResult } from "./chemistryProtocol.ts";
import type { Outcome } from "./chemistryThread.ts";
import { ChemistryThread } from "./chemistryThread.ts";
import { Failure } from "./failure.ts";

interface Waiter {
	readonly settle: (outcome: Outcome) => void;
}

interface Task {
	readonly key: string;
	readonly job: ChemistryJob;
	/** Everyone who asked the same question meanwhile. */
	readonly waiters: Set<Waiter>;
}

export interface ChemistryQueueOptions {
	/** Absolute path of the bundled `chemistry-worker.js`; `RDKit_minimal.wasm` lies beside it. */
	readonly workerFile: string;
	/** Milliseconds one job may take before its thread is ended. */
	readonly timeLimit: number;
	/** Told of each outcome before those who wait for it. */
	readonly remember: (job: ChemistryJob, key: string, outcome: Outcome) => void;
}

/**
 * Jobs that wait for the worker thread.
 *
 * It gets one at a time, so a thread that hangs or dies takes exactly one job with it; the others wait here and go on in the
 * next thread. Checks and whatever is asked about many molecules wait until nobody else does: a reader's hover comes before
 * the underlines.
 */
export class ChemistryQueue {
	private readonly foreground: Task[] = [];
	private readonly background: Task[] = [];
	private readonly tasks = new Map<string, Task>();
	private readonly thread: ChemistryThread;
	private disposed = false;

	constructor(private readonly options: ChemistryQueueOptions) {
		const { workerFile, timeLimit } = options;
		this.thread = new ChemistryThread({ workerFile, timeLimit, whenFree: () => this.next(), whenUnavailable: (failure) => this.settleAll({ failure }) });
	}

	/** Throws `disposed` or `cancelled` where a question comes too late. */
	refuseLate(signal: AbortSignal | undefined): void {
		if (this.disposed) {
			throw disposedFailure();
		}
		if (signal?.aborted === true) {
			throw abortFailure(signal);
		}
	}

	/** @param key the same for the same question, which is then asked once */
	wait(key: string, job: ChemistryJob, signal: AbortSignal | undefined): Promise<ChemistryResult> {
		return new Promise((resolve, reject) => {
			const task = this.tasks.get(key) ?? this.enqueue(key, job);
			const waiter: Waiter = {
				settle: (outcome) => {
					signal?.removeEventListener("abort", abort);
					task.waiters.delete(waiter);
					if ("value" in outcome) {
						resolve(outcome.value);
					} else {
						reject(outcome.failure);
					}
				},
			};
			const abort = (): void => {
				waiter.settle({ failure: abortFailure(signal) });
				this.forget(task);
			};
			signal?.addEventListener("abort", abort, { once: true });
			task.waiters.add(waiter);
			this.next();
		});
	}

	/** Ends the thread; whoever waits is told `disposed`. */
	async dispose(): Promise<void> {
		this.disposed = true;
		this.settleAll({ failure: disposedFailure() });
		await this.thread.dispose();
	}

	private enqueue(key: string, job: ChemistryJob): Task {
		const task: Task = { key, job, waiters: new Set() };
		this.tasks.set(key, task);
		this.queueOf(job).push(task);
		return task;
	}

	/** Drops a task nobody waits for; one that runs already is let finish, since it is short and fills the cache. */
	private forget(task: Task): void {
		const queue = this.queueOf(task.job);
		const place = queue.indexOf(task);
		if (task.waiters.size === 0 && place >= 0) {
			queue.splice(place, 1);
			this.tasks.delete(task.key);
		}
	}

	private next(): void {
		if (this.disposed || this.thread.busy) {
			return;
		}
		if (this.foreground.length + this.background.length === 0) {
			this.thread.rest();
			return;
		}
		if (!this.thread.wake()) {
			return;
		}
		const task = this.foreground.shift() ?? this.background.shift();
		if (task !== undefined) {
			this.thread.run(task.job, (outcome) => this.complete(task, outcome));
		}
	}

	private complete(task: Task, outcome: Outcome): void {
		this.options.remember(task.job, task.key, outcome);
		this.settle(task, outcome);
	}

	private settle(task: Task, outcome: Outcome): void {
		this.tasks.delete(task.key);
		for (const waiter of [...task.waiters]) {
			waiter.settle(outcome);
		}
	}

	private settleAll(outcome: Outcome): void {
		this.foreground.length = 0;
		this.background.length = 0;
		for (const task of [...this.tasks.values()]) {
			this.settle(task, outcome);
		}
	}

	private queueOf(job: ChemistryJob): Task[] {
		return job.operation === "check" || "structures" in job ? this.background : this.foreground;
	}
}

function disposedFailure(): Failure {
	return new Failure("disposed", "Chemistry was switched off while this molecule was waiting. Ask again after the window has reloaded.");
}

function abortFailure(signal: AbortSignal | undefined): Failure {
	return new Failure("cancelled", "This was cancelled before it was finished.", { cause: signal?.reason });
}
