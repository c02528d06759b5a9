import * as vscode from "vscode";
import type { AnnotationJob } from "./annotationJob.ts";
import { JOBS_VIEW } from "./commands.ts";
import type { Jobs } from "./jobs.ts";
import { jobLine, percent } from "./jobText.ts";
import { number, shortName } from "./words.ts";

/** How far the annotation that runs is, or which are not finished, at the bottom of the window; a click leads to the list. */
export class JobStatusItem implements vscode.Disposable {
	private readonly item = vscode.window.createStatusBarItem("biomedgpt.annotation", vscode.StatusBarAlignment.Left);
	private readonly listener: vscode.Disposable;

	constructor(private readonly jobs: Jobs) {
		this.item.name = vscode.l10n.t("Annotation");
		this.item.command = `${JOBS_VIEW}.focus`;
		this.listener = jobs.onDidChange(() => this.show());
	}

	dispose(): void {
		this.listener.dispose();
		this.item.dispose();
	}

	/** What waits for somebody is shown, too: the list may be closed. */
	private show(): void {
		const running = this.jobs.all.find(({ status }) => status === "running");
		const waiting = this.jobs.all.filter(({ status }) => status === "paused" || status === "cancelled" || status === "failed");
		if (running !== undefined) {
			this.tell(runningText(running), vscode.l10n.t("BioMedGPT annotates {0}: {1}", running.name, jobLine(running)));
		} else if (waiting.length > 0) {
			const [one] = waiting;
			this.tell(`$(debug-pause) ${waiting.length === 1 && one !== undefined ? shortName(one.name) : vscode.l10n.t("{0} annotations", number(waiting.length))}`, waiting.map((job) => `${job.name}: ${jobLine(job)}`).join("\n"));
		} else {
			this.item.hide();
		}
	}

	private tell(text: string, tooltip: string): void {
		this.item.text = text;
		this.item.tooltip = tooltip;
		this.item.accessibilityInformation = { label: tooltip };
		this.item.show();
	}
}

function runningText(job: AnnotationJob): string {
	const done = percent(job);
	const icon = job.progress?.waiting === undefined ? "$(sync~spin)" : "$(warning)";
	const name = shortName(job.name);
	return `${icon} ${done === undefined ? name : vscode.l10n.t("{0} {1} %", name, done)}`;
}
