import * as vscode from "vscode";
import type { Chemistry } from "../../science/chemistry.ts";
import type { Entity } from "../../science/entity.ts";
import { Failure } from "../../science/failure.ts";
import type { RecordContent } from "../../science/files/records/recordFormat.ts";
import { isMolBlock } from "../../science/molecule/molBlock.ts";
import { plainSmiles } from "../../science/recognition/subject.ts";
import type { RecordAction } from "../../../webview/protocol/records.ts";
import type { RecordsDocument } from "./document.ts";

/** Where the actions of a record lead. */
export interface Roads {
	readonly chemistry: Pick<Chemistry, "facts">;
	readonly ask: (entity: Entity, origin?: string) => Promise<void>;
	readonly preview: (entity: Entity, origin?: string) => Promise<void>;
}

/**
 * Does what a person asks for a record.
 *
 * @returns what is to be told; undefined where it is plain to see
 * @throws Failure why it cannot be done
 */
export async function act(document: RecordsDocument, record: number, action: RecordAction, { chemistry, ask, preview }: Roads): Promise<string | undefined> {
	if (action === "openText") {
		await showText(document, record);
		return undefined;
	}
	const kind = document.reading?.format.kind ?? "molecules";
	const content = await document.content(record);
	if (action === "copy") {
		if (content.structure === "") {
			throw new Failure("nothing-to-copy", content.problem ?? vscode.l10n.t("There is nothing in this record to copy."));
		}
		await vscode.env.clipboard.writeText(kind === "sequences" ? content.structure : (await moleculeOf(content, chemistry)));
		return vscode.l10n.t("Copied");
	}
	const entity = kind === "sequences" ? proteinOf(content) : ({ kind: "molecule", smiles: await moleculeOf(content, chemistry), ...named(content) } as const);
	await (action === "ask" ? ask : preview)(entity, vscode.l10n.t("record {0} of {1}", record + 1, document.name));
	return undefined;
}

/** SMILES as it stands in the file; of a mol block RDKit's canonical one. */
async function moleculeOf({ structure, problem }: RecordContent, chemistry: Roads["chemistry"]): Promise<string> {
	if (structure === "") {
		throw new Failure("no-structure", problem ?? vscode.l10n.t("There is no structure in this record."));
	}
	return isMolBlock(structure) ? (await chemistry.facts(structure)).canonicalSmiles : plainSmiles(structure);
}

function proteinOf(content: RecordContent): Entity {
	if (content.problem !== undefined) {
		throw new Failure("no-protein", content.problem);
	}
	return { kind: "protein", sequence: content.structure, ...named(content) };
}

function named({ name }: RecordContent): { readonly name?: string } {
	return name === "" ? {} : { name };
}

async function showText(document: RecordsDocument, record: number): Promise<void> {
	if (/\.gz$/i.test(document.uri.path)) {
		throw new Failure("packed", vscode.l10n.t("This file is packed, so VS Code cannot show its text. Unpack it with gunzip, and open that file."));
	}
	const line = document.reading?.index.line(record) ?? 0;
	const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(line, 0, line, 0), preview: false };
	await vscode.commands.executeCommand("vscode.openWith", document.uri, "default", options);
}
