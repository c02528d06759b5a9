import * as vscode from "vscode";

export interface McpServerOptions {
	/** Absolute path of the bundled command line. */
	readonly commandLine: string;
	readonly version: string;
	/** Absolute path of the folder of the model that answers. */
	readonly bundleDirectory: () => string;
	/** Another model answers from now on, or is placed otherwise. */
	readonly onDidChangeModel?: vscode.Event<void>;
	/** Options of the command line that say where it runs. */
	readonly placement: () => readonly string[];
}

/** As in the manifest. */
const PROVIDER = "biomedgpt.mcp";
const SETTING = "mcpServer.enabled";

/**
 * Offers `biomedgpt mcp` as an MCP server. Off unless the setting is on: the chat has the same tools already, and twice the
 * tools are twice the tokens.
 */
export function registerMcpServer(options: McpServerOptions): vscode.Disposable {
	const languageModels = vscode.lm as Partial<typeof vscode.lm> | undefined;
	if (languageModels?.registerMcpServerDefinitionProvider === undefined) {
		return new vscode.Disposable(() => undefined);
	}
	const changed = new vscode.EventEmitter<void>();
	return vscode.Disposable.from(
		changed,
		vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(`biomedgpt.${SETTING}`) && changed.fire()),
		vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
		...(options.onDidChangeModel ? [options.onDidChangeModel(() => changed.fire())] : []),
		languageModels.registerMcpServerDefinitionProvider(PROVIDER, {
			onDidChangeMcpServerDefinitions: changed.event,
			provideMcpServerDefinitions: () => (vscode.workspace.getConfiguration("biomedgpt").get<boolean>(SETTING) === true ? [definition(options)] : []),
		}),
	);
}

/** How the server is started: it may read the folders of this workspace and no others. */
export function definition({ commandLine, version, bundleDirectory, placement }: McpServerOptions): vscode.McpStdioServerDefinition {
	const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri);
	const args = [commandLine, "mcp", "--bundle", bundleDirectory(), ...placement(), ...folders.flatMap(({ fsPath }) => ["--folder", fsPath])];
	// Plain Node inside Electron.
	const server = new vscode.McpStdioServerDefinition("BioMedGPT", process.execPath, args, { ELECTRON_RUN_AS_NODE: "1" }, version);
	const [first] = folders;
	if (first !== undefined) {
		server.cwd = first;
	}
	return server;
}
