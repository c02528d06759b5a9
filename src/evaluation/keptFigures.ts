import type { KeptFigure } from "../inference/bundle/figureBook.ts";
import type { EvaluationReport } from "./report/report.ts";

/** What is remembered of a report with the model: of each benchmark that was run its first figure. */
export function keptFigures({ benchmarks, run }: Pick<EvaluationReport, "benchmarks" | "run">): KeptFigure[] {
	return benchmarks.flatMap(({ name, notRun, evaluated, metrics: [first] }) =>
		notRun !== null || first === undefined ? [] : [{ benchmark: name.slice(0, 200), label: first.label, value: first.value, isShare: first.id === "accuracy", rows: evaluated, finished: run.finished }],
	);
}
