import path from "node:path";
import { Worker } from "node:worker_threads";
import type { ChemistryJob, ChemistryReply, ChemistryResult } from "./chemistryProtocol.ts";
import { answers, isChemistryReply } from "./chemistryProtocol.ts";
import { Failure, failureFrom } from "./failure.ts";
import { limitWork } from "./workLimit.ts";

/** What became of a job. */
export type Outcome = { readonly value: ChemistryResult } | { readonly failure: Failure };

export interface ChemistryThreadOptions {
	/** Absolute path of the bundled `chemistry-worker.js`; `RDKit_minimal.wasm` lies beside it. */
	readonly workerFile: string;
	/** Milliseconds one job may work before its thread is ended. */
	readonly timeLimit: number;
	/** Others of this machine go before it, where the system knows such a thing for threads (Linux). */
	readonly isBackground?: boolean | undefined;
	/** The thread can take a job now. */
	readonly whenFree: () => void;
	/** No thread could be started: everyone who waits has to be told. */
	readonly whenUnavailable: (failure: Failure) => void;
}

/** Loading RDKit takes 0.2 s; a busy laptop with a cold disk gets a hundred times that. */
const START_LIMIT = 30_000;

interface Running {
	readonly id: number;
	readonly job: ChemistryJob;
	readonly done: (outcome: Outcome) => void;
}

/**
 * RDKit in a worker thread that does one job at a time. One that hangs or dies fails its own job only and is replaced by a new
 * one with the next job.
 */
export class ChemistryThread {
	private worker: Worker | undefined;
	private ready = false;
	private running: Running | undefined;
	private endLimit: () => void = () => undefined;
	private nextId = 1;

	constructor(private readonly options: ChemistryThreadOptions) {}

	get busy(): boolean {
		return this.running !== undefined;
	}

	/**
	 * Prepares for a job, which keeps the process alive; starts the thread where there is none.
	 *
	 * @returns whether it can take a job now; if not, `whenFree` will tell
	 */
	wake(): boolean {
		const worker = this.worker ?? this.start();
		worker.ref();
		return this.ready && !this.busy;
	}

	/** An idle thread must not keep a command-line run alive; a busy one must. */
	rest(): void {
		this.worker?.unref();
	}

	/** Gives it a job; only after {@link wake} has said that it can take one. */
	run(job: ChemistryJob, done: (outcome: Outcome) => void): void {
		this.running = { id: this.nextId++, job, done };
		this.limit(this.options.timeLimit, () => this.fail(timeoutFailure(job, this.options.timeLimit), true));
		this.worker?.postMessage({ id: this.running.id, ...job });
	}

	/** Ends the thread; a job that runs is never answered. */
	async dispose(): Promise<void> {
		this.running = undefined;
		await this.drop();
	}

	private start(): Worker {
		const wasmFile = path.join(path.dirname(this.options.workerFile), "RDKit_minimal.wasm");
		const worker = new Worker(this.options.workerFile, { workerData: { wasmFile, isBackground: this.options.isBackground === true }, stdout: true, stderr: true });
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
				this.endLimit();
				this.ready = true;
				this.options.whenFree();
				return;
			case "failed-to-start":
				this.startFailed(message.failure.detail ?? message.failure.message);
				return;
			default:
				this.finish(message);
		}
	}

	private finish(message: Extract<ChemistryReply, { id: number }>): void {
		if (this.running === undefined || this.running.id !== message.id) {
			this.crashed(`a reply to job ${message.id}, which is not running`);
		} else if (message.kind === "failure") {
			this.fail(failureFrom(message.failure), message.broken);
		} else if (answers(this.running.job, message.value)) {
			this.complete({ value: message.value });
		} else {
			this.crashed(`a reply of another shape than ${this.running.job.operation}`);
		}
	}

	/** The running job failed; with `broken` its thread is replaced before the next one. */
	private fail(failure: Failure, broken: boolean): void {
		if (broken) {
			void this.drop();
		}
		this.complete({ failure });
	}

	private complete(outcome: Outcome): void {
		this.endLimit();
		const running = this.running;
		this.running = undefined;
		running?.done(outcome);
		this.options.whenFree();
	}

	private crashed(detail: string): void {
		if (!this.ready) {
			this.startFailed(detail);
			return;
		}
		const message = "The chemistry worker stopped while working on this molecule, perhaps for lack of memory. It starts again by itself; try once more, or give a smaller molecule.";
		this.fail(new Failure("chemistry-crashed", message, { detail }), true);
	}

	/** A thread that cannot even load RDKit would fail for every job in turn: all are told at once. */
	private startFailed(detail: string): void {
		void this.drop();
		this.options.whenUnavailable(new Failure("chemistry-unavailable", "RDKit could not be started, so molecules cannot be checked or drawn. Reload the window; if it stays, install the extension again.", { detail }));
	}

	private async drop(): Promise<void> {
		this.endLimit();
		const worker = this.worker;
		this.worker = undefined;
		this.ready = false;
		await worker?.terminate();
	}

	private limit(milliseconds: number, expired: () => void): void {
		this.endLimit();
		this.endLimit = limitWork(milliseconds, expired);
	}
}

const WORK: Readonly<Record<ChemistryJob["operation"], string>> = {
	facts: "the facts of this molecule", chosenFacts: "the facts of these molecules", draw: "the drawing of this molecule", graph: "the features of this molecule", propertyFeatures: "the features of this molecule", check: "the check of this molecule",
	checkAll: "the check of these molecules", rewrite: "the change of this molecule", inchiKey: "the InChIKey", fingerprint: "the fingerprint of this molecule",
	fingerprints: "the fingerprints of these molecules", matches: "the search in this molecule", molBlock: "the drawing of this molecule", fragment: "the cutting of this molecule",
	embeddable: "the reading of this molecule", checkConformer: "the check of this molecule's shape",
	substructure: "the search in these molecules",
};

function timeoutFailure(job: ChemistryJob, limit: number): Failure {
	const text = "structures" in job ? `${job.structures.length} structures` : job.structure.slice(0, 200);
	if (job.operation === "draw" || job.operation === "molBlock") {
		return new Failure("chemistry-timeout", `RDKit needed more than ${limit / 1000} s to draw this molecule, so it was stopped. This machine may have been busy: try again. If that does not help, give a part of the molecule.`, { detail: text });
	}
	return new Failure("chemistry-timeout", `RDKit did not finish ${WORK[job.operation]} within ${limit / 1000} s, so it was stopped. Give a smaller molecule or a part of it.`, { detail: text });
}
