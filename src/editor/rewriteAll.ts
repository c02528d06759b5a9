import * as vscode from "vscode";
import type { Rewrite } from "../science/chemistry.ts";
import { Failure } from "../science/failure.ts";
import type { Located } from "../science/recognition/located.ts";
import { abortable } from "../science/cancellation.ts";
import type { DocumentEntities } from "./documentEntities.ts";
import { openDocument } from "./place.ts";
import { withLateProgress } from "./progress.ts";
import { changedIfReadable, isRewritable, replacement, type Rewriter } from "./rewriting.ts";

const CHANGES: readonly Rewrite[] = ["canonical", "largest-fragment", "neutral", "kekule", "add-hydrogens", "remove-hydrogens"];
/** Molecules in flight at once: hovers come in between. */
const BATCH = 32;

/** Changes every SMILES of a document, as one edit that is undone at once; says when there is nothing to change. */
export async function rewriteAll(uri: unknown, change: unknown, entities: DocumentEntities, chemistry: Rewriter): Promise<void> {
	const document = openDocument(uri);
	const known = CHANGES.find((one) => one === change);
	if (!document || !known) {
		return;
	}
	await withLateProgress(vscode.l10n.t("Rewriting SMILES"), async (token, report) => {
		const { edit, left } = await wholeEdit(document, known, { entities, chemistry, token, report });
		if (token.isCancellationRequested) {
			return;
		}
		if (edit.size > 0 && !(await vscode.workspace.applyEdit(edit))) {
			throw changedMeanwhile();
		}
		if (left > 0) {
			void vscode.window.showInformationMessage(left === 1 ? vscode.l10n.t("1 SMILES was left as it is: it is not certain how it must be written in that place. Change it by hand.") : vscode.l10n.t("{0} SMILES were left as they are: it is not certain how they must be written in their places. Change them by hand.", left));
		} else if (edit.size === 0) {
			void vscode.window.showInformationMessage(vscode.l10n.t("Every SMILES of this file is written so already."));
		}
	});
}

interface Work {
	readonly entities: DocumentEntities;
	readonly chemistry: Rewriter;
	readonly token: vscode.CancellationToken;
	readonly report: (message: string) => void;
}

async function wholeEdit(document: vscode.TextDocument, change: Rewrite, { entities, chemistry, token, report }: Work): Promise<{ readonly edit: vscode.WorkspaceEdit; readonly left: number }> {
	const { version } = document;
	const edits: vscode.TextEdit[] = [];
	let read = 0;
	let left = 0;
	for await (const portion of entities.all(document, token)) {
		// Of a whole file only what its places call a molecule.
		const rewritable = portion.filter((located) => located.found.cue !== "none" && isRewritable(located));
		for (let from = 0; from < rewritable.length && !token.isCancellationRequested; from += BATCH) {
			const batch = rewritable.slice(from, from + BATCH);
			const made = await batchEdits(document, batch, change, chemistry, token);
			edits.push(...made.edits);
			left += made.left;
			read += batch.length;
			report(vscode.l10n.t("{0} read, {1} to change", read.toLocaleString(vscode.env.language), edits.length.toLocaleString(vscode.env.language)));
			refuseChanged(document, version);
		}
	}
	refuseChanged(document, version);
	const edit = new vscode.WorkspaceEdit();
	if (edits.length > 0) {
		edit.set(document.uri, edits);
	}
	return { edit, left };
}

async function batchEdits(document: vscode.TextDocument, batch: readonly Located[], change: Rewrite, chemistry: Rewriter, token: vscode.CancellationToken): Promise<{ readonly edits: vscode.TextEdit[]; readonly left: number }> {
	const made = await abortable(token, (signal) => Promise.all(batch.map(async (located) => {
		const smiles = await changedIfReadable(located.found.text, change, chemistry, signal);
		return smiles === undefined ? undefined : (replacement(document, located, smiles) ?? "left");
	})));
	return { edits: made.flatMap((one) => (one && one !== "left" ? [vscode.TextEdit.replace(one.range, one.text)] : [])), left: made.filter((one) => one === "left").length };
}

/** What was computed for one version of the text must not be put into another. */
function refuseChanged(document: vscode.TextDocument, version: number): void {
	if (document.isClosed || document.version !== version) {
		throw changedMeanwhile();
	}
}

function changedMeanwhile(): Failure {
	return new Failure("text-changed", vscode.l10n.t("The file was changed meanwhile, so nothing was rewritten. Try once more."));
}
