import * as vscode from "vscode";
import type { AnnotationJob } from "./annotationJob.ts";
import { duration, joined, number, rowsInWords, speed } from "./words.ts";

/** How far a job is, in one line: `12,345 of 500,000 rows · 812 rows/s · 9 min left · 3 failed`. */
export function jobLine(job: AnnotationJob): string {
	const { status, counts, progress, failure } = job;
	switch (status) {
		case "done": return joined([rowsInWords(counts.rows), failedInWords(counts.failed)]);
		case "failed": return joined([vscode.l10n.t("stopped"), rowsOf(job), failure?.message]);
		case "queued": return joined([vscode.l10n.t("waits for its turn"), counts.rows > 0 ? rowsOf(job) : undefined]);
		case "paused": return joined([vscode.l10n.t("paused"), rowsOf(job), failedInWords(counts.failed)]);
		case "cancelled": return joined([vscode.l10n.t("cancelled"), rowsOf(job), failedInWords(counts.failed)]);
		case "elsewhere": return joined([vscode.l10n.t("runs in another window or command"), rowsOf(job)]);
		case "running": return progress === undefined ? vscode.l10n.t("begins") : runningLine(job);
	}
}

/** The same while it runs, without what its title says. */
export function runningLine({ progress, counts }: AnnotationJob): string {
	if (progress === undefined) {
		return "";
	}
	const { phase, rowsPerSecond, secondsLeft, waiting, failed } = progress;
	if (waiting !== undefined) {
		return waiting;
	}
	switch (phase) {
		case "surveying": return vscode.l10n.t("reading the table");
		case "finishing": return vscode.l10n.t("finishing");
		case "annotating": return joined([rowsOf({ counts }), rowsPerSecond === undefined ? undefined : speed(rowsPerSecond), secondsLeft === undefined ? undefined : vscode.l10n.t("{0} left", duration(secondsLeft)), failedInWords(failed)]);
	}
}

/** Of 100; undefined where nothing can be said. */
export function percent({ counts: { rows, total } }: Pick<AnnotationJob, "counts">): number | undefined {
	return total === undefined || total === 0 ? undefined : Math.floor((100 * rows) / total);
}

/** `12,345 of 500,000 rows` */
export function rowsOf({ counts: { rows, total } }: Pick<AnnotationJob, "counts">): string {
	return total === undefined ? rowsInWords(rows) : vscode.l10n.t("{0} of {1} rows", number(rows), number(total));
}

export function failedInWords(failed: number): string {
	return failed === 0 ? "" : vscode.l10n.t("{0} failed", number(failed));
}
