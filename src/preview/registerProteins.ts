import path from "node:path";
import * as vscode from "vscode";
import type { Entity } from "../science/entity.ts";
import { MotifClient } from "../science/protein/motifClient.ts";
import { StructureClient } from "../science/structure/structureClient.ts";
import type { PreviewFace, PreviewServices } from "./parts.ts";
import type { LinkServices } from "./protein/link.ts";
import { ProteinPanels } from "./protein/panels.ts";
import { reopenAsStructure, reopenAsText, StructureEditor } from "./structureEditor.ts";
import { UnpackedText } from "./unpackedText.ts";

/** Registers the protein panel and the editor for structure files, with their commands; no thread begins before a file is opened or a motif searched. */
export function registerProteins({ ask, extensionUri, log }: Pick<PreviewServices, "ask" | "extensionUri" | "log">): PreviewFace {
	const worker = (name: string): string => path.join(extensionUri.fsPath, "dist", name);
	const source = new StructureClient({ workerFile: worker("structure-worker.js") });
	const link = (): LinkServices => ({ ask, motifs: new MotifClient({ workerFile: worker("motif-worker.js") }), log });
	const panels = new ProteinPanels({ extensionUri, link });
	const texts = new UnpackedText();
	const registered = vscode.Disposable.from(
		panels,
		texts,
		{ dispose: () => source.dispose() },
		vscode.window.registerWebviewPanelSerializer(ProteinPanels.viewType, panels),
		vscode.window.registerCustomEditorProvider(StructureEditor.viewType, new StructureEditor({ extensionUri, source, link }), { supportsMultipleEditorsPerDocument: true, webviewOptions: { retainContextWhenHidden: true } }),
		vscode.workspace.registerTextDocumentContentProvider(UnpackedText.scheme, texts),
		vscode.commands.registerCommand("biomedgpt.reopenAsText", (given: unknown) => onFile(given, reopenAsText)),
		vscode.commands.registerCommand("biomedgpt.openStructure", (given: unknown) => onFile(given, reopenAsStructure)),
	);
	return {
		show: async (entity: Entity, origin?: string) => {
			if (entity.kind === "protein") {
				panels.show(entity, origin);
			}
		},
		dispose: () => void registered.dispose(),
	};
}

/** A file that a menu gave, or else the one in the active tab. */
async function onFile(given: unknown, reopen: (uri: vscode.Uri, column: vscode.ViewColumn | undefined) => Promise<void>): Promise<void> {
	const { activeTabGroup } = vscode.window.tabGroups;
	const input = activeTabGroup.activeTab?.input;
	const uri = given instanceof vscode.Uri ? given : input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText ? input.uri : undefined;
	if (uri !== undefined) {
		await reopen(uri, activeTabGroup.viewColumn);
	}
}
