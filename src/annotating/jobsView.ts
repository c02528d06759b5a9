import path from "node:path";
import * as vscode from "vscode";
import type { AnnotationJob, JobStatus } from "./annotationJob.ts";
import { commands, HAS_JOBS, JOBS_VIEW } from "./commands.ts";
import type { Jobs } from "./jobs.ts";
import { jobLine } from "./jobText.ts";
import { plainLine } from "../wording/plainText.ts";
import { factName } from "./factNames.ts";
import { joined, shortName } from "./words.ts";

/** The list of annotations in our side bar; hidden while there are none. */
export class JobsView implements vscode.TreeDataProvider<string>, vscode.Disposable {
	private readonly changed = new vscode.EventEmitter<string | undefined>();
	readonly onDidChangeTreeData = this.changed.event;
	private readonly disposables: vscode.Disposable;

	constructor(private readonly jobs: Jobs) {
		const view = vscode.window.createTreeView(JOBS_VIEW, { treeDataProvider: this });
		this.disposables = vscode.Disposable.from(view, this.changed, jobs.onDidChange((job) => this.show(job)));
		this.show(undefined);
	}

	/** The newest first. */
	getChildren(id?: string): string[] {
		return id === undefined ? this.jobs.all.map((job) => job.id).reverse() : [];
	}

	getTreeItem(id: string): vscode.TreeItem {
		const job = this.jobs.get(id);
		if (job === undefined) {
			return new vscode.TreeItem("");
		}
		const line = jobLine(job);
		const item = new vscode.TreeItem(shortName(path.basename(job.name)));
		item.id = id;
		item.description = line;
		item.iconPath = iconOf(job);
		item.contextValue = contextOf(job);
		item.accessibilityInformation = { label: `${job.name}, ${stateInWords(job.status)}, ${line}` };
		item.tooltip = tooltipOf(job);
		if (job.status === "done") {
			item.command = { command: commands.openOutput, title: vscode.l10n.t("Open"), arguments: [id] };
		}
		return item;
	}

	dispose(): void {
		this.disposables.dispose();
	}

	private show(job: AnnotationJob | undefined): void {
		this.changed.fire(job?.id);
		void vscode.commands.executeCommand("setContext", HAS_JOBS, this.jobs.all.length > 0);
	}
}

/** What menus ask for: the status, and whether rows failed, e.g. `job done failures file`. */
function contextOf({ status, counts, after, begun }: AnnotationJob): string {
	return ["job", status, ...(counts.failed > 0 ? ["failures"] : []), ...(after?.kind === "untitled" ? [] : ["file"]), ...(begun ? ["begun"] : [])].join(" ");
}

function iconOf({ status, counts }: AnnotationJob): vscode.ThemeIcon {
	switch (status) {
		case "queued": return new vscode.ThemeIcon("clock");
		case "running": return new vscode.ThemeIcon("sync~spin");
		case "elsewhere": return new vscode.ThemeIcon("multiple-windows");
		case "paused": return new vscode.ThemeIcon("debug-pause");
		case "cancelled": return new vscode.ThemeIcon("circle-slash");
		case "failed": return new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"));
		case "done": return counts.failed > 0 ? new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground")) : new vscode.ThemeIcon("pass", new vscode.ThemeColor("testing.iconPassed"));
	}
}

export function stateInWords(status: JobStatus): string {
	switch (status) {
		case "queued": return vscode.l10n.t("waiting");
		case "running": return vscode.l10n.t("running");
		case "elsewhere": return vscode.l10n.t("running elsewhere");
		case "paused": return vscode.l10n.t("paused");
		case "cancelled": return vscode.l10n.t("cancelled");
		case "failed": return vscode.l10n.t("stopped by a failure");
		case "done": return vscode.l10n.t("done");
	}
}

function tooltipOf(job: AnnotationJob): vscode.MarkdownString {
	const { spec, name, failure, progress, after } = job;
	const rows = [
		[vscode.l10n.t("From"), after?.kind === "untitled" ? name : vscode.workspace.asRelativePath(spec.source)],
		[vscode.l10n.t("To"), after?.kind === "untitled" ? vscode.l10n.t("a document that is not saved") : vscode.workspace.asRelativePath(spec.output)],
		[vscode.l10n.t("Finds out"), joined(spec.tasks.map(taskInWords))],
	];
	const lines = rows.map(([head = "", text = ""]) => `${head}: ${plainLine(text)}`);
	const far = failure?.message ?? progress?.waiting ?? jobLine(job);
	return new vscode.MarkdownString([`**${plainLine(name)}** · ${stateInWords(job.status)}`, plainLine(far), lines.join("  \n")].join("\n\n"));
}

function taskInWords(task: AnnotationJob["spec"]["tasks"][number]): string {
	switch (task.kind) {
		case "facts": return task.facts.map(factName).join(", ");
		case "describe": return vscode.l10n.t("Description");
		case "embed": return vscode.l10n.t("Embedding");
		default: return task.question;
	}
}
