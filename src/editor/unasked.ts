import * as vscode from "vscode";

/** VS Code asks within 250 ms where it is in no hurry. Milliseconds. */
const PATIENCE = 600;
/** VS Code never asks for the lenses of some of what it shows: of one side of a comparison, for instance. */
const ATTEMPTS = 3;

/**
 * Notices documents that are shown but whose lenses VS Code has not asked for.
 *
 * VS Code asks a moment after it shows an editor, unless the cursor leaves that editor before: then it shows the lenses of last time, which nobody can
 * click, until the cursor comes back. Whoever opens a notebook and goes straight to the chat would find them dead.
 */
export class UnaskedWatch implements vscode.Disposable {
	/** The version that was asked for last. */
	readonly #asked = new WeakMap<vscode.TextDocument, number>();
	/** Those that VS Code is expected to ask for. */
	readonly #waiting = new Map<vscode.TextDocument, NodeJS.Timeout>();
	/** How often VS Code was told in vain, since the document was shown. */
	readonly #attempts = new WeakMap<vscode.TextDocument, number>();
	readonly #changedAt = new WeakMap<vscode.TextDocument, number>();
	readonly #askAgain: () => void;
	readonly #listeners: vscode.Disposable;
	#shown: ReadonlySet<vscode.TextDocument> = new Set();

	/** @param askAgain has VS Code ask for the lenses of everything that it shows */
	constructor(askAgain: () => void) {
		this.#askAgain = askAgain;
		this.#listeners = vscode.Disposable.from(
			vscode.window.onDidChangeVisibleTextEditors((editors) => this.#show(editors)),
			vscode.workspace.onDidChangeTextDocument(({ document }) => this.#changed(document)),
		);
		this.#show(vscode.window.visibleTextEditors);
	}

	/** VS Code asks for the lenses of a document. */
	asked(document: vscode.TextDocument): void {
		this.#asked.set(document, document.version);
		this.#attempts.delete(document);
	}

	dispose(): void {
		this.#listeners.dispose();
		this.#waiting.forEach((timer) => clearTimeout(timer));
	}

	#show(editors: readonly vscode.TextEditor[]): void {
		const shown = new Set(editors.map(({ document }) => document).filter(({ uri }) => uri.scheme !== "output"));
		for (const document of this.#shown) {
			if (!shown.has(document)) {
				// Shown again, it is asked for again.
				this.#asked.delete(document);
				this.#attempts.delete(document);
				this.#stop(document);
			}
		}
		const before = this.#shown;
		this.#shown = shown;
		[...shown].filter((document) => !before.has(document)).forEach((document) => this.#wait(document));
	}

	#changed(document: vscode.TextDocument): void {
		if (this.#shown.has(document)) {
			this.#changedAt.set(document, Date.now());
			this.#wait(document);
		}
	}

	#wait(document: vscode.TextDocument): void {
		const attempts = this.#attempts.get(document) ?? 0;
		if (!this.#waiting.has(document) && attempts < ATTEMPTS) {
			this.#waiting.set(document, setTimeout(() => this.#check(document, attempts), PATIENCE * 2 ** attempts));
		}
	}

	#stop(document: vscode.TextDocument): void {
		clearTimeout(this.#waiting.get(document));
		this.#waiting.delete(document);
	}

	#check(document: vscode.TextDocument, attempts: number): void {
		this.#stop(document);
		if (this.#asked.get(document) === document.version) {
			return;
		}
		if (Date.now() - (this.#changedAt.get(document) ?? 0) >= PATIENCE) { // somebody who types on is not late
			this.#attempts.set(document, attempts + 1);
			this.#askAgain();
		}
		this.#wait(document);
	}
}
