import * as vscode from "vscode";
import type { Entity } from "../science/entity.ts";

export type ActionId =
	| "ask"
	| "preview"
	| "copyCanonicalSmiles"
	| "copyInchiKey"
	| "copyInchi"
	| "openPubChem"
	| "openChembl"
	| "copySequence"
	| "copyReverseComplement"
	| "copyTranslation";

/** What happens, decided before it does. */
export type Effect =
	| { readonly kind: "ask" | "preview"; readonly entities: readonly Entity[] }
	| { readonly kind: "copy"; readonly text: string }
	| { readonly kind: "open"; readonly address: string };

/** Something that can be done with a molecule or sequence; never offered where it cannot work. */
export interface EntityAction {
	readonly id: ActionId;
	readonly label: string;
	readonly tooltip?: string | undefined;
	/** Leaves the editor for a page of the web. */
	readonly web?: boolean;
	/** Of the link in a hover, where what stands before it says the rest: all links fit into one line. */
	readonly hoverLabel?: string | undefined;
	/** Throws a `Failure` with a sentence where there is nothing to give. */
	readonly effect: () => Effect;
}

export const ASK = { id: "ask" } as const;

export function askLabel(): string {
	return vscode.l10n.t("Ask BioMedGPT");
}

/** Shows it in a panel of its own. */
export function previewAction(entities: () => readonly Entity[], label = vscode.l10n.t("Preview")): EntityAction {
	return { id: "preview", label, tooltip: vscode.l10n.t("Opens it beside the editor: structure, facts, and what else can be computed"), effect: () => ({ kind: "preview", entities: entities() }) };
}
