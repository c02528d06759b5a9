import * as vscode from "vscode";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { chooseEntity, entitiesIn, entityUnderCursor, reportFailures, selectedEntity } from "./asking.ts";
import { commands } from "./commands.ts";
import { DocumentEntities } from "./documentEntities.ts";
import { EntityHovers } from "./hovers.ts";
import { EntityLenses } from "./lenses.ts";

export interface EditorServices {
	readonly chemistry: Chemistry;
	/** Opens the chat, with this attached where given. */
	readonly ask: (entity: Entity | undefined) => Promise<void>;
}

/** Hovers, lenses and their commands, in text editors and notebook cells of every language. */
export function registerEditor(services: EditorServices): vscode.Disposable {
	const entities = new DocumentEntities();
	const lenses = new EntityLenses(entities, services.chemistry);
	const everywhere: vscode.DocumentSelector = [{ language: "*" }];
	return vscode.Disposable.from(
		vscode.languages.registerHoverProvider(everywhere, new EntityHovers(entities, services.chemistry)),
		vscode.languages.registerCodeLensProvider(everywhere, lenses),
		lenses,
		vscode.workspace.onDidCloseTextDocument((document) => entities.forget(document)),
		vscode.commands.registerCommand(commands.ask, (argument?: unknown) =>
			reportFailures(async () => {
				const given = entitiesIn(argument);
				const entity = given.length > 0 ? await chooseEntity(given) : await entityUnderCursor(entities);
				if (entity || given.length === 0) {
					await services.ask(entity);
				}
			}),
		),
		vscode.commands.registerCommand(commands.askSelection, () => reportFailures(async () => services.ask(selectedEntity()))),
		vscode.commands.registerCommand(commands.explain, (reason: unknown) => {
			if (typeof reason === "string") {
				void vscode.window.showWarningMessage(reason);
			}
		}),
		vscode.commands.registerCommand(commands.copy, async (text: unknown) => {
			if (typeof text === "string") {
				await vscode.env.clipboard.writeText(text);
				vscode.window.setStatusBarMessage(vscode.l10n.t("Copied {0}", text.length > 60 ? `${text.slice(0, 60)}…` : text), 3000);
			}
		}),
	);
}
