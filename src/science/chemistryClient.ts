import path from "node:path";
import { Worker } from "node:worker_threads";
import type { Chemistry, DrawingOptions } from "./chemistry.ts";
import type { ChemistryJob, ChemistryReply, ChemistryResult } from "./chemistryProtocol.ts";
import { answers, isChemistryReply, isDrawingOptions } from "./chemistryProtocol.ts";
import { Failure, failureFrom } from "./failure.ts";
import type { MoleculeFacts } from "./molecule/facts.ts";
import type { MoleculeGraph } from "./molecule/graph.ts";
import { refuseLongSmiles } from "./molecule/smiles.ts";
import { ResultCache } from "./resultCache.ts";

export interface ChemistryClientOptions {
	/** Absolute path of the bundled `chemistry-worker.js`; `RDKit_minimal.wasm` lies beside it. */
	readonly workerFile: string;
	/** Milliseconds one job may take before its thread is ended; 5,000 if absent. */
	readonly timeLimit?: number;
}

/** Loading RDKit takes 0.2 s; a busy laptop with a cold disk gets a hundred times that. */
const START_LIMIT = 30_000;
const CACHE_CHARACTERS = 16_000_000;

type Outcome = { readonly value: ChemistryResult } | { readonly failure: Failure };

interface Waiter {
	readonly settle: (outcome: Outcome) => void;
}

interface Task {
	readonly id: number;
	readonly key: string;
	readonly job: ChemistryJob;
	/** Everyone who asked the same question meanwhile. */
	readonly waiters: Set<Waiter>;
}

/**
 * RDKit in a worker thread of its own, started with the first question.
 *
 * The worker gets one job at a time, so a thread that hangs or dies takes exactly one molecule with it; the others wait
 * here and go on in the next thread.
 */
export class ChemistryClient implements Chemistry {
	private readonly timeLimit: number;
	private readonly cache = new ResultCache<Outcome>(CACHE_CHARACTERS, weigh);
	private readonly queue: Task[] = [];
	private readonly tasks = new Map<string, Task>();
	private worker: Worker | undefined;
	private ready = false;
	private running: Task | undefined;
	private timer: NodeJS.Timeout | undefined;
	private nextId = 1;
	private disposed = false;

	constructor(private readonly options: ChemistryClientOptions) {
		this.timeLimit = options.timeLimit ?? 5000;
	}

	async facts(smiles: string, signal?: AbortSignal): Promise<MoleculeFacts> {
		return (await this.ask({ operation: "facts", smiles }, signal)) as MoleculeFacts;
	}

	async draw(smiles: string, options: DrawingOptions, signal?: AbortSignal): Promise<string> {
		if (!isDrawingOptions(options)) {
			throw new Failure("invalid-drawing", "A drawing needs one of the four themes and a size of 16 to 4,096 pixels each way. Correct the size.");
		}
		const { theme, width, height } = options;
		return (await this.ask({ operation: "draw", smiles, options: { theme, width, height } }, signal)) as string;
	}

	async graph(smiles: string, signal?: AbortSignal): Promise<MoleculeGraph> {
		return (await this.ask({ operation: "graph", smiles }, signal)) as MoleculeGraph;
	}

	async dispose(): Promise<void> {
		this.disposed = true;
		const outcome = { failure: disposedFailure() };
		for (const task of [...this.tasks.values()]) {
			this.settle(task, outcome);
		}
		this.queue.length = 0;
		await this.dropWorker();
	}

	private async ask(job: ChemistryJob, signal: AbortSignal | undefined): Promise<ChemistryResult> {
		if (this.disposed) {
			throw disposedFailure();
		}
		if (signal?.aborted === true) {
			throw abortFailure(signal);
		}
		// Refused here, so that a huge paste is not even copied to the thread.
		refuseLongSmiles(job.smiles);
		const key = JSON.stringify(job);
		const known = this.cache.get(key);
		if (known === undefined) {
			return this.wait(key, job, signal);
		}
		if ("value" in known) {
			return known.value;
		}
		throw known.failure;
	}

	private wait(key: string, job: ChemistryJob, signal: AbortSignal | undefined): Promise<ChemistryResult> {
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

	private enqueue(key: string, job: ChemistryJob): Task {
		const task: Task = { id: this.nextId++, key, job, waiters: new Set() };
		this.tasks.set(key, task);
		this.queue.push(task);
		return task;
	}

	/** Drops a task nobody waits for; one that runs already is let finish, since it is short and fills the cache. */
	private forget(task: Task): void {
		const place = this.queue.indexOf(task);
		if (task.waiters.size === 0 && place >= 0) {
			this.queue.splice(place, 1);
			this.tasks.delete(task.key);
		}
	}

	private next(): void {
		if (this.running !== undefined || this.queue.length === 0 || this.disposed) {
			return;
		}
		const worker = this.worker ?? this.startWorker();
		// An idle thread must not keep a command-line run alive; a busy one must.
		worker.ref();
		if (!this.ready) {
			return;
		}
		const task = this.queue.shift();
		if (task !== undefined) {
			this.running = task;
			this.limit(this.timeLimit, () => this.fail(timeoutFailure(task.job, this.timeLimit), true));
			worker.postMessage({ id: task.id, ...task.job });
		}
	}

	private startWorker(): Worker {
		const wasmFile = path.join(path.dirname(this.options.workerFile), "RDKit_minimal.wasm");
		const worker = new Worker(this.options.workerFile, { workerData: { wasmFile }, stdout: true, stderr: true });
		this.worker = worker;
		this.limit(START_LIMIT, () => this.startFailed(`not ready after ${START_LIMIT} ms`));
		const ended = (detail: string): void => {
			if (this.worker === worker) {
				this.crashed(detail);
			}
		};
		worker.on("message", (message: unknown) => {
			if (this.worker === worker) {
				this.receive(message);
			}
		});
		worker.on("error", (error: Error) => ended(error.stack ?? error.message));
		worker.on("exit", (code) => ended(`exit code ${code}`));
		return worker;
	}

	private receive(message: unknown): void {
		if (!isChemistryReply(message)) {
			this.crashed("a message that is no reply");
			return;
		}
		switch (message.kind) {
			case "ready":
				this.clearLimit();
				this.ready = true;
				this.next();
				return;
			case "failed-to-start":
				this.startFailed(message.failure.detail ?? message.failure.message);
				return;
			default:
				this.finish(message);
		}
	}

	private finish(message: Extract<ChemistryReply, { id: number }>): void {
		const task = this.running;
		if (task === undefined || task.id !== message.id) {
			this.crashed(`a reply to job ${message.id}, which is not running`);
			return;
		}
		if (message.kind === "failure") {
			this.fail(failureFrom(message.failure), message.broken);
		} else if (answers(task.job.operation, message.value)) {
			this.complete(task, { value: message.value });
		} else {
			this.crashed(`a reply of another shape than ${task.job.operation}`);
		}
	}

	/** The running task failed; with `broken` its thread is replaced before the next one. */
	private fail(failure: Failure, broken: boolean): void {
		const task = this.running;
		if (broken) {
			void this.dropWorker();
		}
		if (task !== undefined) {
			this.complete(task, { failure });
		}
	}

	private complete(task: Task, outcome: Outcome): void {
		this.clearLimit();
		this.running = undefined;
		if (!("failure" in outcome) || DETERMINISTIC.has(outcome.failure.code)) {
			this.cache.set(task.key, outcome);
		}
		this.settle(task, outcome);
		if (this.queue.length === 0) {
			this.worker?.unref();
		}
		this.next();
	}

	private settle(task: Task, outcome: Outcome): void {
		this.tasks.delete(task.key);
		for (const waiter of [...task.waiters]) {
			waiter.settle(outcome);
		}
	}

	private crashed(detail: string): void {
		if (!this.ready) {
			this.startFailed(detail);
			return;
		}
		const message = "The chemistry worker stopped while working on this molecule, perhaps for lack of memory. It starts again by itself; try once more, or give a smaller molecule.";
		this.fail(new Failure("chemistry-crashed", message, { detail }), true);
	}

	/** A thread that cannot even load RDKit would fail for every task in turn: all are told at once. */
	private startFailed(detail: string): void {
		void this.dropWorker();
		const failure = new Failure("chemistry-unavailable", "RDKit could not be started, so molecules cannot be checked or drawn. Reload the window; if it stays, install the extension again.", { detail });
		this.queue.length = 0;
		for (const task of [...this.tasks.values()]) {
			this.settle(task, { failure });
		}
	}

	private async dropWorker(): Promise<void> {
		this.clearLimit();
		const worker = this.worker;
		this.worker = undefined;
		this.ready = false;
		if (this.disposed) {
			this.running = undefined;
		}
		await worker?.terminate();
	}

	private limit(milliseconds: number, expired: () => void): void {
		this.clearLimit();
		this.timer = setTimeout(expired, milliseconds);
	}

	private clearLimit(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
	}
}

/** Failures that the same SMILES will always meet. */
const DETERMINISTIC = new Set(["invalid-smiles", "molecule-too-large", "unsupported-bond", "unsupported-chirality"]);

/** Roughly the characters an outcome holds in memory. */
function weigh(outcome: Outcome): number {
	if ("failure" in outcome) {
		return 1000;
	}
	const { value } = outcome;
	return typeof value === "string" ? value.length : "bonds" in value ? 40 * (value.atoms.length + value.bonds.length) : 4000;
}

function timeoutFailure(job: ChemistryJob, limit: number): Failure {
	const what = { facts: "the facts", draw: "the drawing", graph: "the features" }[job.operation];
	return new Failure("chemistry-timeout", `RDKit did not finish ${what} of this molecule within ${limit / 1000} s, so it was stopped. Give a smaller molecule or a part of it.`, { detail: job.smiles.slice(0, 200) });
}

function disposedFailure(): Failure {
	return new Failure("disposed", "Chemistry was switched off while this molecule was waiting. Ask again after the window has reloaded.");
}

function abortFailure(signal: AbortSignal | undefined): Failure {
	return new Failure("cancelled", "This was cancelled before it was finished.", { cause: signal?.reason });
}
