import * as vscode from "vscode";
import { inline } from "./inline.ts";
import { ScienceTool } from "./scienceTool.ts";

interface Input {
	readonly molecule: string;
}

/** Predicted properties of a molecule. */
export class MoleculePredictTool extends ScienceTool<Input> {
	static readonly toolId = "molecule_predict";
	protected override readonly toolId = MoleculePredictTool.toolId;

	override prepareInvocation({ input }: { readonly input: Input }): vscode.PreparedToolInvocation {
		return { invocationMessage: vscode.l10n.t("Predicting properties of {0}", inline(input.molecule)) };
	}
}
