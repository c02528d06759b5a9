import * as vscode from "vscode";

/** Lines, both included. */
export interface Lines {
	readonly first: number;
	readonly last: number;
}

/** Documents up to this length are treated as a whole. */
const SMALL = 300;
/** Lines above and below what is seen that are prepared, so that scrolling a screen needs nothing. */
const MARGIN = 100;
/** When so few of them are left, the next ones are prepared. */
const RESERVE = 30;
/** Milliseconds of quiet after scrolling. */
const QUIET = 80;

/** The lines of a document that somebody sees, and some around them; the beginning where nobody does. */
export function shownLines(document: vscode.TextDocument): Lines[] {
	const last = document.lineCount - 1;
	if (document.lineCount <= SMALL) {
		return [{ first: 0, last }];
	}
	const ranges = visibleRanges(document);
	const shown = ranges.length > 0 ? ranges : [{ first: 0, last: MARGIN }];
	return merge(shown.map((lines) => ({ first: Math.max(0, lines.first - MARGIN), last: Math.min(last, lines.last + MARGIN) })));
}

function visibleRanges(document: vscode.TextDocument): Lines[] {
	const editors = vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
	return editors.flatMap((editor) => editor.visibleRanges.map(({ start, end }) => ({ first: start.line, last: end.line })));
}

function merge(ranges: readonly Lines[]): Lines[] {
	const merged: Lines[] = [];
	for (const range of [...ranges].sort((one, other) => one.first - other.first)) {
		const before = merged.at(-1);
		if (before && range.first <= before.last + 1) {
			merged[merged.length - 1] = { first: before.first, last: Math.max(before.last, range.last) };
		} else {
			merged.push(range);
		}
	}
	return merged;
}

/** Notices when a long document was scrolled to lines that were not prepared. */
export class ScrollWatch implements vscode.Disposable {
	private readonly prepared = new WeakMap<vscode.TextDocument, readonly Lines[]>();
	private readonly waiting = new Map<vscode.TextDocument, NodeJS.Timeout>();
	private readonly listener = vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.scrolled(textEditor.document));

	/** @param moved called after the scrolling has come to rest */
	constructor(private readonly moved: (document: vscode.TextDocument) => void) {}

	/** {@link shownLines}, remembered as prepared. */
	prepare(document: vscode.TextDocument): Lines[] {
		const lines = shownLines(document);
		this.prepared.set(document, lines);
		return lines;
	}

	dispose(): void {
		this.listener.dispose();
		for (const timer of this.waiting.values()) {
			clearTimeout(timer);
		}
		this.waiting.clear();
	}

	private scrolled(document: vscode.TextDocument): void {
		const prepared = this.prepared.get(document);
		const end = document.lineCount - 1;
		const known = prepared === undefined || visibleRanges(document).every(({ first, last }) => prepared.some((lines) => lines.first <= Math.max(0, first - RESERVE) && lines.last >= Math.min(end, last + RESERVE)));
		clearTimeout(this.waiting.get(document));
		this.waiting.delete(document);
		if (!known) {
			this.waiting.set(document, setTimeout(() => {
				this.waiting.delete(document);
				this.moved(document);
			}, QUIET));
		}
	}
}
