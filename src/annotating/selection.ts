import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { withoutPacking } from "../annotation/formats.ts";
import { Failure } from "../science/failure.ts";
import type { AnnotationJob } from "./annotationJob.ts";
import { selectedTable } from "./selectedTable.ts";
import type { Wanted } from "./wizard.ts";

/** Folder of ours for selections that are annotated. */
const FOLDER = "selections";

/** The selected rows as a file of ours. */
export interface Selected extends Wanted {
	readonly name: string;
	readonly output: string;
}

/**
 * Writes what is selected in the active editor into a file of its own.
 *
 * @param storage folder of the extension
 * @throws Failure `nothing-selected`, `no-structures`, `not-writable`
 */
export async function saveSelection(storage: vscode.Uri): Promise<Selected> {
	const editor = vscode.window.activeTextEditor;
	if (editor === undefined || editor.selections.every(({ isEmpty }) => isEmpty)) {
		throw new Failure("nothing-selected", vscode.l10n.t("Nothing is selected. Select lines with SMILES, FASTA records or rows of a table first."));
	}
	const { text, ending } = await selectedTable(editor);
	const folder = path.join(storage.fsPath, FOLDER, randomUUID());
	const source = path.join(folder, `selection.${ending}`);
	try {
		await mkdir(folder, { recursive: true });
		await writeFile(source, text);
	} catch (error) {
		throw new Failure("not-writable", vscode.l10n.t("The selection cannot be put into VS Code's folder for this extension. Check that its disk is not full."), { detail: String(error), cause: error });
	}
	const file = path.posix.basename(editor.document.uri.path);
	return { source: { path: source, name: path.basename(source) }, name: vscode.l10n.t("selection in {0}", file), output: path.join(folder, "selection.annotated.csv") };
}

/** Shows the result in a document that is not saved. */
export async function showUntitled({ spec }: Pick<AnnotationJob, "spec">): Promise<void> {
	const content = await readFile(spec.output, "utf8");
	const known = await vscode.languages.getLanguages();
	const document = await vscode.workspace.openTextDocument({ content: content.replace(/^\ufeff/, ""), language: known.includes("csv") ? "csv" : "plaintext" });
	await vscode.window.showTextDocument(document, { preview: false });
}

/** Deletes the files of a selection. */
export async function forgetSelection(storage: vscode.Uri, source: string): Promise<void> {
	const folder = path.dirname(source);
	if (path.dirname(folder) === path.join(storage.fsPath, FOLDER) && withoutPacking(path.basename(source)).startsWith("selection.")) {
		await rm(folder, { recursive: true, force: true });
	}
}
