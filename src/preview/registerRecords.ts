import * as vscode from "vscode";
import type { Entity } from "../science/entity.ts";
import type { PreviewServices } from "./parts.ts";
import { recordEditors, RecordsEditor } from "./records/editors.ts";

export interface RecordsServices extends PreviewServices {
	/** Shows a molecule's or a protein's panel; `origin` as in the chat. */
	readonly preview: (entity: Entity, origin?: string) => Promise<void>;
}

/** The editors for files of many molecules or sequences, and the commands that open them and lead back to the text. */
export function registerRecords(services: RecordsServices): vscode.Disposable {
	const editor = (viewType: string, kind: "molecules" | "sequences"): vscode.Disposable =>
		vscode.window.registerCustomEditorProvider(viewType, new RecordsEditor(kind, services), { supportsMultipleEditorsPerDocument: true });
	const command = (name: string, viewTypeOf: (uri: vscode.Uri) => string): vscode.Disposable =>
		vscode.commands.registerCommand(name, async (given?: unknown) => {
			const uri = given instanceof vscode.Uri ? given : activeFile();
			if (uri !== undefined) {
				await vscode.commands.executeCommand("vscode.openWith", uri, viewTypeOf(uri));
			}
		});
	return vscode.Disposable.from(
		editor(recordEditors.molecules, "molecules"),
		editor(recordEditors.moleculeTable, "molecules"),
		editor(recordEditors.sequences, "sequences"),
		command("biomedgpt.openMolecules", (uri) => (/\.(?:sdf|sd|mol)(?:\.gz)?$/i.test(uri.path) ? recordEditors.molecules : recordEditors.moleculeTable)),
		command("biomedgpt.openSequences", () => recordEditors.sequences),
		command("biomedgpt.openRecordsAsText", () => "default"),
	);
}

function activeFile(): vscode.Uri | undefined {
	const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
}
