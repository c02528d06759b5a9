import * as vscode from "vscode";
import { inline } from "./inline.ts";
import { ScienceTool } from "./scienceTool.ts";

interface Input {
	readonly structure: string;
	readonly width: number;
	readonly height: number;
	readonly theme: "light" | "dark";
}

/** A drawing of a molecule or a reaction. */
export class MoleculeDepictTool extends ScienceTool<Input> {
	static readonly toolId = "molecule_depict";
	protected override readonly toolId = MoleculeDepictTool.toolId;

	override prepareInvocation({ input }: { readonly input: Input }): vscode.PreparedToolInvocation {
		return { invocationMessage: vscode.l10n.t("Drawing {0}", inline(input.structure)) };
	}
}
