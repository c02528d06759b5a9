import { isFatal } from "../annotation/fatal.ts";
import { type BatchEngine, isOtherModel } from "../annotation/batchEngine.ts";
import type { BatchValue } from "../inference/batch.ts";
import type { ModelIdentity } from "../inference/engine.ts";
import { Failure, failureFrom } from "../science/failure.ts";
import type { Benchmark, TextItem } from "./benchmarks/benchmark.ts";
import type { Planned } from "./plan.ts";
import type { PropertyPredictor } from "./properties.ts";
import { choiceGroups, textGroup, type QuestionGroup } from "./questions.ts";
import type { ItemResult } from "./results.ts";

/** Items one after the other that ended the model's process, after which it is no matter of one item. */
const MOST_DEATHS = 3;
/** Molecules that heads are asked about at a time; what an interruption costs at most. */
const TOGETHER = 64;

export interface AskingServices {
	readonly engine: BatchEngine;
	readonly predictor: PropertyPredictor | undefined;
	readonly model: ModelIdentity;
	readonly signal: AbortSignal;
}

/**
 * Puts the items of a benchmark to the model and gives what comes of each, in any order. What an item gets depends on nothing but the item and the model.
 *
 * Ends early at the first item that the model cannot read at all (`no-encoder`): all others are alike.
 *
 * @param missing places of the items that have no answer yet
 * @throws Failure what all items would meet alike, `model-changed`, `engine-keeps-dying`, `cancelled`
 */
export async function* answers({ benchmark, spec }: Planned, missing: readonly number[], services: AskingServices): AsyncGenerator<{ readonly item: number; readonly result: ItemResult }> {
	if (benchmark.kind === "properties") {
		yield* predictions(benchmark, missing, services);
		return;
	}
	const groups = benchmark.kind === "choices" ? choiceGroups(benchmark.items, missing) : [textGroup(textItems(benchmark), missing, spec.question)];
	for (const group of groups) {
		yield* groupAnswers(group, services);
	}
}

function textItems(benchmark: Benchmark): readonly TextItem[] {
	return benchmark.kind === "choices" || benchmark.kind === "properties" ? [] : benchmark.items;
}

async function* groupAnswers({ task, questions }: QuestionGroup, { engine, model, signal }: AskingServices): AsyncGenerator<{ readonly item: number; readonly result: ItemResult }> {
	let deaths = 0;
	for await (const { index, result, model: now } of engine.batch(questions.map(({ asked }) => asked), task, signal)) {
		refuseOtherModel(model, now);
		const item = questions[index]?.item;
		if (item === undefined) {
			continue;
		}
		if (result.kind !== "failed") {
			deaths = 0;
			yield { item, result: resultOf(result) };
			continue;
		}
		const { code, message } = result.failure;
		if (isFatal(code) && code !== "no-encoder") {
			throw failureFrom(result.failure);
		}
		deaths = code === "engine-died" || code === "engine-stuck" ? deaths + 1 : 0;
		if (deaths >= MOST_DEATHS) {
			throw new Failure("engine-keeps-dying", `The language model’s process ended at ${MOST_DEATHS} questions one after the other, though each was tried again, so the evaluation was given up. ${message}`);
		}
		yield { item, result: { kind: "failed", code, message } };
		if (code === "no-encoder") {
			return;
		}
	}
	if (signal.aborted) {
		throw new Failure("cancelled", "The evaluation was stopped.");
	}
}

async function* predictions({ items, properties }: Extract<Benchmark, { readonly kind: "properties" }>, missing: readonly number[], { predictor, signal }: AskingServices): AsyncGenerator<{ readonly item: number; readonly result: ItemResult }> {
	if (predictor === undefined) {
		return;
	}
	const titles = properties.map(({ title }) => title);
	for (let start = 0; start < missing.length; start += TOGETHER) {
		const some = missing.slice(start, start + TOGETHER);
		const results = await predictor.predict(some.map((item) => items[item]?.smiles ?? ""), titles, signal);
		for (const [at, item] of some.entries()) {
			yield { item, result: results[at] ?? { kind: "failed", code: "unexpected", message: "Nothing was predicted. Evaluate again." } };
		}
	}
}

/** @throws Failure `cancelled` where the text is the beginning of one that was stopped */
function resultOf(value: BatchValue): ItemResult {
	if (value.kind === "chosen") {
		return { kind: "chosen", choice: value.choice, probabilities: value.probabilities };
	}
	if (value.kind === "written") {
		if (value.stop === "cancelled") {
			throw new Failure("cancelled", "The evaluation was stopped.");
		}
		const reasoning = value.notices.some(({ code }) => code === "reasoning-unfinished");
		return { kind: "written", text: value.text.trim(), cut: value.stop === "length", ...(reasoning ? { reasoning } : {}) };
	}
	throw new Failure("unexpected", `The model’s process answered with “${value.kind}”, which was not asked for. Evaluate again; if it stays, please report it.`);
}

/** @throws Failure `model-changed` */
export function refuseOtherModel(begun: ModelIdentity, now: ModelIdentity): void {
	if (isOtherModel(begun, now)) {
		throw new Failure("model-changed", `This evaluation was begun with the model ${begun.name} ${begun.version}, and now ${now.name} ${now.version} answers. Choose the model of then, or begin anew.`);
	}
}
