import path from "node:path";
import * as vscode from "vscode";
import { registerAgents } from "./agents/register.ts";
import { registerChat } from "./chat/register.ts";
import { commands } from "./editor/commands.ts";
import { drawingTheme } from "./editor/drawing.ts";
import { registerLanguages } from "./editor/languages.ts";
import { registerEditor } from "./editor/register.ts";
import { SupervisedEngine } from "./inference/process/supervisor.ts";
import { registerCellStatus } from "./notebook/cellStatus.ts";
import { registerPythonHelper } from "./notebook/pythonHelper.ts";
import { registerRenderer } from "./notebook/renderer.ts";
import { registerPreviews } from "./preview/register.ts";
import { ChemistryClient } from "./science/chemistryClient.ts";
import { registerVsChat } from "./vschat/register.ts";

/** What VS Code waits for before it ends the extension host. */
let shutDown: () => Promise<unknown> = () => Promise.resolve();

/** Wires the services to the faces; nothing here loads a model, RDKit or a file. */
export function activate(context: vscode.ExtensionContext): void {
	const started = performance.now();
	const log = vscode.window.createOutputChannel("BioMedGPT", { log: true });
	const settings = vscode.workspace.getConfiguration("biomedgpt");
	const chemistry = new ChemistryClient({ workerFile: context.asAbsolutePath(path.join("dist", "chemistry-worker.js")) });
	const bundleDirectory = settings.get<string>("modelFolder") || context.asAbsolutePath(path.join("models", "nano"));
	const device = settings.get<string>("device") === "cpu" ? "cpu" : "auto";
	const engine = new SupervisedEngine({
		processFile: context.asAbsolutePath(path.join("dist", "inference-process.mjs")),
		bundleDirectory,
		device,
		chemistry,
		log: (line) => log.info(line),
	});
	const editor = registerEditor({ chemistry, ask: (entity, origin) => chat.ask(entity, origin), preview: (entity, origin) => previews.show(entity, origin) });
	const chat = registerChat({ engine, chemistry, located: editor.entities, preview: (entity, origin) => previews.show(entity, origin), context, log });
	const previews = registerPreviews({ chemistry, located: editor.entities, ask: (entity, origin) => chat.ask(entity, origin), extensionUri: context.extensionUri, log });
	shutDown = () => Promise.all([chat.shutDown(), engine.dispose(), chemistry.dispose()]);
	context.subscriptions.push(
		chat,
		editor,
		previews,
		registerLanguages(),
		registerCellStatus({ entities: editor.entities, plausible: editor.plausible, askCommand: commands.ask }),
		registerRenderer({ chemistry, ask: (entity, origin) => chat.ask(entity, origin), preview: (entity, origin) => previews.show(entity, origin) }),
		registerPythonHelper(),
		registerAgents({ engine, chemistry, mcp: { commandLine: context.asAbsolutePath(path.join("dist", "cli.mjs")), version: String((context.extension.packageJSON as { version: unknown }).version), bundleDirectory, device } }),
		registerVsChat({ engine, chemistry, theme: () => drawingTheme(vscode.window.activeColorTheme.kind), askCommand: commands.ask, extensionUri: context.extensionUri, log }),
	);
	// `npm run bench` reads it.
	performance.measure("biomedgpt.activate", { start: started });
}

export async function deactivate(): Promise<void> {
	await shutDown();
}
