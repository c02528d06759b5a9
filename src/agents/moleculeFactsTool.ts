import * as vscode from "vscode";
import { inline } from "./inline.ts";
import { ScienceTool } from "./scienceTool.ts";

interface Input {
	readonly molecule: string;
}

/** Computed facts of a molecule. */
export class MoleculeFactsTool extends ScienceTool<Input> {
	static readonly toolId = "molecule_facts";
	protected override readonly toolId = MoleculeFactsTool.toolId;

	override prepareInvocation({ input }: { readonly input: Input }): vscode.PreparedToolInvocation {
		return { invocationMessage: vscode.l10n.t("Computing the facts of {0}", inline(input.molecule)) };
	}
}
