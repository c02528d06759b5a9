import * as vscode from "vscode";
import { inline } from "./inline.ts";
import { ScienceTool, type AgentServices } from "./scienceTool.ts";
import type { WorkspaceFiles } from "./workspaceFiles.ts";

interface Input {
	readonly file: string;
	readonly smarts: string;
	readonly limit: number;
}

/** The molecules of a file with a substructure. Outside the workspace the user is asked first. */
export class SubstructureSearchTool extends ScienceTool<Input> {
	static readonly toolId = "substructure_search";
	protected override readonly toolId = SubstructureSearchTool.toolId;

	constructor(services: AgentServices, private readonly workspace: WorkspaceFiles) {
		super({ ...services, files: workspace });
	}

	override async prepareInvocation({ input }: { readonly input: Input }): Promise<vscode.PreparedToolInvocation> {
		const invocationMessage = vscode.l10n.t("Searching {0} for {1}", inline(input.file), inline(input.smarts));
		if (typeof input.file !== "string") {
			// The run refuses it with a sentence.
			return { invocationMessage };
		}
		const file = await this.workspace.find(input.file);
		if (file.inside) {
			return { invocationMessage };
		}
		const message = new vscode.MarkdownString();
		message.appendText(vscode.l10n.t("{0} lies outside the workspace. The molecules found in it, with their names, go to the language model of this chat, which may run on another machine.", file.uri.toString(true)));
		return { invocationMessage, confirmationMessages: { title: vscode.l10n.t("Let the chat search this file?"), message } };
	}
}
