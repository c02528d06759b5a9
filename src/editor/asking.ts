import * as vscode from "vscode";
import type { Entity } from "../science/entity.ts";
import { Failure, failureFrom } from "../science/failure.ts";
import { readSmiles } from "../science/molecule/smiles.ts";
import { readSequence } from "../science/protein/sequence.ts";
import { readFasta } from "../science/protein/fasta.ts";
import type { DocumentEntities } from "./documentEntities.ts";
import { entityOf } from "./lenses.ts";

/** What a command may be called with: by our lenses and hovers, by a keybinding, or by another extension. */
export function entitiesIn(argument: unknown): Entity[] {
	return (Array.isArray(argument) ? argument : [argument]).filter(isEntity);
}

function isEntity(value: unknown): value is Entity {
	if (typeof value !== "object" || value === null || !("kind" in value)) {
		return false;
	}
	const named = !("name" in value) || value.name === undefined || typeof value.name === "string";
	return named && ((value.kind === "molecule" && "smiles" in value && typeof value.smiles === "string") || (value.kind === "protein" && "sequence" in value && typeof value.sequence === "string"));
}

/** Lets the user choose where a line holds several; undefined when nothing was chosen. */
export async function chooseEntity(entities: readonly Entity[]): Promise<Entity | undefined> {
	if (entities.length <= 1) {
		return entities[0];
	}
	const items = entities.map((entity) => ({ label: entity.name ?? textOf(entity), ...(entity.name ? { description: textOf(entity) } : {}), entity }));
	return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Ask about which one?"), matchOnDescription: true }))?.entity;
}

function textOf(entity: Entity): string {
	return entity.kind === "molecule" ? entity.smiles : entity.sequence;
}

/** What stands under the cursor of the active editor. */
export async function entityUnderCursor(entities: DocumentEntities): Promise<Entity | undefined> {
	const editor = vscode.window.activeTextEditor;
	const source = new vscode.CancellationTokenSource();
	try {
		const found = editor && (await entities.at(editor.document, editor.selection.active, source.token));
		return found && entityOf(found);
	} finally {
		source.dispose();
	}
}

/** The selected text as SMILES or as a protein; fails with a sentence that says what to select. */
export function selectedEntity(): Entity {
	const editor = vscode.window.activeTextEditor;
	const text = editor?.document.getText(editor.selection).trim() ?? "";
	if (!text) {
		throw new Failure("nothing-selected", vscode.l10n.t("Nothing is selected. Select a SMILES or a protein sequence first."));
	}
	return readEntity(text.replace(/^(["'`]+)([\s\S]*)\1$/, "$2").trim());
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

/** Shows a failure as what it is; anything else goes on to VS Code's own error handling. */
export async function reportFailures(action: () => Promise<void>): Promise<void> {
	try {
		await action();
	} catch (error) {
		if (!(error instanceof Failure)) {
			throw error;
		}
		void vscode.window.showErrorMessage(error.message);
	}
}
