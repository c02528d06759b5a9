import * as vscode from "vscode";
import { EntityIndex, type LineSource } from "../science/recognition/entityIndex.ts";
import { beginningOf } from "../science/recognition/formats.ts";
import type { Located, PlaceRange } from "../science/recognition/located.ts";
import { sizeOf } from "./documentSize.ts";

const MAX_DOCUMENTS = 32;
/** Milliseconds of work until the extension host gets a chance to do something else. */
const SLICE = 10;
/** Lines of one portion of {@link DocumentEntities.all}. */
const PORTION = 2000;
/** Output panes, diff gutters, comments: not documents that anybody edits. */
const SILENT_SCHEMES = new Set(["output", "debug", "vscode-scm", "comment", "chat-editing-snapshot-text-model"]);

export interface DocumentEntitiesOptions {
	/** Longer documents are not read. */
	readonly maxCharacters: (document: vscode.TextDocument) => number;
}

interface Known {
	readonly index: EntityIndex;
	version: number;
	readonly languageId: string;
}

/** The molecules, reactions, proteins and nucleotides of open documents, kept up to date while they are edited, without blocking the extension host. */
export class DocumentEntities implements vscode.Disposable {
	private readonly known = new Map<string, Known>();
	/** Characters of open documents: counting them anew takes long where there are many lines. */
	private readonly sizes = new WeakMap<vscode.TextDocument, { size: number; version: number }>();
	private readonly listener: vscode.Disposable;

	constructor(private readonly options: DocumentEntitiesOptions) {
		this.listener = vscode.Disposable.from(
			vscode.workspace.onDidChangeTextDocument((event) => this.changed(event)),
			vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
		);
	}

	/** What begins, ends or passes on these lines, both included, in text order; waits only until these lines are read. */
	async inLines(document: vscode.TextDocument, first: number, last: number, token: vscode.CancellationToken): Promise<readonly Located[]> {
		while (!token.isCancellationRequested && !document.isClosed && this.isReadable(document)) {
			const found = await this.attempt(document, first, last, token);
			if (found !== undefined) {
				return token.isCancellationRequested ? [] : found;
			}
		}
		return [];
	}

	/** Everything, from the beginning, in portions as it is read; ends early when cancelled, or when the document changes. */
	async *all(document: vscode.TextDocument, token: vscode.CancellationToken): AsyncGenerator<readonly Located[]> {
		const { version } = document;
		for (let line = 0; line < document.lineCount; line += PORTION) {
			const found = await this.inLines(document, line, line + PORTION - 1, token);
			if (token.isCancellationRequested || document.version !== version) {
				return;
			}
			yield found.filter(({ range }) => range.start.line >= line);
			// Portions that are known already would follow each other without a pause.
			await new Promise<void>((resolve) => setImmediate(resolve));
		}
	}

	async at(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<Located | undefined> {
		const found = await this.inLines(document, position.line, position.line, token);
		return found.find(({ range }) => toRange(range).contains(position));
	}

	/** Whether the document is of a kind and size that is read. */
	isReadable(document: vscode.TextDocument): boolean {
		return !SILENT_SCHEMES.has(document.uri.scheme) && this.knownSizeOf(document) <= this.options.maxCharacters(document);
	}

	forget(document: vscode.TextDocument): void {
		this.known.delete(document.uri.toString());
	}

	dispose(): void {
		this.listener.dispose();
		this.known.clear();
	}

	private knownSizeOf(document: vscode.TextDocument): number {
		const known = this.sizes.get(document);
		if (known?.version === document.version) {
			return known.size;
		}
		const size = sizeOf(document);
		this.sizes.set(document, { size, version: document.version });
		return size;
	}

	/** Undefined where the document changed while it was read. */
	private async attempt(document: vscode.TextDocument, first: number, last: number, token: vscode.CancellationToken): Promise<readonly Located[] | undefined> {
		const index = this.indexOf(document);
		const steps = index.inLines(linesOf(document), first, Math.min(last, document.lineCount - 1));
		for (let since = performance.now(); ; ) {
			const step = steps.next();
			if (step.done === true) {
				return step.value;
			}
			if (performance.now() - since > SLICE) {
				await new Promise<void>((resolve) => setImmediate(resolve));
				if (token.isCancellationRequested || document.isClosed) {
					return [];
				}
				if (this.known.get(document.uri.toString())?.index !== index) {
					// Forgotten meanwhile: it is told of no changes any more.
					return undefined;
				}
				since = performance.now();
			}
		}
	}

	private indexOf(document: vscode.TextDocument): EntityIndex {
		const key = document.uri.toString();
		const known = this.known.get(key);
		this.known.delete(key);
		const fits = known?.version === document.version && known.languageId === document.languageId && known.index.lineCount === document.lineCount;
		const current: Known = fits ? known : { index: this.begin(document), version: document.version, languageId: document.languageId };
		this.known.set(key, current);
		if (this.known.size > MAX_DOCUMENTS) {
			this.known.delete(this.known.keys().next().value ?? "");
		}
		return current.index;
	}

	private begin(document: vscode.TextDocument): EntityIndex {
		// A cell has its notebook's file name, which says nothing about its language.
		const fileName = document.uri.scheme === "vscode-notebook-cell" ? "" : document.uri.path;
		return new EntityIndex(beginningOf({ languageId: document.languageId, fileName }), document.lineCount);
	}

	private changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
		const sized = this.sizes.get(document);
		if (sized !== undefined) {
			sized.size += contentChanges.reduce((sum, { text, rangeLength }) => sum + text.length - rangeLength, 0);
			sized.version = document.version;
		}
		const known = this.known.get(document.uri.toString());
		if (known === undefined || contentChanges.length === 0) {
			return;
		}
		// From the bottom upwards, as VS Code gives them: each range is one of the text before all changes.
		const changes = [...contentChanges].sort((a, b) => b.rangeOffset - a.rangeOffset);
		for (const { range, text } of changes) {
			known.index.edit(range.start.line, range.end.line - range.start.line + 1, lineBreaks(text) + 1);
		}
		known.version = document.version;
	}
}

function linesOf(document: vscode.TextDocument): LineSource {
	return { lineCount: document.lineCount, lines: (first, last) => document.getText(new vscode.Range(first, 0, last, 0)) };
}

/** VS Code breaks lines at CR, LF, and both together. */
function lineBreaks(text: string): number {
	return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

export function toRange({ start, end }: PlaceRange): vscode.Range {
	return new vscode.Range(start.line, start.character, end.line, end.character);
}
