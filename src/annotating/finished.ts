import { stat } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { isThere } from "../annotation/draft.ts";
import { withoutPacking } from "../annotation/formats.ts";
import { writeReport } from "../annotation/job/report.ts";
import { isPacked } from "../annotation/text.ts";
import { abortable } from "../science/cancellation.ts";
import { Failure } from "../science/failure.ts";
import type { AnnotationJob } from "./annotationJob.ts";
import { isWritable, readOnly } from "./output.ts";
import type { AnnotatingServices } from "./services.ts";

/** Opens the annotated table in the editor that is meant for it; what is packed is shown where it lies. */
export async function openOutput({ spec: { output } }: AnnotationJob): Promise<void> {
	await refuseMissing(output);
	await (isPacked(output) ? reveal(vscode.Uri.file(output)) : vscode.commands.executeCommand("vscode.open", vscode.Uri.file(output)));
}

/** Shows the annotated table, or the file that it is made from, in the explorer. */
export async function revealOutput({ spec: { source, output }, status }: AnnotationJob): Promise<void> {
	const uri = vscode.Uri.file(status === "done" ? output : source);
	await refuseMissing(uri.fsPath);
	await reveal(uri);
}

/** A window on another machine has no file manager there. */
async function reveal(uri: vscode.Uri): Promise<void> {
	if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
		await vscode.commands.executeCommand("revealInExplorer", uri);
	} else if (vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop) {
		await vscode.commands.executeCommand("revealFileInOS", uri);
	} else {
		throw new Failure("outside", vscode.l10n.t("{0} lies outside the workspace, so the explorer cannot show it.", uri.fsPath));
	}
}

/** Writes the report beside the table, where it is not there yet, and shows it. */
export async function openReport({ spec: { output }, name }: AnnotationJob, { chemistry }: Pick<AnnotatingServices, "chemistry">): Promise<void> {
	await refuseMissing(output);
	const place = await reportOf(output);
	if (!(await isThere(place))) {
		if (!(await isWritable(path.dirname(place)))) {
			throw readOnly(path.dirname(place));
		}
		const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: vscode.l10n.t("Writing a report of {0}", name) };
		await vscode.window.withProgress(options, (_, token) => abortable(token, (signal) => writeReport(output, place, { draw: chemistry.draw.bind(chemistry), signal })));
	}
	await vscode.commands.executeCommand("markdown.showPreview", vscode.Uri.file(place));
}

/** `compounds.annotated.report.md`, or the first of `…-2.md`, … that is no older than the table. */
async function reportOf(output: string): Promise<string> {
	const plain = withoutPacking(output).replace(/\.[^./\\]*$/, "");
	const { mtimeMs } = await stat(output);
	for (let number = 1; ; number++) {
		const place = `${plain}.report${number === 1 ? "" : `-${number}`}.md`;
		const written = await stat(place).catch(() => undefined);
		if (written === undefined ? !(await isThere(place.replace(/\.md$/, ".files"))) : written.mtimeMs >= mtimeMs) {
			return place;
		}
	}
}

async function refuseMissing(file: string): Promise<void> {
	if (!(await isThere(file))) {
		throw new Failure("file-missing", vscode.l10n.t("{0} is not where it was. It has been moved, renamed or deleted.", path.basename(file)));
	}
}
