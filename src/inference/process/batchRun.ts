import { Failure, failureData } from "../../science/failure.ts";
import type { BatchItem, BatchResult, BatchTask } from "../batch.ts";
import type { ModelIdentity } from "../engine.ts";
import type { InferenceChild } from "./child.ts";
import { EventChannel } from "./channel.ts";
import type { PreparedItem } from "./protocol.ts";
import { cancelled } from "./queue.ts";

/** Asked for, per item that the process works on, so that none of it waits for the next. */
const AHEAD = 2;
/** So often may the process die over an item that it works on alone: once may be chance. */
const DEATHS = 2;
/** Starts in a row that may fail. */
const TRIES = 4;

/** What goes wrong with an item and would with every other. */
const HOPELESS: ReadonlySet<string> = new Set(["disposed", "no-language-model", "not-enough-memory", "native-missing", "json-schema"]);

/** What a batch needs of a living process. */
export type BatchWorker = Pick<InferenceChild, "ready" | "parallel" | "item">;

export interface BatchServices {
	/** A living process, started where there is none. */
	readonly running: (signal: AbortSignal) => Promise<BatchWorker>;
	readonly prepare: (item: BatchItem, signal: AbortSignal) => Promise<PreparedItem>;
	/** Called with each result: the process is well. */
	readonly onResult: () => void;
}

/**
 * One batch, from the items to their results, over as many lives of the process as it takes.
 *
 * After a death the items that were being worked on are done again alone, one after the other, so that the one that kills is known
 * and costs no other its result.
 */
export class BatchRun {
	private readonly channel = new EventChannel<BatchResult>();
	private readonly suspects: number[] = [];
	private next = 0;

	constructor(
		private readonly items: readonly BatchItem[],
		private readonly task: BatchTask,
		private readonly services: BatchServices,
	) {}

	async *results(signal: AbortSignal | undefined): AsyncGenerator<BatchResult> {
		const left = new AbortController();
		const stop = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
		const onAbort = (): void => this.channel.fail(cancelled());
		stop.addEventListener("abort", onAbort, { once: true });
		if (stop.aborted) {
			throw cancelled();
		}
		void this.work(stop).then(
			() => this.channel.end(),
			(error: unknown) => {
				this.channel.fail(error instanceof Error ? error : new Error(String(error)));
				// What else is under way is for nobody.
				left.abort();
			},
		);
		try {
			yield* this.channel;
		} finally {
			left.abort();
		}
	}

	private async work(signal: AbortSignal): Promise<void> {
		if (this.items.length === 0) {
			return;
		}
		const parallel = await this.surviving(async () => (await this.loaded(signal)).child.parallel(signal), signal);
		await Promise.all(Array.from({ length: Math.min(this.items.length, parallel * AHEAD) }, () => this.pull(signal)));
		for (const index of this.suspects) {
			await this.alone(index, signal);
		}
	}

	private async pull(signal: AbortSignal): Promise<void> {
		while (this.next < this.items.length) {
			const index = this.next++;
			if (await this.attempt(index, signal)) {
				this.suspects.push(index);
			}
		}
	}

	private async alone(index: number, signal: AbortSignal): Promise<void> {
		for (let deaths = 1; ; deaths++) {
			const death = await this.attempt(index, signal);
			if (!death) {
				return;
			}
			if (deaths >= DEATHS) {
				const { model } = await this.process(signal);
				return this.channel.push({ index, result: { kind: "failed", failure: failureData(death) }, model });
			}
		}
	}

	/** Gives an item its result, or the failure of a process that died meanwhile. Throws what ends the batch. */
	private async attempt(index: number, signal: AbortSignal): Promise<Failure | undefined> {
		const item = this.items[index] ?? { text: "", entities: [] };
		const { child, model } = await this.process(signal);
		let result: BatchResult["result"];
		try {
			result = await child.item(await this.services.prepare(item, signal), this.task, signal);
		} catch (error) {
			if (signal.aborted || (error instanceof Failure && HOPELESS.has(error.code))) {
				throw error;
			}
			if (isDeath(error)) {
				return error;
			}
			result = { kind: "failed", failure: failureData(error) };
		}
		this.services.onResult();
		this.channel.push({ index, result, model });
		return undefined;
	}

	/** A loaded process, though its start fails now and then. */
	private async process(signal: AbortSignal): Promise<{ child: BatchWorker; model: ModelIdentity }> {
		return this.surviving(() => this.loaded(signal), signal);
	}

	private async loaded(signal: AbortSignal): Promise<{ child: BatchWorker; model: ModelIdentity }> {
		const child = await this.services.running(signal);
		return { child, model: (await child.ready).model };
	}

	/** Tries again when the process dies meanwhile, since what killed it may be over. */
	private async surviving<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
		for (let tries = 1; ; tries++) {
			try {
				return await work();
			} catch (error) {
				if (!isDeath(error) || tries >= TRIES || signal.aborted) {
					throw error;
				}
			}
		}
	}
}

function isDeath(error: unknown): error is Failure {
	return error instanceof Failure && (error.code === "engine-died" || error.code === "engine-stuck");
}
