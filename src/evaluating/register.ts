import * as vscode from "vscode";
import type { EvaluationResult } from "../evaluation/run.ts";
import type { EvaluationSpec } from "../evaluation/spec.ts";
import { Failure, failureData } from "../science/failure.ts";
import { reportedCommand } from "../wording/reportFailures.ts";
import { chooseEvaluation } from "./choosing.ts";
import { commands } from "./commands.ts";
import type { EvaluatingServices } from "./services.ts";
import { askUnfinished, remember } from "./unfinished.ts";
import { percent, progressLine } from "./words.ts";

export interface EvaluatingFace extends vscode.Disposable {
	/** Stops what runs, so that it can go on; VS Code waits for it. */
	shutDown(): Promise<void>;
	/** Whether a model is being evaluated in this window. */
	readonly running: () => boolean;
}

/** Evaluation of the model that answers: its command, with a notification that tells how far it is and can stop it. */
export function registerEvaluating(services: EvaluatingServices): EvaluatingFace {
	const room = new EvaluatingRoom(services);
	const command = reportedCommand(commands.evaluate, (given) => room.begin(given));
	return { shutDown: () => room.shutDown(), running: () => room.running, dispose: () => void command.dispose() };
}

class EvaluatingRoom {
	private current: { readonly stop: AbortController; readonly ended: Promise<unknown> } | undefined;

	constructor(private readonly services: EvaluatingServices) {}

	get running(): boolean {
		return this.current !== undefined;
	}

	/** @param given files of a menu, or nothing */
	async begin(given: unknown): Promise<void> {
		this.refuseSecond();
		const unfinished = given === undefined ? await askUnfinished(this.services.memory) : "new";
		const spec = unfinished === "new" ? await chooseEvaluation(given) : unfinished;
		if (spec !== undefined) {
			this.refuseSecond();
			await this.evaluate(spec, unfinished !== "new");
		}
	}

	async shutDown(): Promise<void> {
		this.current?.stop.abort();
		await this.current?.ended.catch(() => undefined);
	}

	private refuseSecond(): void {
		if (this.running) {
			throw new Failure("model-busy", vscode.l10n.t("A model is being evaluated already. Wait until it is done, or stop it in its notification."));
		}
	}

	private async evaluate(spec: EvaluationSpec, resume: boolean): Promise<void> {
		const stop = new AbortController();
		const ended = this.shown(spec, resume, stop);
		this.current = { stop, ended };
		try {
			const result = await ended;
			this.current = undefined;
			await this.tell(result);
		} catch (error) {
			this.current = undefined;
			await this.stopped(spec, error);
		}
	}

	/** With a bar as long as it lasts. */
	private async shown(spec: EvaluationSpec, resume: boolean, stop: AbortController): Promise<EvaluationResult> {
		const { evaluation, heads, keep, memory, log } = this.services;
		// Loaded for it alone: no window has to wait for it at its start.
		const [{ evaluate }, { keptFigures }, { headsPredictor }] = await Promise.all([import("../evaluation/run.ts"), import("../evaluation/keptFigures.ts"), import("../evaluation/heads.ts")]);
		const { title } = await evaluation.engine.describe();
		const properties = heads();
		const predictor = await headsPredictor(properties);
		await remember(memory, spec);
		log.info(`Evaluating ${title} on ${spec.benchmarks.map(({ name }) => name).join(", ")}.`);
		const result = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, cancellable: true, title: vscode.l10n.t("Evaluating {0}", title) }, async (bar, token) => {
			token.onCancellationRequested(() => stop.abort());
			let reached = 0;
			return evaluate(spec, { ...evaluation, predictor }, {
				signal: stop.signal,
				resume,
				progress: (progress) => {
					const now = percent(progress);
					bar.report({ message: progressLine(progress), increment: Math.max(0, now - reached) });
					reached = Math.max(reached, now);
				},
			}).finally(() => properties.dispose());
		});
		await remember(memory, undefined);
		await keep(result.report.model, keptFigures(result.report));
		return result;
	}

	private async tell({ report: { model, benchmarks }, json, markdown }: EvaluationResult): Promise<void> {
		await vscode.commands.executeCommand("markdown.showPreview", vscode.Uri.file(markdown));
		const figures = benchmarks.flatMap(({ name, metrics: [first] }) => (first === undefined ? [] : [`${name}: ${first.label} ${first.id === "accuracy" ? `${(100 * first.value).toFixed(1)} %` : first.value.toFixed(3)}`]));
		const open = vscode.l10n.t("Open JSON");
		const chosen = await vscode.window.showInformationMessage(vscode.l10n.t("{0} is evaluated. {1}", model.title, figures.join(" · ")), open);
		if (chosen === open) {
			await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(json));
		}
	}

	private async stopped(spec: EvaluationSpec, error: unknown): Promise<void> {
		const { code, message } = failureData(error);
		if (code !== "cancelled") {
			throw error;
		}
		const resume = vscode.l10n.t("Go On");
		const chosen = await vscode.window.showInformationMessage(vscode.l10n.t("The evaluation was stopped. What is answered is kept, and goes on with “BioMedGPT: Evaluate Model”."), resume);
		if (chosen === resume) {
			this.refuseSecond();
			await this.evaluate(spec, true);
		} else {
			this.services.log.info(message);
		}
	}
}
