import * as vscode from "vscode";
import type { EvaluationProgress } from "../evaluation/spec.ts";

/** How far an evaluation is, in one line: `usmle · 300 of 1,273 questions · 2 min left`. */
export function progressLine({ phase, benchmark, done, total, failed, secondsLeft, waiting }: EvaluationProgress): string {
	if (waiting !== undefined) {
		return waiting;
	}
	switch (phase) {
		case "reading":
			return vscode.l10n.t("reading the benchmarks");
		case "comparing":
			return vscode.l10n.t("comparing {0}", benchmark ?? "");
		case "reporting":
			return vscode.l10n.t("writing the report");
		case "asking":
			return [benchmark, total === undefined ? undefined : vscode.l10n.t("{0} of {1} questions", number(done), number(total)), secondsLeft === undefined ? undefined : vscode.l10n.t("{0} left", duration(secondsLeft)), failed === 0 ? undefined : vscode.l10n.t("{0} without an answer", number(failed))].filter((part) => part !== undefined).join(" · ");
	}
}

/** Of 100, as far as it is known. */
export function percent({ phase, done, total }: EvaluationProgress): number {
	return phase === "reading" || total === undefined || total === 0 ? 0 : Math.floor((100 * done) / total);
}

export function number(value: number): string {
	return value.toLocaleString(vscode.env.language);
}

/** A time to come, no more exact than it can be known. */
function duration(seconds: number): string {
	const minutes = Math.round(seconds / 60);
	if (seconds < 55) {
		return vscode.l10n.t("{0} s", Math.max(1, Math.round(seconds)));
	}
	return minutes < 60 ? vscode.l10n.t("{0} min", Math.max(1, minutes)) : vscode.l10n.t("{0} h {1} min", Math.floor(minutes / 60), minutes % 60);
}
