import * as vscode from "vscode";
import type { Molecule } from "../science/entity.ts";
import { ConformerClient } from "../science/molecule/conformerClient.ts";
import type { PlaceRange } from "../science/recognition/located.ts";
import type { SaveFile } from "./molecule/exporting.ts";
import { MoleculePanels } from "./molecule/panels.ts";
import type { PreviewServices } from "./parts.ts";
import { similarMolecules } from "./similar.ts";
import { workspaceFiles } from "./similarFiles.ts";
import { tellSaved } from "./tellSaved.ts";

/** The molecule previews for the other faces. */
export interface MoleculePreviews extends vscode.Disposable {
	/** Shows the molecule's panel beside the editor; `origin` says where it was found. */
	show(molecule: Molecule, origin?: string): void;
}

/** Registers what brings molecule panels back after a reload; nothing is loaded before one is opened. */
export function registerMolecules({ chemistry, located, ask, extensionUri }: PreviewServices): MoleculePreviews {
	const conformers = new ConformerClient({ workerFile: vscode.Uri.joinPath(extensionUri, "dist", "conformer-worker.js").fsPath, chemistry });
	const panels = new MoleculePanels({ chemistry, conformers, ask, findSimilar: ({ smiles, signal, onProgress }) => similarMolecules({ chemistry, smiles, files: workspaceFiles(located, signal), signal, onProgress }), copy: async (text) => vscode.env.clipboard.writeText(text), save, openPlace }, extensionUri);
	const registration = vscode.window.registerWebviewPanelSerializer(MoleculePanels.viewType, panels);
	return {
		show: (molecule, origin = "") => {
			panels.show(molecule, origin);
			conformers.warm();
		},
		dispose: () => {
			registration.dispose();
			panels.dispose();
			conformers.dispose();
		},
	};
}

const save: SaveFile = async ({ name, extension, kind }, content) => {
	const [folder] = vscode.workspace.workspaceFolders ?? [];
	const file = `${name}.${extension}`;
	const chosen = await vscode.window.showSaveDialog({ defaultUri: folder === undefined ? vscode.Uri.file(file) : vscode.Uri.joinPath(folder.uri, file), filters: { [kind]: [extension] } });
	if (chosen !== undefined) {
		await vscode.workspace.fs.writeFile(chosen, content);
		tellSaved(chosen);
	}
};

async function openPlace(uri: string, { start, end }: PlaceRange): Promise<void> {
	const selection = new vscode.Range(start.line, start.character, end.line, end.character);
	await vscode.commands.executeCommand("vscode.open", vscode.Uri.parse(uri, true), { selection, viewColumn: vscode.ViewColumn.One } satisfies vscode.TextDocumentShowOptions);
}
