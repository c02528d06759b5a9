import * as vscode from "vscode";
import { tidyName } from "../science/name.ts";

/** Where a chip comes from, as the chat says it of files: “ligands.smi, line 3”, “series_B.ipynb, cell 2”. `line` counts from 0. */
export function originOf(uri: vscode.Uri, line: number): string {
	const name = tidyName(uri.path.slice(uri.path.lastIndexOf("/") + 1));
	const cell = vscode.workspace.notebookDocuments.flatMap((notebook) => notebook.getCells()).find(({ document }) => document.uri.toString() === uri.toString());
	return cell !== undefined ? vscode.l10n.t("{0}, cell {1}", name, cell.index + 1) : vscode.l10n.t("{0}, line {1}", name, line + 1);
}
