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
	readonly #askAgain: () => void;
	readonly #listeners: vscode.Disposable;
	#shown: ReadonlySet<vscode.TextDocument> = new Set();
	#timer: NodeJS.Timeout | undefined;
	#attempts = 0;

	/** @param askAgain has VS Code ask for the lenses of everything that it shows */
	constructor(askAgain: () => void) {
		this.#askAgain = askAgain;
		this.#listeners = vscode.Disposable.from(
			vscode.window.onDidChangeVisibleTextEditors((editors) => this.#show(new Set(editors.map(({ document }) => document)))),
			vscode.workspace.onDidChangeTextDocument(({ document }) => this.#shown.has(document) && this.#wait()),
		);
	}

	/** VS Code asks for the lenses of a document. */
	asked(document: vscode.TextDocument): void {
		this.#asked.set(document, document.version);
	}

	dispose(): void {
		clearTimeout(this.#timer);
		this.#listeners.dispose();
	}

	#show(shown: ReadonlySet<vscode.TextDocument>): void {
		const hidden = [...this.#shown].filter((document) => !shown.has(document));
		hidden.forEach((document) => this.#asked.delete(document)); // shown again, it is asked for again
		this.#shown = shown;
		this.#wait();
	}

	#wait(): void {
		this.#attempts = 0;
		this.#schedule();
	}

	#schedule(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#check(), PATIENCE * 2 ** this.#attempts);
	}

	#check(): void {
		const unasked = [...this.#shown].some((document) => this.#asked.get(document) !== document.version);
		if (unasked && this.#attempts < ATTEMPTS) {
			this.#attempts++;
			this.#askAgain();
			this.#schedule();
		}
	}
}
