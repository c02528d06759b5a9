import { Worker } from "node:worker_threads";
import { Failure, failureFrom } from "../failure.ts";
import type { StructureData } from "./structureData.ts";
import { isStructureReply, type StructureRequest } from "./structureProtocol.ts";

export interface StructureClientOptions {
	/** Absolute path of the bundled `structure-worker.js`. */
	readonly workerFile: string;
	/** Milliseconds one file may take before its thread is ended; 30,000 if absent. */
	readonly timeLimit?: number;
	/** MB of objects that a thread may have; 1,024 if absent. A structure's columns lie outside of them, and are limited by the size of its file. */
	readonly memory?: number;
}

/** Files that are read at once; the others wait. */
const MOST_THREADS = 2;

/**
 * Reads structure files, each in a worker thread of its own: one that hangs or dies takes its own file with it and nothing else.
 */
export class StructureClient {
	private readonly running = new Set<Reading>();
	private readonly waiting: Reading[] = [];
	private disposed = false;

	constructor(private readonly options: StructureClientOptions) {}

	/**
	 * Reads PDB, mmCIF and MOL2 files, also compressed with gzip.
	 *
	 * @param bytes the whole file; given away, so that 100 MB are not copied: it may be empty afterwards
	 * @param name of the file, which decides where its contents do not, and may tell an AlphaFold id
	 * @param model which of several, counted from 1
	 * @throws Failure `structure-…` for a file that cannot be read, `cancelled`, `disposed`
	 */
	read(bytes: Uint8Array, name: string, signal?: AbortSignal, model = 1): Promise<StructureData> {
		return new Promise((resolve, reject) => {
			if (this.disposed) {
				reject(disposedFailure());
				return;
			}
			const reading = new Reading({ bytes: ownBytes(bytes), name, model }, this.options, { resolve, reject, ended: () => this.ended(reading) });
			if (signal?.aborted === true) {
				reading.end(cancelledFailure(signal));
				return;
			}
			const cancel = (): void => reading.end(cancelledFailure(signal));
			signal?.addEventListener("abort", cancel, { once: true });
			reading.whenSettled = () => signal?.removeEventListener("abort", cancel);
			this.waiting.push(reading);
			this.next();
		});
	}

	/** Ends all threads; who waits is told. */
	dispose(): void {
		this.disposed = true;
		for (const reading of [...this.waiting, ...this.running]) {
			reading.end(disposedFailure());
		}
	}

	private next(): void {
		while (this.running.size < MOST_THREADS) {
			const reading = this.waiting.shift();
			if (reading === undefined) {
				return;
			}
			this.running.add(reading);
			reading.start();
		}
	}

	private ended(reading: Reading): void {
		this.running.delete(reading);
		const place = this.waiting.indexOf(reading);
		if (place >= 0) {
			this.waiting.splice(place, 1);
		}
		this.next();
	}
}

interface Settling {
	readonly resolve: (data: StructureData) => void;
	readonly reject: (failure: Failure) => void;
	readonly ended: () => void;
}

/** One file and its thread. */
class Reading {
	whenSettled: () => void = () => undefined;
	private worker: Worker | undefined;
	private timer: NodeJS.Timeout | undefined;
	private request: StructureRequest | undefined;
	private settled = false;

	constructor(
		request: StructureRequest,
		private readonly options: StructureClientOptions,
		private readonly settling: Settling,
	) {
		this.request = request;
	}

	start(): void {
		const { workerFile, timeLimit = 30_000, memory = 1024 } = this.options;
		const worker = new Worker(workerFile, { resourceLimits: { maxOldGenerationSizeMb: memory }, stdout: true, stderr: true });
		this.worker = worker;
		this.timer = setTimeout(() => this.end(timeFailure(timeLimit)), timeLimit);
		worker.on("message", (message: unknown) => this.receive(message));
		worker.on("error", (error: Error) => this.end(crashedFailure(error.stack ?? error.message)));
		worker.on("exit", (code) => this.end(crashedFailure(`exit code ${code}`)));
		if (this.request !== undefined) {
			worker.postMessage(this.request, [this.request.bytes.buffer]);
		}
		this.request = undefined;
	}

	/** Stops it, whether it runs or waits, and tells whoever asked what came of it. */
	end(outcome: Failure | StructureData): void {
		if (this.settled) {
			return;
		}
		this.settled = true;
		this.request = undefined;
		clearTimeout(this.timer);
		void this.worker?.terminate();
		this.whenSettled();
		if (outcome instanceof Failure) {
			this.settling.reject(outcome);
		} else {
			this.settling.resolve(outcome);
		}
		this.settling.ended();
	}

	private receive(message: unknown): void {
		if (!isStructureReply(message)) {
			this.end(crashedFailure("a message that is no reply"));
		} else {
			this.end(message.kind === "structure" ? message.data : failureFrom(message.failure));
		}
	}
}

/** Bytes whose memory nobody shares: a part of a larger buffer, as Node's pool gives them, must not take the rest along. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	const { buffer } = bytes;
	return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength ? new Uint8Array(buffer) : new Uint8Array(bytes);
}

function cancelledFailure(signal: AbortSignal | undefined): Failure {
	return new Failure("cancelled", "Reading the structure was cancelled before it was finished.", { cause: signal?.reason });
}

function disposedFailure(): Failure {
	return new Failure("disposed", "Reading structures was switched off meanwhile. Open the file again after the window has reloaded.");
}

function timeFailure(limit: number): Failure {
	return new Failure("structure-timeout", `This structure was not read within ${limit / 1000} s, so reading was stopped. Open a part of it, such as one chain.`);
}

function crashedFailure(detail: string): Failure {
	return new Failure("structure-crashed", "Reading this structure ended unexpectedly, perhaps for lack of memory. Open it again, or a part of it, such as one chain.", { detail });
}
