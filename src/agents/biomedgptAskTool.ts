import * as vscode from "vscode";
import { inline } from "./inline.ts";
import { ScienceTool } from "./scienceTool.ts";

interface Input {
	readonly question: string;
	readonly molecule?: string | undefined;
	readonly protein?: string | undefined;
}

/** An answer that the local model generates. */
export class BiomedgptAskTool extends ScienceTool<Input> {
	static readonly toolId = "biomedgpt_ask";
	protected override readonly toolId = BiomedgptAskTool.toolId;

	override prepareInvocation({ input }: { readonly input: Input }): vscode.PreparedToolInvocation {
		return { invocationMessage: vscode.l10n.t("Asking BioMedGPT on this machine: {0}", inline(input.question)) };
	}
}
