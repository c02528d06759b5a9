import * as vscode from "vscode";
import type { AnnotationJob } from "./annotationJob.ts";
import { commands, JOBS_VIEW } from "./commands.ts";
import type { Jobs } from "./jobs.ts";
import { failedInWords, percent, rowsOf, runningLine } from "./jobText.ts";
import { rowsInWords } from "./words.ts";

/** Tells how an annotation goes on and how it ended, in VS Code's notifications. */
export class JobNotices implements vscode.Disposable {
	private readonly listeners: vscode.Disposable;
	private shown: string | undefined;

	constructor(private readonly jobs: Jobs) {
		this.listeners = vscode.Disposable.from(jobs.onDidChange(() => this.follow()), jobs.onDidEnd((job) => void this.end(job)));
	}

	dispose(): void {
		this.listeners.dispose();
	}

	/** A progress for each run, as long as it lasts. */
	private follow(): void {
		const job = this.jobs.all.find(({ status }) => status === "running");
		if (job === undefined || job.id === this.shown) {
			return;
		}
		this.shown = job.id;
		const title = job.goesOn === true ? vscode.l10n.t("BioMedGPT goes on annotating {0}", job.name) : vscode.l10n.t("BioMedGPT annotates {0}", job.name);
		void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, cancellable: true, title }, (progress, token) => this.untilEnded(job.id, progress, token));
	}

	private async untilEnded(id: string, progress: vscode.Progress<{ readonly message?: string; readonly increment?: number }>, token: vscode.CancellationToken): Promise<void> {
		let reached = 0;
		const cancelled = token.onCancellationRequested(() => void this.cancel(id));
		await new Promise<void>((resolve) => {
			const listener = this.jobs.onDidChange(() => tell());
			const tell = (): void => {
				const job = this.jobs.get(id);
				if (job?.status === "running") {
					const now = percent(job) ?? 0;
					progress.report({ message: runningLine(job), increment: now - reached });
					reached = now;
				} else {
					listener.dispose();
					resolve();
				}
			};
			// It may have ended before the notification was there.
			tell();
		});
		cancelled.dispose();
		this.shown = undefined;
		this.follow();
	}

	/** Whoever cancelled here may not know the list, where it can be taken up again. */
	private async cancel(id: string): Promise<void> {
		await this.jobs.cancel(id);
		const job = this.jobs.get(id);
		if (job?.status !== "cancelled") {
			return;
		}
		const [resume, discard] = [vscode.l10n.t("Resume"), vscode.l10n.t("Discard…")];
		const chosen = await vscode.window.showInformationMessage(vscode.l10n.t("The annotation of {0} was cancelled. What was done is kept: {1}.", job.name, rowsOf(job)), resume, discard);
		if (chosen !== undefined && this.jobs.get(id) !== undefined) {
			await vscode.commands.executeCommand(chosen === resume ? commands.resume : commands.discard, id);
		}
	}

	private async end(job: AnnotationJob): Promise<void> {
		if (job.status === "failed") {
			await this.failed(job);
		} else if (job.after?.kind !== "untitled") {
			await this.done(job);
		}
	}

	private async done({ id, name, counts: { rows, failed } }: AnnotationJob): Promise<void> {
		const [open, report, showFailed] = [vscode.l10n.t("Open"), vscode.l10n.t("Report"), vscode.l10n.t("Show Failed")];
		const told = failed === 0 ? vscode.l10n.t("Annotated {0} of {1}.", rowsInWords(rows), name) : vscode.l10n.t("Annotated {0} of {1} ({2}).", rowsInWords(rows), name, failedInWords(failed));
		const chosen = await vscode.window.showInformationMessage(told, open, report, ...(failed === 0 ? [] : [showFailed]));
		const command = chosen === open ? commands.openOutput : chosen === report ? commands.openReport : chosen === showFailed ? commands.showFailed : undefined;
		if (command !== undefined) {
			await vscode.commands.executeCommand(command, id);
		}
	}

	private async failed({ id, name, failure }: AnnotationJob): Promise<void> {
		const [again, show] = [vscode.l10n.t("Begin Anew"), vscode.l10n.t("Show Jobs")];
		const retry = failure !== undefined && BEYOND_RESUMING.has(failure.code) ? again : vscode.l10n.t("Try Again");
		const chosen = await vscode.window.showErrorMessage(vscode.l10n.t("The annotation of {0} stopped. {1}", name, failure?.message ?? ""), retry, show);
		if (chosen !== undefined) {
			await vscode.commands.executeCommand(chosen === show ? `${JOBS_VIEW}.focus` : chosen === again ? commands.again : commands.resume, id);
		}
	}
}

/** What was done cannot be gone on with: the table, the tasks or the model are others now. */
const BEYOND_RESUMING: ReadonlySet<string> = new Set(["source-changed", "spec-changed", "model-changed", "program-changed", "journal-broken"]);
