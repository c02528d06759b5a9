import * as vscode from "vscode";
import { withLatinLetters } from "../science/molecule/characters.ts";
import { tokeniseSmiles } from "../science/molecule/smiles.ts";
import type { Located } from "../science/recognition/located.ts";
import { DIAGNOSTIC_SOURCE } from "./diagnostics.ts";
import { toRange } from "./documentEntities.ts";
import { withoutInvisible } from "./invisible.ts";

/** Characters of a new SMILES that a title shows. */
const SHOWN = 40;

/** The mistakes that can be mended without guessing: what cannot be seen was not meant, and what looks like a C was meant as one. */
export function quickFixes(document: vscode.TextDocument, located: Located, context: vscode.CodeActionContext): vscode.CodeAction[] {
	const safe = visibleText(document, located);
	const joined = safe ?? visibleText(document, located, true);
	const latin = latinText(document, located);
	return [
		...(joined === undefined ? [] : [fix(safe === undefined ? vscode.l10n.t("Remove the white space: one molecule, {0}", shown(joined)) : vscode.l10n.t("Remove the invisible characters"), joined, safe !== undefined)]),
		...(latin === undefined ? [] : [fix(vscode.l10n.t("Replace look-alike characters with plain ones: {0}", shown(latin)), latin, true)]),
	];

	function fix(title: string, text: string, preferred: boolean): vscode.CodeAction {
		const range = toRange(located.range);
		const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
		action.edit = new vscode.WorkspaceEdit();
		action.edit.replace(document.uri, range, text);
		action.diagnostics = context.diagnostics.filter(({ source, range: where }) => source === DIAGNOSTIC_SOURCE && range.contains(where));
		action.isPreferred = preferred;
		return action;
	}
}

/** As it stands in the document, without what cannot be seen; undefined where that is not what is wrong with it. */
export function visibleText(document: vscode.TextDocument, located: Located, joining = false): string | undefined {
	const raw = rawText(document, located);
	return raw === undefined ? undefined : withoutInvisible(raw, joining);
}

/** With plain letters in place of those that only look like them, where that makes it a SMILES. */
function latinText(document: vscode.TextDocument, located: Located): string | undefined {
	const raw = rawText(document, located) ?? "";
	const latin = withLatinLetters(raw);
	const text = withoutInvisible(latin) ?? latin;
	return latin === raw || "message" in tokeniseSmiles(text) ? undefined : text;
}

/** Undefined where nothing is wrong with it, or where it is written in another way, escaped or in several literals. */
function rawText(document: vscode.TextDocument, { found, problem, range }: Located): string | undefined {
	const meant = problem && found.kind === "molecule" && found.notation === "smiles" && toRange(range).isSingleLine;
	const raw = meant ? document.getText(toRange(range)) : undefined;
	return raw === found.text ? raw : undefined;
}

function shown(text: string): string {
	return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
