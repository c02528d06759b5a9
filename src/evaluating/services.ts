import type * as vscode from "vscode";
import type { EvaluationServices } from "../evaluation/run.ts";
import type { KeptFigure } from "../inference/bundle/figureBook.ts";
import type { ModelIdentity } from "../inference/engine.ts";
import type { PropertyModel } from "../inference/process/propertyModel.ts";

export interface EvaluatingServices {
	/** What does the work; the same engine that the chat asks. */
	readonly evaluation: EvaluationServices;
	/** Property heads of the model that answers; whoever takes them ends them. */
	readonly heads: () => PropertyModel;
	/** Keeps the figures with the model, for the list of models. */
	readonly keep: (model: ModelIdentity, figures: readonly KeptFigure[]) => Promise<void>;
	/** Where an evaluation that was stopped is known over a reload. */
	readonly memory: Pick<vscode.Memento, "get" | "update">;
	readonly log: vscode.LogOutputChannel;
}
