import path from "node:path";
import * as vscode from "vscode";
import { isOfTheFile } from "../annotation/fatal.ts";
import type { JobPreview } from "../annotation/job.ts";
import type { JobSpec } from "../annotation/spec.ts";
import { abortable } from "../science/cancellation.ts";
import { Failure } from "../science/failure.ts";
import { readChoices, type Choices } from "./choices.ts";
import { columnStep } from "./columnStep.ts";
import type { ConfirmServices } from "./confirm.ts";
import { confirm, firstRows, specOf } from "./confirm.ts";
import type { Draft } from "./draft.ts";
import type { Kind } from "./factNames.ts";
import { lookAt } from "./look.ts";
import { askOutput, isWritable, proposeOutput } from "./output.ts";
import type { Source } from "./source.ts";
import { walk } from "./steps.ts";
import { taskSteps } from "./taskSteps.ts";

export interface WizardServices extends ConfirmServices {
	/** Whether a job writes, or is going to write, to this place. */
	readonly taken: (output: string) => boolean;
}

export interface Wanted {
	readonly source: Source;
	/** What people know the rows by; the file's name if absent. */
	readonly name?: string | undefined;
	/** Whose column was named already. */
	readonly column?: string | undefined;
	/** Where the result is meant to lie; beside the source if absent. */
	readonly output?: string | undefined;
}

/**
 * Asks what is to be found out about a table, shows it for the first rows, and lets all of it be changed.
 *
 * @returns undefined where somebody left
 * @throws Failure of the table, the tasks, and of the place that is to be written to
 */
export async function plan(wanted: Wanted, services: WizardServices): Promise<JobSpec | undefined> {
	const fromColumn = [columnStep((kind) => choicesOf(kind, services)), ...taskSteps];
	let draft = await begin(wanted, services);
	let steps = wanted.column === undefined ? fromColumn : taskSteps;
	for (;;) {
		const chosen = await walk(draft, steps);
		const placed = chosen && (await inWritablePlace(remembering(chosen, services), services));
		const decided = placed && (await decide(placed, services));
		if (decided === undefined) {
			return undefined;
		}
		if (decided.decision === "start") {
			return specOf(decided.draft);
		}
		draft = decided.draft;
		steps = decided.decision === "column" ? fromColumn : taskSteps;
	}
}

interface Decided {
	readonly decision: "start" | "column" | "tasks";
	readonly draft: Draft;
}

/** What is wrong with the tasks is told, and can be changed at once; undefined where somebody left. */
async function decide(draft: Draft, services: WizardServices): Promise<Decided | undefined> {
	try {
		return await decideBy(await firstRows(draft, services), draft, services);
	} catch (error) {
		if (!(error instanceof Failure)) {
			throw error;
		}
		if (error.code === "cancelled") {
			return undefined;
		}
		const change = vscode.l10n.t("Change");
		return (await vscode.window.showErrorMessage(error.message, ...(isOfTheFile(error.code) ? [] : [change]))) === change ? { decision: "tasks", draft } : undefined;
	}
}

/** Another place changes nothing of the first rows. */
async function decideBy(preview: JobPreview, draft: Draft, services: WizardServices): Promise<Decided | undefined> {
	const decision = await confirm(draft, preview, services);
	if (decision !== "output") {
		return decision && { decision, draft };
	}
	return decideBy(preview, { ...draft, output: await anotherPlace(draft, services) }, services);
}

async function anotherPlace({ source, output }: Draft, { taken }: WizardServices): Promise<string> {
	try {
		return (await askOutput(source, output, taken)) ?? output;
	} catch (error) {
		if (!(error instanceof Failure)) {
			throw error;
		}
		void vscode.window.showErrorMessage(error.message);
		return output;
	}
}

async function begin({ source, name = source.name, column, output }: Wanted, services: WizardServices): Promise<Draft> {
	const look = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Reading {0}", name) }, (_, token) => abortable(token, (signal) => lookAt(source, signal)));
	const [title = ""] = look.titles;
	const found = look.found ?? { title, kind: look.kindOf(title) };
	const structures = column === undefined ? found : { title: column, kind: look.kindOf(column) };
	return { source, name, look, structures, choices: choicesOf(structures.kind, services), output: output ?? (await proposeOutput(source, services.taken)) };
}

/** Which facts there are depends on what the column holds, which may have been changed on the way. */
function remembering(draft: Draft, { context }: WizardServices): Draft {
	void context.workspaceState.update(keyOf(draft.structures.kind), draft.choices);
	return draft;
}

function choicesOf(kind: Kind, { context }: Pick<WizardServices, "context">): Choices {
	return readChoices(context.workspaceState.get<unknown>(keyOf(kind)), kind);
}

function keyOf(kind: Kind): string {
	return `annotating.choices.${kind}`;
}

/** Where nothing can be written beside the table, another place is asked for. */
async function inWritablePlace(draft: Draft, { taken }: WizardServices): Promise<Draft | undefined> {
	if (await isWritable(path.dirname(draft.output))) {
		return draft;
	}
	const proposed = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath ?? path.dirname(draft.output);
	void vscode.window.showInformationMessage(vscode.l10n.t("Nothing can be written beside {0}. Choose where the annotated table shall lie.", draft.name));
	const output = await askOutput(draft.source, path.join(proposed, path.basename(draft.output)), taken);
	return output === undefined ? undefined : { ...draft, output };
}
