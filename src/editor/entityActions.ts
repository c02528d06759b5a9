import * as vscode from "vscode";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { Failure } from "../science/failure.ts";
import type { MoleculeFacts } from "../science/molecule/facts.ts";
import { reactionParts } from "./reactionParts.ts";
import { tokeniseSmiles } from "../science/molecule/smiles.ts";
import type { Found } from "../science/recognition/found.ts";
import { ASK, askLabel, previewAction, type EntityAction } from "./action.ts";
import { sequenceActions } from "./sequenceActions.ts";
import { moleculeEntity, subjectOf } from "../science/recognition/subject.ts";
import { webActions } from "./webPages.ts";

/** What can be done with something found; computes what must be known for that. Rejects with a `Failure` where it cannot be read. */
export async function actionsOf(found: Found, chemistry: Pick<Chemistry, "facts" | "inchiKey">, signal?: AbortSignal): Promise<EntityAction[]> {
	const subject = subjectOf(found);
	switch (subject.kind) {
		case "molecule":
			return moleculeActions(found, await chemistry.facts(subject.structure, signal));
		case "inchi":
			return inchiActions(subject.inchi, await chemistry.inchiKey(subject.inchi, signal));
		case "reaction":
			return reactionActions(subject.reaction);
		case "unreadable":
			throw new Failure("not-readable", subject.reason);
		default:
			return sequenceActions(subject, found.name);
	}
}

export function moleculeActions(found: Found, { canonicalSmiles, inchi, inchiKey }: MoleculeFacts): EntityAction[] {
	const entity = moleculeEntity(found, canonicalSmiles);
	return [
		{ ...ASK, label: askLabel(), effect: () => ({ kind: "ask", entities: [entity] }) },
		previewAction(() => [entity]),
		{ id: "copyCanonicalSmiles", label: vscode.l10n.t("Copy Canonical SMILES"), hoverLabel: vscode.l10n.t("Copy SMILES"), effect: () => ({ kind: "copy", text: canonicalSmiles }) },
		...(inchiKey === "" ? [] : inchiActions(inchi, inchiKey).map(afterCopy)),
	];
}

/** A hover says "Copy" once: SMILES · InChIKey · InChI. */
function afterCopy(action: EntityAction): EntityAction {
	switch (action.id) {
		case "copyInchiKey": return { ...action, hoverLabel: "InChIKey" };
		case "copyInchi": return { ...action, hoverLabel: "InChI" };
		default: return action;
	}
}

export function inchiActions(inchi: string, inchiKey: string): EntityAction[] {
	return [
		{ id: "copyInchiKey", label: vscode.l10n.t("Copy InChIKey"), effect: () => ({ kind: "copy", text: inchiKey }) },
		{ id: "copyInchi", label: vscode.l10n.t("Copy InChI"), effect: () => ({ kind: "copy", text: inchi }) },
		...webActions(inchiKey),
	];
}

export function reactionActions(reaction: string): EntityAction[] {
	const entities = reactionEntities(reaction);
	return entities.length === 0 ? [] : [{ ...ASK, label: vscode.l10n.t("Ask About One of Its Molecules"), effect: () => ({ kind: "ask", entities }) }, previewAction(() => entities, vscode.l10n.t("Preview One of Its Molecules"))];
}

function reactionEntities(reaction: string): Entity[] {
	const { reactants, agents, products } = reactionParts(reaction);
	const numbered = (molecules: readonly string[], name: (number: number) => string): Entity[] => molecules.map((smiles, index) => ({ kind: "molecule", smiles, name: name(index + 1) }));
	return [
		...numbered(reactants, (number) => vscode.l10n.t("reactant {0}", number)),
		...numbered(agents, (number) => vscode.l10n.t("agent {0}", number)),
		...numbered(products, (number) => vscode.l10n.t("product {0}", number)),
	].filter((entity) => entity.kind === "molecule" && !("message" in tokeniseSmiles(entity.smiles)));
}
