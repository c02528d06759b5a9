import * as vscode from "vscode";
import { fillWebview } from "../pages/fill.ts";
import { type LinkServices, ProteinLink } from "./protein/link.ts";
import { StructureReading, type StructureSource } from "./structureReading.ts";
import { UnpackedText } from "./unpackedText.ts";

export interface EditorServices {
	readonly extensionUri: vscode.Uri;
	readonly source: StructureSource;
	/** For each page its own. */
	readonly link: () => LinkServices;
}

/** The viewer for files of structures: read-only, of any file system. */
export class StructureEditor implements vscode.CustomReadonlyEditorProvider {
	/** In package.json's custom editors. */
	static readonly viewType = "biomedgpt.structure";

	readonly #services: EditorServices;

	constructor(services: EditorServices) {
		this.#services = services;
	}

	openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
		return { uri, dispose: () => undefined };
	}

	resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
		const { extensionUri, source, link: services } = this.#services;
		const link = new ProteinLink(panel.webview, {
			...services(),
			folder: vscode.Uri.joinPath(uri, ".."),
			reopenAsText: hasText(uri) ? () => reopenAsText(uri, panel.viewColumn) : undefined,
			showModel: (model) => reading.show(model),
		});
		const reading = new StructureReading(uri, source, link);
		panel.onDidDispose(() => {
			reading.dispose();
			link.dispose();
		});
		fillWebview(panel.webview, extensionUri, { name: "protein", title: vscode.l10n.t("Structure"), element: "protein-page", module: true });
		void reading.read();
	}
}

/** MMTF and BinaryCIF have no text to show. */
function hasText(uri: vscode.Uri): boolean {
	return !/\.(?:mmtf|bcif)(?:\.gz)?$/i.test(uri.path);
}

/** The same file in VS Code's text editor, in the place of ours; of a packed one what is in it. */
export async function reopenAsText(uri: vscode.Uri, column: vscode.ViewColumn | undefined): Promise<void> {
	const text = /\.gz$/i.test(uri.path) ? UnpackedText.of(uri) : uri;
	if (text !== uri) {
		// Whether it can be unpacked is known before the tab is gone.
		await vscode.workspace.openTextDocument(text);
	}
	await reopen(text, "default", column, (input) => input instanceof vscode.TabInputCustom && input.viewType === StructureEditor.viewType && input.uri.toString() === uri.toString());
}

/** And back; from the text of a packed file to that file. */
export async function reopenAsStructure(uri: vscode.Uri, column: vscode.ViewColumn | undefined): Promise<void> {
	await reopen(UnpackedText.fileOf(uri), StructureEditor.viewType, column, (input) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());
}

/** Opens a file in an editor, and closes the tab that showed it before; one with unsaved changes stays. */
async function reopen(uri: vscode.Uri, editor: string, column: vscode.ViewColumn | undefined, isOld: (input: unknown) => boolean): Promise<void> {
	const group = vscode.window.tabGroups.all.find(({ viewColumn }) => viewColumn === column) ?? vscode.window.tabGroups.activeTabGroup;
	const old = group.tabs.filter(({ input, isDirty }) => !isDirty && isOld(input));
	await vscode.commands.executeCommand("vscode.openWith", uri, editor, group.viewColumn);
	if (old.length > 0) {
		await vscode.window.tabGroups.close(old, true);
	}
}
