import * as vscode from "vscode";
import { Failure } from "../science/failure.ts";
import type { ToolFiles, ToolResult, ToolServices } from "../tools/tool.ts";
import { abortable } from "../science/cancellation.ts";

export interface AgentServices extends Pick<ToolServices, "engine" | "chemistry" | "annotation" | "properties"> {
	readonly files: ToolFiles;
}

/**
 * A tool as VS Code's chat calls it. The work is done in `src/tools`, which is loaded with the first call: activation must not
 * wait for it.
 */
export abstract class ScienceTool<Input> implements vscode.LanguageModelTool<Input> {
	protected abstract readonly toolId: string;

	constructor(protected readonly services: AgentServices) {}

	async invoke({ input }: Pick<vscode.LanguageModelToolInvocationOptions<Input>, "input">, token: vscode.CancellationToken): Promise<vscode.LanguageModelToolResult> {
		try {
			return partsOf(await abortable(token, (signal) => this.run(input, signal)));
		} catch (error) {
			// Anything else is shown to the model as it is: a Failure's sentence says what to correct.
			throw error instanceof Failure && error.code === "cancelled" ? new vscode.CancellationError() : error;
		}
	}

	/** @param input what an agent gave: the tool itself checks it */
	protected async run(input: unknown, signal: AbortSignal, report?: (step: string) => void): Promise<ToolResult> {
		const { runTool } = await import("../tools/run.ts");
		return runTool(this.toolId, input, { ...this.services, signal, report });
	}

	abstract prepareInvocation(options: Pick<vscode.LanguageModelToolInvocationPrepareOptions<Input>, "input">, token: vscode.CancellationToken): vscode.ProviderResult<vscode.PreparedToolInvocation>;
}

/** SVG goes as text: chat models take PNG and JPEG pictures only, and an agent wants to write it into a file. */
function partsOf({ text, picture }: ToolResult): vscode.LanguageModelToolResult {
	return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text), ...(picture === undefined ? [] : [new vscode.LanguageModelTextPart(picture)])]);
}
