import * as vscode from "vscode";
import { inline } from "./inline.ts";
import { ScienceTool } from "./scienceTool.ts";

interface Input {
	readonly sequence: string;
}

/** Computed facts of a protein. */
export class ProteinFactsTool extends ScienceTool<Input> {
	static readonly toolId = "protein_facts";
	protected override readonly toolId = ProteinFactsTool.toolId;

	override prepareInvocation({ input }: { readonly input: Input }): vscode.PreparedToolInvocation {
		return { invocationMessage: vscode.l10n.t("Computing the facts of the protein {0}", inline(input.sequence)) };
	}
}
