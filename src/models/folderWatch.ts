import path from "node:path";
import * as vscode from "vscode";

/** Milliseconds in which one change may come as several events. */
const CALM = 100;

/** Tells when a model has come into the models' folder or left it, whoever did it; only from {@link start} on. */
export class FolderWatch implements vscode.Disposable {
	#parts: vscode.Disposable | undefined;
	#soon: NodeJS.Timeout | undefined;

	/** @param folder may be missing for now */
	constructor(
		private readonly folder: string,
		private readonly changed: () => void,
	) {}

	start(): void {
		if (this.#parts !== undefined) {
			return;
		}
		// A model appears and disappears by the renaming of its folder: what goes on inside is of no interest.
		const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(this.folder), "*"), false, true, false);
		this.#parts = vscode.Disposable.from(
			watcher,
			watcher.onDidCreate((uri) => this.#noticed(uri)),
			watcher.onDidDelete((uri) => this.#noticed(uri)),
			// Network drives tell nothing of what other machines do.
			vscode.window.onDidChangeWindowState(({ focused }) => focused && this.changed()),
		);
	}

	dispose(): void {
		clearTimeout(this.#soon);
		this.#parts?.dispose();
	}

	/** Hidden folders are imports under way and the like. */
	#noticed({ fsPath }: vscode.Uri): void {
		if (!path.basename(fsPath).startsWith(".")) {
			clearTimeout(this.#soon);
			this.#soon = setTimeout(this.changed, CALM);
		}
	}
}
