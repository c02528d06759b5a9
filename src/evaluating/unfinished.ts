import path from "node:path";
import * as vscode from "vscode";
import { isCount, isOptional, isRecord, isText } from "../annotation/job/guards.ts";
import type { EvaluationSpec } from "../evaluation/spec.ts";
import { number } from "./words.ts";

const KEY = "evaluating.unfinished";

/** Remembers an evaluation that is begun, until it is done. */
export async function remember(memory: Pick<vscode.Memento, "update">, spec: EvaluationSpec | undefined): Promise<void> {
	await memory.update(KEY, spec);
}

/**
 * Asks whether to go on with an evaluation that was stopped, where there is one.
 *
 * @returns its spec, `new` where there is none or another one is wanted, undefined where nothing was chosen
 */
export async function askUnfinished(memory: Pick<vscode.Memento, "get">): Promise<EvaluationSpec | "new" | undefined> {
	const spec = memory.get<unknown>(KEY);
	const answered = isSpec(spec) ? await answeredOf(spec.output) : undefined;
	if (!isSpec(spec) || answered === undefined) {
		return "new";
	}
	const resume = { label: `$(debug-continue) ${vscode.l10n.t("Go On")}`, description: spec.benchmarks.map(({ name }) => name).join(", "), detail: vscode.l10n.t("{0} questions are answered; the report is to be {1}", number(answered), path.basename(spec.output)) };
	const anew = { label: `$(add) ${vscode.l10n.t("Another Evaluation")}` };
	const chosen = await vscode.window.showQuickPick([resume, anew], { title: vscode.l10n.t("Evaluate Model"), placeHolder: vscode.l10n.t("An evaluation was stopped before its end") });
	return chosen === undefined ? undefined : chosen === resume ? spec : "new";
}

/** Undefined where nothing is left that could be gone on with. */
async function answeredOf(output: string): Promise<number | undefined> {
	const { answeredBefore } = await import("../evaluation/run.ts");
	return answeredBefore(output).catch(() => undefined);
}

/** It may have been kept by another version. */
function isSpec(value: unknown): value is EvaluationSpec {
	return isRecord(value) && isText(value["output"]) && isCount(value["seed"]) && isOptional(value["limit"], isCount) && Array.isArray(value["benchmarks"])
		&& value["benchmarks"].every((one) => isRecord(one) && isText(one["name"]) && isText(one["file"]) && isOptional(one["training"], isText) && isOptional(one["question"], isText));
}
