import * as vscode from "vscode";
import { Failure } from "../science/failure.ts";
import { pythonHelper } from "./pythonHelperCode.ts";

/** The command that inserts the helper. */
const INSERT_HELPER = "biomedgpt.insertNotebookHelper";

/** “Insert Python Helper for Molecule Outputs”: a cell above the current one, with a function that makes outputs which our renderer draws. */
export function registerPythonHelper(): vscode.Disposable {
	return vscode.commands.registerCommand(INSERT_HELPER, async () => {
		try {
			await insertHelper(vscode.window.activeNotebookEditor);
		} catch (error) {
			if (!(error instanceof Failure)) {
				throw error;
			}
			void vscode.window.showInformationMessage(error.message);
		}
	});
}

/**
 * One step of undo; the new cell is shown and chosen, to be run.
 *
 * @throws Failure `no-notebook`, `no-python` or `not-editable`
 */
export async function insertHelper(editor: vscode.NotebookEditor | undefined): Promise<void> {
	if (editor === undefined) {
		throw new Failure("no-notebook", vscode.l10n.t("No notebook is open. Open one and click the cell above which the helper shall stand."));
	}
	const { notebook, selection } = editor;
	if (!isPython(notebook)) {
		throw new Failure("no-python", vscode.l10n.t("The helper is written in Python, and this notebook has no Python cells. Open a Python notebook."));
	}
	const at = Math.min(notebook.cellCount, Math.max(0, selection.start));
	const edit = new vscode.WorkspaceEdit();
	edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(at, [new vscode.NotebookCellData(vscode.NotebookCellKind.Code, pythonHelper, "python")])]);
	if (!(await vscode.workspace.applyEdit(edit))) {
		throw new Failure("not-editable", vscode.l10n.t("This notebook cannot be changed: it is read-only, or it has just been closed. Open a copy that can be edited."));
	}
	const inserted = new vscode.NotebookRange(at, at + 1);
	editor.selection = inserted;
	editor.revealRange(inserted, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
}

/** By its cells; a notebook without code by its metadata, where it tells a language. */
function isPython(notebook: vscode.NotebookDocument): boolean {
	const code = notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
	if (code.length > 0) {
		return code.some(({ document }) => document.languageId === "python");
	}
	const told = /"(?:language|name)":"([\w+-]{1,40})"/.exec(JSON.stringify(notebook.metadata))?.[1];
	return told === undefined || told.toLowerCase().startsWith("python") || notebook.notebookType === "jupyter-notebook";
}
