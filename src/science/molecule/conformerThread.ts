import path from "node:path";
import { Worker } from "node:worker_threads";
import { Failure, failureFrom } from "../failure.ts";
import type { MadeConformer } from "./conformer.ts";
import { type ConformerRequest, isConformerReply } from "./conformerProtocol.ts";

/** Milliseconds that an idle thread keeps its 100 MB, for the next molecule that somebody looks at. */
const IDLE = 60_000;
/** Megabytes: many times what molecules take that end within the time limit; all of the machine must not be at stake. */
const MEMORY = 1024;
/** Share of the time limit after which a shape is minimised no further, so that it is there before the limit ends the thread. */
const MINIMISING = 0.5;

interface Running {
	readonly id: number;
	readonly settle: (outcome: MadeConformer | Failure) => void;
}

/** openchemlib in a worker thread that does one molecule at a time; whatever goes wrong ends it, and the next molecule starts another. */
export class ConformerThread {
	private worker: Worker | undefined;
	private running: Running | undefined;
	private nextId = 1;
	private idle: NodeJS.Timeout | undefined;

	/** @param workerFile absolute path of the bundled `conformer-worker.js`; `openchemlib-resources.json` lies beside it */
	constructor(private readonly workerFile: string) {}

	/**
	 * Must not be called while another one is made.
	 *
	 * @param seed of openchemlib's random numbers
	 * @param timeLimit milliseconds
	 */
	async make(block: string, seed: number, timeLimit: number, signal: AbortSignal | undefined): Promise<MadeConformer> {
		clearTimeout(this.idle);
		const worker = this.worker ?? this.start();
		worker.ref();
		const id = this.nextId++;
		const cancel = (): void => this.end(cancelled(signal));
		const timer = setTimeout(() => this.end(tooSlow(timeLimit)), timeLimit);
		signal?.addEventListener("abort", cancel, { once: true });
		try {
			const outcome = await new Promise<MadeConformer | Failure>((settle) => {
				this.running = { id, settle };
				worker.postMessage({ id, block, seed, milliseconds: timeLimit * MINIMISING } satisfies ConformerRequest);
			});
			if (outcome instanceof Failure) {
				throw outcome;
			}
			return outcome;
		} finally {
			clearTimeout(timer);
			signal?.removeEventListener("abort", cancel);
			this.rest();
		}
	}

	/** Starts it, so that the first molecule need not wait until openchemlib is read. */
	warm(): void {
		if (this.worker === undefined) {
			this.start();
			this.rest();
		}
	}

	/** Ends the thread; a molecule in work fails with the reason. */
	end(reason: Failure): void {
		clearTimeout(this.idle);
		const worker = this.worker;
		this.worker = undefined;
		void worker?.terminate();
		this.settle(reason);
	}

	private rest(): void {
		clearTimeout(this.idle);
		this.worker?.unref();
		this.idle = setTimeout(() => this.end(new Failure("disposed", "The conformer worker was idle.")), IDLE);
		this.idle.unref();
	}

	private start(): Worker {
		const resourcesFile = path.join(path.dirname(this.workerFile), "openchemlib-resources.json");
		const worker = new Worker(this.workerFile, { workerData: { resourcesFile }, resourceLimits: { maxOldGenerationSizeMb: MEMORY }, stdout: true, stderr: true });
		this.worker = worker;
		const ended = (detail: string): void => {
			if (this.worker === worker) {
				this.end(new Failure("conformer-unavailable", "The worker that makes 3D shapes stopped, perhaps for lack of memory. Try once more; if it stays, reload the window.", { detail }));
			}
		};
		worker.on("message", (message: unknown) => {
			if (this.worker === worker) {
				this.receive(message, ended);
			}
		});
		worker.on("error", (error: Error) => ended(error.stack ?? error.message));
		worker.on("exit", (code) => ended(`exit code ${code}`));
		return worker;
	}

	private receive(message: unknown, ended: (detail: string) => void): void {
		if (!isConformerReply(message) || message.id !== this.running?.id) {
			ended("a message that is no reply");
		} else {
			this.settle(message.kind === "made" ? message.conformer : failureFrom(message.failure));
		}
	}

	private settle(outcome: MadeConformer | Failure): void {
		const running = this.running;
		this.running = undefined;
		running?.settle(outcome);
	}
}

/** What a question gets that nobody waits for any more. */
export function cancelled(signal: AbortSignal | undefined): Failure {
	return new Failure("cancelled", "This was cancelled before it was finished.", { cause: signal?.reason });
}

function tooSlow(timeLimit: number): Failure {
	return new Failure("conformer-timeout", `No shape of this molecule was found within ${Number((timeLimit / 1000).toPrecision(2))} s, so the search was stopped. Large rings and long chains take long: give it more time, look at a part of the molecule, or open a structure file of it.`);
}
