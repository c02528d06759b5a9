import { Worker } from "node:worker_threads";
import { Failure } from "../../../science/failure.ts";
import type { Chunk, DoneChunk } from "./kernelMessages.ts";
import { Converter } from "./kernels.ts";

/** Who converts chunks of weights, several at a time. */
export interface Kernels {
	/** Chunks that may be under way at once without one waiting for long. */
	readonly width: number;
	convert(chunk: Chunk): Promise<DoneChunk>;
	close(): Promise<void>;
}

/** On the caller's own thread: for copies, and for models so small that starting threads takes longer. */
export function ownThread(): Kernels {
	const converter = new Converter();
	return {
		width: 1,
		convert: async ({ source, from, target, to, count }) => ({ source, target, defect: converter.convert(source, from, target, to, count) }),
		close: async () => undefined,
	};
}

/** Chunks that wait in a thread while it works on one: it never stands idle. */
const WAITING = 1;

/** In so many threads. `workerFile` is the bundled `gguf-worker.js`. */
export class KernelPool implements Kernels {
	readonly width: number;
	private readonly threads: readonly KernelThread[];

	constructor(workerFile: string, threads: number) {
		this.threads = Array.from({ length: threads }, () => new KernelThread(workerFile));
		this.width = threads * (1 + WAITING);
	}

	async convert(chunk: Chunk): Promise<DoneChunk> {
		const [first, ...others] = this.threads;
		if (!first) {
			throw new Error("A pool of kernels needs a thread.");
		}
		return await others.reduce((idlest, thread) => (thread.waiting < idlest.waiting ? thread : idlest), first).convert(chunk);
	}

	async close(): Promise<void> {
		await Promise.all(this.threads.map((thread) => thread.close()));
	}
}

interface Expected {
	readonly resolve: (done: DoneChunk) => void;
	readonly reject: (error: unknown) => void;
}

/** A worker thread answers in the order in which it was asked. */
class KernelThread {
	private readonly worker: Worker;
	private readonly expected: Expected[] = [];
	private broken: Failure | undefined;

	constructor(workerFile: string) {
		this.worker = new Worker(workerFile, { stdout: true, stderr: true });
		this.worker.on("message", (done: DoneChunk) => this.expected.shift()?.resolve(done));
		this.worker.on("error", (error) => this.fail(error));
		this.worker.on("exit", () => this.fail(undefined));
		this.worker.on("messageerror", (error) => this.fail(error));
	}

	get waiting(): number {
		return this.expected.length;
	}

	convert(chunk: Chunk): Promise<DoneChunk> {
		return new Promise((resolve, reject) => {
			if (this.broken) {
				reject(this.broken);
				return;
			}
			this.expected.push({ resolve, reject });
			this.worker.postMessage(chunk, [chunk.source, chunk.target]);
		});
	}

	async close(): Promise<void> {
		await this.worker.terminate();
	}

	private fail(cause: unknown): void {
		this.broken ??= new Failure("import-broken", "The weights could not be converted: a thread of the import ended. Close other programs if memory is short, and import again.", { cause, detail: String(cause) });
		for (const { reject } of this.expected.splice(0)) {
			reject(this.broken);
		}
	}
}
