import * as vscode from "vscode";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import type { Located } from "../science/recognition/located.ts";
import { reportFailures } from "../wording/reportFailures.ts";
import { act } from "./acting.ts";
import { SmilesActions } from "./actions.ts";
import { askSelection, takeUp, type AskServices } from "./asking.ts";
import { commands } from "./commands.ts";
import { EntityDiagnostics } from "./diagnostics.ts";
import { DocumentEntities } from "./documentEntities.ts";
import { EntityHovers } from "./hovers.ts";
import { LargeFiles } from "./largeFiles.ts";
import { EntityLenses } from "./lenses.ts";
import { rewriteAll } from "./rewriteAll.ts";
import { askRow } from "./rows.ts";

export interface EditorServices {
	readonly chemistry: Chemistry;
	/** Opens the chat, with this attached where given; `origin` says where it was found. */
	readonly ask: (entity: Entity | undefined, origin?: string) => Promise<void>;
	/** Shows it in a panel of its own. */
	readonly preview: (entity: Entity, origin?: string) => Promise<void>;
	/** Annotates the file whose URI is its argument. */
	readonly annotateCommand: string;
}

export interface EditorFaces extends vscode.Disposable {
	/** What open documents hold, for other faces. */
	readonly entities: DocumentEntities;
	/** Leaves out what only looked like a structure. */
	readonly plausible: (located: readonly Located[], token: vscode.CancellationToken) => Promise<readonly Located[]>;
}

/** Hovers, lenses, diagnostics, code actions and their commands, in text editors and notebook cells of every language. */
export function registerEditor(services: EditorServices): EditorFaces {
	const { chemistry } = services;
	const largeFiles = new LargeFiles();
	const entities = new DocumentEntities({ maxCharacters: (document) => largeFiles.maxCharacters(document) });
	const lenses = new EntityLenses(entities, chemistry, services.annotateCommand);
	const diagnostics = new EntityDiagnostics(entities, chemistry);
	const everywhere: vscode.DocumentSelector = [{ language: "*" }];
	const disposable = vscode.Disposable.from(
		vscode.languages.registerHoverProvider(everywhere, new EntityHovers(entities, chemistry)),
		vscode.languages.registerCodeLensProvider(everywhere, lenses),
		vscode.languages.registerCodeActionsProvider(everywhere, new SmilesActions(entities, chemistry), SmilesActions.metadata),
		entities,
		lenses,
		diagnostics,
		largeFiles,
		largeFiles.onDidAllow((document) => {
			entities.forget(document);
			lenses.refresh();
			diagnostics.refreshAll();
		}),
		registerCommands({ entities, chemistry, ask: services.ask, preview: services.preview }),
	);
	return { entities, plausible: (located, token) => lenses.plausible(located, token), dispose: () => void disposable.dispose() };
}

function registerCommands(services: AskServices & { readonly chemistry: Chemistry }): vscode.Disposable {
	const { chemistry, entities } = services;
	const register = (command: string, action: (...values: unknown[]) => Promise<void>): vscode.Disposable => vscode.commands.registerCommand(command, (...values: unknown[]) => reportFailures(() => action(...values)));
	return vscode.Disposable.from(
		register(commands.ask, (argument) => takeUp("ask", argument, services)),
		register(commands.preview, (argument) => takeUp("preview", argument, services)),
		register(commands.askSelection, async () => askSelection(services)),
		register(commands.askRow, (uri) => askRow(uri, services)),
		register(commands.actions, (argument) => act(argument, services)),
		register(commands.rewriteAll, (uri, change) => rewriteAll(uri, change, entities, chemistry)),
		register(commands.explain, async (reason) => {
			if (typeof reason === "string") {
				void vscode.window.showWarningMessage(reason);
			}
		}),
	);
}
