import * as vscode from "vscode";
import { failureData } from "../science/failure.ts";
import type { Found } from "../science/recognition/found.ts";
import { recogniseInSlices } from "../science/recognise.ts";
import { attachable, readMessage, type ReadingOptions, type ReadMessage } from "../wording/message.ts";

/** Bytes of a file that is read whole for a question. */
const LARGEST_FILE = 5_000_000;

export type Attached = Pick<ReadMessage, "entities" | "remarks">;

/** The molecules and proteins in what was added to a question: files, selections and texts, in the order they were added. */
export async function readReferences(references: readonly Pick<vscode.ChatPromptReference, "value">[], options: ReadingOptions): Promise<Attached> {
	const entities: Attached["entities"][number][] = [];
	const remarks: string[] = [];
	for (const { value } of [...references].reverse()) {
		const attached = await readReference(value, options);
		entities.push(...attached.entities);
		remarks.push(...attached.remarks);
	}
	return { entities, remarks };
}

async function readReference(value: unknown, options: ReadingOptions): Promise<Attached> {
	if (typeof value === "string") {
		return readMessage(value, options);
	}
	const [uri, range] = value instanceof vscode.Location ? [value.uri, value.range] : value instanceof vscode.Uri ? [value, undefined] : [undefined, undefined];
	return uri === undefined ? { entities: [], remarks: [] } : readDocument(uri, range, options);
}

async function readDocument(uri: vscode.Uri, range: vscode.Range | undefined, options: ReadingOptions): Promise<Attached> {
	const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
	try {
		const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
		if (open === undefined && (await vscode.workspace.fs.stat(uri)).size > LARGEST_FILE) {
			return { entities: [], remarks: [vscode.l10n.t("{0} is not read: it is larger than {1} MB. Select the part that the question is about.", name, LARGEST_FILE / 1e6)] };
		}
		const document = open ?? (await vscode.workspace.openTextDocument(uri));
		const found: Found[] = [];
		for (const portion of recogniseInSlices(document.getText(range), { languageId: document.languageId, fileName: uri.path })) {
			found.push(...portion);
			options.signal.throwIfAborted();
			await new Promise((resolve) => setImmediate(resolve));
		}
		return await attachable(found, options);
	} catch (error) {
		options.signal.throwIfAborted();
		return { entities: [], remarks: [vscode.l10n.t("{0} cannot be read: {1}", name, failureData(error).message)] };
	}
}
