import * as vscode from "vscode";
import { AnnotateTableTool } from "./annotateTableTool.ts";
import { BiomedgptAskTool } from "./biomedgptAskTool.ts";
import { registerMcpServer, type McpServerOptions } from "./mcpServer.ts";
import { MoleculeDepictTool } from "./moleculeDepictTool.ts";
import { MoleculeFactsTool } from "./moleculeFactsTool.ts";
import { MoleculePredictTool } from "./moleculePredictTool.ts";
import { MoleculeSimilarityTool } from "./moleculeSimilarityTool.ts";
import { ProteinFactsTool } from "./proteinFactsTool.ts";
import type { AgentServices } from "./scienceTool.ts";
import { SubstructureSearchTool } from "./substructureSearchTool.ts";
import { WorkspaceFiles } from "./workspaceFiles.ts";

export interface AgentOptions extends Omit<AgentServices, "files"> {
	readonly mcp: McpServerOptions;
}

/** Offers the tools to VS Code's chat; where this VS Code has no such interface, there are none. */
export function registerAgents({ engine, chemistry, annotation, properties, mcp }: AgentOptions): vscode.Disposable {
	const languageModels = vscode.lm as Partial<typeof vscode.lm> | undefined;
	const files = new WorkspaceFiles();
	const services = { engine, chemistry, annotation, properties, files };
	const register = <Input>(id: string, tool: vscode.LanguageModelTool<Input>): vscode.Disposable[] => (languageModels?.registerTool === undefined ? [] : [languageModels.registerTool(id, tool)]);
	return vscode.Disposable.from(
		...register(MoleculeFactsTool.toolId, new MoleculeFactsTool(services)),
		...register(MoleculePredictTool.toolId, new MoleculePredictTool(services)),
		...register(MoleculeDepictTool.toolId, new MoleculeDepictTool(services)),
		...register(MoleculeSimilarityTool.toolId, new MoleculeSimilarityTool(services)),
		...register(SubstructureSearchTool.toolId, new SubstructureSearchTool(services, files)),
		...register(ProteinFactsTool.toolId, new ProteinFactsTool(services)),
		...register(BiomedgptAskTool.toolId, new BiomedgptAskTool(services)),
		...register(AnnotateTableTool.toolId, new AnnotateTableTool(services, files)),
		registerMcpServer(mcp),
	);
}
