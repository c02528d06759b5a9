import * as vscode from "vscode";
import { inline } from "./inline.ts";
import { ScienceTool } from "./scienceTool.ts";

interface Input {
	readonly molecule: string;
	readonly others: string[];
}

/** How similar molecules are to one. */
export class MoleculeSimilarityTool extends ScienceTool<Input> {
	static readonly toolId = "molecule_similarity";
	protected override readonly toolId = MoleculeSimilarityTool.toolId;

	override prepareInvocation({ input }: { readonly input: Input }): vscode.PreparedToolInvocation {
		// What an agent gave is checked by the run.
		const count = Array.isArray(input.others) ? input.others.length : 0;
		return { invocationMessage: vscode.l10n.t("Comparing {0} with {1} molecules", inline(input.molecule), count) };
	}
}
