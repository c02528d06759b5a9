import * as vscode from "vscode";
import { isThere } from "../annotation/draft.ts";
import { discard, inspect } from "../annotation/job/inspect.ts";
import { run } from "../annotation/job/run.ts";
import { Failure } from "../science/failure.ts";
import { reportedCommand, reportFailures } from "../wording/reportFailures.ts";
import { newJob, type After, type AnnotationJob } from "./annotationJob.ts";
import { commands } from "./commands.ts";
import { insertJoin, saveColumn } from "./dataFrame.ts";
import { openOutput, openReport, revealOutput } from "./finished.ts";
import { FirstRowsPage } from "./firstRowsPage.ts";
import { Jobs } from "./jobs.ts";
import { JobsView } from "./jobsView.ts";
import { JobNotices } from "./notices.ts";
import { forgetSelection, saveSelection, showUntitled } from "./selection.ts";
import type { AnnotatingServices } from "./services.ts";
import { showFailed } from "./showFailed.ts";
import { chooseSource } from "./source.ts";
import { JobStatusItem } from "./statusItem.ts";
import { plan, type Wanted } from "./wizard.ts";

export interface AnnotatingFace extends vscode.Disposable {
	/** Ends what runs, so that it goes on with the next start; VS Code waits for it. */
	shutDown(): Promise<void>;
	/** Whether rows are being annotated in this window. */
	readonly running: () => boolean;
}

/** Annotation of files, selections and data frames: its commands, its list of jobs; what ran before a reload goes on. */
export function registerAnnotating(services: AnnotatingServices): AnnotatingFace {
	const jobs = new Jobs({ memory: services.context.workspaceState, work: { run: (spec, options) => run(spec, services.job, options), inspect, discard, isThere } });
	const page = new FirstRowsPage();
	const parts = vscode.Disposable.from(
		jobs,
		page,
		new JobsView(jobs),
		new JobStatusItem(jobs),
		new JobNotices(jobs),
		jobs.onDidEnd((job) => void reportFailures(() => finish(job, jobs, services))),
		registerStarts(jobs, page, services),
		registerActions(jobs, services),
	);
	void reportFailures(() => jobs.restore());
	return { shutDown: () => jobs.shutDown(), running: () => jobs.all.some(({ status }) => status === "running"), dispose: () => void parts.dispose() };
}

function registerStarts(jobs: Jobs, page: FirstRowsPage, services: AnnotatingServices): vscode.Disposable {
	const start = async (wanted: Wanted | undefined, after?: After): Promise<boolean> => {
		const spec = wanted && (await plan(wanted, { ...services, page, taken: (output) => jobs.taken(output) }));
		if (wanted === undefined || spec === undefined) {
			return false;
		}
		jobs.add(newJob(spec, wanted.name ?? wanted.source.name, after));
		return true;
	};
	return vscode.Disposable.from(
		reportedCommand(commands.annotateFile, async (given) => {
			const source = await chooseSource(given);
			await start(source && { source });
		}),
		reportedCommand(commands.annotateSelection, async () => {
			const storage = services.context.globalStorageUri;
			const selected = await saveSelection(storage);
			let begun = false;
			try {
				begun = await start(selected, { kind: "untitled" });
			} finally {
				await (begun ? undefined : forgetSelection(storage, selected.source.path));
			}
		}),
		reportedCommand(commands.annotateDataFrame, async () => {
			const saved = await saveColumn(vscode.window.activeNotebookEditor);
			await start(saved, saved?.after);
		}),
	);
}

/** What can be done with a job; menus of the list and buttons of notifications give its id. */
function registerActions(jobs: Jobs, services: AnnotatingServices): vscode.Disposable {
	const action = (command: string, act: (job: AnnotationJob) => Promise<unknown>): vscode.Disposable =>
		reportedCommand(command, async (given) => {
			const job = typeof given === "string" ? jobs.get(given) : undefined;
			if (job === undefined) {
				throw new Failure("no-such-job", vscode.l10n.t("This job is not on the list any more."));
			}
			await act(job);
		});
	return vscode.Disposable.from(
		action(commands.pause, ({ id }) => jobs.pause(id)),
		action(commands.resume, async ({ id }) => jobs.resume(id)),
		action(commands.cancel, ({ id }) => jobs.cancel(id)),
		action(commands.again, (job) => again(job, jobs)),
		action(commands.discard, (job) => discardJob(job, jobs, services)),
		action(commands.remove, async ({ id }) => jobs.remove(id)),
		action(commands.openOutput, openOutput),
		action(commands.openReport, (job) => openReport(job, services)),
		action(commands.showFailed, showFailed),
		action(commands.reveal, revealOutput),
	);
}

/** Work of hours is not thrown away by one click. */
async function again(job: AnnotationJob, jobs: Jobs): Promise<void> {
	const anew = vscode.l10n.t("Begin Anew");
	if (job.counts.rows === 0 || (await vscode.window.showWarningMessage(vscode.l10n.t("Begin anew with the first row of {0}? What was done so far is deleted.", job.name), { modal: true }, anew)) === anew) {
		await jobs.again(job.id);
	}
}

async function discardJob(job: AnnotationJob, jobs: Jobs, { context }: AnnotatingServices): Promise<void> {
	const sure = vscode.l10n.t("Discard");
	if (job.counts.rows > 0 && (await vscode.window.showWarningMessage(vscode.l10n.t("Discard what was done of {0}? It cannot be resumed then.", job.name), { modal: true }, sure)) !== sure) {
		return;
	}
	await jobs.discard(job.id);
	if (job.after?.kind === "untitled") {
		await forgetSelection(context.globalStorageUri, job.spec.source);
	}
}

async function finish({ id, status, spec, after }: AnnotationJob, jobs: Jobs, { context }: AnnotatingServices): Promise<void> {
	if (status !== "done" || after === undefined) {
		return;
	}
	if (after.kind === "dataFrame") {
		await insertJoin(after, spec.source, spec.output);
		return;
	}
	await showUntitled({ spec });
	jobs.remove(id);
	await forgetSelection(context.globalStorageUri, spec.source);
}
