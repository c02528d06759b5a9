import * as vscode from "vscode";

/** Not documents that anybody edits: output panes, comment boxes, diff gutters. */
const SILENT_SCHEMES: ReadonlySet<string> = new Set(["output", "debug", "comment", "vscode-scm", "search-editor"]);
const CELL_SCHEME = "vscode-notebook-cell";

/**
 * Where the user worked last: while the chat has the focus, VS Code itself may name no active editor.
 *
 * Editors are kept only while their documents are open. Where none is known, as after a restart of the extension host, it is the first one that is
 * seen.
 */
export class LastActive implements vscode.Disposable {
	private text: vscode.TextEditor | undefined;
	private notebook: vscode.NotebookEditor | undefined;
	/** Which of the two was used last. */
	private latest: "text" | "notebook" = "text";
	private readonly subscriptions: vscode.Disposable;

	constructor() {
		this.subscriptions = vscode.Disposable.from(
			vscode.window.onDidChangeActiveTextEditor((editor) => this.seeText(editor)),
			vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => textEditor === vscode.window.activeTextEditor && this.seeText(textEditor)),
			vscode.window.onDidChangeActiveNotebookEditor((editor) => this.seeNotebook(editor)),
			vscode.window.onDidChangeNotebookEditorSelection(({ notebookEditor }) => notebookEditor === vscode.window.activeNotebookEditor && this.seeNotebook(notebookEditor)),
		);
		this.seeText(vscode.window.activeTextEditor);
		this.seeNotebook(vscode.window.activeNotebookEditor);
	}

	/** A file, or a cell of a notebook, with its cursor; undefined where none is open any more. */
	get textEditor(): vscode.TextEditor | undefined {
		// Of a notebook that is seen, nobody knows which cell was meant.
		return this.usedText ?? vscode.window.visibleTextEditors.find(({ document: { uri } }) => uri.scheme !== CELL_SCHEME && !SILENT_SCHEMES.has(uri.scheme));
	}

	get notebookEditor(): vscode.NotebookEditor | undefined {
		return this.usedNotebook ?? vscode.window.visibleNotebookEditors[0];
	}

	/** The notebook where it was used after any file; its cells count as parts of it. */
	get current(): vscode.TextEditor | vscode.NotebookEditor | undefined {
		const used = this.latest === "notebook" ? (this.usedNotebook ?? this.usedText) : (this.usedText ?? this.usedNotebook);
		return used ?? this.textEditor ?? this.notebookEditor;
	}

	dispose(): void {
		this.subscriptions.dispose();
	}

	private get usedText(): vscode.TextEditor | undefined {
		return this.text?.document.isClosed === false ? this.text : undefined;
	}

	private get usedNotebook(): vscode.NotebookEditor | undefined {
		return this.notebook?.notebook.isClosed === false ? this.notebook : undefined;
	}

	private seeText(editor: vscode.TextEditor | undefined): void {
		if (editor === undefined || SILENT_SCHEMES.has(editor.document.uri.scheme)) {
			return;
		}
		this.text = editor;
		this.latest = editor.document.uri.scheme === CELL_SCHEME ? "notebook" : "text";
	}

	private seeNotebook(editor: vscode.NotebookEditor | undefined): void {
		if (editor !== undefined) {
			this.notebook = editor;
			this.latest = "notebook";
		}
	}
}

export function isNotebookEditor(editor: vscode.TextEditor | vscode.NotebookEditor): editor is vscode.NotebookEditor {
	return "notebook" in editor;
}
