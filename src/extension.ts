import path from "node:path";
import * as vscode from "vscode";
import { registerAgents } from "./agents/register.ts";
import { commands as annotating } from "./annotating/commands.ts";
import { registerAnnotating } from "./annotating/register.ts";
import { Cache } from "./annotation/job/cache.ts";
import { registerChat } from "./chat/register.ts";
import { commands } from "./editor/commands.ts";
import { drawingTheme } from "./editor/drawing.ts";
import { registerLanguages } from "./editor/languages.ts";
import { registerEditor } from "./editor/register.ts";
import { registerEvaluating } from "./evaluating/register.ts";
import { modelsFolder } from "./inference/bundle/modelsFolder.ts";
import { Importer } from "./inference/process/importChild.ts";
import { PropertyModel } from "./inference/process/propertyModel.ts";
import { SupervisedEngine } from "./inference/process/supervisor.ts";
import { activeModel } from "./models/active.ts";
import { onPlacementWishes, placementOptions, placementWishes } from "./models/deviceSettings.ts";
import { modelSettings } from "./models/library.ts";
import { registerModels } from "./models/register.ts";
import { registerCellStatus } from "./notebook/cellStatus.ts";
import { registerPythonHelper } from "./notebook/pythonHelper.ts";
import { registerRenderer } from "./notebook/renderer.ts";
import { registerPreviews } from "./preview/register.ts";
import type { DrawingTheme } from "./science/chemistry.ts";
import { ChemistryClient } from "./science/chemistryClient.ts";
import { FactsPool } from "./science/factsPool.ts";
import { registerVsChat } from "./vschat/register.ts";

/** What VS Code waits for before it ends the extension host. */
let shutDown: () => Promise<unknown> = () => Promise.resolve();

/** Wires the services to the faces; nothing here loads a model, RDKit or a file. */
export function activate(context: vscode.ExtensionContext): void {
	const started = performance.now();
	const log = vscode.window.createOutputChannel("BioMedGPT", { log: true });
	const settings = vscode.workspace.getConfiguration("biomedgpt");
	const workerFile = context.asAbsolutePath(path.join("dist", "chemistry-worker.js"));
	const chemistry = new ChemistryClient({ workerFile });
	const facts = new FactsPool({ workerFile });
	const version = String((context.extension.packageJSON as { version: unknown }).version);
	const file = (...parts: string[]): string => context.asAbsolutePath(path.join(...parts));
	const places = { folder: settings.get<string>("modelsFolder") || modelsFolder(), embedded: file("models", "nano"), catalogFile: file("models", "catalog.json") };
	const bundleDirectory = (): string => activeModel(modelSettings(), places).directory;
	const { device } = placementWishes();
	const engine = new SupervisedEngine({
		processFile: file("dist", "inference-process.mjs"),
		bundleDirectory: bundleDirectory(),
		device,
		wishes: placementWishes,
		stamps: path.join(context.globalStorageUri.fsPath, "verified"),
		chemistry,
		log: (line) => log.info(line),
	});
	const heads = (directory: string): PropertyModel => new PropertyModel({ processFile: file("dist", "inference-process.mjs"), bundleDirectory: directory, chemistry, log: (line) => log.info(line) });
	const properties = heads(places.embedded);
	const editor = registerEditor({ chemistry, ask: (entity, origin) => chat.ask(entity, origin), preview: (entity, origin) => previews.show(entity, origin), annotateCommand: annotating.annotateFile });
	const chat = registerChat({ engine, chemistry, located: editor.entities, preview: (entity, origin) => previews.show(entity, origin), context, log });
	const theme = (): DrawingTheme => drawingTheme(vscode.window.activeColorTheme.kind);
	const previews = registerPreviews({ chemistry, theme, located: editor.entities, ask: (entity, origin) => chat.ask(entity, origin), extensionUri: context.extensionUri, log });
	const annotation = { engine, facts };
	const cache = new Cache({ folder: path.join(context.globalStorageUri.fsPath, "annotations") });
	const annotations = registerAnnotating({ job: { ...annotation, cache, program: `BioMedGPT ${version}` }, chemistry, theme, context, log });
	const evaluation = registerEvaluating({ evaluation: { engine, chemistry, publishedFile: file("models", "published.json"), program: `BioMedGPT ${version}` }, heads: () => heads(bundleDirectory()), keep: (model, figures) => models.keepFigures(model, figures), memory: context.workspaceState, log });
	const modelChanged = new vscode.EventEmitter<void>();
	const models = registerModels({
		engine,
		importer: new Importer({ importerFile: file("dist", "import-process.mjs"), processFile: file("dist", "inference-process.mjs"), workerFile: file("dist", "gguf-worker.js"), folder: places.folder, device, log: (line) => log.info(line) }),
		fetch: (url, init) => fetch(url, init),
		places,
		memory: context.globalState,
		annotating: () => annotations.running() || evaluation.running(),
		switched: () => modelChanged.fire(),
		log,
	});
	shutDown = () => Promise.all([models.shutDown(), annotations.shutDown(), evaluation.shutDown(), chat.shutDown(), engine.dispose(), properties.dispose(), chemistry.dispose(), facts.dispose()]);
	context.subscriptions.push(
		chat,
		editor,
		previews,
		annotations,
		evaluation,
		models,
		modelChanged,
		modelChanged.event(() => chat.modelChanged()),
		onPlacementWishes(() => modelChanged.fire()),
		// How long its context is may turn out only when it is loaded.
		new vscode.Disposable(engine.watch(() => void (engine.state().state === "ready" && chat.modelChanged()))),
		registerLanguages(),
		registerCellStatus({ entities: editor.entities, plausible: editor.plausible, askCommand: commands.ask }),
		registerRenderer({ chemistry, ask: (entity, origin) => chat.ask(entity, origin), preview: (entity, origin) => previews.show(entity, origin) }),
		registerPythonHelper(),
		registerAgents({ engine, chemistry, annotation, properties, mcp: { commandLine: context.asAbsolutePath(path.join("dist", "cli.mjs")), version, bundleDirectory, placement: () => placementOptions(placementWishes()), onDidChangeModel: modelChanged.event } }),
		registerVsChat({ engine, chemistry, theme, askCommand: commands.ask, extensionUri: context.extensionUri, log, onDidChangeModel: modelChanged.event }),
	);
	// `npm run bench` reads it.
	performance.measure("biomedgpt.activate", { start: started });
}

export async function deactivate(): Promise<void> {
	await shutDown();
}
