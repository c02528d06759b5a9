import { access, constants } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { formatOf } from "../annotation/formats.ts";
import { Failure } from "../science/failure.ts";

/** A file of molecules or proteins, on this machine. */
export interface Source {
	/** Absolute. */
	readonly path: string;
	readonly name: string;
}

/** Endings without the point, as dialogs filter them. */
const ENDINGS = ["csv", "tsv", "tab", "smi", "smiles", "sdf", "sd", "mol", "fasta", "fas", "fa", "faa", "jsonl", "ndjson", "gz"];

/**
 * The file that a menu gave, or the one in the active tab, or one that is asked for.
 *
 * @returns undefined where none was chosen
 * @throws Failure `not-on-this-machine`, `not-a-table`, `not-readable`
 */
export async function chooseSource(given: unknown): Promise<Source | undefined> {
	const uri = given instanceof vscode.Uri ? given : (activeTable() ?? (await asked()));
	if (uri === undefined || !(await isSaved(uri))) {
		return undefined;
	}
	if (uri.scheme !== "file") {
		throw new Failure("not-on-this-machine", vscode.l10n.t("{0} does not lie in a folder of this machine, so it cannot be annotated here. Copy it to one, or select its rows and choose “BioMedGPT: Annotate Selection”.", path.posix.basename(uri.path)));
	}
	const name = path.basename(uri.fsPath);
	formatOf(name);
	await access(uri.fsPath, constants.R_OK).catch((error: unknown) => {
		throw new Failure("not-readable", vscode.l10n.t("{0} cannot be read. Check that it is there and that you have the permission.", name), { detail: String(error), cause: error });
	});
	return { path: uri.fsPath, name };
}

/** What is open in the active tab, where it can be annotated. */
function activeTable(): vscode.Uri | undefined {
	const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	const uri = tab instanceof vscode.TabInputText || tab instanceof vscode.TabInputCustom ? tab.uri : undefined;
	return uri !== undefined && isTable(uri.path) ? uri : undefined;
}

function isTable(name: string): boolean {
	try {
		formatOf(path.posix.basename(name));
		return true;
	} catch {
		return false;
	}
}

async function asked(): Promise<vscode.Uri | undefined> {
	const [folder] = vscode.workspace.workspaceFolders ?? [];
	const chosen = await vscode.window.showOpenDialog({
		title: vscode.l10n.t("Annotate a File of Molecules or Proteins"),
		openLabel: vscode.l10n.t("Annotate"),
		filters: { [vscode.l10n.t("Tables and structure files")]: ENDINGS, [vscode.l10n.t("All files")]: ["*"] },
		...(folder?.uri.scheme === "file" ? { defaultUri: folder.uri } : {}),
	});
	return chosen?.[0];
}

/** A file is read from the disk: what is not there yet would be left out silently. */
async function isSaved(uri: vscode.Uri): Promise<boolean> {
	const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
	if (document === undefined || !document.isDirty || document.isUntitled) {
		return true;
	}
	const save = vscode.l10n.t("Save and Annotate");
	const chosen = await vscode.window.showWarningMessage(vscode.l10n.t("{0} has changes that are not saved. The file is annotated as it stands on the disk.", path.posix.basename(uri.path)), save);
	return chosen === save && (await document.save());
}
