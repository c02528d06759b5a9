import * as vscode from "vscode";
import type { Located } from "../science/recognition/located.ts";
import { askingFrom, item, takeFound, type AskServices } from "./asking.ts";
import type { DocumentEntities } from "./documentEntities.ts";
import { originOf } from "./origin.ts";
import { openDocument, untilDone } from "./place.ts";

/** A list of more cannot be overlooked; the row with the cursor is in it always. */
const MAX_ROWS = 5_000;

/** Asks about a row of a table, chosen by name or structure; the row with the cursor comes first. */
export async function askRow(uri: unknown, services: AskServices): Promise<void> {
	const document = openDocument(uri) ?? vscode.window.activeTextEditor?.document;
	const chosen = document && (await chooseRow(document, services.entities));
	if (chosen) {
		await takeFound("ask", chosen.found, askingFrom(services, originOf(document.uri, chosen.range.start.line)));
	}
}

async function chooseRow(document: vscode.TextDocument, entities: DocumentEntities): Promise<Located | undefined> {
	const line = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.selection.active.line ?? 0;
	const items = untilDone(async (token) => {
		const here = await entities.inLines(document, line, line, token);
		const rows = await firstRows(document, entities, token);
		return [...here, ...rows.filter(({ range }) => range.start.line !== line)].map(rowItem);
	});
	const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Ask about which row?"), matchOnDescription: true });
	return chosen?.located;
}

function rowItem(located: Located): vscode.QuickPickItem & { readonly located: Located } {
	const { label, description } = item(located.found.name, located.found.text);
	const line = vscode.l10n.t("line {0}", located.range.start.line + 1);
	return { label, description: description ? `${line} · ${description}` : line, located };
}

async function firstRows(document: vscode.TextDocument, entities: DocumentEntities, token: vscode.CancellationToken): Promise<Located[]> {
	const rows: Located[] = [];
	for await (const portion of entities.all(document, token)) {
		rows.push(...portion.slice(0, MAX_ROWS - rows.length));
		if (rows.length >= MAX_ROWS) {
			break;
		}
	}
	return rows;
}
