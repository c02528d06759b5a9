import * as vscode from "vscode";
import type { Located } from "../science/recognition/located.ts";
import type { DocumentEntities } from "./documentEntities.ts";
import { originOf } from "./origin.ts";
import { pointedAt } from "./selected.ts";

/**
 * Where something stands, as an argument of commands. Links carry this instead of the thing itself: a chromosome does not fit
 * into a link.
 */
export interface PlaceArgument {
	readonly uri: string;
	readonly line: number;
	readonly character: number;
}

/** Something found, and what its chip says of where that was. */
export interface Placed extends Located {
	readonly origin: string;
}

export function placeOf(document: vscode.TextDocument, { range }: Located): PlaceArgument {
	return { uri: document.uri.toString(), line: range.start.line, character: range.start.character };
}

export function isPlace(value: unknown): value is PlaceArgument {
	return typeof value === "object" && value !== null && "uri" in value && typeof value.uri === "string" && "line" in value && isCount(value.line) && "character" in value && isCount(value.character);
}

function isCount(value: unknown): boolean {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** What stands there now; undefined where the document is closed or the text has changed. */
export async function locatedAt(entities: DocumentEntities, place: PlaceArgument): Promise<Placed | undefined> {
	const document = openDocument(place.uri);
	return document && placedIn(document, new vscode.Position(place.line, place.character), entities);
}

/**
 * What stands under the cursor of the active editor.
 *
 * @param explicit whether somebody wants just this: then what recognition leaves out is tried too, the selected text or the string literal there
 * @throws Failure with what is wrong with the selected text
 */
export async function locatedUnderCursor(entities: DocumentEntities, explicit: boolean): Promise<Placed | undefined> {
	const editor = vscode.window.activeTextEditor;
	return editor && ((await placedIn(editor.document, editor.selection.active, entities)) ?? (explicit ? pointedAt(editor) : undefined));
}

async function placedIn(document: vscode.TextDocument, position: vscode.Position, entities: DocumentEntities): Promise<Placed | undefined> {
	const located = await untilDone((token) => entities.at(document, position, token));
	return located && { ...located, origin: originOf(document.uri, located.range.start.line) };
}

export function openDocument(uri: unknown): vscode.TextDocument | undefined {
	return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
}

/** For commands, which nobody cancels. */
export async function untilDone<Result>(work: (token: vscode.CancellationToken) => Promise<Result>): Promise<Result> {
	const source = new vscode.CancellationTokenSource();
	try {
		return await work(source.token);
	} finally {
		source.dispose();
	}
}
