import type { BatchItem, BatchResult } from "../inference/batch.ts";
import type { ModelIdentity } from "../inference/engine.ts";
import { Failure, failureData, failureFrom } from "../science/failure.ts";
import { ResultCache } from "../science/resultCache.ts";
import { type BatchEngine, refuseOtherModel } from "./batchEngine.ts";
import { isFatal } from "./fatal.ts";
import type { ModelQuestion } from "./modelQuestions.ts";
import type { AddedColumn } from "./table.ts";
import type { Entry, Origin, Outcome, Result, Task } from "./tasks.ts";
import { freeTitle } from "./tasks.ts";

/** Memory for answers that are needed again (UTF-16 code units are counted, as everywhere). */
const BUDGET = 8_000_000;
/** Rows one after the other that ended the model's process, after which it is no matter of one molecule. */
const MOST_DEATHS = 3;

/** What models wrote before, on a disk; see {@link Cache}. */
export interface Answers {
	get(key: string): Promise<Outcome | undefined>;
	put(key: string, outcome: Outcome): Promise<void>;
}

export interface ModelTaskOptions {
	readonly question: ModelQuestion;
	/** Titles that the table has; those that are added here come to them. */
	readonly taken: Set<string>;
	readonly engine: BatchEngine;
	/** Which model answers; what another one wrote is no answer. */
	readonly model: () => Promise<ModelIdentity>;
	readonly answers?: Answers | undefined;
	/** Told of each answer, for whoever waits. */
	readonly onAnswer?: (() => void) | undefined;
}

/** One that is asked now; rows with the same structure and text wait for it together. */
interface Asked {
	readonly key: string;
	readonly item: BatchItem;
	readonly settle: (result: Result) => void;
	readonly fail: (error: unknown) => void;
}

/** A question to a model about each row: text, a choice, JSON or an embedding. The same question is asked once. */
export class ModelTask implements Task {
	readonly columns: readonly AddedColumn[];
	private readonly done = new ResultCache<Outcome>(BUDGET, ({ values, remarks }) => values.join().length + remarks.join().length + 100);
	private readonly running = new Map<string, Promise<Result>>();
	private readonly known = new Map<string, Origin>();
	private deaths = 0;

	constructor(private readonly options: ModelTaskOptions) {
		const { titles, generated } = options.question;
		this.columns = titles.map((title) => ({ title: freeTitle(title, options.taken), generated }));
	}

	async run(entries: readonly Entry[], signal: AbortSignal): Promise<readonly Result[]> {
		if (entries.length === 0) {
			return [];
		}
		const model = await this.options.model();
		const fresh: Asked[] = [];
		const results = entries.map((entry) => this.begin(entry, model, fresh));
		void this.ask(fresh, model, signal).catch((error: unknown) => fresh.forEach(({ fail }) => fail(error)));
		return Promise.all(results);
	}

	origins(): ReadonlyMap<string, Origin> {
		return this.known;
	}

	/** What is known or running already, or a place among those that are asked now. */
	private async begin({ row, asked }: Entry, model: ModelIdentity, fresh: Asked[]): Promise<Result> {
		let text: string;
		try {
			text = this.options.question.text(row);
		} catch (error) {
			return { failure: failureData(error) };
		}
		const key = JSON.stringify([this.options.question.task, model.name, model.version, model.checksum, asked.kind === "molecule" ? asked.smiles : asked.sequence, text]);
		return this.done.get(key) ?? this.running.get(key) ?? this.enqueue(key, { text, entities: [asked] }, fresh);
	}

	private enqueue(key: string, item: BatchItem, fresh: Asked[]): Promise<Result> {
		const running = new Promise<Result>((settle, fail) => fresh.push({ key, item, settle, fail })).finally(() => this.running.delete(key));
		this.running.set(key, running);
		return running;
	}

	private async ask(fresh: readonly Asked[], model: ModelIdentity, signal: AbortSignal): Promise<void> {
		const before = await Promise.all(fresh.map(async ({ key }) => this.options.answers?.get(key)));
		const unknown = fresh.filter((one, index) => !this.settleKnown(one, before[index], model));
		if (unknown.length === 0) {
			return;
		}
		for await (const result of this.options.engine.batch(unknown.map(({ item }) => item), this.options.question.task, signal)) {
			const one = unknown[result.index];
			if (one !== undefined) {
				refuseOtherModel(model, result.model);
				await this.take(one, result);
			}
		}
		if (signal.aborted) {
			throw new Failure("cancelled", "The annotation was cancelled before the end of the file.");
		}
		// Those that have their result hear no more of it.
		unknown.forEach(({ fail }) => fail(new Failure("unexpected", "The model's process left out a row. Annotate the file again.")));
	}

	private settleKnown({ key, settle }: Asked, outcome: Outcome | undefined, model: ModelIdentity): boolean {
		if (outcome === undefined || outcome.values.length !== this.columns.length) {
			return false;
		}
		this.done.set(key, outcome);
		this.tell(model);
		settle(outcome);
		return true;
	}

	private async take({ key, settle }: Asked, { result, model }: BatchResult): Promise<void> {
		this.options.onAnswer?.();
		if (result.kind === "failed") {
			this.count(result.failure.code, result.failure.message);
			if (isFatal(result.failure.code)) {
				throw failureFrom(result.failure);
			}
			settle({ failure: result.failure });
			return;
		}
		this.deaths = 0;
		if (result.kind === "written" && result.stop === "cancelled") {
			throw new Failure("cancelled", "The annotation was cancelled before the end of the file.");
		}
		const outcome = this.options.question.outcome(result);
		this.tell(model);
		this.done.set(key, outcome);
		await this.options.answers?.put(key, outcome);
		settle(outcome);
	}

	/** A process that dies is started anew, and one molecule that always ends it costs its row alone. */
	private count(code: string, message: string): void {
		this.deaths = code === "engine-died" || code === "engine-stuck" ? this.deaths + 1 : 0;
		if (this.deaths >= MOST_DEATHS) {
			throw new Failure("engine-keeps-dying", `The language model's process ended at ${MOST_DEATHS} rows one after the other, though each was tried again, so the annotation was given up. ${message}`);
		}
	}

	private tell(model: ModelIdentity): void {
		const { question, choices, generated } = this.options.question;
		for (const { title } of this.columns) {
			if (!this.known.has(title)) {
				this.known.set(title, generated ? { kind: "generated", question, choices, model } : { kind: "computed", label: "Embedding", method: question, model });
			}
		}
	}
}
