import type * as vscode from "vscode";
import { fillWebview } from "../../pages/fill.ts";
import { RecordsDocument } from "./document.ts";
import type { SessionServices } from "./session.ts";
import { RecordsSession } from "./session.ts";

/** In package.json's customEditors. */
export const recordEditors = {
	/** SDF and MOL, which it opens unasked. */
	molecules: "biomedgpt.molecules",
	/** SMILES lists and tables, which are texts first: an editor has one priority for all of its files. */
	moleculeTable: "biomedgpt.moleculeTable",
	sequences: "biomedgpt.sequences",
} as const;

/** Shows the records of a file; nothing can be changed there. */
export class RecordsEditor implements vscode.CustomReadonlyEditorProvider<RecordsDocument> {
	constructor(
		private readonly kind: "molecules" | "sequences",
		private readonly services: SessionServices & { readonly extensionUri: vscode.Uri },
	) {}

	openCustomDocument(uri: vscode.Uri): RecordsDocument {
		return new RecordsDocument(uri);
	}

	resolveCustomEditor(document: RecordsDocument, panel: vscode.WebviewPanel): void {
		// It listens before the page is there.
		const session = new RecordsSession(document, this.kind, panel.webview, this.services);
		fillWebview(panel.webview, this.services.extensionUri, { name: "records", title: document.name, element: "biomedgpt-records" });
		panel.onDidDispose(() => session.dispose());
	}
}
