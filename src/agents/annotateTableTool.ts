import * as vscode from "vscode";
import type { AnnotationPlan } from "../tools/annotateTable.ts";
import type { ToolResult } from "../tools/tool.ts";
import { abortable } from "../science/cancellation.ts";
import { inline } from "./inline.ts";
import { ScienceTool, type AgentServices } from "./scienceTool.ts";
import type { WorkspaceFiles } from "./workspaceFiles.ts";

interface Input {
	readonly file: string;
}

/** Rows after which the question to the user says “more than”: a second of reading. */
const MOST_COUNTED = 200_000;

/** A table with more columns, as a new file. The user is asked first, always. */
export class AnnotateTableTool extends ScienceTool<Input> {
	static readonly toolId = "annotate_table";
	protected override readonly toolId = AnnotateTableTool.toolId;

	constructor(services: AgentServices, private readonly workspace: WorkspaceFiles) {
		super({ ...services, files: workspace });
	}

	/** What cannot be done is told to the agent at once: nobody is asked about it. */
	override async prepareInvocation({ input }: { readonly input: Input }, token: vscode.CancellationToken): Promise<vscode.PreparedToolInvocation> {
		const { filesOf, planAnnotation, readAnnotateInput } = await import("../tools/annotateTable.ts");
		const given = readAnnotateInput(input);
		if (given === undefined) {
			// The run refuses it with a sentence, before it does anything.
			return { invocationMessage: vscode.l10n.t("Annotating {0}", inline(input.file)) };
		}
		const plan = await abortable(token, (signal) => planAnnotation(given, { ...this.services, signal }, MOST_COUNTED));
		const [output, about] = filesOf(plan);
		// Whether they can be written; nothing is there before they are committed.
		const made = await Promise.all([output, about].map((name) => this.workspace.create(given.file, name)));
		const { inside, uri } = await this.workspace.find(given.file);
		const message = new vscode.MarkdownString();
		message.appendText([whatIsWritten(plan, made.map(({ path }) => path)), whatIsSeen(inside, uri)].join(" "));
		return { invocationMessage: vscode.l10n.t("Annotating {0} rows of {1}", plan.annotating.toLocaleString(vscode.env.language), inline(plan.source)), confirmationMessages: { title: vscode.l10n.t("Write {0}?", inline(output)), message } };
	}

	/** The chat shows no steps of a tool that takes minutes: a notification does, and can stop it, too. */
	protected override run(input: unknown, signal: AbortSignal): Promise<ToolResult> {
		const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("BioMedGPT annotates a table"), cancellable: true };
		return Promise.resolve(vscode.window.withProgress(options, (progress, token) => abortable(token, (stopped) => super.run(input, AbortSignal.any([signal, stopped]), unhurried((message) => progress.report({ message }))))));
	}
}

/** Milliseconds between two steps that are shown: rows go by in thousands. */
const STEP = 250;

function unhurried(show: (step: string) => void): (step: string) => void {
	let shown = Number.NEGATIVE_INFINITY;
	return (step) => {
		if (performance.now() - shown > STEP) {
			shown = performance.now();
			show(step);
		}
	};
}

function whatIsWritten({ survey: { rows, counted, structures }, annotating, columns }: AnnotationPlan, [output = "", about = ""]: readonly string[]): string {
	const number = (count: number): string => count.toLocaleString(vscode.env.language);
	const all = counted ? number(rows) : vscode.l10n.t("more than {0}", number(rows));
	const titles = columns.map(({ title }) => title).join(", ");
	const kind = structures.kind === "molecule" ? vscode.l10n.t("The molecules in its column “{0}” are read.", inline(structures.title)) : vscode.l10n.t("The proteins in its column “{0}” are read.", inline(structures.title));
	return `${vscode.l10n.t("A new file {0} will hold all rows of the table ({1}), of which {2} are annotated, with the new columns {3}. How they were made will stand in {4}.", output, all, number(annotating), titles, about)} ${kind}`;
}

function whatIsSeen(inside: boolean, uri: vscode.Uri): string {
	const seen = vscode.l10n.t("The first rows of the result go to the language model of this chat, which may run on another machine.");
	return inside ? seen : `${vscode.l10n.t("{0} lies outside the workspace.", uri.toString(true))} ${seen}`;
}
