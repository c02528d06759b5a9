import * as vscode from "vscode";
import type { Found } from "../science/recognise.ts";
import { recogniseInSlices } from "../science/recognise.ts";

/** Larger texts are not scanned: hovers and lenses stay away rather than slow the editor down. */
const MAX_CHARACTERS = 4_000_000;
const MAX_DOCUMENTS = 32;
/** Output panes, diff gutters, comments: not documents that anybody edits. */
const SILENT_SCHEMES = new Set(["output", "debug", "vscode-scm", "comment", "chat-editing-snapshot-text-model"]);

/** The molecules and proteins of open documents, scanned once a version, without blocking the extension host. */
export class DocumentEntities {
	private readonly known = new Map<string, { readonly version: number; readonly found: Promise<readonly Found[]> }>();

	/** In text order. */
	async in(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<readonly Found[]> {
		if (SILENT_SCHEMES.has(document.uri.scheme)) {
			return [];
		}
		const key = document.uri.toString();
		const known = this.known.get(key);
		this.known.delete(key);
		const current = known?.version === document.version ? known : { version: document.version, found: this.scan(document) };
		this.known.set(key, current);
		if (this.known.size > MAX_DOCUMENTS) {
			this.known.delete(this.known.keys().next().value ?? "");
		}
		const found = await current.found;
		return token.isCancellationRequested ? [] : found;
	}

	async at(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<Found | undefined> {
		const offset = document.offsetAt(position);
		return (await this.in(document, token)).find(({ start, end }) => start <= offset && offset <= end);
	}

	forget(document: vscode.TextDocument): void {
		this.known.delete(document.uri.toString());
	}

	private async scan(document: vscode.TextDocument): Promise<readonly Found[]> {
		const text = document.getText();
		if (text.length > MAX_CHARACTERS) {
			return [];
		}
		const { version } = document;
		const found: Found[] = [];
		// A cell has its notebook's file name, which says nothing about its language.
		const fileName = document.uri.scheme === "vscode-notebook-cell" ? "" : document.uri.path;
		for (const slice of recogniseInSlices(text, { languageId: document.languageId, fileName })) {
			found.push(...slice);
			await new Promise<void>((resolve) => setImmediate(resolve));
			if (document.isClosed || document.version !== version) {
				return [];
			}
		}
		return found;
	}
}

export function rangeOf(document: vscode.TextDocument, { start, end }: Found): vscode.Range {
	return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
