import type { ModelIdentity } from "../inference/engine.ts";
import { checkTask } from "../inference/process/checks.ts";
import { Failure } from "../science/failure.ts";
import type { FactsSource } from "../science/factsPool.ts";
import { type BatchEngine, identityOf } from "./batchEngine.ts";
import { FactsTask } from "./factsTask.ts";
import { modelQuestion } from "./modelQuestions.ts";
import { type Answers, ModelTask } from "./modelTask.ts";
import type { TaskSpec } from "./spec.ts";
import type { Structures } from "./structures.ts";
import type { Task } from "./tasks.ts";

/** What does the work of the tasks. */
export interface TaskServices {
	/** Only started for tasks that need a model. */
	readonly engine: BatchEngine;
	readonly facts: FactsSource;
	/** What models wrote in earlier runs. */
	readonly answers?: Answers | undefined;
}

export interface TasksOptions {
	readonly titles: readonly string[];
	readonly structures: Structures;
	readonly tasks: readonly TaskSpec[];
	readonly services: TaskServices;
	/** Told how much of a row was done, in parts of a row: long before its block is. */
	readonly onShare?: ((share: number) => void) | undefined;
}

/**
 * The tasks of an annotation, ready for a table; nothing is computed yet.
 *
 * @param taken titles that the table has; those of the new columns come to them
 * @param model which model will answer; asked when the first row needs it
 * @throws Failure `invalid-input`, `json-schema`: before anything is written
 */
export function makeTasks({ titles, structures: { kind }, tasks, services: { engine, facts, answers }, onShare }: TasksOptions, taken: Set<string>, model: () => Promise<ModelIdentity>): readonly Task[] {
	if (tasks.length === 0) {
		throw new Failure("invalid-input", "There is nothing to add to the table: choose facts, a description, a question or an embedding.");
	}
	const share = 1 / tasks.filter(({ kind }) => kind !== "facts").length;
	const onAnswer = (): void => onShare?.(share);
	return tasks.map((spec) => {
		if (spec.kind === "facts") {
			return new FactsTask({ kind, facts: spec.facts, taken, source: facts });
		}
		const question = modelQuestion(spec, { titles, kind });
		checkTask(question.task);
		return new ModelTask({ question, taken, engine, model, answers, onAnswer });
	});
}

export function needsModel(tasks: readonly TaskSpec[]): boolean {
	return tasks.some(({ kind }) => kind !== "facts");
}

/** The model's identity, found out once, when somebody needs it. */
export function onDemand(engine: BatchEngine, tasks: readonly TaskSpec[], signal: AbortSignal): () => Promise<ModelIdentity> {
	let model: Promise<ModelIdentity> | undefined;
	const vectorsOnly = tasks.every(({ kind }) => kind === "facts" || kind === "embed");
	return () => (model ??= identityOf(engine, signal, { vectorsOnly }));
}

/**
 * Rows that are worked on together. An interruption costs at most a few such blocks, and shards begin and packed files are cut
 * where blocks are: so the number depends on nothing but the tasks.
 */
export function rowsPerBlock(tasks: readonly TaskSpec[]): number {
	return tasks.some(({ kind }) => kind !== "facts" && kind !== "embed") ? 32 : needsModel(tasks) ? 128 : 512;
}
