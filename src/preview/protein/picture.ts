import * as vscode from "vscode";
import { tellSaved } from "../tellSaved.ts";

/**
 * Asks where to, and writes a picture there.
 *
 * @param name what it is of; its characters that files cannot have are replaced
 * @returns whether it was saved: not where the dialog was closed
 */
export async function savePicture(png: Uint8Array, name: string, folder: vscode.Uri | undefined): Promise<boolean> {
	const base = folder ?? vscode.workspace.workspaceFolders?.[0]?.uri;
	const file = `${name.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 100) || "structure"}.png`;
	const target = await vscode.window.showSaveDialog({ ...(base === undefined ? {} : { defaultUri: vscode.Uri.joinPath(base, file) }), filters: { PNG: ["png"] } });
	if (target === undefined) {
		return false;
	}
	await vscode.workspace.fs.writeFile(target, png);
	tellSaved(target);
	return true;
}
