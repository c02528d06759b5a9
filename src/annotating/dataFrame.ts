import { stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import * as vscode from "vscode";
import { isThere } from "../annotation/draft.ts";
import { abortable } from "../science/cancellation.ts";
import { Failure } from "../science/failure.ts";
import type { After } from "./annotationJob.ts";
import { columnsIn, fileNameOf, isVariable, joinCode, saveCode, type FrameColumn } from "./dataFrameCode.ts";
import { isWritable, readOnly } from "./output.ts";
import { input, pickOne, type Item } from "./pick.ts";
import type { Source } from "./source.ts";

/** Milliseconds between two looks whether the cell has been run. */
const LOOK = 400;

/** A column that a cell has saved, and where its annotation goes. */
export interface SavedColumn {
	readonly source: Source;
	readonly column: string;
	readonly name: string;
	readonly after: After;
}

/**
 * Asks for a column of a data frame, writes a cell that saves it, and waits until somebody has run it.
 *
 * @returns undefined where somebody left
 * @throws Failure `no-notebook`, `no-python`, `not-saved`, `not-editable`, `not-writable`
 */
export async function saveColumn(editor: vscode.NotebookEditor | undefined): Promise<SavedColumn | undefined> {
	const { notebook, selection } = notebookOf(editor);
	const folder = await folderOf(notebook);
	const chosen = await choose(cellsOf(notebook, selection.start));
	if (chosen === undefined) {
		return undefined;
	}
	const file = await freeFile(folder, fileNameOf(chosen));
	await insert(notebook, Math.min(notebook.cellCount, selection.end), saveCode(chosen, file));
	const place = path.join(folder, file);
	if (!(await isSavedByCell(place))) {
		return undefined;
	}
	return { source: { path: place, name: file }, column: chosen.column, name: `${chosen.variable}["${chosen.column}"]`, after: { kind: "dataFrame", notebook: notebook.uri.toString(), ...chosen } };
}

/**
 * Writes the cell that joins an annotated column, below the one that saved it.
 *
 * @param output absolute path of the annotated table
 * @throws Failure `not-editable`
 */
export async function insertJoin({ notebook: uri, variable, column }: Extract<After, { kind: "dataFrame" }>, source: string, output: string): Promise<void> {
	const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.parse(uri, true));
	const folder = path.dirname(notebook.uri.fsPath);
	const saver = notebook.getCells().findIndex(({ document }) => document.getText().includes(JSON.stringify(path.basename(source))));
	const relative = path.relative(folder, output);
	const file = relative.startsWith("..") || path.isAbsolute(relative) ? output : relative.split(path.sep).join("/");
	await insert(notebook, saver === -1 ? notebook.cellCount : saver + 1, joinCode({ variable, column }, file));
}

function notebookOf(editor: vscode.NotebookEditor | undefined): vscode.NotebookEditor {
	if (editor === undefined) {
		throw new Failure("no-notebook", vscode.l10n.t("No notebook is open. Open the one whose data frame is to be annotated."));
	}
	const code = editor.notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
	if (code.length > 0 && !code.some(({ document }) => document.languageId === "python")) {
		throw new Failure("no-python", vscode.l10n.t("Data frames are annotated by cells in Python, and this notebook has no Python cells. Open a Python notebook."));
	}
	return editor;
}

/** A kernel works in the folder of its notebook. */
async function folderOf({ uri, isUntitled }: vscode.NotebookDocument): Promise<string> {
	if (isUntitled || uri.scheme !== "file") {
		throw new Failure("not-saved", vscode.l10n.t("This notebook has no folder on this machine, and the column is saved beside it. Save the notebook first."));
	}
	const folder = path.dirname(uri.fsPath);
	if (!(await isWritable(folder))) {
		throw readOnly(folder);
	}
	return folder;
}

/** Texts of the code cells: the current one, those above it, those below. */
function cellsOf(notebook: vscode.NotebookDocument, current: number): readonly string[] {
	const distance = ({ index }: vscode.NotebookCell): number => (index <= current ? current - index : notebook.cellCount + index);
	return notebook.getCells().filter(({ kind, document }) => kind === vscode.NotebookCellKind.Code && document.languageId === "python").sort((one, other) => distance(one) - distance(other)).map(({ document }) => document.getText());
}

async function choose(cells: readonly string[]): Promise<FrameColumn | undefined> {
	const title = vscode.l10n.t("Annotate a Column of a Data Frame");
	const other: FrameColumn = { variable: "", column: "" };
	const items: readonly Item<FrameColumn>[] = [...columnsIn(cells).map((one) => ({ label: `${one.variable}["${one.column}"]`, choice: one })), { label: `$(edit) ${vscode.l10n.t("Another Data Frame or Column…")}`, choice: other }];
	const picked = items.length === 1 ? other : await pickOne({ title, placeholder: vscode.l10n.t("Which column holds the SMILES or protein sequences?"), first: true, items });
	if (picked === undefined || picked === "back") {
		return undefined;
	}
	return picked === other ? typed(title) : picked;
}

async function typed(title: string): Promise<FrameColumn | undefined> {
	const variable = await input({ title, first: true, placeholder: "df", prompt: vscode.l10n.t("The variable that holds the data frame"), value: "", check: (text) => (isVariable(text) ? undefined : vscode.l10n.t("Give the name of a variable, such as df.")) });
	const column = variable === undefined || variable === "back" ? undefined : await input({ title, first: true, placeholder: "smiles", prompt: vscode.l10n.t("The title of its column with SMILES or protein sequences"), value: "", check: (text) => (text.trim() === "" ? vscode.l10n.t("Give the title of a column.") : undefined) });
	return variable === undefined || column === undefined || column === "back" ? undefined : { variable, column };
}

async function freeFile(folder: string, name: string): Promise<string> {
	for (let number = 1; ; number++) {
		const file = `${name}${number === 1 ? "" : `-${number}`}.csv`;
		if (!(await isThere(path.join(folder, file)))) {
			return file;
		}
	}
}

async function insert(notebook: vscode.NotebookDocument, at: number, code: string): Promise<void> {
	const edit = new vscode.WorkspaceEdit();
	edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(at, [new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, "python")])]);
	if (!(await vscode.workspace.applyEdit(edit))) {
		throw new Failure("not-editable", vscode.l10n.t("This notebook cannot be changed: it is read-only, or it has just been closed. Open a copy that can be edited."));
	}
	const range = new vscode.NotebookRange(at, at + 1);
	for (const editor of vscode.window.visibleNotebookEditors.filter((one) => one.notebook === notebook)) {
		editor.selection = range;
		editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
	}
}

/** Waits for the file; false where somebody does not want to any more. */
async function isSavedByCell(place: string): Promise<boolean> {
	const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: vscode.l10n.t("Run the new cell: it saves the column as {0}, and the annotation begins.", path.basename(place)) };
	return vscode.window.withProgress(options, (_, token) => abortable(token, async (signal) => {
		for (let size = -1; !signal.aborted; ) {
			const now = (await stat(place).catch(() => undefined))?.size ?? -1;
			// A large one is written in pieces: it is whole when it grows no more.
			if (now > 0 && now === size) {
				return true;
			}
			size = now;
			await pause(LOOK);
		}
		return false;
	}));
}
