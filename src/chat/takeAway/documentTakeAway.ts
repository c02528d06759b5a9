import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import type { Chemistry } from "../../science/chemistry.ts";
import { abortable } from "../../science/cancellation.ts";
import { Failure } from "../../science/failure.ts";
import type { Exchange } from "../exchange.ts";
import type { LastActive } from "../lastActive.ts";
import type { TakeAway, TakenThread } from "../parts.ts";
import { commented, commentMarks } from "./comments.ts";
import { commentText } from "./commentText.ts";
import { FactsForTaking, takenMarkdown } from "./taken.ts";
import { exported, type ThreadFormat } from "./thread.ts";

export interface TakeAwayServices {
	readonly lastActive: Pick<LastActive, "textEditor" | "notebookEditor">;
	readonly chemistry: Pick<Chemistry, "facts">;
}

/** Exchanges that are written without anybody noticing. */
const QUICK = 50;

/** Takes answers into notebooks, editors and files; each change of a document is one step of undo. */
export class DocumentTakeAway implements TakeAway {
	constructor(private readonly services: TakeAwayServices) {}

	async insertCell(exchange: Exchange): Promise<void> {
		const { signal } = new AbortController();
		const editor = this.services.lastActive.notebookEditor;
		if (editor === undefined) {
			throw new Failure("no-notebook", vscode.l10n.t("No notebook is open. Open one and click the cell below which the answer shall stand."));
		}
		const { question, computed, generated } = await takenMarkdown(exchange, this.facts(signal), signal);
		const { notebook } = editor;
		const at = Math.min(notebook.cellCount, Math.max(0, editor.selection.end));
		const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, [question, computed, generated].filter((part) => part !== "").join("\n\n"), "markdown");
		const edit = new vscode.WorkspaceEdit();
		edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(at, [cell])]);
		await applied(edit, nameOf(notebook.uri));
		const inserted = new vscode.NotebookRange(at, at + 1);
		editor.selection = inserted;
		editor.revealRange(inserted, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
	}

	async insertComment(exchange: Exchange): Promise<void> {
		const editor = this.services.lastActive.textEditor;
		if (editor === undefined) {
			throw new Failure("no-editor", vscode.l10n.t("No file is open. Open one and click the line below which the comment shall stand."));
		}
		const { document } = editor;
		const marks = commentMarks(document.languageId, document.isUntitled ? "" : document.uri.path);
		if (marks === undefined) {
			throw new Failure("no-comments", vscode.l10n.t("Comments cannot be written into {0}: files of the kind “{1}” have none, or their marks are not known. Copy the answer instead.", nameOf(document.uri), document.languageId));
		}
		const facts = await this.facts(new AbortController().signal).of(exchange);
		const line = document.lineAt(Math.min(editor.selection.active.line, document.lineCount - 1));
		const text = commented(commentText(exchange, facts), marks, line.text.slice(0, line.firstNonWhitespaceCharacterIndex));
		const edit = new vscode.WorkspaceEdit();
		// Below the line with the cursor: in its middle the comment would take the rest of the code along.
		edit.replace(document.uri, line.isEmptyOrWhitespace ? line.range : new vscode.Range(line.range.end, line.range.end), line.isEmptyOrWhitespace ? text : `\n${text}`);
		await applied(edit, nameOf(document.uri));
	}

	async exportThread(thread: TakenThread): Promise<boolean> {
		const { t } = vscode.l10n;
		const uri = await vscode.window.showSaveDialog({
			title: t("Export the chat"),
			saveLabel: t("Export"),
			defaultUri: vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(os.homedir()), `${fileNameOf(thread.title)}.md`),
			filters: { [t("Markdown")]: ["md"], [t("JSON")]: ["json"], [t("Jupyter notebook")]: ["ipynb"] },
		});
		if (uri === undefined) {
			return false;
		}
		const text = await this.exportedText(thread, formatOf(uri));
		try {
			await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
		} catch (error) {
			throw new Failure("not-written", t("{0} cannot be written. Choose another folder, or check its permissions and the space on the disk.", nameOf(uri)), { cause: error, detail: String(error) });
		}
		return true;
	}

	/** A long thread tells that it takes time, and can be given up. */
	private exportedText(thread: TakenThread, format: ThreadFormat): Promise<string> {
		const write = (signal: AbortSignal): Promise<string> => exported(thread, format, this.facts(signal), signal);
		if (thread.exchanges.length <= QUICK) {
			return write(new AbortController().signal);
		}
		const progress = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Exporting the chat"), cancellable: true };
		return Promise.resolve(vscode.window.withProgress(progress, (_, token) => abortable(token, write)));
	}

	private facts(signal: AbortSignal): FactsForTaking {
		return new FactsForTaking(this.services.chemistry, signal);
	}
}

async function applied(edit: vscode.WorkspaceEdit, name: string): Promise<void> {
	if (!(await vscode.workspace.applyEdit(edit))) {
		throw new Failure("not-editable", vscode.l10n.t("{0} cannot be changed: it is read-only, or it has just been closed. Open a copy that can be edited.", name));
	}
}

function nameOf(uri: vscode.Uri): string {
	return path.posix.basename(uri.path);
}

function formatOf(uri: vscode.Uri): ThreadFormat {
	const ending = path.posix.extname(uri.path).toLowerCase();
	return ending === ".json" ? "json" : ending === ".ipynb" ? "ipynb" : "md";
}

/** Letters and digits of any language; what file systems refuse becomes a hyphen. */
function fileNameOf(title: string): string {
	const name = title.slice(0, 200).replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60).replace(/-+$/, "");
	return name === "" ? "chat" : name;
}
