import path from "node:path";
import * as vscode from "vscode";
import { preview as previewJob } from "../annotation/job/preview.ts";
import type { JobPreview } from "../annotation/job.ts";
import type { JobSpec } from "../annotation/spec.ts";
import { abortable } from "../science/cancellation.ts";
import { tasksOf } from "./choices.ts";
import type { Draft } from "./draft.ts";
import { firstRowsText } from "./firstRows.ts";
import type { FirstRowsPage } from "./firstRowsPage.ts";
import type { Item } from "./pick.ts";
import { pickOne } from "./pick.ts";
import type { AnnotatingServices } from "./services.ts";
import { duration, number, rowsInWords, titleOf } from "./words.ts";

/** Pixels of a molecule in the list of first rows. */
const DRAWING = { width: 220, height: 130 };

/** What somebody decides who has seen the first rows. */
export type Decision = "start" | "column" | "tasks" | "output" | undefined;

export interface ConfirmServices extends AnnotatingServices {
	readonly page: FirstRowsPage;
}

export function specOf({ source, structures, choices, output }: Draft): JobSpec {
	return { source: source.path, output, column: structures.title, structures: structures.kind, tasks: tasksOf(choices) };
}

/** Annotates the first rows, under a progress that can be stopped. */
export async function firstRows(draft: Draft, services: ConfirmServices): Promise<JobPreview> {
	const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: vscode.l10n.t("Annotating the first rows of {0}", draft.name) };
	return vscode.window.withProgress(options, (_, token) => abortable(token, (signal) => previewJob(specOf(draft), services.job, signal)));
}

/** Shows the first rows, and asks whether it shall be so. */
export async function confirm(draft: Draft, preview: JobPreview, services: ConfirmServices): Promise<Decision> {
	await services.page.show(vscode.l10n.t("First rows of {0}", draft.name), firstRowsText({ preview, name: draft.name, drawings: await drawings(preview, services) }));
	try {
		const picked = await pickOne<NonNullable<Decision>>({ title: titleOf(draft.name), placeholder: vscode.l10n.t("The first rows are shown below. Shall it be so?"), first: false, items: itemsOf(draft, preview) });
		return picked === "back" ? "tasks" : picked;
	} finally {
		await services.page.close();
	}
}

function itemsOf(draft: Draft, preview: JobPreview): readonly Item<NonNullable<Decision>>[] {
	return [
		{ label: `$(play) ${annotateInWords(preview)}`, description: timeInWords(preview), choice: "start" },
		{ label: `$(checklist) ${vscode.l10n.t("Change What Is Found Out…")}`, choice: "tasks" },
		...(draft.look.fixed || draft.look.titles.length === 1 ? [] : [{ label: `$(split-horizontal) ${vscode.l10n.t("Read Another Column…")}`, description: draft.structures.title, choice: "column" } as const]),
		{ label: `$(save-as) ${vscode.l10n.t("Write to Another File…")}`, description: path.basename(draft.output), choice: "output" },
	];
}

function annotateInWords({ rows, counted }: JobPreview): string {
	if (rows === undefined) {
		return vscode.l10n.t("Annotate All Rows");
	}
	return counted ? vscode.l10n.t("Annotate {0}", rowsInWords(rows)) : vscode.l10n.t("Annotate About {0} Rows", number(rows));
}

function timeInWords({ seconds }: JobPreview): string {
	return seconds === undefined ? "" : vscode.l10n.t("about {0}", duration(seconds));
}

/** A row that cannot be drawn shows its text. */
async function drawings({ structures, first }: JobPreview, { chemistry, theme }: ConfirmServices): Promise<readonly (string | undefined)[]> {
	return structures.kind === "protein" ? [] : Promise.all(first.map(({ structure }) => chemistry.draw(structure, { ...DRAWING, theme: theme() }).catch(() => undefined)));
}
