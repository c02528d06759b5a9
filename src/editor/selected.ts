import * as vscode from "vscode";
import type { Entity } from "../science/entity.ts";
import { Failure, failureFrom } from "../science/failure.ts";
import { readSmiles } from "../science/molecule/smiles.ts";
import { readFasta } from "../science/protein/fasta.ts";
import { readSequence } from "../science/protein/sequence.ts";
import { considerExplicit, literalAt } from "../science/recognition/explicit.ts";
import type { Found } from "../science/recognition/found.ts";
import { originOf } from "./origin.ts";
import type { Placed } from "./place.ts";

/**
 * What somebody points at who runs a command where nothing was recognised: the selected text, or the string literal under the cursor.
 *
 * @returns undefined where that literal is none, or no molecule or sequence
 * @throws Failure with what is wrong with the selected text
 */
export function pointedAt({ document, selection }: vscode.TextEditor): Placed | undefined {
	const found = selection.isEmpty ? literalAt(document.lineAt(selection.active.line).text, selection.active.character, document.languageId) : readSelected(selectedText(document.getText(selection)));
	const { line } = selection.start;
	const range = selection.isEmpty && found ? { start: { line, character: found.start }, end: { line, character: found.end } } : selection;
	return found && { found, range, origin: originOf(document.uri, line) };
}

function readSelected(text: string): Found | undefined {
	return text === "" ? undefined : (considerExplicit(text, 0, text.length) ?? foundIn(text));
}

/** Records, and sequences over several lines. */
function foundIn(text: string): Found {
	const entity = readEntity(text);
	const base = { start: 0, end: text.length, cue: "certain", name: entity.name } as const;
	return entity.kind === "molecule" ? { ...base, kind: "molecule", notation: "smiles", text: entity.smiles } : { ...base, kind: "protein", notation: "sequence", text: entity.sequence };
}

/** The selected text as SMILES or as a protein; fails with a sentence that says what to select. */
export function selectedEntity(): Entity {
	const editor = vscode.window.activeTextEditor;
	const text = editor?.document.getText(editor.selection).trim() ?? "";
	if (!text) {
		throw new Failure("nothing-selected", vscode.l10n.t("Nothing is selected. Select a SMILES or a protein sequence first."));
	}
	return readEntity(selectedText(text));
}

/** Without the white space and quotes around it. */
function selectedText(text: string): string {
	return text.trim().replace(/^(["'`]+)([\s\S]*)\1$/, "$2").trim();
}

/** Where the selected text begins, as {@link selectedEntity} reads it. */
export function selectionOrigin(): string | undefined {
	const editor = vscode.window.activeTextEditor;
	const before = /^\s*/.exec(editor?.document.getText(editor.selection) ?? "")?.[0] ?? "";
	return editor && originOf(editor.document.uri, editor.selection.start.line + before.split(/\r\n|\r|\n/).length - 1);
}

/** Residues are upper case and come in lines; anything with a lower-case letter, a digit or a bond is read as SMILES. */
function readEntity(text: string): Entity {
	if (text.startsWith(">")) {
		return readRecord(text);
	}
	const looksLikeProtein = /^[A-Z\s*]{10,}$/.test(text) && !/^[BCNOPSFI\s]+$/.test(text);
	return looksLikeProtein ? { kind: "protein", sequence: readSequence(text) } : { kind: "molecule", smiles: readSmiles(text).text };
}

function readRecord(text: string): Entity {
	const [record, ...others] = readFasta(text);
	if (others.length > 0) {
		throw new Failure("several-records", vscode.l10n.t("{0} records are selected. Select one of them.", others.length + 1));
	}
	if (!record || record.problem) {
		throw record?.problem ? failureFrom(record.problem) : new Failure("empty-fasta", vscode.l10n.t("The selection holds no FASTA record."));
	}
	return { kind: "protein", sequence: record.sequence, name: record.name || undefined };
}
